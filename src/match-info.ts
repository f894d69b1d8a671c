// What FACEIT tells about a match for people to read: teams, maps, server, score. Nothing of it is the match's state.

/** One side, by the id that the line-up has for it. */
export type TeamInfo = {
	readonly teamId: string;
	readonly name: string;
	/** An https address; null for a team without a picture. */
	readonly avatar: string | null;
	/** Of its players, as FACEIT reckons it; null where it does not say. */
	readonly averageElo: number | null;
	readonly averageLevel: number | null;
	/** The players' levels, 1 to 10, by `faceitId`; one whose level FACEIT does not name is left out. */
	readonly levels: Readonly<Record<string, number>>;
	/** Maps won, or rounds in a match of one map; it may be there while the match is on. Null for none yet. */
	readonly score: number | null;
};

/** One map that was played to its end, in the order of play. */
export type MapResult = {
	/** "Mirage"; null where FACEIT does not name it. */
	readonly map: string | null;
	/** Rounds, by `teamId`. */
	readonly scores: Readonly<Record<string, number>>;
	/** The winner's `teamId`; null for a draw, or where FACEIT does not say. */
	readonly winner: string | null;
};

export type MatchInfo = {
	readonly matchId: string;
	/** "cs2"; null where FACEIT does not say, as with all that follows. */
	readonly game: string | null;
	/** FACEIT's own word, upper case, such as VOTING or ONGOING. It may be one that nobody has heard of yet. */
	readonly status: string | null;
	readonly competitionName: string | null;
	/** The round and the group of a championship. */
	readonly round: number | null;
	readonly group: number | null;
	readonly bestOf: number | null;
	/** The maps that were chosen, by name, in the order of play. */
	readonly maps: readonly string[];
	/** Where the server is, by name. */
	readonly location: string | null;
	readonly teams: readonly TeamInfo[];
	/** Null while it goes on, and where nobody won. */
	readonly outcome: { readonly is: "won"; readonly teamId: string } | { readonly is: "draw" } | null;
	/** It ended without having been started: a team did not come. */
	readonly isForfeit: boolean;
	readonly mapResults: readonly MapResult[];
	/** When the server was set up, and when play began and ended, epoch ms by FACEIT's clock. */
	readonly configuredAt: number | null;
	readonly startedAt: number | null;
	readonly finishedAt: number | null;
	/** The match's room at FACEIT. */
	readonly url: string;
	readonly demoUrls: readonly string[];
};

/** The page of a match at FACEIT, where its own answer does not name one. */
export function matchPage(matchId: string, game = "cs2"): string {
	return `https://www.faceit.com/en/${game}/room/${matchId}`;
}
