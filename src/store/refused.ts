// Why a database is not opened, as a sentence for the person who can change that.

import { SQLiteError } from "bun:sqlite";

/** Its message says what is wrong and what to do. Nothing was changed. */
export class StoreRefused extends Error {
	override readonly name = "StoreRefused";
}

/** What to do about each of SQLite's complaints. The first word of a code names its family: `SQLITE_IOERR_WRITE`. */
const remedies: Readonly<Record<string, string>> = {
	SQLITE_NOTADB: "is not a SQLite database: set DATABASE_PATH to another file, or move this one away",
	SQLITE_CORRUPT: "is damaged: keep it, and bring back a backup with `faceit-comms restore FILE`",
	SQLITE_FULL: "cannot be written because the disk is full: free some space",
	SQLITE_IOERR: "cannot be read or written: the disk reports a fault",
	SQLITE_READONLY: "cannot be written: give the user who runs this program the right to write it and its folder",
	SQLITE_CANTOPEN: "cannot be opened: give the user who runs this program the right to write it and its folder",
	SQLITE_PERM: "cannot be opened: give the user who runs this program the right to write it and its folder",
	SQLITE_BUSY: "is held by another program: close whatever has it open",
};

/** Runs `act`; what SQLite complains of while it does becomes a refusal about the file at `path`. */
export function refusing<T>(path: string, act: () => T): T {
	try {
		return act();
	} catch (error) {
		if (!(error instanceof SQLiteError)) throw error;
		const family = /^SQLITE_[A-Z]+/.exec(error.code ?? "")?.[0] ?? "";
		const remedy = remedies[family];
		if (remedy === undefined) throw error;
		throw new StoreRefused(`${path} ${remedy} (SQLite: ${error.message}).`, { cause: error });
	}
}
