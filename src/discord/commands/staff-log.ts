// The trail as a server's staff read it: one line for each thing that was done.

import { keptDays } from "../../kept.ts";
import { fitting, shown } from "../../markdown.ts";
import type { StoredEntry } from "../../trail.ts";
import type { Message } from "./command.ts";

/** Discord's limit for a message. */
const longest = 2_000;

type Reading = {
	/** Where it is read. */
	readonly guildId: string;
	/** Staff may know who it is. */
	readonly isOfHere: (discordId: string) => boolean;
	/** Only what concerns one person was asked for: a line without a name would name them. */
	readonly isAboutOne: boolean;
};

/** `entries` come with the newest first. */
export function logMessage(entries: readonly StoredEntry[], { guildId, isOfHere, isAboutOne }: Reading): Message {
	// Whoever proves an account here may take it from somebody who claimed it in another server.
	const isStranger = ({ what, right, discordId }: StoredEntry) =>
		what === "overrode" && right === "login" && discordId !== null && !isOfHere(discordId);
	const lines = entries.flatMap((entry) => {
		if (!isStranger(entry)) return line(entry, guildId);
		return isAboutOne ? [] : line({ ...entry, discordId: null }, guildId);
	});
	if (lines.length === 0) {
		const days = keptDays.trail;
		return {
			content: `Nothing has been changed about ${isAboutOne ? "their link" : "links"} here in the last ${days} days.`,
		};
	}
	return { content: fitting(["**Who changed what**, the newest first:", ...lines], longest) };
}

function line(entry: StoredEntry, guildId: string): string {
	const { at, nickname, discordId, matchId } = entry;
	const player = nickname === null ? "" : `**${shown(nickname)}**`;
	const member = discordId === null ? "somebody who claimed it elsewhere" : `<@${discordId}>`;
	const what = {
		linked: `${member} linked with ${player}`,
		verified: `${player} confirmed as ${member}'s`,
		unlinked: `${member} unlinked from ${player}`,
		overrode: `${player} taken from ${member}`,
		opened: `rooms of the match ${shown(matchId ?? "")} opened`,
		letIn: `${member} let into a room`,
		letOut: `${member} no longer let into a room`,
		closed: `rooms of the match ${shown(matchId ?? "")} closed`,
	}[entry.what];
	return `<t:${Math.floor(at / 1000)}:f> ${what}, ${by(entry, guildId)}`;
}

/** What was done elsewhere says nothing about who did it there. */
function by({ right, actorId, discordId, guildId: where }: StoredEntry, guildId: string): string {
	const isHere = where === guildId;
	switch (right) {
		case "claim":
			return isHere && actorId !== null && actorId !== discordId ? `by <@${actorId}>` : "by themselves";
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
