// A backup: the database as it is at one moment, in one compact file that was checked before it got its name.

import { Database } from "bun:sqlite";
import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { migrationsFolder, requireKnown } from "./migrations.ts";
import { forOutput, refusing, StoreRefused } from "./refused.ts";
import { countRows, flush, requireWhole, total } from "./verify.ts";

export type Copied = {
	readonly bytes: number;
	/** How many rows it holds, all tables together. */
	readonly rows: number;
	readonly tookMs: number;
};

/** What a backup is called until it is whole: all that an interrupted one leaves. */
export function unfinishedOf(file: string): string {
	return `${file}-unfinished`;
}

/**
 * Writes the database at `databasePath` to `file`, replacing what was there, or throws a StoreRefused and leaves `file`
 * as it was. It takes about 1.3 s for 100 MB. The program may be running on that database and go on writing: the copy
 * only reads, and holds what was committed when it began. The log cannot be emptied meanwhile, so that it grows by what
 * is written.
 */
export function backupTo(databasePath: string, file: string): Copied {
	const startedAt = performance.now();
	requirePlaces(databasePath, file);
	const unfinished = unfinishedOf(file);
	rmSync(unfinished, { force: true });
	try {
		copy(databasePath, unfinished, file);
		const rows = verify(unfinished, file);
		// Whoever may read the database, copies travel further.
		chmodSync(unfinished, 0o600);
		flush(unfinished);
		renameSync(unfinished, file);
		flush(dirname(file));
		return { bytes: statSync(file).size, rows, tookMs: performance.now() - startedAt };
	} catch (error) {
		rmSync(unfinished, { force: true });
		throw error;
	}
}

function requirePlaces(databasePath: string, file: string): void {
	if (!existsSync(databasePath)) {
		throw new StoreRefused(`There is no database at ${databasePath}: set DATABASE_PATH to where it is.`);
	}
	const folder = dirname(file);
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
		throw new StoreRefused(`${file} cannot be written, because the folder ${folder} does not exist: create it.`);
	}
	if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
		throw new StoreRefused(`${file} is a folder: name a file in it for the backup.`);
	}
	if (existsSync(file) && realpathSync(file) === realpathSync(databasePath)) {
		throw new StoreRefused(`${file} is the database itself: name another file for the backup.`);
	}
}

/** All of it as of one moment, in one read transaction of its own: nobody has to wait for it, nor it for anybody. */
function copy(databasePath: string, unfinished: string, file: string): void {
	refusing(databasePath, () => {
		using sqlite = new Database(databasePath, { create: false, readwrite: true });
		sqlite.run("PRAGMA busy_timeout = 5000");
		requireKnown(sqlite, databasePath, migrationsFolder(), "database");
		refusing(file, () => sqlite.run("VACUUM INTO ?", [unfinished]), forOutput);
	});
}

/**
 * Returns how many rows the copy holds. They are not compared with the database's, which may have been written to since.
 * There is no need: rows and index entries are copied apart, so SQLite's check finds whatever either of them lacks.
 */
function verify(unfinished: string, file: string): number {
	using sqlite = new Database(unfinished, { readonly: true });
	requireWhole(sqlite, file, "make another");
	return total(countRows(sqlite));
}
