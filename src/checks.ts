// Asks FACEIT about matches: for the line-up where no event carried one, and for the end where none was reported.

import { CheckOrder } from "./check-order.ts";
import { type Asked, expiresAt, isExpired, isFirst, nextAskAt } from "./check-times.ts";
import { type Chance, type Clock, every } from "./clock.ts";
import { Due } from "./due.ts";
import type { Publish } from "./fact.ts";
import type { MatchAnswer, MatchCheck, MatchPurpose } from "./lookup.ts";
import { type Match, needsLineUp } from "./match.ts";
import { change } from "./processing.ts";
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
	readonly #due = new Due<string>();
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

	/**
	 * A list that was asked for at `askedAt`, epoch ms, said this about the match, and it is saved: as good as an answer
	 * about it alone.
	 */
	listed(check: MatchCheck, askedAt: number): void {
		const { matchId } = check;
		if (this.#inFlight.has(matchId) || this.#active(matchId) === undefined) return;
		const answer: MatchAnswer = { is: "found", check };
		const asked = this.#note(matchId, answer, askedAt);
		this.#apply(() => {
			if (this.#expire(matchId, answer, asked)) this.#needs.onChange(matchId);
		});
		this.#schedule(matchId);
	}

	/** The match has left the list that named it: FACEIT is asked about it now, for it is probably over. */
	left(matchId: string): void {
		const record = this.#active(matchId);
		if (record === undefined || record.match.phase === "over" || this.#inFlight.has(matchId)) return;
		const now = this.#needs.clock.now();
		this.#plan(record, Math.max(now, this.#asked.get(matchId)?.notBefore ?? 0));
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
		this.#collect(now);
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
			this.#due.delete(matchId);
			this.#order.add(record, at, isFirst(record.match, this.#asked.get(matchId)));
		} else {
			this.#order.delete(matchId);
			this.#due.set(matchId, at);
		}
	}

	#forget(matchId: string): void {
		this.#asked.delete(matchId);
		this.#due.delete(matchId);
		this.#order.delete(matchId);
	}

	/** Moves the matches whose time has come into the order in which they are asked about. */
	#collect(now: number): void {
		for (let one = this.#due.take(now); one !== undefined; one = this.#due.take(now)) {
			const record = this.#active(one.key);
			if (record === undefined || record.match.phase === "over") this.#forget(one.key);
			else this.#plan(record, one.at);
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
			const asked = this.#note(matchId, answer, askedAt, match);
			this.#apply(() => this.#answered(matchId, answer, asked));
			this.#schedule(matchId);
			this.#askNext();
		});
		this.#inFlight.set(matchId, { purpose, done });
	}

	/** `match` as it was when FACEIT was asked. */
	#note(matchId: string, answer: MatchAnswer, askedAt: number, match = this.#needs.records.get(matchId)?.match): Asked {
		const former = this.#asked.get(matchId);
		const isFailure = answer.is === "unavailable";
		const asked: Asked = {
			...{ askedAt, lastAt: this.#needs.clock.now() },
			times: match === undefined || former === undefined || isFirst(match, former) ? 1 : former.times + 1,
			notBefore: isFailure ? answer.retryAt : 0,
			failingSince: isFailure ? (former?.failingSince ?? askedAt) : null,
		};
		this.#asked.set(matchId, asked);
		return asked;
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
