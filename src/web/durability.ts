// Whether a webhook can be stored durably now, judged by what that needs: a database that takes a write, space on the
// disk, and an inbox that is processed.

import type { Clock } from "../clock.ts";
import type { Fact } from "../fact.ts";

/** Below this the disk counts as full, bytes: what is in flight can still be written, and a backup is long impossible. */
const leastFreeBytes = 64 * 1024 * 1024;
/** With this many events waiting, accepting more would only make the wait longer. */
const mostWaiting = 10_000;
/** A write costs an fsync, so its outcome counts for this long, ms. Nobody can make us write by asking. */
const provenForMs = 3_000;

export type Needs = {
	readonly clock: Clock;
	/** Writes something durably, or throws. */
	readonly write: () => void;
	/** What is left of the disk that the database is on. */
	readonly freeBytes: () => number;
	/** How many events wait in the inbox. */
	readonly waiting: () => number;
};

export class Durability {
	readonly #needs: Needs;
	#proof: { readonly at: number; readonly problem: string | undefined } | undefined;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Listens to what is published: a webhook that could not be stored counts at once, until a write succeeds again. */
	hear(fact: Fact): void {
		if (fact.kind !== "webhookAnswered" || fact.status !== 503) return;
		this.#proof = { at: this.#needs.clock.now(), problem: "the last webhook could not be written to the database" };
	}

	/** Why a webhook could not be stored, in words; none when it could. */
	problems(): readonly string[] {
		const found = [this.#unwritable(), this.#full(), this.#behind()];
		return found.filter((problem) => problem !== undefined);
	}

	#unwritable(): string | undefined {
		const now = this.#needs.clock.now();
		if (this.#proof === undefined || now - this.#proof.at >= provenForMs) {
			this.#proof = { at: now, problem: attempt("the database cannot be written", () => this.#write()) };
		}
		return this.#proof.problem;
	}

	#write(): undefined {
		this.#needs.write();
	}

	#full(): string | undefined {
		return attempt("the space on the disk cannot be told", () => {
			const free = this.#needs.freeBytes();
			return free >= leastFreeBytes
				? undefined
				: `the disk is nearly full: ${Math.floor(free / 1024 / 1024)} MB are left`;
		});
	}

	#behind(): string | undefined {
		return attempt("the inbox cannot be read", () => {
			const waiting = this.#needs.waiting();
			return waiting < mostWaiting ? undefined : `${waiting} events wait in the inbox`;
		});
	}
}

/** The problem that `act` finds, or that keeps it from finding out. */
function attempt(what: string, act: () => string | undefined): string | undefined {
	try {
		return act();
	} catch (error) {
		return `${what}: ${error instanceof Error ? error.message : String(error)}`;
	}
}
