// How many requests one address may make: many people may share it, but a script tires of waiting.

import type { Clock } from "../clock.ts";

/** So many at once, and then one more each so many ms. */
const atOnce = 60;
const eachMs = 1_000;
/** So many addresses are remembered: the least recent go first. */
const most = 10_000;

export class Crowds {
	readonly #clock: Clock;
	/** By address, the least recent first: when all that it used up is there again, epoch ms. */
	readonly #full = new Map<string, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Counts a request from the address; or returns when the next may come, epoch ms. */
	enter(address: string): number | undefined {
		const now = this.#clock.now();
		const next = Math.max(this.#full.get(address) ?? now, now) + eachMs;
		const retryAt = next - atOnce * eachMs;
		if (retryAt > now) return retryAt;
		this.#full.delete(address);
		this.#full.set(address, next);
		const [first] = this.#full.keys();
		if (this.#full.size > most && first !== undefined) this.#full.delete(first);
		return undefined;
	}
}
