// How long something may take, on a clock that can be a virtual one: AbortSignal.timeout knows only the machine's.

import type { Clock } from "../clock.ts";

export class Deadline {
	readonly #over = new AbortController();
	readonly #isOver: Promise<never>;
	readonly #cancel: () => void;

	/** It begins now and is over after `ms`, unless ended before. */
	constructor(clock: Clock, ms: number) {
		const { signal } = this.#over;
		this.#isOver = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
		// Nobody may be waiting by then.
		this.#isOver.catch(() => {});
		this.#cancel = clock.setTimeout(() => {
			this.#over.abort(new DOMException("The operation timed out.", "TimeoutError"));
		}, ms);
	}

	/** Aborted when it is over. */
	get signal(): AbortSignal {
		return this.#over.signal;
	}

	/** The outcome of `work`; rejects when it is over first, whether or not the work heeds the signal. */
	within<Value>(work: Promise<Value>): Promise<Value> {
		return Promise.race([work, this.#isOver]);
	}

	/** Ends it early: the work is done. */
	end(): void {
		this.#cancel();
	}
}
