// What the lists of one followed competition say over time: which matches came, left and came back, and when it is listed
// again. Pure.

import { isDeepStrictEqual } from "node:util";
import { backoffMs } from "./clock.ts";
import type { Followable } from "./competition.ts";
import type { ListAnswer, MatchCheck, Missing, Unavailable } from "./lookup.ts";
import { apiLag, needsLineUp } from "./match.ts";

/** How a followed competition is doing; times are epoch ms. */
export type FollowState = Followable & {
	/** When FACEIT was asked for the list that it answered last; null for never, in this run. */
	readonly answeredAt: number | null;
	/** How many matches it named then. */
	readonly matches: number;
	/** Since when FACEIT has not listed it, and why; null while it does. */
	readonly failing: { readonly since: number; readonly why: Failure } | null;
};

/** `missing`: FACEIT does not know it, or not any more. */
export type Failure = Unavailable["why"] | Missing["is"];

export type Followed = {
	readonly competition: Followable;
	/** When the first list of this run was asked for, and the last, of those that were answered. */
	readonly firstAt: number | null;
	readonly answeredAt: number | null;
	readonly failing: { readonly since: number; readonly why: Failure; readonly times: number } | null;
	readonly nextAt: number;
	/** The matches of the last list, and those that left it less than a minute before it. */
	readonly named: ReadonlyMap<string, Named>;
};

type Named = {
	readonly check: MatchCheck;
	/** When the first list was asked for that did not name it any more; null while it is named. */
	readonly leftAt: number | null;
};

/** How a match stands to the lists before. */
export type Listing = {
	readonly check: MatchCheck;
	/** It was not named for a minute, though lists were answered. */
	readonly isBack: boolean;
	/** The list before said the same about its state. */
	readonly isSame: boolean;
};

export type Heard = {
	readonly followed: Followed;
	readonly listings: readonly Listing[];
	/** The matches that the list before named, and this one does not. */
	readonly left: readonly string[];
};

/** How often a competition is listed, ms. */
const listEvery = 15_000;
/** After failures: FACEIT may be down for a while; what it does not know may have been deleted for good. */
const failed = { first: listEvery, longest: 5 * 60_000 };
const unknown = { first: 2 * listEvery, longest: 3_600_000 };

/** A competition that is followed from `now` on, epoch ms: it is listed at once. */
export function newlyFollowed(competition: Followable, now: number): Followed {
	return { competition, firstAt: null, answeredAt: null, failing: null, nextAt: now, named: new Map() };
}

/** The list that was asked for at `askedAt`, epoch ms, names these matches. */
export function heard(former: Followed, matches: readonly MatchCheck[], askedAt: number): Heard {
	const { firstAt } = former;
	const isBackAtAll = firstAt !== null && askedAt - firstAt >= apiLag;
	const listings = matches.map((check): Listing => {
		const known = former.named.get(check.matchId);
		return {
			check,
			isBack: isBackAtAll && known === undefined,
			isSame: known !== undefined && isDeepStrictEqual(known.check, stateIn(check)),
		};
	});
	const named = new Map<string, Named>(
		matches.map((check) => [check.matchId, { check: stateIn(check), leftAt: null }]),
	);
	const left: string[] = [];
	for (const [matchId, { check, leftAt }] of former.named) {
		if (named.has(matchId)) continue;
		if (leftAt === null) left.push(matchId);
		if (leftAt === null || askedAt - leftAt < apiLag) named.set(matchId, { check, leftAt: leftAt ?? askedAt });
	}
	const followed: Followed = {
		...former,
		...{ firstAt: firstAt ?? askedAt, answeredAt: askedAt, failing: null, nextAt: askedAt + listEvery, named },
	};
	return { followed, listings, left };
}

/** The check without what people read: a score does not change who plays. */
function stateIn({ info: _, ...state }: MatchCheck): MatchCheck {
	return state;
}

/** There was no list `now`, epoch ms: it is asked for ever less often. */
export function unheard(former: Followed, answer: Exclude<ListAnswer, { is: "found" }>, now: number): Followed {
	const why = answer.is === "missing" ? "missing" : answer.why;
	const { since = now, times = 0 } = former.failing ?? {};
	const waitMs = backoffMs(why === "missing" ? unknown : failed, times);
	const nextAt = Math.max(now + waitMs, answer.is === "missing" ? 0 : answer.retryAt);
	return { ...former, failing: { since, why, times: times + 1 }, nextAt };
}

/**
 * True if the match, of which nothing was known, is worth a record: it is on, it is known who plays, and it began less
 * than `maxAgeMs` before `faceitNow`, epoch ms. FACEIT goes on listing what is stuck there.
 */
export function isNewcomer({ status, teams, info }: MatchCheck, faceitNow: number, maxAgeMs: number): boolean {
	const beganAt = info?.startedAt ?? info?.configuredAt ?? faceitNow;
	return status === "open" && !needsLineUp({ phase: "open", teams }) && faceitNow - beganAt < maxAgeMs;
}

export function stateOf({ competition, answeredAt, failing, named }: Followed): FollowState {
	return {
		...competition,
		answeredAt,
		matches: [...named.values()].filter(({ leftAt }) => leftAt === null).length,
		failing: failing === null ? null : { since: failing.since, why: failing.why },
	};
}
