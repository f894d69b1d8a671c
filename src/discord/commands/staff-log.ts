// The trail as a server's staff read it: one line for each thing that was done.

import type { StoredEntry } from "../../trail.ts";
import { fitting, shown } from "../words.ts";
import type { Message } from "./command.ts";

/** Discord's limit for a message. */
const longest = 2_000;

/** `entries` come with the newest first. */
export function logMessage(entries: readonly StoredEntry[], guildId: string): Message {
	if (entries.length === 0)
		return { content: "Nothing has been changed about links in this server in the last 90 days." };
	return {
		content: fitting(["**Who changed what**, the newest first:", ...entries.map((one) => line(one, guildId))], longest),
	};
}

function line(entry: StoredEntry, guildId: string): string {
	const { at, nickname, discordId, matchId } = entry;
	const player = nickname === null ? "" : `**${shown(nickname)}**`;
	const member = discordId === null ? "" : `<@${discordId}>`;
	const what = {
		linked: `${member} linked with ${player}`,
		verified: `${player} confirmed as ${member}'s`,
		unlinked: `${member} unlinked from ${player}`,
		overrode: `${player} taken from ${member}`,
		closed: `rooms of the match ${shown(matchId ?? "")} closed`,
	}[entry.what];
	return `<t:${Math.floor(at / 1000)}:f> ${what}, ${by(entry, guildId)}`;
}

/** What was done elsewhere says nothing about who did it there. */
function by({ right, actorId, guildId: where }: StoredEntry, guildId: string): string {
	const isHere = where === guildId;
	switch (right) {
		case "claim":
			return "by themselves";
		case "login":
			return "by FACEIT's login";
		case "manager":
		case "staff":
			return isHere && actorId !== null
				? `by <@${actorId}>, ${right === "manager" ? "who manages the server" : "staff"}`
				: "by staff of another server";
		case "host":
			return "by the host of this bot";
		case "upkeep":
			return "because they left every server that I am in";
		default:
			throw new Error(`no such right: ${right satisfies never}`);
	}
}
