// Calls to FACEIT wait here for their turn: so many a second, so many at once, those a person waits for first.

/** `soon`: a person waits for the answer. `whenever`: the program looks after itself. */
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

/** One that waits: told 0 when its turn has come, else in how many ms it may be worth coming back. */
type Caller = { readonly leavesAt: number; readonly tell: (waitMs: number) => void };

/** Its times are of the process' own clock, which nobody sets: a corrected system clock must not stop it. */
export class Turns {
	readonly #options: TurnsOptions;
	readonly #waiting: Readonly<Record<Urgency, Caller[]>> = { soon: [], whenever: [] };
	/** When the last `perSecond` calls started. */
	readonly #starts: number[] = [];
	#running = 0;
	#heldUntil = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: TurnsOptions) {
		this.#options = options;
	}

	/** Runs the task when its turn comes. Gives up without running it where that would take longer than its patience. */
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

	/** Lets nobody start for the next `ms`. Who would not wait that long is told at once. */
	hold(ms: number): void {
		this.#heldUntil = Math.max(this.#heldUntil, performance.now() + ms);
		this.#next();
	}

	#wait(urgency: Urgency): Promise<number> {
		const { promise, resolve } = Promise.withResolvers<number>();
		const leavesAt = performance.now() + this.#options.patienceMs[urgency];
		this.#waiting[urgency].push({ leavesAt, tell: resolve });
		this.#next();
		return promise;
	}

	#next(): void {
		const now = performance.now();
		this.#dismiss(now);
		while (this.#startsIn(now) <= 0) {
			const caller = this.#waiting.soon.shift() ?? this.#waiting.whenever.shift();
			if (caller === undefined) break;
			this.#running += 1;
			this.#starts.push(now);
			if (this.#starts.length > this.#options.perSecond) this.#starts.shift();
			caller.tell(0);
		}
		this.#sleep(now);
	}

	/** In how many ms the next one waiting may start; endless while too many run. */
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
				callers.shift()?.tell(this.#comeBackIn(now));
			}
		}
	}

	#comeBackIn(now: number): number {
		const { soon, whenever } = this.#waiting;
		const backlogMs = ((soon.length + whenever.length + 1) / this.#options.perSecond) * 1000;
		return Math.ceil(Math.max(this.#heldUntil - now, backlogMs));
	}

	#sleep(now: number): void {
		clearTimeout(this.#timer);
		const first = [this.#waiting.soon[0], this.#waiting.whenever[0]].filter((caller) => caller !== undefined);
		if (first.length === 0) return;
		const ms = Math.min(this.#startsIn(now), ...first.map((caller) => caller.leavesAt - now));
		this.#timer = setTimeout(() => this.#next(), Math.max(1, Math.ceil(ms)));
	}
}
