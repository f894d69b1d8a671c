import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, requireSqlite, type Store, transaction } from "../../src/store/open.ts";
import { StoreRefused } from "../../src/store/refused.ts";
import { links, members, memos } from "../../src/store/schema.ts";

let folder = "";
let path = "";
const opened: Store[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), "faceit-comms-open-"));
	path = join(folder, "comms.db");
});

afterEach(() => {
	for (const store of opened.splice(0)) store.close();
	rmSync(folder, { recursive: true, force: true });
});

function open(at = path): Store {
	const store = openStore(at);
	opened.push(store);
	return store;
}

function close(store: Store): void {
	opened.splice(opened.indexOf(store), 1);
	store.close();
}

function refusal(at: string): string {
	try {
		open(at);
	} catch (error) {
		if (error instanceof StoreRefused) return error.message;
		throw error;
	}
	return "it was opened";
}

function pragma(store: Store, name: string): unknown {
	return Object.values(store.sqlite.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get() ?? {})[0];
}

const settings: readonly (readonly [string, unknown])[] = [
	["journal_mode", "wal"],
	["synchronous", 2],
	["foreign_keys", 1],
	["busy_timeout", 0],
	["temp_store", 2],
	["journal_size_limit", 67_108_864],
];

test.each(settings)("given no file, when it is opened, then it is made with %s = %p", (name, value) => {
	expect(pragma(open(), name)).toBe(value);
});

test("given a store with rows, when it is closed and opened again, then they are there and its log was emptied", () => {
	const first = open();
	first.db.insert(memos).values({ name: "a", value: "b" }).run();
	close(first);
	expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
	expect(open().db.select().from(memos).all()).toEqual([{ name: "a", value: "b" }]);
});

test("given foreign keys, when a row is written whose parent is missing, then it is refused", () => {
	const { db } = open();
	expect(() => db.insert(members).values({ guildId: "1", discordId: "2" }).run()).toThrow("FOREIGN KEY");
});

test("given a parent with children, when it is deleted, then they go too", () => {
	const { db } = open();
	db.insert(links).values({ faceitId: "f", discordId: "2", nickname: "n", linkedAt: 0 }).run();
	db.insert(members).values({ guildId: "1", discordId: "2" }).run();
	db.delete(links).run();
	expect(db.select().from(members).all()).toEqual([]);
});

test("given a transaction that throws half-way, when it ends, then nothing of it is kept", () => {
	const store = open();
	const act = () =>
		transaction(store, (db) => {
			db.insert(memos).values({ name: "a", value: "b" }).run();
			throw new Error("half-way");
		});
	expect(act).toThrow("half-way");
	expect(store.db.select().from(memos).all()).toEqual([]);
	const kept: string = transaction(store, (db) =>
		db.insert(memos).values({ name: "c", value: "d" }).returning().get(),
	).value;
	expect(kept).toBe("d");
});

test("given an asynchronous transaction, when it is tried, then neither types nor program let it pass", () => {
	const store = open();
	const act = () =>
		// @ts-expect-error a promise is not accepted
		transaction(store, async (db) => {
			db.insert(memos).values({ name: "a", value: "b" }).run();
		});
	expect(act).toThrow("asynchronous");
	expect(store.db.select().from(memos).all()).toEqual([]);
});

test("given a second connection that writes, when a transaction begins, then it holds the write lock from its start", () => {
	const store = open();
	const other = new Database(path);
	other.run("PRAGMA busy_timeout = 0");
	transaction(store, () => {
		expect(() => other.run("BEGIN IMMEDIATE")).toThrow("locked");
	});
	other.close();
});

test("given SQLite below the floor, when it is checked, then it is refused", () => {
	expect(() => requireSqlite("3.51.2")).toThrow(StoreRefused);
	expect(() => requireSqlite("3.9.9")).toThrow("3.9.9");
	expect(() => requireSqlite("3.51.3")).not.toThrow();
	expect(() => requireSqlite("3.54.1")).not.toThrow();
});

test("given no folder, when it is opened, then it is refused with what to do", () => {
	const at = join(folder, "missing", "comms.db");
	expect(refusal(at)).toContain(`${join(folder, "missing")} does not exist: create it`);
});

test("given a folder in its place, when it is opened, then it is refused with what to do", () => {
	expect(refusal(folder)).toContain("is a folder");
});

test("given a file that is no database, when it is opened, then it is refused and stays as it is", async () => {
	const text = "this is a letter\n".repeat(500);
	await Bun.write(path, text);
	expect(refusal(path)).toContain("is not a SQLite database: set DATABASE_PATH to another file");
	expect(await Bun.file(path).text()).toBe(text);
});

test("given the database of another program, when it is opened, then it is refused and stays as it is", () => {
	const foreign = new Database(path, { create: true });
	foreign.run("CREATE TABLE recipes (name text)");
	foreign.close();
	expect(refusal(path)).toContain("is the database of another program");
	const after = new Database(path);
	expect(after.query("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "recipes" }]);
	after.close();
});

test("given a damaged database, when it is opened, then it is refused with what to do", async () => {
	close(open());
	const bytes = await Bun.file(path).bytes();
	await Bun.write(path, bytes.fill(0xff, 100, 4096));
	expect(refusal(path)).toContain("is damaged: keep it, and bring back a backup");
});

test("given a folder that may not be written, when someone else than root opens it, then it is refused", () => {
	chmodSync(folder, 0o555);
	const program = `
		const { openStore } = await import(${JSON.stringify(join(import.meta.dir, "../../src/store/open.ts"))});
		if (process.getuid() === 0) process.setuid(65534);
		try { openStore(process.argv[1]); } catch (error) { console.log(error.name, error.message); }`;
	const run = Bun.spawnSync([process.execPath, "-e", program, path]);
	expect(run.stdout.toString()).toContain(
		`StoreRefused ${folder} cannot be written: give the user who runs this program`,
	);
	expect(readdirSync(folder)).toEqual([]);
	chmodSync(folder, 0o755);
});

test("given an open store, when the same process opens it again, then it is refused, until it is closed", () => {
	const first = open();
	expect(refusal(path)).toContain("is in use by another running faceit-comms");
	close(first);
	open();
});

test("given a link to an open store, when it is opened by that name, then it is refused too", () => {
	open();
	mkdirSync(join(folder, "other"));
	symlinkSync(path, join(folder, "other", "link.db"));
	expect(refusal(join(folder, "other", "link.db"))).toContain("is in use");
});

test("given an open store, when a backup tool reads it, then it can", () => {
	open().db.insert(memos).values({ name: "a", value: "b" }).run();
	const reader = new Database(path, { readonly: true });
	expect(reader.query("SELECT value FROM memos").get()).toEqual({ value: "b" });
	reader.close();
});

test("given another process with the store, when it is opened, then it is refused; once that is killed, it opens", async () => {
	const program = `
		const { openStore } = await import(${JSON.stringify(join(import.meta.dir, "../../src/store/open.ts"))});
		globalThis.store = openStore(process.argv[1]);
		console.log("open");
		setInterval(() => {}, 1000);`;
	await using holder = Bun.spawn([process.execPath, "-e", program, path], { stdout: "pipe" });
	await holder.stdout.getReader().read();
	expect(refusal(path)).toContain("is in use by another running faceit-comms");
	holder.kill("SIGKILL");
	await holder.exited;
	expect(open().db.select().from(memos).all()).toEqual([]);
});
