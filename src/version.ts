// Which program this is and what it runs on.

import { Database } from "bun:sqlite";
import pkg from "../package.json" with { type: "json" };

/** Inserted by the build; absent when the program runs from source. */
declare const FACEIT_COMMS_COMMIT: string | undefined;

export const { name, version } = pkg;
export const commit = typeof FACEIT_COMMS_COMMIT === "string" ? FACEIT_COMMS_COMMIT : "dev";

/** One line: `faceit-comms 0.1.0 (commit 1a2b3c4, Bun 1.4.5, SQLite 3.54.1)`. */
export function versionLine(): string {
	return `${name} ${version} (commit ${commit}, Bun ${Bun.version}, SQLite ${sqliteVersion()})`;
}

export function sqliteVersion(): string {
	using sqlite = new Database(":memory:");
	return sqlite.query<{ version: string }, []>("SELECT sqlite_version() AS version").get()?.version ?? "unknown";
}
