// Whether the database is still the one that was opened, and whole. A damaged one is not written on: the program ends, and
// says what to do. One that was deleted or replaced while the program runs is told, and nothing new is stored in it.

import { lastBackup } from "./backup.ts";
import { type Clock, every } from "./clock.ts";
import type { Fact, Publish } from "./fact.ts";
import { damageIn } from "./store/refused.ts";

/** How often to look where the files are, ms. */
const lookMs = 1_000;
/** The whole file is read this long after the start, once the initial rush is over, ms. */
const checkAfterMs = 2_000;

/** What came of reading all of the database. `unknown`: it could not be read, which says nothing about it. */
export type Wholeness = { readonly is: "whole" } | { readonly is: "damaged" | "unknown"; readonly why: string };

type Needs = {
	readonly clock: Clock;
	/** Where the database is, and the folder of its backups. */
	readonly path: string;
	readonly backups: string;
	/** What has happened to its files since it was opened, in words. */
	readonly misplaced: () => string | undefined;
	/** Reads all of it, in another process. */
	readonly check: (signal: AbortSignal) => Promise<Wholeness>;
	/** Called when the program cannot go on, with what happened and what to do. */
	readonly fail: (why: string) => void;
	readonly publish: Publish;
};

export class Integrity {
	readonly #needs: Needs;
	readonly #stopping = new AbortController();
	#checked: Promise<void> = Promise.resolve();
	#damage: string | undefined;
	#told: string | undefined;
	#endLooks = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	start(): void {
		this.#endLooks = every(this.#needs.clock, lookMs, () => this.#look());
		this.#checked = this.#check(checkAfterMs);
	}

	/** What happened elsewhere may mean that it is damaged: reads all of it. */
	suspect(): void {
		this.#checked = Promise.all([this.#checked, this.#check(0)]).then(() => {});
	}

	/** Resolves once the other process, if there is one, has ended. */
	async stop(): Promise<void> {
		this.#endLooks();
		this.#stopping.abort();
		await this.#checked;
	}

	/** Why nothing may be stored in the database, in words; undefined if all is well. */
	problem(): string | undefined {
		return this.#damage ?? this.#needs.misplaced();
	}

	/** Listens to what is published: every part tells the errors of its own statements. */
	hear(fact: Fact): void {
		if ("error" in fact) this.saw(fact.error);
	}

	/** A statement failed with this error. */
	saw(error: unknown): void {
		const damage = damageIn(error);
		if (damage !== undefined) this.#fail(damage);
	}

	async #check(afterMs: number): Promise<void> {
		const { clock, check, publish } = this.#needs;
		const { signal } = this.#stopping;
		try {
			await clock.sleep(afterMs, signal);
			const elapsed = clock.stopwatch();
			const found = await check(signal);
			// Of another file in its place it would say nothing about the one that is open.
			if (signal.aborted || this.#needs.misplaced() !== undefined) return;
			if (found.is === "whole") publish({ kind: "databaseChecked", tookMs: elapsed() });
			else if (found.is === "damaged") this.#fail(found.why);
			else publish({ kind: "databaseUnchecked", why: found.why });
		} catch (error) {
			if (!signal.aborted) publish({ kind: "databaseUnchecked", why: String(error) });
		}
	}

	#look(): void {
		const { misplaced, path, publish } = this.#needs;
		const why = misplaced();
		if (why === this.#told) return;
		this.#told = why;
		publish(why === undefined ? { kind: "databaseInPlace" } : { kind: "databaseMisplaced", why, path });
	}

	#fail(why: string): void {
		if (this.#damage !== undefined) return;
		const { path, backups, fail } = this.#needs;
		this.#damage = "the database is damaged";
		fail(damageReport(path, backups, why));
	}
}

/** What to do about the damaged database at `path`. `backups` is the folder of its backups, `why` what was found. */
export function damageReport(path: string, backups: string, why: string): string {
	const last = lastBackup(backups)?.file;
	return (
		`The database ${path} is damaged, and nothing is stored in it any more. Keep the program stopped, and bring back ` +
		(last === undefined ? `a backup (there is none in ${backups}): ` : "the last backup: ") +
		`\`faceit-comms restore ${last ?? "FILE"}\` keeps the damaged file beside it. Found: ${why}`
	);
}
