// Bringing a backup back: it is checked before the database in its place is touched, and that one is kept.

import { Database } from "bun:sqlite";
import { chmodSync, copyFileSync, existsSync, linkSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { takeLock } from "./lock.ts";
import { migrationsFolder, requireKnown } from "./migrations.ts";
import { forBackup, refusing, StoreRefused } from "./refused.ts";
import { countRows, flush, type RowCounts, requireWhole, total } from "./verify.ts";

export type Restored = {
	/** Where the database that was there is now; null if there was none. */
	readonly kept: string | null;
	/** How many rows came back, all tables together. */
	readonly rows: number;
};

/**
 * Puts the backup `file` in the place of the database at `databasePath`, or throws a StoreRefused and changes nothing.
 * Refuses while the program runs on that database, and a backup that is damaged, foreign or of a newer version.
 */
export function restore(file: string, databasePath: string, migrations: string = migrationsFolder()): Restored {
	requireBackup(file, databasePath);
	const path = existsSync(databasePath) ? realpathSync(databasePath) : databasePath;
	const lock = takeLock(path);
	const incoming = `${path}-restoring`;
	try {
		copyFileSync(file, incoming);
		// A copy has the permissions of what it is a copy of.
		chmodSync(incoming, 0o600);
		const rows = refusing(file, () => check(incoming, file, migrations), forBackup);
		flush(incoming);
		const kept = keep(path, `${path}-before-${new Date().toISOString().replaceAll(":", "-")}`);
		renameSync(incoming, path);
		flush(dirname(path));
		return { kept, rows: total(rows) };
	} finally {
		rmSync(incoming, { force: true });
		lock.release();
	}
}

function requireBackup(file: string, databasePath: string): void {
	const found = statSync(file, { throwIfNoEntry: false });
	if (found === undefined) throw new StoreRefused(`There is no file ${file}.`);
	if (!found.isFile()) throw new StoreRefused(`${file} is no file: name the backup itself.`);
	if (existsSync(databasePath) && realpathSync(file) === realpathSync(databasePath)) {
		throw new StoreRefused(`${file} is the database itself: name a backup of it.`);
	}
	if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
		throw new StoreRefused(
			`${file} is a database with unfinished business (${file}-wal), not a backup: make one with \`faceit-comms backup FILE\`.`,
		);
	}
	if (statSync(dirname(databasePath), { throwIfNoEntry: false })?.isDirectory() === true) return;
	throw new StoreRefused(`The folder ${dirname(databasePath)} does not exist: create it, or set DATABASE_PATH.`);
}

/** Refuses whatever would keep the program from starting on it. */
function check(incoming: string, file: string, migrations: string): RowCounts {
	using sqlite = new Database(incoming, { create: false, readwrite: true });
	// A copy made by hand may say that it has a log beside it. It has none.
	sqlite.run("PRAGMA journal_mode = DELETE");
	requireKnown(sqlite, file, migrations, "backup");
	const rows = countRows(sqlite);
	if (!rows.has("__drizzle_migrations")) throw new StoreRefused(`${file} is empty: name a backup of this program.`);
	requireWhole(sqlite, file, "use another backup");
	return rows;
}

/** Gives the database at `path` a second name; its own stays until the new one takes it, so there always is one. */
function keep(path: string, kept: string): string | null {
	const hadOne = existsSync(path);
	if (hadOne) finish(path);
	if (hadOne) secondName(path, kept);
	// A log that could not be written back belongs to the database that is kept, never to the incoming one.
	const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
	if (log?.size === 0) rmSync(`${path}-wal`);
	else if (log !== undefined) renameSync(`${path}-wal`, `${kept}-wal`);
	rmSync(`${path}-shm`, { force: true });
	return hadOne ? kept : null;
}

/** Writes the log of a program that was killed into its database; a damaged one stays as it is. */
function finish(path: string): void {
	try {
		using sqlite = new Database(path, { create: false, readwrite: true });
		sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
	} catch {}
}

/** Some file systems have no hard links. */
function secondName(path: string, name: string): void {
	try {
		linkSync(path, name);
	} catch {
		copyFileSync(path, name);
		flush(name);
	}
	try {
		chmodSync(name, 0o600);
	} catch {
		// It belongs to somebody else, who decides that.
	}
}
