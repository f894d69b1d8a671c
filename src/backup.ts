// Backs the database up once a day, keeps the last few, and sends each to a storage elsewhere if there is one. Whatever
// goes wrong with it is told and tried again; it never hurts the program.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Backup } from "./store/backup.ts";

/** What became of a backup, for the log and the metrics. */
export type BackupFact =
	| { readonly kind: "made"; readonly backup: Backup }
	| { readonly kind: "sent"; readonly file: string; readonly tookMs: number }
	| { readonly kind: "failed"; readonly to: "make" | "send"; readonly error: unknown; readonly retryAt: number };

/** When what happens. In ms. */
type Pace = {
	/** After a start, once the rush is over. */
	readonly firstAfter: number;
	/** So it stays at the same time of the day. */
	readonly every: number;
	readonly retryAfter: number;
	readonly longestRetry: number;
};

type Needs = {
	readonly folder: string;
	/** How many are kept in the folder. */
	readonly keep: number;
	/** Writes a verified backup to the file, or throws. */
	readonly make: (file: string) => Backup;
	/** Sends it away; null without a storage. */
	readonly send: ((file: string, name: string) => Promise<void>) | null;
	/** The name of the backup that was sent last. */
	readonly sent: { readonly get: () => string | undefined; readonly set: (name: string) => void };
	readonly tell: (fact: BackupFact) => void;
	readonly pace?: Pace;
};

const minute = 60_000;
const daily: Pace = { firstAfter: minute, every: 24 * 60 * minute, retryAfter: minute, longestRetry: 60 * minute };

export class Backups {
	readonly #needs: Needs;
	readonly #pace: Pace;
	#timer: NodeJS.Timeout | undefined;
	#failures = 0;
	#isStopped = false;

	constructor(needs: Needs) {
		this.#needs = needs;
		this.#pace = needs.pace ?? daily;
	}

	start(): void {
		this.#wakeAfter(this.#pace.firstAfter);
	}

	/** Starts nothing more. What is being sent is given up: the storage keeps only what arrived whole. */
	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
	}

	/** When the last good backup was made, epoch ms; null before the first. With a storage only those count that are there. */
	lastAt(): number | null {
		const { folder, send, sent } = this.#needs;
		const name = send === null ? newest(folder) : sent.get();
		return name === undefined ? null : timeOf(name);
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
			if (this.#isStopped) return;
		}
		this.#failures = 0;
		this.#wakeAfter(this.#dueAt() - Date.now());
	}

	#make(): void {
		const { folder, keep, make, tell } = this.#needs;
		if (Date.now() < this.#dueAt()) return;
		mkdirSync(folder, { recursive: true });
		const backup = make(join(folder, nameAt(Date.now())));
		for (const old of backupsIn(folder).slice(keep)) rmSync(join(folder, old), { force: true });
		tell({ kind: "made", backup });
	}

	async #send(): Promise<void> {
		const { folder, send, sent, tell } = this.#needs;
		const name = newest(folder);
		if (send === null || name === undefined || name === sent.get()) return;
		const startedAt = performance.now();
		await send(join(folder, name), name);
		if (this.#isStopped) return;
		sent.set(name);
		tell({ kind: "sent", file: name, tookMs: performance.now() - startedAt });
	}

	#dueAt(): number {
		const last = newest(this.#needs.folder);
		return last === undefined ? 0 : timeOf(last) + this.#pace.every;
	}

	#failed(to: "make" | "send", error: unknown): void {
		if (this.#isStopped) return;
		const wait = Math.min(this.#pace.retryAfter * 2 ** this.#failures, this.#pace.longestRetry);
		this.#failures += 1;
		this.#needs.tell({ kind: "failed", to, error, retryAt: Date.now() + wait });
		this.#wakeAfter(wait);
	}

	#wakeAfter(ms: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#work(), Math.max(ms, 0));
		this.#timer.unref();
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

/** The backups in the folder by name, the newest first. Whatever else is there is none of our business. */
function backupsIn(folder: string): string[] {
	return filesIn(folder)
		.filter((name) => form.test(name))
		.sort()
		.reverse();
}

/** None where the folder is not there yet. */
function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

const form = /^faceit-comms-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.db$/;

/** Such as `faceit-comms-2026-11-22T03-00-00.000Z.db`: sorted by name is sorted by time. */
function nameAt(at: number): string {
	return `faceit-comms-${new Date(at).toISOString().replaceAll(":", "-")}.db`;
}

function timeOf(name: string): number {
	return Date.parse(basename(name).replace(form, "$1T$2:$3:$4"));
}
