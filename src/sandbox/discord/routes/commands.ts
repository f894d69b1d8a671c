// Registering commands, globally and in one guild.
import { guildOf } from "../access.ts";
import { commandBody, commandListBody, typeOf } from "../command-body.ts";
import { type Command, type Commands, commandPayload } from "../commands.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import type { World } from "../world.ts";

export function commandRoutes(world: World, commands: Commands): Route[] {
	const global = scopeRoutes(world, commands, "/applications/:app/commands", () => null);
	const guild = scopeRoutes(
		world,
		commands,
		"/applications/:app/guilds/:guild/commands",
		(ask) => guildOf(world, ask.param("guild")).id,
	);
	return [...global, ...guild];
}

function scopeRoutes(world: World, commands: Commands, path: string, scopeOf: (ask: Ask) => string | null): Route[] {
	const bulk = (ask: Ask) => [{ name: "bulk commands", key: ask.param("guild"), limit: 2, windowMs: 60_000 }];
	const single = (ask: Ask) => [{ name: "single commands", key: ask.param("guild"), limit: 5, windowMs: 20_000 }];
	const show = (command: Command) => commandPayload(world, command);
	const find = (ask: Ask) => {
		const found = commands.list(scopeOf(ask)).find(({ id }) => id === ask.param("command"));
		if (!found) throw refusals.unknownCommand();
		return found;
	};
	return [
		{ on: `GET ${path}`, act: (ask) => commands.list(scopeOf(ask)).map(show) },
		{
			on: `PUT ${path}`,
			limits: bulk,
			act: (ask) => {
				const saved = commands.replace(scopeOf(ask), read(ask, commandListBody));
				blameDuplicates(commands, ask);
				return saved.map(show);
			},
		},
		{
			on: `POST ${path}`,
			limits: single,
			act: (ask) => {
				const saved = commands.save(scopeOf(ask), read(ask, commandBody));
				blameDuplicates(commands, ask);
				return show(saved);
			},
		},
		{ on: `GET ${path}/:command`, act: (ask) => show(find(ask)) },
		{
			on: `PATCH ${path}/:command`,
			limits: single,
			act: (ask) => {
				const { id: _, version: __, guildId, ...before } = find(ask);
				const body = typeof ask.body === "object" ? { ...before, ...ask.body } : before;
				return show(commands.save(guildId, read({ ...ask, body }, commandBody)));
			},
		},
		{
			on: `DELETE ${path}/:command`,
			limits: single,
			act: (ask) => {
				commands.remove(scopeOf(ask), ask.param("command"));
				return undefined;
			},
		},
	];
}

/** Allowed, but every member of the guild then sees the command twice. */
function blameDuplicates(commands: Commands, ask: Ask): void {
	const guildId = ask.param("guild");
	const key = (command: Command) => `${typeOf(command)} ${command.name}`;
	const local = new Set(guildId === "" ? [] : commands.list(guildId).map(key));
	const twice = commands.list(null).filter((command) => local.has(key(command)));
	if (twice.length > 0) ask.blame(`registered globally and in the guild: ${twice.map(({ name }) => name).join(", ")}`);
}
