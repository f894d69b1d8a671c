// Whether a database or a backup is whole, without changing it: also beside a program that runs on it, and writes.

import { constants, Database } from "bun:sqlite";
import { realpathSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { migrationsFolder, requireKnown } from "./migrations.ts";
import { damageIn, refusing, StoreRefused } from "./refused.ts";
import { countRows, firstFault, total } from "./verify.ts";

/** `unknown`: it could not be looked at, which says nothing about it. `why` is a sentence that names the file. */
export type Checked =
	| { readonly is: "whole"; readonly bytes: number; readonly rows: number }
	| { readonly is: "refused"; readonly why: string }
	| { readonly is: "unknown"; readonly why: string };

/**
 * Reads all of the file, about 1 s for 1 GB. Nobody has to wait for it: it only reads, and as of one moment. Refuses a
 * file that is damaged, empty or another program's, and a newer version's.
 */
export function checkFile(file: string): Checked {
	const found = statSync(file, { throwIfNoEntry: false });
	if (found?.isFile() !== true) return { is: "unknown", why: `There is no file ${file}.` };
	try {
		return { is: "whole", bytes: found.size, rows: refusing(file, () => check(file)) };
	} catch (error) {
		const damage = damageIn(error);
		if (damage !== undefined) return refused(damaged(file, damage));
		if (!(error instanceof StoreRefused)) throw error;
		return error.cause === undefined ? refused(error.message) : { is: "unknown", why: error.message };
	}
}

function check(file: string): number {
	using sqlite = open(realpathSync(file));
	sqlite.run("PRAGMA busy_timeout = 5000");
	const found = sqlite.query<{ quick_check: string }, []>("PRAGMA quick_check").get()?.quick_check;
	if (found !== "ok") throw new StoreRefused(damaged(file, firstFault(found)));
	requireKnown(sqlite, file, migrationsFolder(), "backup");
	const rows = countRows(sqlite);
	if (!rows.has("__drizzle_migrations")) throw new StoreRefused(`${file} is empty: name a backup of faceit-comms.`);
	return total(rows);
}

/** With a log beside it somebody may be writing. Without one, SQLite would make one just to read. */
function open(file: string): Database {
	const isAlone = statSync(`${file}-wal`, { throwIfNoEntry: false }) === undefined;
	const address = `${pathToFileURL(file).href}${isAlone ? "?immutable=1" : ""}`;
	return new Database(address, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
}

function damaged(file: string, why: string): string {
	return `${file} is damaged (SQLite: ${why}): keep it, and use a backup from before.`;
}

function refused(why: string): Checked {
	return { is: "refused", why };
}
