// Queues calls to FACEIT, limited per second and in flight; calls that a person waits for go first.

import type { Clock } from "../clock.ts";

/** `soon`: a person waits for the answer. `whenever`: the program's background work. */
export type Urgency = "soon" | "whenever";

/** What became of a call: it ran, or its turn was too far off, by about `waitMs`. */
export type Turn<Result> =
	| { readonly ran: true; readonly result: Result }
	| { readonly ran: false; readonly waitMs: number };

export type TurnsOptions = {
	/** How many may start within any second. */
	readonly perSecond: number;
	/** How many may run side by side. */
	readonly atOnce: number;
	/** How many of those are kept free for calls that a person waits for, less than `atOnce`. */
	readonly keptForSoon: number;
	/** How long a call waits for its turn, in ms. */
	readonly patienceMs: Readonly<Record<Urgency, number>>;
};

/** A waiting call: resolved with 0 when its turn has come, else with the ms after which to try again. */
type Caller = { readonly leavesAt: number; readonly resolve: (waitMs: number) => void };

export class Turns {
	readonly #clock: Clock;
	readonly #options: TurnsOptions;
	readonly #waiting: Readonly<Record<Urgency, Caller[]>> = { soon: [], whenever: [] };
	/** When the last `perSecond` calls started. */
	readonly #starts: number[] = [];
	#running = 0;
	#heldUntil = 0;
	#cancel = () => {};

	constructor(clock: Clock, options: TurnsOptions) {
		this.#clock = clock;
		this.#options = options;
	}

	/** Runs the task when its turn comes. Gives up without running it if that would take longer than its patience. */
	async take<Result>(urgency: Urgency, task: () => Promise<Result>): Promise<Turn<Result>> {
		const waitMs = await this.#wait(urgency);
		if (waitMs > 0) return { ran: false, waitMs };
		try {
			return { ran: true, result: await task() };
		} finally {
			this.#running -= 1;
			this.#next();
		}
	}

	/** Lets no call start for the next `ms`. Callers that would not wait that long are refused at once. */
	hold(ms: number): void {
		this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + ms);
		this.#next();
	}

	#wait(urgency: Urgency): Promise<number> {
		const { promise, resolve } = Promise.withResolvers<number>();
		const leavesAt = this.#clock.now() + this.#options.patienceMs[urgency];
		this.#waiting[urgency].push({ leavesAt, resolve });
		this.#next();
		return promise;
	}

	#next(): void {
		const now = this.#clock.now();
		this.#dismiss(now);
		while (this.#startsIn(now) <= 0) {
			const caller = this.#waiting.soon.shift() ?? this.#waiting.whenever.shift();
			if (caller === undefined) break;
			this.#running += 1;
			this.#starts.push(now);
			if (this.#starts.length > this.#options.perSecond) this.#starts.shift();
			caller.resolve(0);
		}
		this.#sleep(now);
	}

	/** In how many ms the next waiting call may start; infinite while too many run. */
	#startsIn(now: number): number {
		const { perSecond, atOnce, keptForSoon } = this.#options;
		const places = this.#waiting.soon.length > 0 ? atOnce : atOnce - keptForSoon;
		if (this.#running >= places) return Number.POSITIVE_INFINITY;
		const oldest = this.#starts.length < perSecond ? undefined : this.#starts[0];
		return Math.max(this.#heldUntil, oldest === undefined ? 0 : oldest + 1000) - now;
	}

	#dismiss(now: number): void {
		for (const callers of [this.#waiting.soon, this.#waiting.whenever]) {
			while (callers[0] !== undefined && callers[0].leavesAt <= Math.max(now, this.#heldUntil)) {
				callers.shift()?.resolve(this.#comeBackIn(now));
			}
		}
	}

	#comeBackIn(now: number): number {
		const { soon, whenever } = this.#waiting;
		const backlogMs = ((soon.length + whenever.length + 1) / this.#options.perSecond) * 1000;
		return Math.ceil(Math.max(this.#heldUntil - now, backlogMs));
	}

	#sleep(now: number): void {
		this.#cancel();
		const first = [this.#waiting.soon[0], this.#waiting.whenever[0]].filter((caller) => caller !== undefined);
		if (first.length === 0) return;
		const ms = Math.min(this.#startsIn(now), ...first.map((caller) => caller.leavesAt - now));
		this.#cancel = this.#clock.setTimeout(() => this.#next(), Math.max(1, Math.ceil(ms)));
	}
}
