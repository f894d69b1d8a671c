// Takes up matches that concerned nobody, once somebody in them is linked: a few milliseconds at a time, since there may
// be thousands of them.

import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { Records } from "./store/records.ts";

/** How long to look before others get their turn, ms. */
const atOnceMs = 4;
/** How soon to begin anew when the database could not be read, ms. */
const againMs = 1_000;

type Needs = {
	readonly clock: Clock;
	readonly records: Pick<Records, "takeUp">;
	/** An older match counts as over, ms. */
	readonly maxAgeMs: number;
	/** This match concerns somebody now. */
	readonly onTaken: (matchId: string) => void;
	readonly publish: Publish;
};

export class TakeUp {
	readonly #needs: Needs;
	/** Everybody is being looked for; if they are asked for again meanwhile, that is done afterwards. */
	#isForAll = false;
	#isForAllAgain = false;
	#isStopped = false;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Looks for this player, who was linked: among a thousand matches or so at once, among the others soon. */
	player(faceitId: string): void {
		this.#begin(faceitId);
	}

	/** Looks for all who are linked. */
	everybody(): void {
		this.#isForAllAgain = this.#isForAll;
		if (this.#isForAll) return;
		this.#isForAll = true;
		this.#begin(undefined);
	}

	stop(): void {
		this.#isStopped = true;
	}

	#begin(faceitId: string | undefined): void {
		const { clock, records, maxAgeMs } = this.#needs;
		if (!this.#isStopped) this.#look(records.takeUp(clock.now(), maxAgeMs, faceitId), faceitId);
	}

	#look(matches: Iterator<readonly string[]>, faceitId: string | undefined): void {
		const { clock, onTaken, publish } = this.#needs;
		if (this.#isStopped) return;
		const elapsed = clock.stopwatch();
		try {
			do {
				const { done, value } = matches.next();
				if (done === true) {
					this.#end(faceitId);
					return;
				}
				for (const matchId of value) onTaken(matchId);
			} while (elapsed() < atOnceMs);
			clock.soon(() => this.#look(matches, faceitId));
		} catch (error) {
			publish({ kind: "roundFailed", error });
			clock.setTimeout(() => this.#begin(faceitId), againMs);
		}
	}

	#end(faceitId: string | undefined): void {
		if (faceitId !== undefined) return;
		this.#isForAll = false;
		if (this.#isForAllAgain) this.everybody();
	}
}
