import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import { StoreRefused } from "../../src/store/refused.ts";

const families = `CREATE TABLE parents (id integer PRIMARY KEY, name text);
--> statement-breakpoint
CREATE TABLE children (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parents(id) ON DELETE CASCADE);`;

/** How drizzle-kit rebuilds a table: with its children's rows at stake, were foreign keys on. */
const rebuildParents = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE __new_parents (id integer PRIMARY KEY, name text NOT NULL);--> statement-breakpoint
INSERT INTO __new_parents SELECT id, name FROM parents;--> statement-breakpoint
DROP TABLE parents;--> statement-breakpoint
ALTER TABLE __new_parents RENAME TO parents;--> statement-breakpoint
PRAGMA foreign_keys=ON;`;

const loseParents = "DELETE FROM parents;";
const fail = "CREATE TABLE half (id integer);--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);";
const more = (name: string) => `CREATE TABLE ${name} (id integer);`;

let folder = "";
let path = "";

beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), "faceit-comms-migrate-"));
	path = join(folder, "comms.db");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of migrations as drizzle-kit writes it, a day between each, unless `whens` says otherwise. */
function migrations(steps: readonly string[], whens = steps.map((_, at) => (at + 1) * 86_400_000)): string {
	const at = mkdtempSync(join(folder, "drizzle-"));
	mkdirSync(join(at, "meta"));
	const entries = steps.map((sql, idx) => {
		writeFileSync(join(at, `000${idx}_step.sql`), sql);
		return { idx, version: "6", when: whens[idx], tag: `000${idx}_step`, breakpoints: true };
	});
	writeFileSync(join(at, "meta", "_journal.json"), JSON.stringify({ version: "7", dialect: "sqlite", entries }));
	return at;
}

/** Opens the store at these migrations, writes, and closes it. */
function bring(steps: readonly string[], ...statements: string[]): void {
	const store = openStore(path, migrations(steps));
	for (const statement of statements) store.sqlite.run(statement);
	store.close();
}

function refusal(steps: readonly string[], whens?: number[]): string {
	try {
		openStore(path, migrations(steps, whens)).close();
	} catch (error) {
		if (error instanceof StoreRefused) return error.message;
		throw error;
	}
	return "it was opened";
}

function rows(query: string, at = path): unknown[] {
	const sqlite = new Database(at);
	try {
		return sqlite.query(query).all();
	} finally {
		sqlite.close();
	}
}

const copies = () => readdirSync(folder).filter((name) => name.includes("-schema-"));
const family = ["INSERT INTO parents VALUES (1, 'Ada')", "INSERT INTO children VALUES (7, 1)"] as const;

test("given child rows, when a migration rebuilds their parent's table, then they are still there", () => {
	bring([families], ...family);
	bring([families, rebuildParents]);
	expect(rows("SELECT * FROM children")).toEqual([{ id: 7, parent: 1 }]);
});

test("given a migration that loses parents, when it is applied, then it is refused and nothing was changed", () => {
	bring([families], ...family);
	expect(refusal([families, loseParents])).toContain("1 of its rows would lose what they belong to. It is as it was");
	expect(rows("SELECT * FROM parents")).toHaveLength(1);
	bring([families], "INSERT INTO parents VALUES (2, 'Bob')");
});

test("given a migration that fails half-way, when it is applied, then all before it is undone and the former opens", () => {
	bring([families], ...family);
	expect(() => refusal([families, more("whole"), fail])).toThrow("nowhere");
	const tables = rows("SELECT name FROM sqlite_schema WHERE name IN ('whole', 'half')");
	expect(tables).toEqual([]);
	bring([families], "INSERT INTO parents VALUES (2, 'Bob')");
});

test("given migrated once, when it is opened again, then nothing is applied twice and no copy is made", () => {
	bring([families], ...family);
	bring([families]);
	expect(rows("SELECT hash FROM __drizzle_migrations")).toHaveLength(1);
	expect(copies()).toEqual([]);
});

test("given an existing database, when it is migrated, then a copy of it from before is kept, of the latest two", () => {
	bring([families], ...family);
	bring([families, more("a")], "DELETE FROM children");
	expect(copies()).toEqual(["comms.db-schema-1"]);
	expect(rows("SELECT id FROM children", join(folder, "comms.db-schema-1"))).toEqual([{ id: 7 }]);
	bring([families, more("a"), more("b")]);
	bring([families, more("a"), more("b"), more("c")]);
	expect(copies().sort()).toEqual(["comms.db-schema-2", "comms.db-schema-3"]);
});

test("given a migration changed after it was applied, when the store is opened, then it is refused", () => {
	bring([families], ...family);
	expect(refusal([`${families}\n-- changed`])).toContain("its schema differs from step 1 on");
});

test("given a database of a newer version, when it is opened, then it is refused and stays as it is", () => {
	bring([families, more("newer")], ...family);
	expect(refusal([families])).toContain("belongs to a newer version of this program (schema 2, this one knows 1)");
	expect(rows("SELECT * FROM children")).toHaveLength(1);
});

test("given migrations out of order, when the store is opened, then it is refused instead of skipping one", () => {
	bring([families], ...family);
	expect(refusal([families, more("late")], [200, 100])).toContain("migration 2 is dated before the one it follows");
	expect(refusal([families, more("late")], [200, 200])).toContain("migration 2 is dated before");
});

test("given the program's own migrations, when a new database is opened, then each of them is applied", () => {
	const store = openStore(path);
	const applied = store.sqlite.query("SELECT hash FROM __drizzle_migrations").all();
	const folderOfOurs = join(import.meta.dir, "../../drizzle");
	expect(applied).toHaveLength(readdirSync(folderOfOurs).filter((name) => name.endsWith(".sql")).length);
	store.close();
});
