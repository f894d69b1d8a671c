// Brings a database to the schema this program knows, or refuses it and leaves it as it is.

import type { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { StoreRefused } from "./refused.ts";

/** What a file is to be: what to do about one that does not fit differs. */
type Role = "database" | "backup";

/** drizzle's own table, kept in its form, so that its tools and later versions can read it. */
const createRecord =
	"CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)";

/** How many copies from before a migration are kept. */
const copiesKept = 2;

/** Embedded in the executable, where every module is in one folder; at the top of the project otherwise. */
export function migrationsFolder(): string {
	const places = [join(import.meta.dir, "drizzle"), join(import.meta.dir, "../../drizzle")];
	const folder = places.find((place) => existsSync(place));
	if (folder === undefined) throw new Error(`the migrations are neither in ${places.join(" nor in ")}`);
	return folder;
}

/** Applies what is missing, all or nothing. Foreign keys must be off: rebuilding a table would empty its children. */
export function migrate(sqlite: Database, path: string, folder: string): void {
	const known = readMigrationFiles({ migrationsFolder: folder });
	const applied = appliedHashes(sqlite, path, "database");
	const missing = missingMigrations(known, applied, path, "database");
	if (missing.length === 0) return;
	if (applied.length > 0) copyBefore(sqlite, path, applied.length);
	sqlite.transaction(() => apply(sqlite, path, missing)).immediate();
}

/** Refuses a file that this program did not make, or that a newer version of it did. Changes nothing. */
export function requireKnown(sqlite: Database, path: string, folder: string, role: Role): void {
	const known = readMigrationFiles({ migrationsFolder: folder });
	missingMigrations(known, appliedHashes(sqlite, path, role), path, role);
}

/** What to do about a file that does not fit. */
const advice = {
	database: {
		foreign: "set DATABASE_PATH to a file of its own",
		different: "start the version that made it, or set DATABASE_PATH to another file",
		newer: "start that version, or bring back a backup from before with `faceit-comms restore FILE`",
	},
	backup: {
		foreign: "name a backup of faceit-comms",
		different: "use it with the version that made it, or name another backup",
		newer: "use it with that version, or name a backup from before",
	},
} as const satisfies Record<Role, object>;

function apply(sqlite: Database, path: string, missing: readonly MigrationMeta[]): void {
	sqlite.run(createRecord);
	for (const { sql, hash, folderMillis } of missing) {
		for (const statement of sql) sqlite.run(statement);
		sqlite.run("INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)", [hash, folderMillis]);
	}
	const orphans = sqlite.query("PRAGMA foreign_key_check").all().length;
	if (orphans === 0) return;
	throw new StoreRefused(
		`${path} was not brought to this version's schema, because ${orphans} of its rows would lose what they belong to. ` +
			"It is as it was: start the former version again and report this as a bug.",
	);
}

/** The hashes of the applied migrations, the first one first. */
function appliedHashes(sqlite: Database, path: string, role: Role): string[] {
	const tables = sqlite.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
	if (tables.length === 0) return [];
	if (!tables.some(({ name }) => name === "__drizzle_migrations")) {
		throw new StoreRefused(`${path} is the database of another program: ${advice[role].foreign}.`);
	}
	const rows = sqlite.query<{ hash: string }, []>("SELECT hash FROM __drizzle_migrations ORDER BY created_at").all();
	return rows.map(({ hash }) => hash);
}

/** drizzle would skip a migration dated before the last one, and never look at what was applied: this checks both. */
function missingMigrations(
	known: readonly MigrationMeta[],
	applied: readonly string[],
	path: string,
	role: Role,
): MigrationMeta[] {
	const misplaced = known.findIndex((each, at) => each.folderMillis <= (known[at - 1]?.folderMillis ?? 0));
	if (misplaced !== -1) {
		throw new StoreRefused(
			`This program is faulty: its migration ${misplaced + 1} is dated before the one it follows.`,
		);
	}
	const different = applied.findIndex((hash, at) => known[at] !== undefined && known[at].hash !== hash);
	if (different !== -1) {
		throw new StoreRefused(
			`${path} was made by another build of this program (its schema differs from step ${different + 1} on): ` +
				`${advice[role].different}.`,
		);
	}
	if (applied.length > known.length) {
		throw new StoreRefused(
			`${path} belongs to a newer version of this program (schema ${applied.length}, this one knows ${known.length}): ` +
				`${advice[role].newer}.`,
		);
	}
	return known.slice(applied.length);
}

/** Leaves `<path>-schema-<number>` beside the database: the way back, should the new version not be kept. */
function copyBefore(sqlite: Database, path: string, schema: number): void {
	const unfinished = `${path}-copying`;
	rmSync(unfinished, { force: true });
	sqlite.run("VACUUM INTO ?", [unfinished]);
	// SQLite leaves it to the system when such a copy reaches the disk; the migration comes only after that.
	const file = openSync(unfinished, "r+");
	fsyncSync(file);
	closeSync(file);
	renameSync(unfinished, `${path}-schema-${schema}`);
	removeOldCopies(path);
}

function removeOldCopies(path: string): void {
	const start = `${basename(path)}-schema-`;
	const schemas = readdirSync(dirname(path))
		.filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
		.map((name) => Number(name.slice(start.length)))
		.sort((a, b) => b - a);
	for (const schema of schemas.slice(copiesKept)) rmSync(`${path}-schema-${schema}`);
}
