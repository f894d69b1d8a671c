// A FACEIT account with what it has achieved in one game, for people to read.

import type { PlayerCard } from "./player.ts";

/** All of it since the account began. What FACEIT does not tell is null. */
export type PlayerStats = {
	readonly matches: number | null;
	readonly wins: number | null;
	/** In percent. */
	readonly winRate: number | null;
	readonly killsPerDeath: number | null;
	/** Shots that hit the head, in percent. */
	readonly headshots: number | null;
	/** Matches won in a row, until now. */
	readonly winStreak: number | null;
	readonly longestWinStreak: number | null;
	/** The last few matches, the newest first: true for a win. */
	readonly recent: readonly boolean[];
};

export type PlayerProfile = {
	/** Level and Elo are those in `player.game`. */
	readonly player: PlayerCard;
	/** Where they play it, such as "EU". */
	readonly region: string | null;
	/** Null where FACEIT has none, or did not answer. */
	readonly stats: PlayerStats | null;
};
