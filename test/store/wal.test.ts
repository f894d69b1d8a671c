// The database's log, written back in a thread while the program writes on.

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../src/store/open.ts";
import { openWal, type Wal } from "../../src/store/wal.ts";
import { memoryStore } from "../memory-store.ts";

let path = "";
let folder = "";
let store: Store;
let wal: Wal;
beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), "faceit-comms-wal-"));
	path = join(folder, "test.db");
	store = openStore(path);
	wal = openWal(store);
	wal.leaveToSqlite(0);
});
afterEach(async () => {
	await wal.close();
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

/** Writes some ten pages into the log. */
function write(name: string): void {
	store.sqlite.run("INSERT INTO memos VALUES (?, ?)", [name, "x".repeat(40_000)]);
}

test("given a log, when it is written back, then nothing is left of it, and it begins anew with what comes next", async () => {
	for (const name of ["a", "b", "c"]) write(name);
	const { pages, left } = wal.length();
	expect(left).toBe(pages);
	await wal.checkpoint();
	expect(wal.length()).toEqual({ pages, left: 0 });
	write("d");
	expect(wal.length().pages).toBeLessThan(pages);
});

test("given somebody who reads, then what came since is left, until they are done, and writing goes on", async () => {
	write("a");
	const reader = new Database(path);
	reader.run("BEGIN");
	reader.query("SELECT count(*) FROM memos").get();
	const before = wal.length().pages;
	write("b");
	await wal.checkpoint();
	const { pages, left } = wal.length();
	expect(left).toBe(pages - before);
	reader.close();
	await wal.checkpoint();
	expect(wal.length()).toEqual({ pages, left: 0 });
});

test("given a transaction under way, then what was committed before is written back meanwhile", async () => {
	write("a");
	store.sqlite.run("BEGIN IMMEDIATE");
	await wal.checkpoint();
	store.sqlite.run("COMMIT");
	expect(wal.length().left).toBe(0);
});

test("given few are left, then they can be finished at once; and SQLite does it by itself where it is left to it", () => {
	write("a");
	wal.finish();
	expect(wal.length().left).toBe(0);
	wal.leaveToSqlite(1);
	write("b");
	expect(wal.length().left).toBe(0);
});

test("given the database was moved away, then no thread opens what may be in its place, and it can be asked again", async () => {
	write("a");
	renameSync(path, `${path}-moved`);
	await expect(wal.checkpoint()).rejects.toThrow("the database was deleted or moved away");
	renameSync(`${path}-moved`, path);
	await wal.checkpoint();
	expect(wal.length().left).toBe(0);
});

test("given a thread that cannot begin, then that is told, and the next one can", async () => {
	const blind = openWal({ ...store, misplaced: () => undefined });
	renameSync(path, `${path}-moved`);
	await expect(blind.checkpoint()).rejects.toThrow("has ended: ");
	await blind.close();
	renameSync(`${path}-moved`, path);
	await blind.checkpoint();
	await blind.close();
});

test("given it was closed, when the database is closed, then nothing is left in the log beside it", async () => {
	write("a");
	await wal.checkpoint();
	write("b");
	await wal.close();
	store.close();
	expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
	store = openStore(path);
});

test("given a database in memory, then it has no log", () => {
	expect(openWal(memoryStore()).length()).toEqual({ pages: 0, left: 0 });
});
