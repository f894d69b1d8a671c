// FACEIT's Data API v4 in our own words: matches, players and competitions. A failure is returned, never thrown; nothing
// is retried, because the caller plans again.

import type { Followable } from "../competition.ts";
import type {
	CompetitionLookUp,
	ListAnswer,
	MatchAnswer,
	MatchLookUp,
	MatchPurpose,
	PlayerAnswer,
	ProfileLookUp,
	SearchAnswer,
} from "../lookup.ts";
import { type AskOptions, asking } from "./ask.ts";
import { competitions } from "./competitions.ts";
import { matches } from "./matches.ts";
import { players } from "./players.ts";
import { profiles } from "./profiles.ts";

export type FaceitApiOptions = AskOptions;

export type FaceitApi = MatchLookUp &
	ProfileLookUp &
	CompetitionLookUp & {
		/** What FACEIT says about a match now. Waits its turn for a minute at most; a line-up comes before all else. */
		readonly match: (matchId: string, purpose?: MatchPurpose) => Promise<MatchAnswer>;
		/** The player with exactly this nickname: FACEIT tells upper from lower case. */
		readonly playerByNickname: (nickname: string) => Promise<PlayerAnswer>;
		readonly playerById: (faceitId: string) => Promise<PlayerAnswer>;
		/** Players whose nickname resembles this one, in no useful order; `limit` is 1 to 100. Never just pick the first. */
		readonly search: (nickname: string, limit: number) => Promise<SearchAnswer>;
		/** The same for somebody who is typing: at once, or `limited` when FACEIT has more important things to answer. */
		readonly suggest: (nickname: string, limit: number) => Promise<SearchAnswer>;
		/** All matches of the competition that FACEIT calls ongoing, or upcoming; each page is a call. */
		readonly list: (competition: Followable, type: "ongoing" | "upcoming") => Promise<ListAnswer>;
		/** What time it is for FACEIT, epoch ms: as its answers say, or by the wall clock before the first. */
		readonly now: () => number;
	};

/** Throws for an address or a key that no request can carry; the message does not repeat the key. */
export function faceitApi(options: FaceitApiOptions): FaceitApi {
	const ask = asking(options);
	return {
		...matches(ask, options.clock),
		...players(ask),
		profile: profiles(ask, options.clock),
		...competitions(ask, options.clock),
		now: ask.now,
	};
}
