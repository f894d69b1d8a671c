// What Discord's client lets a person do with a command: its options checked against the registered definition, then
// turned into the data of an interaction.
import { ApplicationCommandOptionType as Kind, PermissionFlagsBits } from "discord-api-types/v10";
import type { ValueOption } from "./command-body.ts";
import type { Command } from "./commands.ts";
import { channelPayload, memberPayload, rolePayload, userPayload } from "./payloads.ts";
import { guildPermissions, has } from "./permissions.ts";
import type { Guild } from "./world.ts";

export type OptionValue = string | number | boolean;
export type OptionValues = Record<string, OptionValue>;
type Sent = { name: string; type: number; value: OptionValue; focused?: true };
type SentNode = Sent | { name: string; type: number; options: SentNode[] };

export class NotAllowed extends Error {}

export function findCommand(commands: Command[], guild: Guild, userId: string, name: string): Command {
	const command = commands.find((each) => each.name === name && (each.type ?? 1) === 1);
	if (!command) throw new NotAllowed(`There is no command /${name}`);
	const wanted = command.default_member_permissions;
	if (wanted == null) return command;
	// "0" hides a command from everyone but administrators.
	const needed = wanted === "0" ? PermissionFlagsBits.Administrator : BigInt(wanted);
	if (!has(guildPermissions(guild, userId), needed)) throw new NotAllowed(`/${name} is not offered to this member`);
	return command;
}

/** "staff add" names a subcommand; focused is the option being typed, when it is an autocompletion. */
export function invocation(guild: Guild, command: Command, path: string[], values: OptionValues, focused?: string) {
	const { definitions, wrap } = descend(command, path);
	for (const name of Object.keys(values)) {
		if (!definitions.some((option) => option.name === name))
			throw new NotAllowed(`/${command.name} has no option ${name}`);
	}
	const sent = definitions.flatMap((option): Sent[] => {
		const value = values[option.name];
		if (value === undefined) {
			if (option.required && focused === undefined) throw new NotAllowed(`Option ${option.name} is required`);
			return [];
		}
		if (option.name === focused) {
			if (!option.autocomplete) throw new NotAllowed(`Option ${option.name} has no autocompletion`);
			return [{ name: option.name, type: option.type, value, focused: true }];
		}
		checkValue(guild, option, value);
		return [{ name: option.name, type: option.type, value }];
	});
	return {
		id: command.id,
		name: command.name,
		type: 1,
		...(command.guildId !== null && { guild_id: command.guildId }),
		options: wrap(sent),
		resolved: resolved(guild, sent),
	};
}

function descend(command: Command, path: string[]): { definitions: ValueOption[]; wrap: (sent: Sent[]) => SentNode[] } {
	const [first, second] = path;
	const values: ValueOption[] = [];
	for (const option of ("options" in command ? command.options : undefined) ?? []) {
		if (option.type === Kind.Subcommand) {
			if (option.name !== first) continue;
			const { name, type } = option;
			return { definitions: readValues(option), wrap: (sent) => [{ name, type, options: sent }] };
		}
		if (option.type === Kind.SubcommandGroup) {
			if (option.name !== first) continue;
			const inner = "options" in option ? option.options?.find((each) => each.name === second) : undefined;
			if (!inner) throw new NotAllowed(`/${command.name} ${first} has no ${second}`);
			const wrapInner = (sent: Sent[]) => [{ name: inner.name, type: Number(Kind.Subcommand), options: sent }];
			return {
				definitions: readValues(inner),
				wrap: (sent) => [{ name: option.name, type: option.type, options: wrapInner(sent) }],
			};
		}
		if (isValue(option)) values.push(option);
	}
	if (first !== undefined) throw new NotAllowed(`/${command.name} has no subcommand ${first}`);
	return { definitions: values, wrap: (sent) => sent };
}

function readValues(holder: object): ValueOption[] {
	return "options" in holder && Array.isArray(holder.options) ? holder.options.filter(isValue) : [];
}

function isValue(option: { type: number }): option is ValueOption {
	return option.type > Kind.SubcommandGroup;
}

function checkValue(guild: Guild, option: ValueOption, value: OptionValue): void {
	const refuse = (why: string) => new NotAllowed(`Option ${option.name} ${why}`);
	const expected = { [Kind.Boolean]: "boolean", [Kind.Integer]: "number", [Kind.Number]: "number" };
	const wanted = Object.entries(expected).find(([type]) => Number(type) === option.type)?.[1] ?? "string";
	if (typeof value !== wanted) throw refuse(`wants a ${wanted}`);
	if (option.choices?.length && !option.choices.some((choice) => choice.value === value))
		throw refuse("has no such choice");
	const size = typeof value === "string" ? value.length : Number(value);
	const [min, max] =
		typeof value === "string" ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
	if (size < (min ?? Number.NEGATIVE_INFINITY) || size > (max ?? Number.POSITIVE_INFINITY))
		throw refuse("is out of range");
	if (option.type === Kind.String && (value === "" || size > 6000)) throw refuse("is empty or too long");
	if (option.type === Kind.User && !guild.members.has(String(value))) throw refuse("is no member");
	if (option.type === Kind.Role && !guild.roles.has(String(value))) throw refuse("is no role");
	if (option.type === Kind.Channel) checkChannel(guild, option, String(value), refuse);
}

function checkChannel(guild: Guild, option: ValueOption, id: string, refuse: (why: string) => Error): void {
	const channel = guild.channels.get(id);
	if (!channel) throw refuse("is no channel");
	if (option.channel_types?.length && !option.channel_types.includes(channel.type))
		throw refuse("is a channel of another kind");
}

function resolved(guild: Guild, sent: Sent[]) {
	const users: Record<string, object> = {};
	const members: Record<string, object> = {};
	const roles: Record<string, object> = {};
	const channels: Record<string, object> = {};
	for (const { type, value } of sent) {
		const id = String(value);
		const member = guild.members.get(id);
		const role = guild.roles.get(id);
		const channel = guild.channels.get(id);
		if (member && (type === Kind.User || type === Kind.Mentionable)) {
			const { user: _, ...rest } = memberPayload(member);
			users[id] = userPayload(member.user);
			members[id] = { ...rest, permissions: guildPermissions(guild, id).toString() };
		} else if (role && (type === Kind.Role || type === Kind.Mentionable)) roles[id] = rolePayload(role);
		else if (channel && type === Kind.Channel) channels[id] = { ...channelPayload(channel), permissions: "0" };
	}
	return { users, members, roles, channels };
}
