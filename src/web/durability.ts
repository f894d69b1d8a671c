// Whether a webhook can be stored durably now, judged by what that needs: a database that is sound and takes a write, and
// space on the disk.

import type { Clock } from "../clock.ts";
import type { Fact } from "../fact.ts";

/** Below this the disk counts as full, bytes: what is in flight can still be written, and a backup is long impossible. */
const leastFreeBytes = 64 * 1024 * 1024;
/** A write costs an fsync, so its outcome counts for this long, ms. Nobody can make us write by asking. */
const provenForMs = 3_000;
/** Another process that holds the database for so long, ms, is one bad moment: what comes meanwhile is stored after it. */
const busyForMs = 10_000;

export type Needs = {
	readonly clock: Clock;
	/** What is wrong with the database itself, in words. */
	readonly unsound: () => string | undefined;
	/** Writes something durably, or throws. */
	readonly write: () => void;
	/** True for the error of a write that only had to wait for another process. */
	readonly isBusy: (error: unknown) => boolean;
	/** What is left of the disk that the database is on. */
	readonly freeBytes: () => number;
};

export class Durability {
	readonly #needs: Needs;
	#proof: { readonly at: number; readonly problem: string | undefined } | undefined;
	/** Since when each write found another process there. */
	#busySince: number | undefined;

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
		const unsound = this.#needs.unsound();
		const found = unsound === undefined ? [this.#unwritable(), this.#full()] : [unsound];
		return found.filter((problem) => problem !== undefined);
	}

	#unwritable(): string | undefined {
		const { clock, write, isBusy } = this.#needs;
		const now = clock.now();
		if (this.#proof !== undefined && now - this.#proof.at < provenForMs) return this.#proof.problem;
		try {
			write();
			this.#proof = { at: now, problem: undefined };
			this.#busySince = undefined;
		} catch (error) {
			this.#busySince = isBusy(error) ? (this.#busySince ?? now) : undefined;
			if (this.#busySince !== undefined && now - this.#busySince < busyForMs) return undefined;
			this.#proof = { at: now, problem: cannot("the database cannot be written", error) };
		}
		return this.#proof.problem;
	}

	#full(): string | undefined {
		try {
			const free = this.#needs.freeBytes();
			if (free >= leastFreeBytes) return undefined;
			return `the disk is nearly full: ${Math.floor(free / 1024 / 1024)} MB are left`;
		} catch (error) {
			return cannot("the space on the disk cannot be told", error);
		}
	}
}

function cannot(what: string, error: unknown): string {
	return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}
