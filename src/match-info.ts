// What FACEIT's Data API says about a match beside its state: maps, server, score, strength. Any of it may be missing.

/** The same of one side, by its team's id. */
export type OfTeam<Value> = { readonly teamId: string; readonly value: Value };

export type MatchInfo = {
	/** FACEIT's own word, upper case, such as "ONGOING", "FINISHED" or "CANCELLED"; free text. */
	readonly status: string | null;
	readonly bestOf: number | null;
	/** The maps that were picked, in their order, by the names that FACEIT shows. */
	readonly maps: readonly string[];
	/** Where the server stands. */
	readonly server: string | null;
	/** Maps won by each side, or rounds where FACEIT counts those. */
	readonly score: readonly OfTeam<number>[];
	/** The team that won; null for a draw, or while that is open. */
	readonly winnerId: string | null;
	/** Each map that was played, with its rounds. */
	readonly played: readonly { readonly map: string; readonly score: readonly OfTeam<number>[] }[];
	/** The average Elo of each side. */
	readonly elo: readonly OfTeam<number>[];
	/** Such as "Round 2" or "Group B". */
	readonly stage: string | null;
	/** When it was finished, by FACEIT's clock, epoch ms. */
	readonly finishedAt: number | null;
};

/** FACEIT's page of the match, in English (faceit.com, "match room"). */
export function matchUrl(matchId: string, game = "cs2"): string {
	return `https://www.faceit.com/en/${game}/room/${encodeURIComponent(matchId)}`;
}

/** What FACEIT says of the side; undefined for nothing. */
export function ofTeam<Value>(all: readonly OfTeam<Value>[], teamId: string): Value | undefined {
	return all.find((one) => one.teamId === teamId)?.value;
}
