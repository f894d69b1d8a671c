// Asks FACEIT about matches: who plays in one whose line-up did not come with an event, and whether one is over whose
// end was never told.

import { change } from "./inbox.ts";
import { type Checked, type Match, needsLineUp, openAhead } from "./match.ts";
import type { Records } from "./store/records.ts";

export type CheckAnswer =
	| { readonly is: "found"; readonly check: Omit<Checked, "kind" | "at" | "askedAt"> }
	| { readonly is: "missing" }
	| { readonly is: "unavailable"; readonly why: string; readonly retryAt: number };

/** What asking brought, for the log and the metrics. */
export type CheckFact =
	| { readonly kind: "checked"; readonly match: Match; readonly answer: CheckAnswer; readonly changed: boolean }
	| { readonly kind: "expired"; readonly match: Match }
	| { readonly kind: "broken"; readonly error: unknown };

type Needs = {
	readonly records: Records;
	/** Never rejects. Waits its turn within FACEIT's limits. */
	readonly ask: (matchId: string) => Promise<CheckAnswer>;
	/** The age at which an open match is taken for over, ms. */
	readonly maxAgeMs: number;
	readonly onChange: (matchId: string) => void;
	readonly tell: (fact: CheckFact) => void;
};

/** How a match was asked about so far. `notBefore`: FACEIT asked to be left alone until then, epoch ms. */
export type Asked = { readonly times: number; readonly lastAt: number; readonly notBefore: number };

const minute = 60_000;
const hour = 60 * minute;

/** How often an open match with a full line-up is compared with FACEIT. */
const compareEvery = 3 * minute;
/** Waits between asking for the line-up of an open match, and of one only announced: ever less often. */
const openWaits = [0, 2_000, 4_000, 8_000, 15_000, 30_000, minute];
const announcedWaits = [0, minute, 5 * minute, 30 * minute, hour, 6 * hour];
/** How long an announced match may stay silent after it was to start, or was announced. */
const silence = 14 * 24 * hour;

/** When FACEIT is to be asked about the match next, epoch ms; null for never. Pure. */
export function nextAskAt(match: Match, asked: Asked | undefined): number | null {
	if (match.phase === "over") return null;
	const { times, lastAt, notBefore } = asked ?? { times: 0, lastAt: match.heardAt, notBefore: 0 };
	const isComplete = !needsLineUp(match);
	if (match.phase === "open") {
		return Math.max(lastAt + (isComplete ? compareEvery : waitAfter(openWaits, times)), notBefore);
	}
	const startsAt = match.scheduledAt === null ? null : match.scheduledAt - openAhead;
	if (startsAt === null || lastAt >= startsAt) return Math.max(lastAt + waitAfter(announcedWaits, times), notBefore);
	return Math.max(times === 0 ? lastAt : startsAt, notBefore);
}

/** When nobody's silence may keep the match alive any longer, epoch ms. Pure. */
export function expiresAt(match: Match, maxAgeMs: number): number | null {
	if (match.phase === "over") return null;
	if (match.phase === "open") return (match.openedAt ?? match.heardAt) + maxAgeMs;
	return Math.max(match.scheduledAt ?? 0, match.heardAt) + silence;
}

function waitAfter(waits: readonly number[], times: number): number {
	return waits[Math.min(times, waits.length - 1)] ?? 0;
}

/** The API's own limiter sets the pace; this many wait in it at once. */
const atOnce = 4;
const lookEveryMs = 1_000;

export class Checks {
	readonly #needs: Needs;
	readonly #asked = new Map<string, Asked>();
	readonly #underWay = new Map<string, Promise<void>>();
	#timer: NodeJS.Timeout | undefined;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Starts asking; every open match is asked about at once, for its end may have been missed. */
	start(): void {
		for (const { match } of this.#needs.records.active()) {
			if (match.phase === "open") this.#asked.set(match.matchId, { times: 0, lastAt: 0, notBefore: 0 });
		}
		this.#timer = setInterval(() => this.look(), lookEveryMs);
		this.look();
	}

	/** Asks about the matches whose time has come, those who wait longest first. */
	look(): void {
		const now = Date.now();
		const due: { readonly match: Match; readonly at: number }[] = [];
		for (const { match } of this.#needs.records.active()) {
			if (now >= (expiresAt(match, this.#needs.maxAgeMs) ?? Infinity)) this.#expire(match, now);
			const at = nextAskAt(match, this.#asked.get(match.matchId));
			if (at !== null && at <= now && !this.#underWay.has(match.matchId)) due.push({ match, at });
		}
		due.sort((a, b) => a.at - b.at);
		for (const { match } of due.slice(0, Math.max(0, atOnce - this.#underWay.size))) this.#ask(match, now);
		for (const matchId of this.#asked.keys()) if (!this.#isActive(matchId)) this.#asked.delete(matchId);
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#timer = undefined;
		await Promise.all(this.#underWay.values());
	}

	#isActive(matchId: string): boolean {
		return this.#needs.records.get(matchId)?.match.phase !== "over";
	}

	#expire(match: Match, at: number): void {
		this.#apply(() => {
			change(this.#needs.records, { kind: "expired", matchId: match.matchId, at });
			this.#needs.tell({ kind: "expired", match });
			this.#needs.onChange(match.matchId);
		});
	}

	#ask(match: Match, askedAt: number): void {
		const { matchId } = match;
		const flight = this.#needs.ask(matchId).then((answer) => {
			this.#underWay.delete(matchId);
			const times = (this.#asked.get(matchId)?.times ?? 0) + 1;
			const notBefore = answer.is === "unavailable" ? answer.retryAt : 0;
			this.#asked.set(matchId, { times, lastAt: Date.now(), notBefore });
			this.#apply(() => this.#answered(match, answer, askedAt));
		});
		this.#underWay.set(matchId, flight);
	}

	/** No answer proves nothing: a match that FACEIT announced itself may be missing in its API. */
	#answered(match: Match, answer: CheckAnswer, askedAt: number): void {
		const { records, onChange, tell } = this.#needs;
		const changed =
			answer.is === "found" && change(records, { ...answer.check, kind: "checked", askedAt, at: Date.now() });
		tell({ kind: "checked", match, answer, changed });
		if (changed) onChange(match.matchId);
	}

	#apply(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#needs.tell({ kind: "broken", error });
		}
	}
}
