// Why a database is not opened, as a sentence for the person who can change that.

import { SQLiteError } from "bun:sqlite";

/** Its message says what is wrong and what to do. Nothing was changed. */
export class StoreRefused extends Error {
	override readonly name = "StoreRefused";
}

/** What to do about each complaint, SQLite's or the system's. SQLite's codes begin with a family: `SQLITE_IOERR_WRITE`. */
const remedies: Readonly<Record<string, string>> = {
	SQLITE_NOTADB: "is not a SQLite database: set DATABASE_PATH to another file, or move this one away",
	SQLITE_CORRUPT: "is damaged: keep it, and bring back a backup with `faceit-comms restore FILE`",
	SQLITE_FULL: "cannot be written because the disk is full: free some space",
	SQLITE_IOERR: "cannot be read or written: the disk reports a fault",
	SQLITE_READONLY: "cannot be written: give the user who runs this program the right to write it and its folder",
	SQLITE_CANTOPEN: "cannot be opened: give the user who runs this program the right to write it and its folder",
	SQLITE_PERM: "cannot be opened: give the user who runs this program the right to write it and its folder",
	EACCES: "cannot be reached: give the user who runs this program the right to enter its folder and to write it",
	EPERM: "cannot be reached: give the user who runs this program the right to enter its folder and to write it",
	SQLITE_BUSY: "is held by another program: close whatever has it open",
};

/** Runs `act`; turns an error of SQLite or the operating system into a refusal about the file at `path`. */
export function refusing<T>(path: string, act: () => T): T {
	try {
		return act();
	} catch (error) {
		const remedy = remedies[familyOf(error)];
		if (remedy === undefined || !(error instanceof Error)) throw error;
		throw new StoreRefused(`${path} ${remedy} (${error.message}).`, { cause: error });
	}
}

function familyOf(error: unknown): string {
	if (error instanceof SQLiteError) return /^SQLITE_[A-Z]+/.exec(error.code ?? "")?.[0] ?? "";
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
