// Why a database or a backup is not used, as a sentence for the person who can change that; and which of SQLite's errors
// pass by themselves.

import { SQLiteError } from "bun:sqlite";

/** Its message says what is wrong and what to do. Nothing was changed. */
export class StoreRefused extends Error {
	override readonly name = "StoreRefused";
}

type Remedies = Readonly<Record<string, string>>;

/**
 * What to do about each complaint, SQLite's or the system's, about a file that is written. SQLite's codes begin with a
 * family: `SQLITE_IOERR_WRITE`.
 */
export const forOutput: Remedies = {
	SQLITE_FULL: "cannot be written because the disk is full: free some space",
	SQLITE_IOERR: "cannot be read or written: the disk reports a fault",
	SQLITE_READONLY: "cannot be written: give the user who runs this program the right to write it and its folder",
	SQLITE_CANTOPEN: "cannot be opened: give the user who runs this program the right to write it and its folder",
	SQLITE_PERM: "cannot be opened: give the user who runs this program the right to write it and its folder",
	EACCES: "cannot be reached: give the user who runs this program the right to enter its folder and to write it",
	EPERM: "cannot be reached: give the user who runs this program the right to enter its folder and to write it",
	SQLITE_BUSY: "is held by another program: close whatever has it open",
};

const forDatabase: Remedies = {
	...forOutput,
	SQLITE_NOTADB: "is not a SQLite database: set DATABASE_PATH to another file, or move this one away",
	SQLITE_CORRUPT: "is damaged: keep it, and bring back a backup with `faceit-comms restore FILE`",
};

export const forBackup: Remedies = {
	...forOutput,
	SQLITE_NOTADB: "is not a SQLite database, so it is no backup: name another file",
	SQLITE_CORRUPT: "is damaged: use another backup",
};

/** Runs `act`; turns an error of SQLite or the operating system into a refusal about the file at `path`. */
export function refusing<T>(path: string, act: () => T, remedies = forDatabase): T {
	try {
		return act();
	} catch (error) {
		throw refusalOf(path, error, remedies);
	}
}

/** The refusal that an error of SQLite or the operating system comes to; any other error as it is. */
export function refusalOf(path: string, error: unknown, remedies = forDatabase): unknown {
	const remedy = remedies[familyOf(error)];
	if (remedy === undefined || !(error instanceof Error)) return error;
	return new StoreRefused(`${path} ${remedy} (${error.message}).`, { cause: error });
}

/** Where the database failed, not what was asked of it: the same may succeed later. */
const failures: ReadonlySet<string> = new Set(
	["BUSY", "LOCKED", "FULL", "IOERR", "READONLY", "CANTOPEN", "NOMEM", "PROTOCOL", "CORRUPT", "NOTADB"].map(
		(family) => `SQLITE_${family}`,
	),
);

/** True for a failure of the database itself, such as a full disk or another process's lock. */
export function isStoreFailure(error: unknown): boolean {
	return failures.has(familyOf(error));
}

/** True if another process holds the database: it is to be tried again a moment later. */
export function isBusy(error: unknown): boolean {
	return familyOf(error) === "SQLITE_BUSY";
}

/** What SQLite says of a damaged database, also where the error has become another one; undefined for any other error. */
export function damageIn(error: unknown): string | undefined {
	const family = familyOf(error);
	if (!(error instanceof Error)) return undefined;
	return family === "SQLITE_CORRUPT" || family === "SQLITE_NOTADB" ? error.message : damageIn(error.cause);
}

function familyOf(error: unknown): string {
	if (error instanceof SQLiteError) return /^SQLITE_[A-Z]+/.exec(error.code ?? "")?.[0] ?? "";
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
