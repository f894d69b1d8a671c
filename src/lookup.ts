// The outcomes of a call to FACEIT's Data API. None is thrown: a failed call is an outcome too.

import type { FoundCompetition } from "./competition.ts";
import type { Checked } from "./match.ts";
import type { MatchInfo } from "./match-info.ts";
import type { PlayerCard } from "./player.ts";
import type { PlayerProfile } from "./player-profile.ts";

/** FACEIT gave no usable answer; asking again may help from `retryAt` on, epoch ms. */
export type Unavailable = {
	readonly is: "unavailable";
	/**
	 * `limited`: too many calls. `down`: no connection, or an error of theirs. `refused`: our key is not accepted.
	 * `slow`: no answer in time. `unreadable`: an answer, but not one of the Data API.
	 */
	readonly why: "limited" | "down" | "refused" | "slow" | "unreadable";
	readonly retryAt: number;
};

/** FACEIT does not know it, or not yet: for a match this proves nothing. */
export type Missing = { readonly is: "missing" };

/** Why FACEIT is asked about a match: a room waits for the line-up, or an end may have been missed. */
export type MatchPurpose = "lineUp" | "compare";

/** What FACEIT says about a match; a `Checked` is this with the times of asking and of the answer. */
export type MatchCheck = Omit<Checked, "kind" | "at" | "wallAt" | "askedAt">;

export type MatchAnswer = { readonly is: "found"; readonly check: MatchCheck } | Missing | Unavailable;
export type PlayerAnswer = { readonly is: "found"; readonly player: PlayerCard } | Missing | Unavailable;
export type SearchAnswer = { readonly is: "found"; readonly players: readonly PlayerCard[] } | Unavailable;
export type MatchInfoAnswer = { readonly is: "found"; readonly info: MatchInfo } | Missing | Unavailable;
export type ProfileAnswer = { readonly is: "found"; readonly profile: PlayerProfile } | Missing | Unavailable;
export type FindAnswer = { readonly is: "found"; readonly competitions: readonly FoundCompetition[] } | Unavailable;
/** All matches of one competition that FACEIT lists, each once. */
export type ListAnswer = { readonly is: "found"; readonly matches: readonly MatchCheck[] } | Missing | Unavailable;

/** What `/match` asks FACEIT. Never throws, nor do those below. */
export type MatchLookUp = {
	/**
	 * What people read about a match, with the maps of its result once FACEIT has them: one call, or two. It is remembered
	 * for ten seconds.
	 */
	readonly matchInfo: (matchId: string) => Promise<MatchInfoAnswer>;
};

/** What `/profile` asks FACEIT. */
export type ProfileLookUp = {
	/**
	 * The player and what they achieved in `game`, or else in CS2, CS:GO, or the first that they play: two calls, or three.
	 * It is remembered for a minute.
	 */
	readonly profile: (faceitId: string, game?: string) => Promise<ProfileAnswer>;
};

/** What `/setup` asks FACEIT. */
export type CompetitionLookUp = {
	/** The hubs, championships and organizers that a link, an id or a name may mean: 25 at most, the likeliest first. */
	readonly findCompetitions: (text: string) => Promise<FindAnswer>;
};
