// A backup: the database as it is at one moment, in one compact file that was checked before it got its name.

import { Database } from "bun:sqlite";
import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Backup } from "../fact.ts";
import { migrationsFolder, requireKnown } from "./migrations.ts";
import { forOutput, refusing, StoreRefused } from "./refused.ts";
import { countRows, flush, isSame, type RowCounts, requireWhole, total } from "./verify.ts";

/**
 * Writes the database at `databasePath` to `file`, replacing what was there, or throws a StoreRefused and leaves `file`
 * as it was. The program may be running on that database: writers wait meanwhile, about 0.3 s for 100 MB. `waitMs` is how
 * long to wait for another process that writes.
 */
export function backupTo(databasePath: string, file: string, waitMs = 5_000): Backup {
	const startedAt = performance.now();
	requirePlaces(databasePath, file);
	const unfinished = `${file}-unfinished`;
	rmSync(unfinished, { force: true });
	try {
		const rows = copy(databasePath, unfinished, file, waitMs);
		verify(unfinished, file, rows);
		// Whoever may read the database, copies travel further.
		chmodSync(unfinished, 0o600);
		flush(unfinished);
		renameSync(unfinished, file);
		flush(dirname(file));
		return { file, bytes: statSync(file).size, rows: total(rows), tookMs: performance.now() - startedAt };
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

/** Copies, and counts the rows there were. One connection keeps writers out, so that both see the same. */
function copy(databasePath: string, unfinished: string, file: string, waitMs: number): RowCounts {
	using keeper = open(databasePath, waitMs);
	using reader = open(databasePath, waitMs);
	return refusing(databasePath, () => {
		requireKnown(keeper, databasePath, migrationsFolder(), "database");
		keeper.run("BEGIN IMMEDIATE");
		const rows = countRows(keeper);
		refusing(file, () => reader.run("VACUUM INTO ?", [unfinished]), forOutput);
		keeper.run("ROLLBACK");
		return rows;
	});
}

function open(path: string, waitMs: number): Database {
	return refusing(path, () => {
		const sqlite = new Database(path, { create: false, readwrite: true });
		sqlite.run(`PRAGMA busy_timeout = ${waitMs}`);
		return sqlite;
	});
}

function verify(unfinished: string, file: string, rows: RowCounts): void {
	using sqlite = new Database(unfinished, { readonly: true });
	requireWhole(sqlite, file, "make another");
	if (isSame(countRows(sqlite), rows)) return;
	throw new StoreRefused(`${file} was not made: rows are missing in it. Try again, and report this if it stays.`);
}
