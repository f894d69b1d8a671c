// What backup --check and restore say of a file, and who may read what the verbs write.

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openStore } from "../../src/store/open.ts";
import { type Folder, linkedIn, linkSome, makeFolder } from "../backup/folder.ts";
import { damage } from "../store/damage.ts";
import { hold } from "../store/holder.ts";
import { main, said } from "./program.ts";

let folder: Folder;
beforeEach(() => {
	folder = makeFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string) => join(folder.path, name);

/** The files of the folder with what is in them. */
function contents() {
	// SQLite removes the log of a database that was closed in this process once its statements are collected.
	Bun.gc(true);
	return readdirSync(folder.path).map((name) => [name, readFileSync(inFolder(name)).toString("base64")]);
}

describe("backup --check", () => {
	test("given a backup or a database that is whole, then it says so, and changes nothing", async () => {
		linkSome(folder.database, ["ann"]);
		await said(["backup", inFolder("copy.db")], { DATABASE_PATH: folder.database });
		const before = contents();
		for (const file of [inFolder("copy.db"), folder.database]) {
			const { code, out, err } = await said(["backup", "--check", file]);
			expect({ code, err }).toEqual({ code: 0, err: "" });
			expect(out).toMatch(new RegExp(`^${file} is whole: \\d+ kB, \\d+ rows\\.\\n$`));
		}
		expect(contents()).toEqual(before);
	});

	test("given the running program's database, also while somebody writes, then it is checked all the same", async () => {
		const store = openStore(folder.database);
		const holder = hold(folder.database);
		expect((await said(["backup", "--check", folder.database])).code).toBe(0);
		holder.release();
		store.close();
	});

	test("given a file that is no good, then it says what is wrong with it, and ends with 3", async () => {
		damage(inFolder("damaged.db"));
		writeFileSync(inFolder("junk.db"), "a".repeat(8192));
		writeFileSync(inFolder("empty.db"), "");
		const songs = new Database(inFolder("songs.db"), { create: true });
		songs.run("CREATE TABLE songs (title TEXT)");
		songs.close();
		const rows = [
			["damaged.db", "is damaged (SQLite: "],
			["junk.db", "is damaged (SQLite: file is not a database)"],
			["empty.db", "is empty: name a backup of faceit-comms."],
			["songs.db", "is the database of another program: name a backup of faceit-comms."],
		];
		for (const [name = "", says = ""] of rows) {
			const { code, out, err } = await said(["backup", "--check", inFolder(name)]);
			expect({ code, out }).toEqual({ code: 3, out: "" });
			expect(err).toStartWith(`${inFolder(name)} ${says}`);
		}
	});

	test("given a file that cannot be looked at, then that says nothing about it, and it ends with 1", async () => {
		const { code, err } = await said(["backup", "--check", inFolder("missing.db")]);
		expect({ code, err }).toEqual({ code: 1, err: `There is no file ${inFolder("missing.db")}.\n` });
		expect((await said(["backup", "--check", folder.path])).code).toBe(1);
	});
});

describe("restore", () => {
	test("given a bad file, then it is the backup that is bad, by the name it was given, and nothing changes", async () => {
		linkSome(folder.database, ["ann"]);
		const backup = inFolder("good.db");
		await said(["backup", backup], { DATABASE_PATH: folder.database });
		writeFileSync(inFolder("junk.db"), "a".repeat(8192));
		damage(inFolder("damaged.db"));
		copyFileSync(backup, inFolder("newer.db"));
		const newer = new Database(inFolder("newer.db"));
		newer.run("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9e15)");
		newer.close();
		const songs = new Database(inFolder("songs.db"), { create: true });
		songs.run("CREATE TABLE songs (title TEXT)");
		songs.close();
		const rows = [
			["junk.db", /^ is not a SQLite database, so it is no backup: name another file/],
			["damaged.db", /^ is damaged .*: use another backup/],
			["newer.db", /^ belongs to a newer version .*: use it with that version, or name a backup from before/],
			["songs.db", /^ is the database of another program: name a backup of faceit-comms/],
		] as const;
		for (const [name, says] of rows) {
			const given = relative(process.cwd(), inFolder(name));
			const { code, err } = await said(["restore", given], { DATABASE_PATH: folder.database });
			expect(code).toBe(3);
			expect(err).toStartWith(given);
			expect(err.slice(given.length)).toMatch(says);
			expect(err).not.toContain("DATABASE_PATH");
			expect(err).not.toContain(folder.database);
		}
		expect(linkedIn(folder.database)).toEqual(["ann"]);
	});

	test("given a damaged database, when it is backed up, then it is the database that is damaged", async () => {
		damage(folder.database);
		const { code, err } = await said(["backup", inFolder("copy.db")], { DATABASE_PATH: folder.database });
		expect(code).toBe(3);
		expect(err).toStartWith(`${folder.database} is damaged: keep it, and bring back a backup with`);
		expect(existsSync(inFolder("copy.db"))).toBe(false);
	});
});

/** Runs the process where everything it writes could be read by everybody. */
function unmasked(args: readonly string[], env: Record<string, string>): number {
	const shell = ["sh", "-c", 'umask 0; exec "$0" "$@"', process.execPath, main, ...args];
	return Bun.spawnSync(shell, { cwd: folder.path, env, stdout: "ignore", stderr: "inherit" }).exitCode;
}

test.skipIf(process.platform === "win32")("given any verb, then what it writes is readable by its owner only", () => {
	// An older database that everybody may read: what is made of it is not.
	linkSome(folder.database, ["ann"]);
	chmodSync(folder.database, 0o644);
	const known = readdirSync(folder.path);
	const env = { DATABASE_PATH: folder.database };
	expect(unmasked(["backup", "copy.db"], env)).toBe(0);
	expect(unmasked(["links", "export", "links.csv"], env)).toBe(0);
	chmodSync(inFolder("copy.db"), 0o644);
	expect(unmasked(["restore", "copy.db"], env)).toBe(0);
	expect(unmasked(["backup", "second.db"], env)).toBe(0);
	const made = readdirSync(folder.path).filter((name) => !known.includes(name) && name !== "copy.db");
	expect(made.length).toBeGreaterThanOrEqual(3);
	expect(made.some((name) => name.includes("-before-"))).toBe(true);
	for (const name of [...made, "live.db"]) expect([name, statSync(inFolder(name)).mode & 0o777]).toEqual([name, 0o600]);
});
