// Opens the database: checked, locked to this process, at this program's schema, and durable at every commit.

import { Database, SQLiteError } from "bun:sqlite";
import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { takeLock } from "./lock.ts";
import { migrate, migrationsFolder } from "./migrations.ts";
import { placeOf } from "./place.ts";
import { refusing, StoreRefused } from "./refused.ts";
import * as schema from "./schema.ts";

export type Store = {
	readonly db: BunSQLiteDatabase<typeof schema>;
	readonly sqlite: Database;
	/** What has happened to its files since it was opened, in words; undefined while they are in place. */
	readonly misplaced: () => string | undefined;
	close(): void;
};

/** Before it, two connections could corrupt a WAL database. */
const oldestSqlite = "3.51.3";

/** Opens the database at `path`, creating it if it is not there, or throws a StoreRefused and changes nothing. */
export function openStore(path: string, migrations: string = migrationsFolder()): Store {
	const file = refusing(path, () => requireWritable(path));
	const lock = takeLock(file);
	try {
		const sqlite = refusing(path, () => new Database(file, { create: true, readwrite: true }));
		try {
			refusing(path, () => prepare(sqlite, file, migrations));
		} catch (error) {
			sqlite.close();
			throw error;
		}
		const db = drizzle({ client: sqlite, schema });
		return { db, sqlite, misplaced: placeOf(file), close: () => close(sqlite, lock.release) };
	} catch (error) {
		lock.release();
		throw error;
	}
}

/**
 * Runs `act` in one write transaction: all of it is kept, or nothing. It cannot be asynchronous: the transaction would
 * end at its first `await`, with what follows outside.
 */
export function transaction<T>(store: Store, act: (db: Store["db"]) => T extends PromiseLike<unknown> ? never : T): T;
export function transaction(store: Store, act: (db: Store["db"]) => unknown): unknown {
	const run = store.sqlite.transaction(() => {
		const result = act(store.db);
		if (isPromise(result)) throw new TypeError("a transaction cannot be asynchronous: it was rolled back");
		return result;
	});
	return run.immediate();
}

function isPromise(value: unknown): boolean {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function prepare(sqlite: Database, file: string, migrations: string): void {
	sqlite.run("PRAGMA busy_timeout = 5000");
	requireSqlite(sqliteVersion(sqlite));
	// Only before the first table: so that the space of what is removed can be given back in small steps. Later it would
	// change nothing, but need the write lock.
	const pages = sqlite.query<{ page_count: number }, []>("PRAGMA page_count").get()?.page_count;
	if (pages === 0) sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
	const mode = sqlite.query<{ journal_mode: string }, []>("PRAGMA journal_mode = WAL").get()?.journal_mode;
	if (mode !== "wal") {
		throw new StoreRefused(
			`${file} cannot be used safely on this kind of disk: put it on a local one, not a network's.`,
		);
	}
	sqlite.run("PRAGMA synchronous = FULL");
	sqlite.run("PRAGMA temp_store = MEMORY");
	sqlite.run("PRAGMA journal_size_limit = 67108864");
	sqlite.run("PRAGMA mmap_size = 0");
	sqlite.run("PRAGMA foreign_keys = OFF");
	migrate(sqlite, file, migrations);
	sqlite.run("PRAGMA foreign_keys = ON");
	// The running program never waits for another process's lock on the event loop: it tries again later.
	sqlite.run("PRAGMA busy_timeout = 0");
}

/** Refuses a SQLite that is known to corrupt databases. */
export function requireSqlite(version: string): void {
	if (Bun.semver.order(version, oldestSqlite) >= 0) return;
	throw new StoreRefused(`SQLite ${version} can damage the database: run this with the Bun named in package.json.`);
}

function sqliteVersion(sqlite: Database): string {
	return sqlite.query<{ version: string }, []>("SELECT sqlite_version() AS version").get()?.version ?? "0.0.0";
}

/** The real path of the file, so that two names of one file have one lock. */
function requireWritable(path: string): string {
	const folder = dirname(path);
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
		throw new StoreRefused(`${path} cannot be opened, because the folder ${folder} does not exist: create it.`);
	}
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
		throw new StoreRefused(`${path} is a folder: set DATABASE_PATH to a file in it.`);
	}
	for (const place of existsSync(path) ? [folder, path] : [folder]) {
		if (isWritable(place)) continue;
		throw new StoreRefused(`${place} cannot be written: give the user who runs this program the right to write it.`);
	}
	return existsSync(path) ? realpathSync(path) : join(realpathSync(folder), basename(path));
}

function isWritable(place: string): boolean {
	try {
		accessSync(place, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** Leaves everything in the one file: the log beside it is empty, unless the disk has no room for that any more. */
function close(sqlite: Database, release: () => void): void {
	try {
		sqlite.run("PRAGMA optimize");
		sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
	} catch (error) {
		// What was committed is in the log beside the file, and the next start reads it from there.
		if (!(error instanceof SQLiteError)) throw error;
	} finally {
		sqlite.close();
		release();
	}
}
