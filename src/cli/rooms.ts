// rooms: lists them, and closes those of a match that never ended.

import type { Command } from "commander";
import { askToClose } from "../store/asked.ts";
import { findMatch, type ListedMatch, listMatches } from "../store/listings.ts";
import type { Store } from "../store/open.ts";
import { beside } from "./beside.ts";
import type { Console } from "./console.ts";
import { Ending } from "./exit.ts";
import { counted, json, table } from "./table.ts";
import { span } from "./time.ts";

export function addRooms(program: Command, console: Console): void {
	const rooms = program
		.command("rooms")
		.commandsGroup("Verbs:")
		.description("see the rooms there are, and close those of a match");
	addList(rooms, console);
	addClose(rooms, console);
}

function addList(rooms: Command, console: Console): void {
	rooms
		.command("list")
		.description("the rooms of each match, and the matches without rooms")
		.option("--json", "for a machine")
		.addHelpText("after", "\nExamples:\n  faceit-comms rooms list\n  faceit-comms rooms list --json")
		.action(({ json: asJson = false }: { json?: boolean }) =>
			beside(console, (store) => {
				const matches = listMatches(store);
				console.write(asJson ? json({ matches: matches.map(forMachine) }) : forPeople(matches, console.clock.now()));
			}),
		);
}

function addClose(rooms: Command, console: Console): void {
	rooms
		.command("close")
		.argument("<match>", "the match's id, as the list shows it")
		.description("treat a match as over: everyone is brought back, then its rooms close")
		.addHelpText(
			"after",
			`
Rooms stay open as long as after any match (LINGER_SECONDS, or what the server chose with /setup). A later event of
FACEIT about the match opens them again.

Examples:
  faceit-comms rooms close 1-6f7e2c1a-2d7c-4a63-9c2b-0a5f3d1c9e11`,
		)
		.action((matchId: string) => beside(console, (store) => close(store, matchId, console)));
}

function close(store: Store, matchId: string, console: Console): void {
	const now = console.clock.now();
	const match = findMatch(store, matchId);
	if (match === undefined) {
		throw new Ending(`There is no match ${matchId}: \`faceit-comms rooms list\` shows those there are.`);
	}
	if (match.phase === "over") {
		const ago = span(now - (match.overAt ?? 0));
		throw new Ending(`The match ${matchId} has been over for ${ago}: what is left of its rooms closes by itself.`);
	}
	askToClose(store, matchId, now);
	console.write(
		`Asked to close the rooms of ${matchId}. The running program starts within two seconds; if none runs, ` +
			"the next start does.\n",
	);
}

function forMachine({ matchId, phase, competition, teams, heardAt, overAt, rooms }: ListedMatch) {
	return {
		matchId,
		phase,
		competition: competition?.name ?? null,
		teams: teams.map(({ teamId, name }) => ({ teamId, name })),
		heardAt: new Date(heardAt).toISOString(),
		overAt: overAt === null ? null : new Date(overAt).toISOString(),
		rooms: rooms.map(({ code, guildId, teamId, state, channelId, createdAt }) => ({
			...{ code, guildId, teamId, state, channelId },
			createdAt: new Date(createdAt).toISOString(),
		})),
	};
}

function forPeople(matches: readonly ListedMatch[], now: number): string {
	const rooms = matches.flatMap(({ matchId, phase, teams, rooms: open }) =>
		open.map(({ guildId, teamId, code, state, createdAt }) => [
			matchId,
			phase,
			guildId,
			teams.find((team) => team.teamId === teamId)?.name ?? teamId,
			code,
			state,
			span(now - createdAt),
		]),
	);
	const without = matches.filter((match) => match.rooms.length === 0);
	const waiting = without.map(({ matchId, phase, teams, heardAt }) => [
		matchId,
		phase,
		teams.map(({ name }) => name).join(" – ") || "teams not known yet",
		`${span(now - heardAt)} ago`,
	]);
	const parts = [
		`${counted(rooms.length, "room")}, ${counted(without.length, "match", "matches")} without rooms.\n`,
		...(rooms.length > 0 ? [table(["MATCH", "PHASE", "SERVER", "TEAM", "CODE", "STATE", "AGE"], rooms)] : []),
		...(without.length > 0 ? [table(["MATCH WITHOUT ROOMS", "PHASE", "TEAMS", "HEARD OF"], waiting)] : []),
	];
	return parts.join("\n");
}
