// Asks FACEIT about matches: for the line-up where no event carried one, and for the end where none was reported.

import { CheckOrder } from "./check-order.ts";
import { type Chance, type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { change } from "./inbox.ts";
import type { MatchAnswer, MatchPurpose } from "./lookup.ts";
import { apiLag, type Match, needsLineUp, openAhead } from "./match.ts";
import type { MatchRecord } from "./record.ts";
import type { Records } from "./store/records.ts";

type Needs = {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly records: Pick<Records, "active" | "isActive" | "get" | "save">;
	/** Never rejects. Waits its turn within FACEIT's limits. */
	readonly ask: (matchId: string, purpose: MatchPurpose) => Promise<MatchAnswer>;
	/** What time it is for FACEIT, epoch ms; without it, the wall clock's. */
	readonly faceitNow?: () => number;
	/** The age from which an open match is treated as over unless FACEIT calls it ongoing, ms. */
	readonly maxAgeMs: number;
	readonly onChange: (matchId: string) => void;
	readonly publish: Publish;
};

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
function isFirst({ heardAt }: Match, asked: Asked | undefined): boolean {
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

/** How many checks of each kind wait for FACEIT at once: its limiter sets the pace, and the next is chosen late. */
const atOnce: Readonly<Record<MatchPurpose, number>> = { lineUp: 4, compare: 4 };
const lookEveryMs = 1_000;
/** After a start, comparisons begin this far apart on average, ms: half of what FACEIT answers, the rest is for others. */
const startSpacingMs = 400;
/** FACEIT tells the time to the second, and its answers may be slow, ms. */
const clockTolerance = 10_000;

export class Checks {
	readonly #needs: Needs;
	readonly #asked = new Map<string, Asked>();
	/** When each match is to be asked about, for those whose time has not come. */
	readonly #dueAt = new Map<string, number>();
	/** No time in `#dueAt` is earlier. */
	#earliest = Number.POSITIVE_INFINITY;
	readonly #order = new CheckOrder();
	readonly #inFlight = new Map<string, { readonly purpose: MatchPurpose; readonly done: Promise<void> }>();
	#aheadMs = 0;
	#isStopped = false;
	#endLooks = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Starts asking: for missing line-ups at once, and about all other matches within some time, for they may be over. */
	start(): void {
		const { clock, chance, records } = this.#needs;
		this.#aheadMs = this.#ahead();
		const active = [...records.active()];
		const now = clock.now();
		const spread = (active.length - 1) * startSpacingMs;
		for (const record of active) {
			const at = this.#nextAt(record.match);
			const isUrgent = record.match.phase === "open" && needsLineUp(record.match);
			if (at !== null) this.#plan(record, isUrgent || spread === 0 ? at : Math.max(at, now + chance() * spread));
		}
		this.#endLooks = every(clock, lookEveryMs, () => this.#look());
		this.#look();
	}

	/** The match has changed: when FACEIT is to be asked about it may have, too. */
	consider(matchId: string): void {
		this.#schedule(matchId);
		this.#askNext();
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#endLooks();
		await Promise.all([...this.#inFlight.values()].map(({ done }) => done));
	}

	/** Asks about what is due. It costs nothing while that is nothing. */
	#look(): void {
		const now = this.#needs.clock.now();
		if (Math.abs(this.#ahead() - this.#aheadMs) > clockTolerance) this.#rescheduleAll();
		if (now >= this.#earliest) this.#collect(now);
		this.#askNext();
	}

	/** Plans are made by FACEIT's clock: when that is found to be another, they are made again. */
	#rescheduleAll(): void {
		this.#aheadMs = this.#ahead();
		for (const { match } of this.#needs.records.active()) if (match.phase === "waiting") this.#schedule(match.matchId);
	}

	#ahead(): number {
		return this.#faceitNow() - this.#needs.clock.now();
	}

	#faceitNow(): number {
		const { clock, faceitNow = clock.wall } = this.#needs;
		return faceitNow();
	}

	#schedule(matchId: string): void {
		// It is scheduled again once the answer is there.
		if (this.#inFlight.has(matchId)) return;
		const record = this.#active(matchId);
		const at = record === undefined ? null : this.#nextAt(record.match);
		if (record === undefined || at === null) this.#forget(matchId);
		else this.#plan(record, at);
	}

	/** A match with nothing left to do, such as one between strangers, is not asked about. */
	#active(matchId: string): MatchRecord | undefined {
		const { records } = this.#needs;
		return records.isActive(matchId) ? records.get(matchId) : undefined;
	}

	#nextAt(match: Match): number | null {
		const asked = this.#asked.get(match.matchId);
		const ask = nextAskAt(match, asked, this.#aheadMs);
		const end = expiresAt(match, this.#needs.maxAgeMs, this.#aheadMs);
		const isEndAsked = end === null || (asked !== undefined && asked.askedAt >= end);
		return ask === null || isEndAsked ? ask : Math.min(ask, Math.max(end, asked?.notBefore ?? 0));
	}

	#plan(record: MatchRecord, at: number): void {
		const { matchId } = record.match;
		if (at <= this.#needs.clock.now()) {
			this.#dueAt.delete(matchId);
			this.#order.add(record, at, isFirst(record.match, this.#asked.get(matchId)));
		} else {
			this.#order.delete(matchId);
			this.#dueAt.set(matchId, at);
			this.#earliest = Math.min(this.#earliest, at);
		}
	}

	#forget(matchId: string): void {
		this.#asked.delete(matchId);
		this.#dueAt.delete(matchId);
		this.#order.delete(matchId);
	}

	/** Moves the matches whose time has come into the order in which they are asked about. */
	#collect(now: number): void {
		this.#earliest = Number.POSITIVE_INFINITY;
		const due: [matchId: string, at: number][] = [];
		for (const [matchId, at] of this.#dueAt) {
			if (at <= now) due.push([matchId, at]);
			else this.#earliest = Math.min(this.#earliest, at);
		}
		for (const [matchId, at] of due.sort(([, one], [, other]) => one - other)) {
			const record = this.#active(matchId);
			if (record === undefined || record.match.phase === "over") this.#forget(matchId);
			else this.#plan(record, at);
		}
	}

	#askNext(): void {
		if (this.#isStopped) return;
		for (const purpose of ["lineUp", "compare"] as const) {
			const running = [...this.#inFlight.values()].filter((one) => one.purpose === purpose).length;
			for (let free = atOnce[purpose] - running; free > 0; free -= 1) {
				const matchId = this.#order.take(purpose);
				if (matchId !== undefined) this.#ask(matchId, purpose);
			}
		}
	}

	#ask(matchId: string, purpose: MatchPurpose): void {
		const { clock, records, ask } = this.#needs;
		const askedAt = clock.now();
		const match = records.get(matchId)?.match;
		const done = ask(matchId, purpose).then((answer) => {
			this.#inFlight.delete(matchId);
			const former = this.#asked.get(matchId);
			const isFailure = answer.is === "unavailable";
			const asked: Asked = {
				...{ askedAt, lastAt: clock.now() },
				times: match === undefined || former === undefined || isFirst(match, former) ? 1 : former.times + 1,
				notBefore: isFailure ? answer.retryAt : 0,
				failingSince: isFailure ? (former?.failingSince ?? askedAt) : null,
			};
			this.#asked.set(matchId, asked);
			this.#apply(() => this.#answered(matchId, answer, asked));
			this.#schedule(matchId);
			this.#askNext();
		});
		this.#inFlight.set(matchId, { purpose, done });
	}

	/** No answer proves nothing: a match that FACEIT announced itself may be missing in its API. */
	#answered(matchId: string, answer: MatchAnswer, asked: Asked): void {
		const { clock, records, onChange, publish } = this.#needs;
		const at = clock.now();
		const checked = { kind: "checked", askedAt: asked.askedAt, at, wallAt: this.#faceitNow() } as const;
		const isNews = answer.is === "found" && change(records, { ...answer.check, ...checked }, at);
		publish({ kind: "checked", matchId, answer, changed: isNews });
		const hasExpired = this.#expire(matchId, answer, asked);
		if (isNews || hasExpired) onChange(matchId);
	}

	#expire(matchId: string, answer: MatchAnswer, asked: Asked): boolean {
		const { clock, records, maxAgeMs, publish } = this.#needs;
		const match = records.get(matchId)?.match;
		const now = clock.now();
		if (match === undefined || !isExpired(match, expiresAt(match, maxAgeMs, this.#aheadMs), asked, answer, now))
			return false;
		change(records, { kind: "expired", matchId, at: now }, now);
		publish({ kind: "expired", matchId });
		return true;
	}

	#apply(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#needs.publish({ kind: "checksFailed", error });
		}
	}
}
