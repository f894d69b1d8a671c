// Asks FACEIT about matches: for the line-up where no event carried one, and for the end where none was reported.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { change } from "./inbox.ts";
import type { MatchAnswer } from "./lookup.ts";
import { type Match, needsLineUp, openAhead } from "./match.ts";
import type { Records } from "./store/records.ts";

type Needs = {
	readonly clock: Clock;
	readonly records: Pick<Records, "active" | "get" | "save">;
	/** Never rejects. Waits its turn within FACEIT's limits. */
	readonly ask: (matchId: string) => Promise<MatchAnswer>;
	/** The age at which an open match is treated as over, ms. */
	readonly maxAgeMs: number;
	readonly onChange: (matchId: string) => void;
	readonly publish: Publish;
};

/** The checks of one match so far. `notBefore`: FACEIT asked us not to call before then, epoch ms. */
export type Asked = { readonly times: number; readonly lastAt: number; readonly notBefore: number };

const minute = 60_000;
const hour = 60 * minute;

/** How often an open match with a full line-up is compared with FACEIT. */
const compareEvery = 3 * minute;
/** Waits between checks for the line-up of an open match, and of one that is only announced; they grow longer. */
const openWaits = [0, 2_000, 4_000, 8_000, 15_000, 30_000, minute];
const announcedWaits = [0, minute, 5 * minute, 30 * minute, hour, 6 * hour];
/** How long an announced match may stay silent after its planned start, or else after its announcement. */
const silence = 14 * 24 * hour;

/**
 * When FACEIT is to be asked about the match next, epoch ms; null for never. `wallAheadMs` is how far the wall clock
 * is ahead of ours: FACEIT plans by the wall clock. Pure.
 */
export function nextAskAt(match: Match, asked: Asked | undefined, wallAheadMs: number): number | null {
	if (match.phase === "over") return null;
	const { times, lastAt, notBefore } = asked ?? { times: 0, lastAt: match.heardAt, notBefore: 0 };
	const isComplete = !needsLineUp(match);
	if (match.phase === "open") {
		return Math.max(lastAt + (isComplete ? compareEvery : waitAfter(openWaits, times)), notBefore);
	}
	const startsAt = match.scheduledAt === null ? null : match.scheduledAt - openAhead - wallAheadMs;
	if (startsAt === null || lastAt >= startsAt) return Math.max(lastAt + waitAfter(announcedWaits, times), notBefore);
	return Math.max(times === 0 ? lastAt : startsAt, notBefore);
}

/** When silence no longer keeps the match alive, epoch ms; null for never. `wallAheadMs` as for `nextAskAt`. Pure. */
export function expiresAt(match: Match, maxAgeMs: number, wallAheadMs: number): number | null {
	if (match.phase === "over") return null;
	if (match.phase === "open") return (match.openedAt ?? match.heardAt) + maxAgeMs;
	const startsAt = match.scheduledAt === null ? match.heardAt : match.scheduledAt - wallAheadMs;
	return Math.max(startsAt, match.heardAt) + silence;
}

function waitAfter(waits: readonly number[], times: number): number {
	return waits[Math.min(times, waits.length - 1)] ?? 0;
}

/** The API's own limiter sets the pace; at most this many checks wait in it. */
const atOnce = 4;
const lookEveryMs = 1_000;

export class Checks {
	readonly #needs: Needs;
	readonly #asked = new Map<string, Asked>();
	readonly #inFlight = new Map<string, Promise<void>>();
	#endLooks = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Starts asking; every open match is checked at once, because its end may have been missed. */
	start(): void {
		for (const { match } of this.#needs.records.active()) {
			if (match.phase === "open") this.#asked.set(match.matchId, { times: 0, lastAt: 0, notBefore: 0 });
		}
		this.#endLooks = every(this.#needs.clock, lookEveryMs, () => this.look());
		this.look();
	}

	/** Asks about the matches that are due, longest overdue first. */
	look(): void {
		const { clock, maxAgeMs, records } = this.#needs;
		const now = clock.now();
		const wallAheadMs = clock.wall() - now;
		const due: { readonly match: Match; readonly at: number }[] = [];
		for (const { match } of records.active()) {
			if (now >= (expiresAt(match, maxAgeMs, wallAheadMs) ?? Infinity)) this.#expire(match, now);
			const at = nextAskAt(match, this.#asked.get(match.matchId), wallAheadMs);
			if (at !== null && at <= now && !this.#inFlight.has(match.matchId)) due.push({ match, at });
		}
		due.sort((a, b) => a.at - b.at);
		for (const { match } of due.slice(0, Math.max(0, atOnce - this.#inFlight.size))) this.#ask(match, now);
		for (const matchId of this.#asked.keys()) if (!this.#isActive(matchId)) this.#asked.delete(matchId);
	}

	async stop(): Promise<void> {
		this.#endLooks();
		await Promise.all(this.#inFlight.values());
	}

	#isActive(matchId: string): boolean {
		return this.#needs.records.get(matchId)?.match.phase !== "over";
	}

	#expire(match: Match, at: number): void {
		this.#apply(() => {
			const { matchId } = match;
			change(this.#needs.records, { kind: "expired", matchId, at }, at);
			this.#needs.publish({ kind: "expired", matchId });
			this.#needs.onChange(matchId);
		});
	}

	#ask(match: Match, askedAt: number): void {
		const { matchId } = match;
		const flight = this.#needs.ask(matchId).then((answer) => {
			this.#inFlight.delete(matchId);
			const times = (this.#asked.get(matchId)?.times ?? 0) + 1;
			const notBefore = answer.is === "unavailable" ? answer.retryAt : 0;
			this.#asked.set(matchId, { times, lastAt: this.#needs.clock.now(), notBefore });
			this.#apply(() => this.#answered(matchId, answer, askedAt));
		});
		this.#inFlight.set(matchId, flight);
	}

	/** No answer proves nothing: a match that FACEIT announced itself may be missing in its API. */
	#answered(matchId: string, answer: MatchAnswer, askedAt: number): void {
		const { clock, records, onChange, publish } = this.#needs;
		const at = clock.now();
		const changed =
			answer.is === "found" &&
			change(records, { ...answer.check, kind: "checked", askedAt, at, wallAt: clock.wall() }, at);
		publish({ kind: "checked", matchId, answer, changed });
		if (changed) onChange(matchId);
	}

	#apply(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#needs.publish({ kind: "checksFailed", error });
		}
	}
}
