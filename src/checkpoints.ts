// Keeps the database's log short: it is written back in a thread, again and again, and not within a commit, as SQLite
// would by itself.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { Wal } from "./store/wal.ts";

/** How often to look, ms. */
const lookMs = 200;
/** How long to leave it to SQLite after a failure, ms. */
const restMs = 10_000;

/** Lengths of the log in pages of 4 kB. */
const lengths = {
	/** What is worth writing back: what SQLite itself waits for. */
	due: 1_000,
	/** Longer than this it can only be because events come so fast that the thread never gets to the end. */
	long: 4_000,
	/** So little of such a log is left that it can be done between two events, in a few ms: then it begins anew. */
	short: 500,
	/** Rather a pause than a full disk: SQLite then does it by itself, if nobody reads (256 MB). */
	longest: 64_000,
};

type Needs = { readonly clock: Clock; readonly wal: Wal; readonly publish: Publish };

export class Checkpoints {
	readonly #needs: Needs;
	#endLooks = () => {};
	#working: Promise<void> | undefined;
	#restUntil = 0;
	#isFailing = false;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	start(): void {
		const { clock, wal } = this.#needs;
		wal.leaveToSqlite(lengths.longest);
		this.#endLooks = every(clock, lookMs, () => this.#look());
	}

	/** Resolves once the thread has ended. */
	async stop(): Promise<void> {
		this.#endLooks();
		await this.#working;
		await this.#needs.wal.close();
	}

	#look(): void {
		const { clock, wal } = this.#needs;
		if (this.#working !== undefined || clock.now() < this.#restUntil) return;
		try {
			if (wal.length().left < lengths.due) return;
		} catch {
			// Whoever reads or writes next tells what is wrong with the database.
			return;
		}
		this.#working = this.#work().finally(() => {
			this.#working = undefined;
		});
	}

	async #work(): Promise<void> {
		const { wal } = this.#needs;
		try {
			await this.#shorten();
			const { pages, left } = wal.length();
			if (pages >= lengths.long && left > 0 && left <= lengths.short) wal.finish();
			if (this.#isFailing) wal.leaveToSqlite(lengths.longest);
			this.#isFailing = false;
		} catch (error) {
			this.#failed(error);
		}
	}

	/** Again at once while that helps: the less there is to do, the less is written meanwhile. */
	async #shorten(): Promise<void> {
		const { wal } = this.#needs;
		for (let before = Number.POSITIVE_INFINITY; ; ) {
			await wal.checkpoint();
			const { left } = wal.length();
			if (left <= lengths.short || left > before / 2) return;
			before = left;
		}
	}

	#failed(error: unknown): void {
		const { clock, wal, publish } = this.#needs;
		this.#restUntil = clock.now() + restMs;
		if (this.#isFailing) return;
		this.#isFailing = true;
		publish({ kind: "checkpointFailed", error });
		wal.leaveToSqlite(lengths.due);
	}
}
