// A database in memory at the present schema, for tests of what uses it.

import { Database } from "bun:sqlite";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { migrate, migrationsFolder } from "../src/store/migrations.ts";
import type { Store } from "../src/store/open.ts";
import * as schema from "../src/store/schema.ts";

let template: Uint8Array | undefined;

/** Migrating it once is enough. */
export function memoryStore(): Store {
	if (template === undefined) {
		const made = new Database(":memory:");
		migrate(made, ":memory:", migrationsFolder());
		template = made.serialize();
		made.close();
	}
	const sqlite = Database.deserialize(template);
	sqlite.run("PRAGMA foreign_keys = ON");
	return { db: drizzle({ client: sqlite, schema }), sqlite, misplaced: () => undefined, close: () => sqlite.close() };
}
