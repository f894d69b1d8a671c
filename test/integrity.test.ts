// When the database counts as damaged or out of its place, and what becomes of that.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../src/fact.ts";
import { Integrity, type Wholeness } from "../src/integrity.ts";
import { backupTo } from "../src/store/backup.ts";
import { openStore } from "../src/store/open.ts";
import { StoreRefused } from "../src/store/refused.ts";
import { virtualClock } from "./clock.ts";
import { damage } from "./store/damage.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "faceit-comms-integrity-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function given(check: (signal: AbortSignal) => Promise<Wholeness> = async () => ({ is: "whole" })) {
	const clock = virtualClock();
	const facts: Fact[] = [];
	const failures: string[] = [];
	const now: { misplaced: string | undefined } = { misplaced: undefined };
	const integrity = new Integrity({
		...{ clock, check, path: "/data/comms.db", backups: folder, misplaced: () => now.misplaced },
		publish: (fact) => facts.push(fact),
		fail: (why) => failures.push(why),
	});
	integrity.start();
	return { clock, facts, failures, now, integrity };
}

test("given a whole database, when it has been read soon after the start, then that is told, and all is well", async () => {
	const { clock, facts, failures, integrity } = given();
	await clock.advance(10_000);
	expect(facts).toMatchObject([{ kind: "databaseChecked" }]);
	expect(failures).toEqual([]);
	expect(integrity.problem()).toBeUndefined();
});

test("given a damaged one, then nothing is stored any more, and the program ends with what to do", async () => {
	const { clock, failures, integrity } = given(async () => ({ is: "damaged", why: "Tree 3 page 7" }));
	const backup = "faceit-comms-2026-11-21T03-00-00.000Z.db";
	writeFileSync(join(folder, backup), "");
	writeFileSync(join(folder, "faceit-comms-2026-11-20T03-00-00.000Z.db"), "");
	await clock.advance(10_000);
	expect(integrity.problem()).toBe("the database is damaged");
	expect(failures).toEqual([
		"The database /data/comms.db is damaged, and nothing is stored in it any more. Keep the program stopped, and bring " +
			`back the last backup: \`faceit-comms restore ${join(folder, backup)}\` keeps the damaged file beside it. ` +
			"Found: Tree 3 page 7",
	]);
});

test("given it was whole at the start, when something says that it may be damaged since, then it is read again at once", async () => {
	let found: Wholeness = { is: "whole" };
	const { clock, facts, failures, integrity } = given(async () => found);
	await clock.advance(10_000);
	integrity.suspect();
	await clock.advance(0);
	expect([facts.map(({ kind }) => kind), failures]).toEqual([["databaseChecked", "databaseChecked"], []]);
	found = { is: "damaged", why: "Tree 3 page 7" };
	integrity.suspect();
	await clock.advance(0);
	expect(failures).toHaveLength(1);
});

const unchecked: readonly (readonly [how: string, check: () => Promise<Wholeness>, why: string])[] = [
	["is killed", async () => ({ is: "unknown", why: "it ended with null" }), "it ended with null"],
	["cannot be started", () => Promise.reject(new Error("no memory")), "no memory"],
];

test.each(unchecked)("given a check that %s, then that is told, and the program goes on", async (_, check, why) => {
	const { clock, facts, failures, integrity } = given(check);
	await clock.advance(10_000);
	expect(facts).toEqual([{ kind: "databaseUnchecked", why: expect.stringContaining(why) }]);
	expect(failures).toEqual([]);
	expect(integrity.problem()).toBeUndefined();
});

test("given another file in its place, then what is wrong with that file does not end the program", async () => {
	const { clock, failures, now } = given(async () => ({ is: "damaged", why: "it is another program's" }));
	now.misplaced = "the database was replaced by another file";
	await clock.advance(10_000);
	expect(failures).toEqual([]);
});

test("given a check that takes long, when the program stops, then it is ended and says nothing", async () => {
	const { clock, facts, integrity } = given(
		(signal) =>
			new Promise((_, reject) => {
				signal.addEventListener("abort", () => reject(new Error("killed")));
			}),
	);
	await clock.advance(10_000);
	await integrity.stop();
	expect(facts).toEqual([]);
	expect(clock.pending).toBe(0);
});

test("given no backup yet, then the way back says so", async () => {
	const { clock, failures } = given(async () => ({ is: "damaged", why: "Tree 3 page 7" }));
	await clock.advance(10_000);
	expect(failures[0]).toContain(`bring back a backup (there is none in ${folder}): \`faceit-comms restore FILE\``);
});

/** Each real error of SQLite about a damaged file, and about others. */
function errorsOfDamage(): unknown[] {
	const path = join(folder, "comms.db");
	damage(path);
	const store = openStore(path);
	const errors = [() => store.sqlite.query("SELECT * FROM inbox").all(), () => backupTo(path, `${path}-backup`)].map(
		thrownBy,
	);
	store.close();
	writeFileSync(path, "what a broken disk left of it".repeat(100));
	return [...errors, thrownBy(() => openStore(path))];
}

function thrownBy(act: () => unknown): unknown {
	try {
		act();
	} catch (error) {
		return error;
	}
	throw new Error("nothing was thrown");
}

test("given a statement of any part that finds damage, then it is the same as a check that does", () => {
	for (const error of errorsOfDamage()) {
		const { failures, integrity } = given();
		integrity.hear({ kind: "keeperFailed", guildId: "guild", error: new Error("disk full") });
		integrity.hear({ kind: "inboxFailed", error: new StoreRefused("it is busy") });
		expect(failures).toEqual([]);
		integrity.hear({ kind: "keeperFailed", guildId: "guild", error });
		integrity.hear({ kind: "inboxFailed", error });
		expect(failures).toHaveLength(1);
		expect(failures[0]).toMatch(/Found: (database disk image is malformed|file is not a database)$/);
		expect(integrity.problem()).toBe("the database is damaged");
	}
});

test("given files that were deleted, then it is told once; and once more when they are back", async () => {
	const { clock, facts, failures, now, integrity } = given();
	await clock.advance(5_000);
	facts.length = 0;
	now.misplaced = "the database was deleted or moved away";
	expect(integrity.problem()).toBe(now.misplaced);
	await clock.advance(60_000);
	now.misplaced = undefined;
	await clock.advance(60_000);
	expect(facts).toEqual([
		{ kind: "databaseMisplaced", path: "/data/comms.db", why: "the database was deleted or moved away" },
		{ kind: "databaseInPlace" },
	]);
	expect(failures).toEqual([]);
});
