// The values of a command's options: whether the client would send them, and the objects that ids among them stand for.
import { ApplicationCommandOptionType as Kind } from "discord-api-types/v10";
import type { ValueOption } from "./command-body.ts";
import { channelPayload, memberPayload, rolePayload, userPayload } from "./payloads.ts";
import { guildPermissions } from "./permissions.ts";
import type { Guild, Member, World } from "./world.ts";

export type OptionValue = string | number | boolean;
export type OptionValues = Record<string, OptionValue>;
export type Sent = { name: string; type: number; value: OptionValue; focused?: true };

/** Something that Discord's client does not offer to this person. */
export class NotAllowed extends Error {}

export function checkValue(world: World, guild: Guild, option: ValueOption, value: OptionValue): void {
	const problem =
		wrongKind(option, value) ?? outOfRange(option, value) ?? unknownId(world, guild, option, String(value));
	if (problem) throw new NotAllowed(`Option ${option.name} ${problem}`);
	if (!option.choices?.length || option.choices.some((choice) => choice.value === value)) return;
	throw new NotAllowed(`Option ${option.name} has no such choice`);
}

function wrongKind({ type }: ValueOption, value: OptionValue): string | undefined {
	const numeric = type === Kind.Integer || type === Kind.Number;
	const wanted = numeric ? "number" : type === Kind.Boolean ? "boolean" : "string";
	if (typeof value !== wanted) return `wants a ${wanted}`;
	return type === Kind.Integer && !Number.isInteger(value) ? "wants a whole number" : undefined;
}

function outOfRange(option: ValueOption, value: OptionValue): string | undefined {
	if (typeof value === "boolean") return undefined;
	if (typeof value === "number") {
		return fits(value, option.min_value, option.max_value) ? undefined : "is out of range";
	}
	const minimum = Math.max(1, option.min_length ?? 1);
	return fits(value.length, minimum, option.max_length ?? 6000) ? undefined : "is out of range";
}

function fits(size: number, minimum: number | null | undefined, maximum: number | null | undefined): boolean {
	return size >= (minimum ?? Number.NEGATIVE_INFINITY) && size <= (maximum ?? Number.POSITIVE_INFINITY);
}

function unknownId(
	world: World,
	guild: Guild,
	{ type, channel_types: types }: ValueOption,
	id: string,
): string | undefined {
	if (type === Kind.User && !world.users.has(id)) return "is no user";
	if (type === Kind.Role && !guild.roles.has(id)) return "is no role";
	if (type !== Kind.Channel) return undefined;
	const channel = guild.channels.get(id);
	if (!channel) return "is no channel";
	return types?.length && !types.includes(channel.type) ? "is a channel of another kind" : undefined;
}

/** Anybody can be named, by their id at least; who is no member has no entry among the members. */
export function resolve(world: World, guild: Guild, sent: Sent[]) {
	const users: Record<string, object> = {};
	const members: Record<string, object> = {};
	const roles: Record<string, object> = {};
	const channels: Record<string, object> = {};
	for (const { type, value } of sent) {
		const id = String(value);
		const user = world.users.get(id);
		const member = guild.members.get(id);
		const role = guild.roles.get(id);
		const channel = guild.channels.get(id);
		if (user && (type === Kind.User || type === Kind.Mentionable)) {
			users[id] = userPayload(user);
			if (member) members[id] = resolvedMember(guild, member);
		} else if (role && (type === Kind.Role || type === Kind.Mentionable)) roles[id] = rolePayload(role);
		else if (channel && type === Kind.Channel) channels[id] = { ...channelPayload(channel), permissions: "0" };
	}
	return { users, members, roles, channels };
}

/** Without the user, who is among the users. */
function resolvedMember(guild: Guild, member: Member): object {
	const { user, ...rest } = memberPayload(member);
	return { ...rest, permissions: guildPermissions(guild, user.id).toString() };
}
