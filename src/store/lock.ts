// Lets one process at a time run on a database. The operating system releases the lock when its holder dies.

import { Database, SQLiteError } from "bun:sqlite";
import { refusing, StoreRefused } from "./refused.ts";

export type Lock = { release(): void };

/**
 * Takes the lock of the database at `path`. It is SQLite's own exclusive lock, on an empty file beside the database
 * that nothing else reads: backups and other tools can still open the database itself.
 */
export function takeLock(path: string): Lock {
	const lockPath = `${path}-lock`;
	const file = refusing(lockPath, () => new Database(lockPath, { create: true, readwrite: true }));
	try {
		refusing(lockPath, () => hold(file, path));
	} catch (error) {
		file.close();
		throw error;
	}
	return { release: () => file.close() };
}

/** The transaction is never ended: it writes nothing and keeps the lock until the file is closed. */
function hold(file: Database, path: string): void {
	try {
		// In memory: no journal is left beside the lock.
		file.run("PRAGMA journal_mode = MEMORY");
		file.run("BEGIN EXCLUSIVE");
	} catch (error) {
		if (!(error instanceof SQLiteError && error.code === "SQLITE_BUSY")) throw error;
		throw new StoreRefused(
			`${path} is in use by another running faceit-comms: stop that one, or give this one a DATABASE_PATH of its own.`,
		);
	}
}
