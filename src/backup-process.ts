// A backup made by the program's own verb in a second process: nothing here waits for the disk.

import { statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock } from "./clock.ts";
import type { Backup } from "./fact.ts";
import type { RunVerb } from "./second-process.ts";
import { unfinishedOf } from "./store/backup.ts";

/**
 * How long it may take: a minute and as long again as a very slow disk needs, ms. While it copies, the database's log
 * cannot be emptied: this bounds how far that grows.
 */
const longest = { ms: 60_000, bytesPerMs: 2_000 };

/** How often what has been copied is brought to the disk, ms. */
const flushMs = 50;

type Needs = {
	readonly clock: Clock;
	readonly databasePath: string;
	readonly run: RunVerb;
	/** The verb has refused: the database itself may be damaged. */
	readonly suspect: () => void;
};

/** Returns what writes a verified backup to the file, or rejects with why not and leaves nothing of it. */
export function backupMaker({ clock, databasePath, run, suspect }: Needs) {
	return async (file: string, signal: AbortSignal): Promise<Backup> => {
		const elapsed = clock.stopwatch();
		const timeoutMs = longest.ms + Math.round(sizeOf(databasePath) / longest.bytesPerMs);
		const env = { DATABASE_PATH: resolve(databasePath) };
		try {
			const copying = run({ args: ["backup", resolve(file)], env, signal, timeoutMs });
			const { code, said } = await flushing(unfinishedOf(file), copying, clock);
			if (code === 0) return { file, bytes: sizeOf(file), tookMs: elapsed() };
			signal.throwIfAborted();
			if (code === null) throw new Error(`the backup was ended by a signal, or took over ${timeoutMs / 1000} s`);
			suspect();
			throw new Error(said || `the backup ended with ${code}`);
		} catch (error) {
			await rm(unfinishedOf(file), { force: true });
			throw error;
		}
	};
}

/** Brings the file to the disk as it grows: all of it at the end would hold up each commit of ours for as long. */
async function flushing<T>(file: string, work: Promise<T>, clock: Clock): Promise<T> {
	let isDone = false;
	const done = () => {
		isDone = true;
	};
	const ended = work.then(done, done);
	while (!isDone) {
		await flush(file);
		await Promise.race([ended, clock.sleep(flushMs)]);
	}
	return work;
}

async function flush(file: string): Promise<void> {
	try {
		await using opened = await open(file);
		await opened.datasync();
	} catch {
		// It is not there yet, or no more. Whether it is whole, and on the disk, is up to whoever writes it.
	}
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
