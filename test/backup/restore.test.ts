import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backupTo } from "../../src/store/backup.ts";
import { openStore } from "../../src/store/open.ts";
import { restore } from "../../src/store/restore.ts";
import { startWorld } from "../program/world.ts";
import { type Folder, linkedIn, linkSome, makeFolder } from "./folder.ts";

let folder: Folder;
let backup: string;
beforeEach(() => {
	folder = makeFolder();
	backup = join(folder.path, "backup.db");
});
afterEach(() => folder.remove());

/** A backup that knows ann; the database has met bob since. */
function annBackedUp(): void {
	linkSome(folder.database, ["ann"]);
	backupTo(folder.database, backup);
	linkSome(folder.database, ["bob"]);
}

test("given a backup, when it is restored, then the database is as it was, and what it replaced is kept", () => {
	annBackedUp();
	const { kept, rows } = restore(backup, folder.database);
	expect(rows).toBeGreaterThanOrEqual(3);
	expect(linkedIn(folder.database)).toEqual(["ann"]);
	expect(kept).toStartWith(`${folder.database}-before-`);
	expect(linkedIn(kept ?? "")).toEqual(["ann", "bob"]);
	expect(linkedIn(backup)).toEqual(["ann"]);
});

test("given a machine without a database, when a backup is restored, then it is there", () => {
	annBackedUp();
	const database = join(folder.path, "new.db");
	expect(restore(backup, database).kept).toBeNull();
	expect(linkedIn(database)).toEqual(["ann"]);
});

test("given the program running on it, when a restore is asked for, then it is refused and nothing changes", () => {
	annBackedUp();
	const store = openStore(folder.database);
	expect(() => restore(backup, folder.database)).toThrow(/is in use by another running faceit-comms: stop that one/);
	store.close();
	expect(linkedIn(folder.database)).toEqual(["ann", "bob"]);
	expect(readdirSync(folder.path).filter((name) => /restoring|before/.test(name))).toEqual([]);
});

test("given a program that was killed, when a backup is restored, then its last commits are kept with the old one", () => {
	annBackedUp();
	const store = openStore(folder.database);
	store.sqlite.run("UPDATE links SET nickname = 'carl' WHERE nickname = 'bob'");
	const killed = join(folder.path, "killed.db");
	copyFileSync(folder.database, killed);
	copyFileSync(`${folder.database}-wal`, `${killed}-wal`);
	store.close();
	const { kept } = restore(backup, killed);
	expect(linkedIn(killed)).toEqual(["ann"]);
	expect(linkedIn(kept ?? "")).toEqual(["ann", "carl"]);
});

test("given a damaged database with its log, when a backup is restored, then both are kept as they are", () => {
	annBackedUp();
	writeFileSync(folder.database, "what a broken disk left of it");
	writeFileSync(`${folder.database}-wal`, "and of its log");
	const { kept } = restore(backup, folder.database);
	expect(linkedIn(folder.database)).toEqual(["ann"]);
	expect(readFileSync(kept ?? "", "utf8")).toBe("what a broken disk left of it");
	expect(readFileSync(`${kept}-wal`, "utf8")).toBe("and of its log");
});

test("given a file that is no good backup, when it is restored, then it is refused and the database stays", () => {
	annBackedUp();
	const refused = (name: string, why: RegExp) =>
		expect(() => restore(join(folder.path, name), folder.database)).toThrow(why);
	const write = (name: string, ...statements: string[]) => {
		const sqlite = new Database(join(folder.path, name), { create: true, readwrite: true });
		for (const statement of statements) sqlite.run(statement);
		sqlite.close();
	};
	refused("nothing.db", /There is no file/);
	writeFileSync(join(folder.path, "text.db"), "a".repeat(8192));
	refused("text.db", /text.db is not a SQLite database/);
	writeFileSync(join(folder.path, "empty.db"), "");
	refused("empty.db", /empty.db is empty/);
	write("songs.db", "CREATE TABLE songs (title TEXT)");
	refused("songs.db", /songs.db is the database of another program/);
	copyFileSync(backup, join(folder.path, "newer.db"));
	write("newer.db", "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
	refused("newer.db", /newer.db belongs to a newer version/);
	copyFileSync(backup, join(folder.path, "live-copy.db"));
	writeFileSync(join(folder.path, "live-copy.db-wal"), "unfinished");
	refused("live-copy.db", /not a backup: make one with/);
	refused("live.db", /is the database itself/);
	expect(linkedIn(folder.database)).toEqual(["ann", "bob"]);
	expect(existsSync(`${folder.database}-restoring`)).toBe(false);
});

test("given a backup with a damaged page, when it is restored, then it is refused", () => {
	annBackedUp();
	const bytes = readFileSync(backup);
	bytes.fill(0xff, 5 * 4096, 6 * 4096);
	writeFileSync(backup, bytes);
	expect(() => restore(backup, folder.database)).toThrow(/backup.db is damaged/);
	expect(linkedIn(folder.database)).toEqual(["ann", "bob"]);
});

test("drill: given a match under way and its disk lost, when the backup is restored, then the program goes on", async () => {
	const world = await startWorld({ playersPerTeam: 2 });
	try {
		const matchId = world.newMatchId();
		await world.report("ready", matchId);
		await world.eventually(() => Object.values(world.rooms()).flat().length === 4, "everyone is in their room");
		const file = join(world.folder, "backup.db");
		backupTo(world.config.databasePath, file);
		await world.stopProgram();
		writeFileSync(world.config.databasePath, "lost");
		restore(file, world.config.databasePath);
		await world.start();
		await world.report("finished", matchId);
		await world.eventually(() => world.roomChannels().length === 0, "the rooms are closed");
		expect(world.people.map((person) => world.whereIs(person))).toEqual(Array(4).fill(world.generalId));
	} finally {
		await world.stop();
	}
});
