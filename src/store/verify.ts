// Whether a copy of the database is whole: SQLite finds no fault in it, and no row lost what it belongs to.

import type { Database } from "bun:sqlite";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { StoreRefused } from "./refused.ts";

/** How many rows each table has. */
export type RowCounts = ReadonlyMap<string, number>;

export function countRows(sqlite: Database): RowCounts {
	const named = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
	const tables = sqlite.query<{ name: string }, []>(named).all();
	return new Map(tables.map(({ name }) => [name, countIn(sqlite, name)]));
}

/** Refuses a backup that is damaged. `name` is what the person calls the file, `remedy` what is to be done. */
export function requireWhole(sqlite: Database, name: string, remedy: string): void {
	const found = sqlite.query<{ integrity_check: string }, []>("PRAGMA integrity_check").get()?.integrity_check;
	if (found !== "ok") throw new StoreRefused(`${name} is damaged (SQLite: ${firstFault(found)}): ${remedy}.`);
	const orphans = sqlite.query("PRAGMA foreign_key_check").all().length;
	if (orphans > 0) {
		throw new StoreRefused(`${name} is not whole: ${orphans} of its rows lost what they belong to: ${remedy}.`);
	}
}

/** The first line that names a fault in what SQLite's checks say. */
export function firstFault(found = "no answer"): string {
	return (found.split("\n").find((line) => !line.startsWith("***")) ?? found).slice(0, 200);
}

export function total(rows: RowCounts): number {
	return [...rows.values()].reduce((sum, count) => sum + count, 0);
}

/** SQLite leaves it to the system when a finished copy reaches the disk. Also for a folder, after a rename in it. */
export function flush(path: string): void {
	const file = openSync(path, "r");
	fsyncSync(file);
	closeSync(file);
}

function countIn(sqlite: Database, table: string): number {
	const counted = sqlite.query<{ rows: number }, []>(`SELECT count(*) AS rows FROM "${table.replaceAll('"', '""')}"`);
	return counted.get()?.rows ?? 0;
}
