// Queues calls to FACEIT: all of them share so many starts a second, and each kind has its own places in flight.

import type { Clock } from "../clock.ts";

/**
 * What a call is for, the first first. `lineUp`: a room waits for it. `person`: somebody waits for the answer. `compare`:
 * the end of a match may have been missed. `follow`: a list may name matches that nothing else told. `suggest`: somebody
 * is typing.
 */
export const kinds = ["lineUp", "person", "compare", "follow", "suggest"] as const;
export type Kind = (typeof kinds)[number];

/** What became of a call: it ran, or its turn was too far off, by about `waitMs`. */
export type Turn<Result> =
	| { readonly ran: true; readonly result: Result }
	| { readonly ran: false; readonly waitMs: number };

export type TurnsOptions = {
	/** How many may start within any second. */
	readonly perSecond: number;
	/** How many of each kind may run side by side: one that hangs must not delay another. */
	readonly places: Readonly<Record<Kind, number>>;
	/** How long a call waits for its turn, in ms. Suggestions do not wait: they start at once or not at all. */
	readonly patienceMs: Readonly<Record<Exclude<Kind, "suggest">, number>>;
};

/** How many of the others may go before a call of this kind does, so that no flood of one starves another. */
const letsPass: Readonly<Partial<Record<Kind, number>>> = { person: 4, compare: 9, follow: 9 };

/** Suggestions never take more than this share of the starts. */
const suggestShare = 1 / 5;

/** A waiting call: resolved with 0 when its turn has come, else with the ms after which to try again. */
type Caller = { readonly leavesAt: number; readonly resolve: (waitMs: number) => void };

type Line = { readonly kind: Kind; readonly callers: Caller[]; running: number; passed: number };

export class Turns {
	readonly #clock: Clock;
	readonly #options: TurnsOptions;
	readonly #lines: readonly Line[] = kinds.map((kind) => ({ kind, callers: [], running: 0, passed: 0 }));
	/** When the last `perSecond` calls started. */
	readonly #starts: number[] = [];
	#heldUntil = 0;
	#suggestAt = 0;
	#cancel = () => {};

	constructor(clock: Clock, options: TurnsOptions) {
		this.#clock = clock;
		this.#options = options;
	}

	/** Runs the task when its turn comes. Gives up without running it if that would take longer than its patience. */
	async take<Result>(kind: Kind, task: () => Promise<Result>): Promise<Turn<Result>> {
		const line = this.#lines[kinds.indexOf(kind)];
		const waitMs = line === undefined ? 0 : await this.#wait(line);
		if (waitMs > 0) return { ran: false, waitMs };
		try {
			return { ran: true, result: await task() };
		} finally {
			if (line !== undefined) line.running -= 1;
			this.#next();
		}
	}

	/** Lets no call start for the next `ms`. Callers that would not wait that long are refused at once. */
	hold(ms: number): void {
		this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + ms);
		this.#next();
	}

	#wait(line: Line): Promise<number> {
		const { promise, resolve } = Promise.withResolvers<number>();
		const now = this.#clock.now();
		const patienceMs = line.kind === "suggest" ? 0 : this.#options.patienceMs[line.kind];
		line.callers.push({ leavesAt: now + patienceMs, resolve });
		this.#next(now);
		return promise;
	}

	/** Whoever came without patience is still there at the very ms they came: one reading of the clock for both. */
	#next(now = this.#clock.now()): void {
		this.#dismiss(now, this.#heldUntil > now ? this.#heldUntil : now - 1);
		while (this.#startsIn(now) <= 0) {
			const line = this.#choose(now);
			const caller = line?.callers.shift();
			if (line === undefined || caller === undefined) break;
			this.#start(line, now);
			caller.resolve(0);
		}
		this.#dismiss(now, now);
		this.#sleep(now);
	}

	/** The line whose first may start: one that has let enough others pass, or else the first by rank. */
	#choose(now: number): Line | undefined {
		const ready = this.#lines.filter((line) => this.#mayStart(line, now));
		return ready.find(({ kind, passed }) => passed >= (letsPass[kind] ?? Infinity)) ?? ready[0];
	}

	#mayStart({ kind, callers, running }: Line, now: number): boolean {
		const isFree = callers.length > 0 && running < this.#options.places[kind];
		return isFree && (kind !== "suggest" || now >= this.#suggestAt);
	}

	#start(line: Line, now: number): void {
		const { perSecond } = this.#options;
		for (const other of this.#lines) if (other !== line && this.#mayStart(other, now)) other.passed += 1;
		line.passed = 0;
		line.running += 1;
		if (line.kind === "suggest") this.#suggestAt = now + 1000 / (perSecond * suggestShare);
		this.#starts.push(now);
		if (this.#starts.length > perSecond) this.#starts.shift();
	}

	/** In how many ms the next call may start, if it has a place. */
	#startsIn(now: number): number {
		const oldest = this.#starts.length < this.#options.perSecond ? undefined : this.#starts[0];
		return Math.max(this.#heldUntil, oldest === undefined ? 0 : oldest + 1000) - now;
	}

	/** Refuses those who would leave by then, epoch ms. */
	#dismiss(now: number, then: number): void {
		for (const { callers } of this.#lines) {
			while (callers[0] !== undefined && callers[0].leavesAt <= then) callers.shift()?.resolve(this.#comeBackIn(now));
		}
	}

	#comeBackIn(now: number): number {
		const waiting = this.#lines.reduce((sum, { callers }) => sum + callers.length, 1);
		return Math.ceil(Math.max(this.#heldUntil - now, (waiting / this.#options.perSecond) * 1000));
	}

	#sleep(now: number): void {
		this.#cancel();
		const first = this.#lines.flatMap(({ callers }) => callers[0] ?? []);
		if (first.length === 0) return;
		const isPlaceFree = this.#lines.some((line) => this.#mayStart(line, now));
		const startsIn = isPlaceFree ? this.#startsIn(now) : Number.POSITIVE_INFINITY;
		const ms = Math.min(startsIn, ...first.map((caller) => caller.leavesAt - now));
		this.#cancel = this.#clock.setTimeout(() => this.#next(), Math.max(1, Math.ceil(ms)));
	}
}
