// Backs up the database once a day, keeps the last few backups, and uploads each to remote storage if there is any.
// Failures are published and retried; they never affect the rest of the program.

import { mkdirSync, readdirSync, rm } from "node:fs";
import { basename, join } from "node:path";
import { backoffMs, type Clock } from "./clock.ts";
import type { Backup, Publish } from "./fact.ts";
import { unfinishedOf } from "./store/backup.ts";

/** The schedule, in ms. */
type Pace = {
	/** After a start, once the initial rush is over. */
	readonly firstAfter: number;
	/** After the previous one. */
	readonly every: number;
	readonly retryAfter: number;
	readonly longestRetry: number;
};

type Needs = {
	readonly clock: Clock;
	readonly folder: string;
	/** How many are kept in the folder. */
	readonly keep: number;
	/** Writes a verified backup to the file, or rejects. Aborting gives it up. */
	readonly make: (file: string, signal: AbortSignal) => Promise<Backup>;
	/** Uploads it; null without remote storage. */
	readonly send: ((file: string, name: string) => Promise<void>) | null;
	/** The name of the backup that was sent last. */
	readonly sent: { readonly get: () => string | undefined; readonly set: (name: string) => void };
	readonly publish: Publish;
	readonly pace?: Pace;
};

const minute = 60_000;
const daily: Pace = { firstAfter: minute, every: 24 * 60 * minute, retryAfter: minute, longestRetry: 60 * minute };

export class Backups {
	readonly #needs: Needs;
	readonly #pace: Pace;
	#cancel = () => {};
	#failures = 0;
	/** The newest backup, and when it was made by `clock.now()`: names hold the wall time, which may jump. */
	#newest: { readonly name: string; readonly at: number } | undefined;
	readonly #stopping = new AbortController();
	#making: Promise<unknown> = Promise.resolve();

	constructor(needs: Needs) {
		this.#needs = needs;
		this.#pace = needs.pace ?? daily;
	}

	start(): void {
		this.#dueAt();
		this.#wakeAfter(this.#pace.firstAfter);
	}

	/**
	 * Starts nothing more, and resolves once a backup under way is given up. An upload in progress is abandoned: the
	 * storage keeps only complete files.
	 */
	async stop(): Promise<void> {
		this.#stopping.abort();
		this.#cancel();
		await this.#making;
	}

	/** When the last good backup was made, epoch ms; null before the first. With remote storage only uploads count. */
	lastAt(): number | null {
		const { folder, send, sent } = this.#needs;
		const name = send === null ? newest(folder) : sent.get();
		return name === undefined ? null : this.#madeAt(name);
	}

	async #work(): Promise<void> {
		const steps = { make: () => this.#make(), send: () => this.#send() };
		for (const to of ["make", "send"] as const) {
			try {
				await steps[to]();
			} catch (error) {
				this.#failed(to, error);
				return;
			}
			if (this.#isStopped()) return;
		}
		this.#failures = 0;
		this.#wakeAfter(this.#dueAt() - this.#needs.clock.now());
	}

	async #make(): Promise<void> {
		const { clock, folder, keep, make, publish } = this.#needs;
		if (clock.now() < this.#dueAt()) return;
		mkdirSync(folder, { recursive: true });
		remove(folder, unfinishedIn(folder));
		const name = nameAfter(newest(folder), clock.wall());
		const making = make(join(folder, name), this.#stopping.signal);
		this.#making = making.catch(() => {});
		const backup = await making;
		this.#newest = { name, at: clock.now() };
		remove(folder, backupsIn(folder).slice(keep));
		publish({ kind: "backupMade", backup });
	}

	async #send(): Promise<void> {
		const { clock, folder, send, sent, publish } = this.#needs;
		const name = newest(folder);
		if (send === null || name === undefined || name === sent.get()) return;
		const elapsed = clock.stopwatch();
		await send(join(folder, name), name);
		if (this.#isStopped()) return;
		sent.set(name);
		publish({ kind: "backupSent", file: name, tookMs: elapsed() });
	}

	#dueAt(): number {
		const last = newest(this.#needs.folder);
		return last === undefined ? 0 : this.#madeAt(last) + this.#pace.every;
	}

	/** When the backup of this name was made, by `clock.now()`. One that an earlier run made in the future counts as now. */
	#madeAt(name: string): number {
		if (name === this.#newest?.name) return this.#newest.at;
		const { clock } = this.#needs;
		const at = clock.now() - Math.max(0, clock.wall() - timeOf(name));
		if (this.#newest === undefined || name > this.#newest.name) this.#newest = { name, at };
		return at;
	}

	#failed(to: "make" | "send", error: unknown): void {
		if (this.#isStopped()) return;
		const wait = backoffMs({ first: this.#pace.retryAfter, longest: this.#pace.longestRetry }, this.#failures);
		this.#failures += 1;
		this.#needs.publish({ kind: "backupFailed", to, error, retryAt: this.#needs.clock.now() + wait });
		this.#wakeAfter(wait);
	}

	#wakeAfter(ms: number): void {
		this.#cancel();
		this.#cancel = this.#needs.clock.setTimeout(() => void this.#work(), ms);
	}

	#isStopped(): boolean {
		return this.#stopping.signal.aborted;
	}
}

/** The last backup in the folder and when it was made, epoch ms; undefined where there is none. */
export function lastBackup(folder: string): { readonly file: string; readonly at: number } | undefined {
	const name = newest(folder);
	return name === undefined ? undefined : { file: join(folder, name), at: timeOf(name) };
}

function newest(folder: string): string | undefined {
	return backupsIn(folder)[0];
}

/** The backups in the folder by name, newest first. Other files are ignored. */
function backupsIn(folder: string): string[] {
	return filesIn(folder)
		.filter((name) => form.test(name))
		.sort()
		.reverse();
}

/** What is left of those that an earlier run did not finish. */
function unfinishedIn(folder: string): string[] {
	const end = unfinishedOf("");
	return filesIn(folder).filter((name) => name.endsWith(end) && form.test(name.slice(0, -end.length)));
}

/** Not on the event loop: the disk takes a while to delete a large file. What stays is removed the next time. */
function remove(folder: string, names: readonly string[]): void {
	for (const name of names) rm(join(folder, name), { force: true }, () => {});
}

/** None if the folder does not exist yet. */
function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

const form = /^faceit-comms-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.db$/;

/** Such as `faceit-comms-2026-11-22T03-00-00.000Z.db`: sorting by name sorts by time. */
function nameAt(at: number): string {
	return `faceit-comms-${new Date(at).toISOString().replaceAll(":", "-")}.db`;
}

/** A name for a backup made at `wallAt`, epoch ms, that sorts after `last` even if the wall clock was set back. */
function nameAfter(last: string | undefined, wallAt: number): string {
	return nameAt(last === undefined ? wallAt : Math.max(wallAt, timeOf(last) + 1));
}

function timeOf(name: string): number {
	return Date.parse(basename(name).replace(form, "$1T$2:$3:$4"));
}
