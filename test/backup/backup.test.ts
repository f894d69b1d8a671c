import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backupTo } from "../../src/store/backup.ts";
import { openStore } from "../../src/store/open.ts";
import { StoreRefused } from "../../src/store/refused.ts";
import { type Folder, linkedIn, linkIn, linkSome, makeFolder } from "./folder.ts";

let folder: Folder;
beforeEach(() => {
	folder = makeFolder();
});
afterEach(() => folder.remove());

test("given the program running on it, when the database is backed up, then the backup holds what was committed", () => {
	const store = openStore(folder.database);
	linkIn(store, ["ann", "bob"]);
	const file = join(folder.path, "copy.db");
	const backup = backupTo(folder.database, file);
	linkIn(store, ["late"]);
	store.close();
	expect(backup.bytes).toBe(statSync(file).size);
	// Two links, two members and the record of each migration.
	expect(backup.rows).toBeGreaterThanOrEqual(5);
	expect(linkedIn(file)).toEqual(["ann", "bob"]);
});

test("given a backup of before, when another is made, then it takes its place and leaves nothing beside it", () => {
	linkSome(folder.database, ["ann"]);
	const file = join(folder.path, "copy.db");
	backupTo(folder.database, file);
	linkSome(folder.database, ["bob"]);
	backupTo(folder.database, file);
	expect(readdirSync(folder.path).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
	expect(linkedIn(file)).toEqual(["ann", "bob"]);
});

test("given a database only its owner may read, when it is backed up, then nobody else may read the backup", () => {
	linkSome(folder.database, ["ann"]);
	chmodSync(folder.database, 0o600);
	const file = join(folder.path, "copy.db");
	backupTo(folder.database, file);
	expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("given a database with a row that lost what it belongs to, when it is backed up, then no backup is left", () => {
	linkSome(folder.database, ["ann"]);
	const sqlite = new Database(folder.database);
	sqlite.run("PRAGMA foreign_keys = OFF");
	sqlite.run("DELETE FROM links");
	sqlite.close();
	const file = join(folder.path, "copy.db");
	expect(() => backupTo(folder.database, file)).toThrow(/copy.db is not whole: 1 of its rows/);
	expect(readdirSync(folder.path).filter((name) => name.startsWith("copy"))).toEqual([]);
});

test("given a database that lost a row without a trace, when it is backed up, then its index tells, and no backup is left", () => {
	linkSome(folder.database, ["ann", "bob"]);
	loseRow(folder.database, "links");
	const file = join(folder.path, "copy.db");
	expect(() => backupTo(folder.database, file)).toThrow(/copy.db is damaged .*wrong # of entries in index/);
	expect(readdirSync(folder.path).filter((name) => name.startsWith("copy"))).toEqual([]);
});

/** Overwrites how many rows the first page of the table holds. */
function loseRow(path: string, table: string): void {
	const sqlite = new Database(path);
	const found = sqlite.query<{ page: number }, [string]>("SELECT rootpage AS page FROM sqlite_schema WHERE name = ?");
	const at = ((found.get(table)?.page ?? 1) - 1) * 4096 + 3;
	sqlite.close();
	const bytes = readFileSync(path);
	bytes.writeUInt16BE(bytes.readUInt16BE(at) - 1, at);
	writeFileSync(path, bytes);
}

test("given a place that cannot be, when a backup is asked for, then it is refused with what to do", () => {
	const file = join(folder.path, "copy.db");
	expect(() => backupTo(folder.database, file)).toThrow(/no database at .*live.db: set DATABASE_PATH/);
	linkSome(folder.database, ["ann"]);
	expect(() => backupTo(folder.database, folder.database)).toThrow(/is the database itself/);
	expect(() => backupTo(folder.database, folder.path)).toThrow(/is a folder/);
	expect(() => backupTo(folder.database, join(folder.path, "no", "copy.db"))).toThrow(/the folder .* does not exist/);
	expect(linkedIn(folder.database)).toEqual(["ann"]);
});

test("given a file that is no database of ours, when a backup of it is asked for, then it is refused", () => {
	const foreign = join(folder.path, "foreign.db");
	const sqlite = new Database(foreign, { create: true });
	sqlite.run("CREATE TABLE songs (title TEXT)");
	sqlite.close();
	const file = join(folder.path, "copy.db");
	expect(() => backupTo(foreign, file)).toThrow(StoreRefused);
	writeFileSync(folder.database, "not a database at all, only some text that is long enough to be read as one");
	expect(() => backupTo(folder.database, file)).toThrow(StoreRefused);
	expect(existsSync(file)).toBe(false);
});
