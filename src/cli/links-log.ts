// links log: who changed what about links and rooms, and by what right.

import { type Command, InvalidArgumentError, Option } from "commander";
import { openTrail } from "../store/trail.ts";
import type { StoredEntry } from "../trail.ts";
import { beside } from "./beside.ts";
import type { Console } from "./console.ts";
import { iso } from "./links-words.ts";
import { json, table } from "./table.ts";

type LogOptions = { readonly member?: string; readonly limit: number; readonly json?: boolean };

export function addLog(links: Command, console: Console): void {
	links
		.command("log")
		.description("who changed what about links and rooms in the last 90 days, the newest first")
		.option("--member <id>", "only what concerns this Discord user")
		.addOption(new Option("--limit <count>", "how many at most").argParser(count).default(50))
		.option("--json", "for a machine")
		.addHelpText("after", "\nExamples:\n  faceit-comms links log\n  faceit-comms links log --member 246900000000000001")
		.action(({ member, limit, json: asJson = false }: LogOptions) => {
			const entries = beside(console, (store) => openTrail(store).latest(limit, member));
			console.write(asJson ? json({ entries: entries.map(forMachine) }) : forPeople(entries));
		});
}

function forMachine({ at, ...entry }: StoredEntry) {
	return { at: iso(at), ...entry };
}

function forPeople(entries: readonly StoredEntry[]): string {
	if (entries.length === 0) return "Nothing has been changed.\n";
	const rows = entries.map(({ at, what, right, actorId, guildId, discordId, nickname, matchId }) => [
		...[iso(at), what, discordId ?? "-", nickname ?? matchId ?? "-"],
		...[right, actorId ?? "-", guildId ?? "-"],
	]);
	return table(["WHEN", "WHAT", "MEMBER", "PLAYER OR MATCH", "BY RIGHT OF", "ACTOR", "SERVER"], rows);
}

function count(text: string): number {
	if (!/^\d{1,5}$/.test(text) || Number(text) < 1)
		throw new InvalidArgumentError("It must be a number from 1 to 99999.");
	return Number(text);
}
