// The registered commands: the bot's global ones, and those of each guild.
import { type CommandBody, typeOf } from "./command-body.ts";
import { refusals } from "./refusals.ts";
import type { World } from "./world.ts";

export type Command = CommandBody & { id: string; version: string; guildId: string | null };

const DAY_MS = 86_400_000;
const CREATES_A_DAY = 200;

export type Commands = {
	list: (guildId: string | null) => Command[];
	/** Replaces a whole scope; a command that keeps its name keeps its id and is no creation. */
	replace: (guildId: string | null, bodies: CommandBody[]) => Command[];
	save: (guildId: string | null, body: CommandBody) => Command;
	remove: (guildId: string | null, id: string) => void;
	/** As a member of the guild sees them. */
	inGuild: (guildId: string) => Command[];
};

export function createCommands(world: World): Commands {
	const scopes = new Map<string, Command[]>();
	const created = new Map<string, number[]>();
	const list = (guildId: string | null) => scopes.get(guildId ?? "") ?? [];

	const put = (guildId: string | null, body: CommandBody): Command => {
		const found = list(guildId).find((each) => each.name === body.name && typeOf(each) === typeOf(body));
		if (!found) countCreate(created, guildId ?? "", world.clock.now());
		return { ...body, id: found?.id ?? world.newId(), version: world.newId(), guildId };
	};
	return {
		list,
		replace: (guildId, bodies) => {
			const next = bodies.map((body) => put(guildId, body));
			scopes.set(guildId ?? "", next);
			return next;
		},
		save: (guildId, body) => {
			const next = put(guildId, body);
			scopes.set(guildId ?? "", [...list(guildId).filter(({ id }) => id !== next.id), next]);
			return next;
		},
		remove: (guildId, id) => {
			if (!list(guildId).some((each) => each.id === id)) throw refusals.unknownCommand();
			scopes.set(
				guildId ?? "",
				list(guildId).filter((each) => each.id !== id),
			);
		},
		inGuild: (guildId) => [...list(guildId), ...list(null)],
	};
}

function countCreate(created: Map<string, number[]>, scope: string, now: number): void {
	const times = (created.get(scope) ?? []).filter((time) => time > now - DAY_MS);
	if (times.length >= CREATES_A_DAY) throw refusals.commandsOfTheDay();
	created.set(scope, [...times, now]);
}

export function commandPayload(world: World, command: Command) {
	const { guildId, name, description, ...settings } = command;
	return {
		default_member_permissions: null,
		nsfw: false,
		contexts: null,
		integration_types: [0],
		...settings,
		type: typeOf(command),
		name,
		description: description ?? "",
		application_id: world.applicationId,
		...(guildId !== null && { guild_id: guildId }),
	};
}
