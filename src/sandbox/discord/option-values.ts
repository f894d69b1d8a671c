// The values of a command's options: whether the client would send them, and what they name.
import { ApplicationCommandOptionType as Kind } from "discord-api-types/v10";
import type { ValueOption } from "./command-body.ts";
import type { Named } from "./resolved.ts";
import type { Guild, World } from "./world.ts";

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

/** What the options name. */
export function namedBy(sent: readonly Sent[]): Named[] {
	return sent.map(({ type, value }) => ({ id: String(value), kinds: NAMES.get(type) ?? [] }));
}

const NAMES = new Map<number, Named["kinds"]>([
	[Kind.User, ["user"]],
	[Kind.Role, ["role"]],
	[Kind.Mentionable, ["user", "role"]],
	[Kind.Channel, ["channel"]],
]);
