// What Discord's client lets a person do with a command: found by its path, its options checked against the registered
// definition, then turned into the data of an interaction.
import { ApplicationCommandOptionType as Kind, PermissionFlagsBits } from "discord-api-types/v10";
import { type CommandOption, typeOf, type ValueOption } from "./command-body.ts";
import type { Command } from "./commands.ts";
import { checkValue, NotAllowed, namedBy, type OptionValues, type Sent } from "./option-values.ts";
import { guildPermissions, has } from "./permissions.ts";
import { resolved } from "./resolved.ts";
import type { Guild, World } from "./world.ts";

type Nested = Sent | { name: string; type: number; options: Nested[] };

/** A typed command, or an entry in the menu of a user. */
export function findCommand(commands: Command[], guild: Guild, userId: string, name: string, type: 1 | 2 = 1): Command {
	const command = commands.find((each) => each.name === name && typeOf(each) === type);
	if (!command) throw new NotAllowed(`There is no command /${name}`);
	const wanted = command.default_member_permissions;
	if (wanted == null) return command;
	// "0" hides a command from everyone but administrators.
	const needed = wanted === "0" ? PermissionFlagsBits.Administrator : BigInt(wanted);
	if (!has(guildPermissions(guild, userId), needed)) throw new NotAllowed(`/${name} is not offered to this member`);
	return command;
}

/** The path leads to a subcommand, "add" of /staff; focused is the option being typed, in an autocompletion. */
export function invocation(
	world: World,
	{ guild, userId }: { guild: Guild; userId: string },
	command: Command,
	path: string[],
	values: OptionValues,
	focused?: string,
) {
	const { definitions, wrap } = descend("options" in command ? (command.options ?? []) : [], path);
	const stranger = Object.keys(values).find((name) => !definitions.some((option) => option.name === name));
	if (stranger !== undefined) throw new NotAllowed(`/${command.name} has no option ${stranger}`);
	const sent = definitions.flatMap((option) => sendOption(world, guild, option, values[option.name], focused));
	const objects = resolved(world, guild, userId, namedBy(sent));
	return { ...nameOf(command), type: 1, options: wrap(sent), ...(objects && { resolved: objects }) };
}

/** An entry in the menu of a user, chosen for that one. */
export function pointing(
	world: World,
	{ guild, userId }: { guild: Guild; userId: string },
	command: Command,
	id: string,
) {
	if (!world.users.has(id)) throw new NotAllowed(`There is no user ${id}`);
	const objects = resolved(world, guild, userId, [{ id, kinds: ["user"] }]);
	return { ...nameOf(command), type: 2, target_id: id, resolved: objects };
}

function nameOf({ id, name, guildId }: Command) {
	return { id, name, ...(guildId !== null && { guild_id: guildId }) };
}

type Descent = { definitions: ValueOption[]; wrap: (sent: Nested[]) => Nested[] };

function descend(options: CommandOption[], path: string[]): Descent {
	const [next, ...rest] = path;
	const branches = options.filter((option) => option.type <= Kind.SubcommandGroup);
	if (branches.length === 0 && next === undefined)
		return { definitions: options.filter(isValue), wrap: (sent) => sent };
	const branch = branches.find((option) => option.name === next);
	if (!branch) throw new NotAllowed(`There is no subcommand ${next ?? ""}`);
	const inner = descend("options" in branch ? (branch.options ?? []) : [], rest);
	const { name, type } = branch;
	return { definitions: inner.definitions, wrap: (sent) => [{ name, type, options: inner.wrap(sent) }] };
}

function isValue(option: CommandOption): option is ValueOption {
	return option.type > Kind.SubcommandGroup;
}

function sendOption(
	world: World,
	guild: Guild,
	option: ValueOption,
	value: OptionValues[string] | undefined,
	focused?: string,
): Sent[] {
	const { name, type } = option;
	if (value === undefined) {
		if (option.required && focused === undefined) throw new NotAllowed(`Option ${name} is required`);
		return [];
	}
	if (name !== focused) {
		checkValue(world, guild, option, value);
		return [{ name, type, value }];
	}
	if (!option.autocomplete) throw new NotAllowed(`Option ${name} has no autocompletion`);
	return [{ name, type, value, focused: true }];
}
