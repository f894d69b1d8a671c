// Whether a copy of the database is whole: SQLite finds no fault, no row lost what it belongs to, none is missing.

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

/** Refuses the database if it is damaged. `name` is what the person calls the file. */
export function requireWhole(sqlite: Database, name: string): void {
	const found = sqlite.query<{ integrity_check: string }, []>("PRAGMA integrity_check").get()?.integrity_check;
	if (found !== "ok")
		throw new StoreRefused(`${name} is damaged (SQLite: ${found?.slice(0, 200)}): take another backup.`);
	const orphans = sqlite.query("PRAGMA foreign_key_check").all().length;
	if (orphans > 0) {
		throw new StoreRefused(
			`${name} is not whole: ${orphans} of its rows lost what they belong to. Take another backup.`,
		);
	}
}

export function isSame(a: RowCounts, b: RowCounts): boolean {
	return a.size === b.size && [...a].every(([table, rows]) => b.get(table) === rows);
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
