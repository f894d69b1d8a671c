// What was done with one member for a match in one guild, so that nobody is moved again against their will.

import type { Match } from "./match.ts";

export type Placement = {
	readonly matchId: string;
	readonly guildId: string;
	readonly discordId: string;
	/**
	 * `moving`: asked to be moved, not seen in the room yet. `placed`: in a room. `away`: no longer there, and to be moved
	 * again. `walked`: went straight from the room to another channel. `returned`: brought back, or left where they are.
	 */
	readonly state: "moving" | "placed" | "away" | "walked" | "returned";
	/** The channel to bring them back to; null when they came into the room from outside voice. */
	readonly originId: string | null;
	/** The opening of the match in which `state` came to be: see `Match.openings`. */
	readonly opening: number;
	/** When `state` last changed, epoch ms. */
	readonly at: number;
};

/** True for anyone who walked out: they are left alone until FACEIT opens the match again. */
export function isLeftAlone(match: Match, placement: Placement | undefined): boolean {
	return placement?.state === "walked" && placement.opening === match.openings;
}
