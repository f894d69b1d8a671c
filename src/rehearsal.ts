// A match of our own, to see whether everything works: a team of one, the member who asked for it, through the real path
// from the record on. Nothing that FACEIT sends can name such a match or such a player: their ids are none of FACEIT's.

import type { Known } from "./link.ts";
import type { Match, Report } from "./match.ts";

const prefix = "rehearsal-";

/** How long it goes on at most, ms, whatever becomes of whoever began it: the checks end it then. */
export const longestRehearsalMs = 60_000;

export function isRehearsal({ matchId }: Pick<Match, "matchId">): boolean {
	return matchId.startsWith(prefix);
}

/** The match begins at `at`, epoch ms: its only player is this member of the guild. */
export function rehearsalReport(
	guildId: string,
	discordId: string,
	{ team, competition }: { readonly team: string; readonly competition: string },
	at: number,
): Report {
	const roster = [{ faceitId: `${prefix}${guildId}-${discordId}`, nickname: team }];
	return {
		...{ kind: "ready", matchId: `${prefix}${guildId}-${at}`, at, version: null },
		competition: { id: prefix, name: competition, type: "rehearsal" },
		teams: [{ teamId: `${prefix}team`, name: team, roster, substitutes: [] }],
	};
}

/** The member whom the player of a rehearsal stands for; undefined for a player of FACEIT's. */
export function rehearsing(match: Pick<Match, "matchId">, faceitId: string): Known | undefined {
	const [, guildId, discordId] = /^rehearsal-(\d+)-(\d+)$/.exec(faceitId) ?? [];
	if (!isRehearsal(match) || guildId === undefined || discordId === undefined) return undefined;
	return { faceitId, discordId, guildId, proof: "verified", isVouched: false, isOptedOut: false };
}
