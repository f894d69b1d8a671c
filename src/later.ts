// Small things to remember that nobody waits for: written at once, or as soon as the database can be written again.

import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { isStoreFailure } from "./store/refused.ts";

const againMs = 1_000;

export class Later {
	readonly #clock: Clock;
	readonly #publish: Publish;
	/** By what they are about, in the order they came. */
	readonly #waiting = new Map<string, () => void>();
	#cancel = () => {};

	constructor({ clock, publish }: { readonly clock: Clock; readonly publish: Publish }) {
		this.#clock = clock;
		this.#publish = publish;
	}

	/**
	 * Runs `act`, or keeps it for later if the database cannot be written now; of two about the same thing only the newer
	 * one is kept. Throws whatever else is wrong with it.
	 */
	write(about: string, act: () => void): void {
		if (this.#waiting.size > 0) {
			this.#waiting.delete(about);
			this.#waiting.set(about, act);
			return;
		}
		try {
			act();
		} catch (error) {
			if (!isStoreFailure(error)) throw error;
			this.#waiting.set(about, act);
			this.#publish({ kind: "writeDelayed", about, error });
			this.#wake();
		}
	}

	/** Tries a last time. */
	stop(): void {
		this.#cancel();
		this.#work();
	}

	#wake(): void {
		this.#cancel = this.#clock.setTimeout(() => {
			this.#work();
			if (this.#waiting.size > 0) this.#wake();
		}, againMs);
	}

	#work(): void {
		for (const [about, act] of this.#waiting) {
			try {
				act();
			} catch (error) {
				if (isStoreFailure(error)) return;
				this.#publish({ kind: "writeFailed", about, error });
			}
			this.#waiting.delete(about);
		}
	}
}
