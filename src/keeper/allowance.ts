// What is left of the calls that Discord allows the whole bot. A call takes its place when it is decided on, so that no
// guild counts on one that another has.

import type { Budget, Limit } from "../shown.ts";

/** Of the calls that Discord allows the bot, these leave so many for matches that are starting. */
const kept: Partial<Readonly<Record<Limit, number>>> = { moveBack: 10, deleteChannel: 10, message: 25 };

export class Allowance {
	readonly #budget: (kept: number) => Budget;
	#taken = 0;

	/** `budget`: how many calls the bot may make now if so many are to be left for others. */
	constructor(budget: (kept: number) => Budget) {
		this.#budget = budget;
	}

	/** True if one more call on this limit may be made. */
	has(limit: Limit): boolean {
		return this.#budget(kept[limit] ?? 0).left > this.#taken;
	}

	/** One more call is to be made. */
	take(): void {
		this.#taken += 1;
	}

	/** When more may be made, epoch ms. */
	moreAt(limit: Limit): number {
		return this.#budget(kept[limit] ?? 0).moreAt;
	}
}
