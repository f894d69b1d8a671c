// A folder with a database of ours in it, for one test.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLinks } from "../../src/store/links.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { deed } from "../deed.ts";

export type Folder = { readonly path: string; readonly database: string; readonly remove: () => void };

export function makeFolder(): Folder {
	const path = mkdtempSync(join(tmpdir(), "faceit-comms-backup-"));
	return { path, database: join(path, "live.db"), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Opens the database and links so many players more. */
export function linkSome(database: string, names: readonly string[]): void {
	const store = openStore(database);
	linkIn(store, names);
	store.close();
}

export function linkIn(store: Store, names: readonly string[]): void {
	const links = openLinks(store);
	for (const name of names) {
		const link = { faceitId: `player-${name}`, discordId: `member-${name}`, nickname: name, verifiedAt: null };
		links.put({ ...link, linkedAt: 1 }, "guild", deed);
	}
}

/** The nicknames of all linked players. */
export function linkedIn(database: string): string[] {
	const store = openStore(database);
	const rows = store.sqlite.query<{ nickname: string }, []>("SELECT nickname FROM links ORDER BY nickname").all();
	store.close();
	return rows.map(({ nickname }) => nickname);
}
