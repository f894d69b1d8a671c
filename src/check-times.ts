// When FACEIT is asked about a match, and when a match that goes on, or is silent, for too long has ended. Pure.

import type { MatchAnswer } from "./lookup.ts";
import { apiLag, type Match, needsLineUp, openAhead } from "./match.ts";
import { isRehearsal, longestRehearsalMs } from "./rehearsal.ts";

/** The checks of one match so far, in this run; all times are epoch ms. */
export type Asked = {
	readonly times: number;
	/** When FACEIT was asked last, and when that was answered or failed. */
	readonly askedAt: number;
	readonly lastAt: number;
	/** FACEIT asked us not to call before then. */
	readonly notBefore: number;
	/** When it was first asked of those times in a row that gave no usable answer; null after an answer. */
	readonly failingSince: number | null;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How often an open match with a full line-up is compared with FACEIT. */
const compareEvery = 3 * minute;
/** Waits between checks for the line-up of an open match, and of one that is only announced; they grow longer. */
const openWaits = [0, 2_000, 4_000, 8_000, 15_000, 30_000, minute];
const announcedWaits = [0, minute, 5 * minute, 30 * minute, hour, 6 * hour];
/** How long an announced match may stay silent after its planned start, or else after its announcement. */
const silence = 14 * day;
/** How long FACEIT may give no usable answer about a match that has reached its age, before that ends it. */
const failureGrace = hour;
/** How long after its age FACEIT's word keeps a match alive: one that is stuck there does not keep its rooms forever. */
const longestOngoing = 7 * day;

/**
 * When FACEIT is to be asked about the match next, epoch ms; null for never. `wallAheadMs` is how far FACEIT's clock is
 * ahead of ours: it plans by that. Pure.
 */
export function nextAskAt(match: Match, asked: Asked | undefined, wallAheadMs: number): number | null {
	if (match.phase === "over") return null;
	const waits = match.phase === "open" ? openWaits : announcedWaits;
	const { times, lastAt, notBefore } = asked === undefined || isFirst(match, asked) ? anew(match, asked, waits) : asked;
	if (match.phase === "open" && !needsLineUp(match)) {
		const believedFrom = match.heardAt + apiLag;
		const isTooEarly = asked === undefined || asked.askedAt < believedFrom;
		return Math.max(isTooEarly ? believedFrom : lastAt + compareEvery, notBefore);
	}
	const startsAt = match.scheduledAt === null ? null : match.scheduledAt - openAhead - wallAheadMs;
	if (match.phase === "open" || startsAt === null || lastAt >= startsAt)
		return Math.max(lastAt + waitAfter(waits, times), notBefore);
	return Math.max(times === 0 ? lastAt : startsAt, notBefore);
}

/** True if FACEIT was not asked about the match since the last webhook. */
export function isFirst({ heardAt }: Match, asked: Asked | undefined): boolean {
	return asked === undefined || asked.askedAt < heardAt;
}

/** What was asked before the last webhook says nothing about what that told: the waits begin anew. */
function anew({ heardAt }: Match, asked: Asked | undefined, waits: readonly number[]) {
	if (asked === undefined) return { times: 0, lastAt: heardAt, notBefore: 0 };
	return { times: 0, lastAt: Math.max(heardAt, asked.lastAt + waitAfter(waits, 1)), notBefore: asked.notBefore };
}

/**
 * When the match has gone on, or been silent, for so long that only FACEIT's word keeps it alive, epoch ms; null for
 * never. `wallAheadMs` as for `nextAskAt`. Pure.
 */
export function expiresAt(match: Match, maxAgeMs: number, wallAheadMs: number): number | null {
	if (match.phase === "over") return null;
	if (isRehearsal(match)) return (match.openedAt ?? match.heardAt) + longestRehearsalMs;
	if (match.phase === "open") return (match.openedAt ?? match.heardAt) + maxAgeMs;
	const startsAt = match.scheduledAt === null ? match.heardAt : match.scheduledAt - wallAheadMs;
	return Math.max(startsAt, match.heardAt) + silence;
}

/**
 * True if the match that was due to expire `at` is to end now that FACEIT, asked about it since, gave this answer: our
 * clock may have been set, so FACEIT's word counts, and no answer counts only after an hour of none. Pure.
 */
export function isExpired(match: Match, at: number | null, asked: Asked, answer: MatchAnswer, now: number): boolean {
	if (at === null || asked.askedAt < Math.max(at, match.heardAt + apiLag)) return false;
	if (answer.is === "missing") return true;
	if (answer.is === "unavailable") return now - Math.max(asked.failingSince ?? now, at) >= failureGrace;
	return answer.check.status !== "open" || now - at >= longestOngoing;
}

function waitAfter(waits: readonly number[], times: number): number {
	return waits[Math.min(times, waits.length - 1)] ?? 0;
}
