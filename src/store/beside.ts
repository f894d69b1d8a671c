// Opens the database beside a running program, which keeps its lock: nothing is created, migrated or tidied up.

import { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrationsFolder } from "./migrations.ts";
import { requireSqlite, type Store } from "./open.ts";
import { refusing, StoreRefused } from "./refused.ts";
import * as schema from "./schema.ts";

/** Opens the database at `path`, or throws a StoreRefused. It must be there, and at this program's schema. */
export function openBeside(path: string, migrations: string = migrationsFolder()): Store {
	if (!existsSync(path)) {
		throw new StoreRefused(
			`There is no database at ${path}: set DATABASE_PATH to where it is, or start \`faceit-comms\` once to make it.`,
		);
	}
	if (statSync(path).isDirectory()) {
		throw new StoreRefused(`${path} is a folder: set DATABASE_PATH to the file in it.`);
	}
	const sqlite = refusing(path, () => new Database(path, { create: false, readwrite: true }));
	try {
		refusing(path, () => prepare(sqlite, path, migrations));
	} catch (error) {
		sqlite.close();
		throw error;
	}
	return { db: drizzle({ client: sqlite, schema }), sqlite, misplaced: () => undefined, close: () => sqlite.close() };
}

function prepare(sqlite: Database, path: string, migrations: string): void {
	sqlite.run("PRAGMA busy_timeout = 5000");
	const version = sqlite.query<{ version: string }, []>("SELECT sqlite_version() AS version").get()?.version;
	requireSqlite(version ?? "0.0.0");
	sqlite.run("PRAGMA synchronous = FULL");
	sqlite.run("PRAGMA temp_store = MEMORY");
	sqlite.run("PRAGMA foreign_keys = ON");
	requireSchema(sqlite, path, migrations);
}

function requireSchema(sqlite: Database, path: string, folder: string): void {
	const isOurs = sqlite.query("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'").get() !== null;
	if (!isOurs) {
		throw new StoreRefused(`${path} is the database of another program: set DATABASE_PATH to the right one.`);
	}
	const applied = sqlite.query<{ hash: string }, []>("SELECT hash FROM __drizzle_migrations ORDER BY created_at").all();
	const known = readMigrationFiles({ migrationsFolder: folder });
	if (applied.length === known.length && applied.every(({ hash }, at) => known[at]?.hash === hash)) return;
	throw new StoreRefused(
		`${path} has the schema of another version (${applied.length}, this one knows ${known.length}): use the version ` +
			"of faceit-comms that runs on it, or start this one once, which brings an older database up to date.",
	);
}
