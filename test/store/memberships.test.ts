// Who has been in no guild of the bot's, and since when: noted for many at once.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMemberships } from "../../src/store/memberships.ts";
import { openStore } from "../../src/store/open.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "memberships-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("given two hundred members who are alone all at once, then that is one commit: each waits for the disk", () => {
	const path = join(folder, "test.db");
	const store = openStore(path);
	store.sqlite.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
		INSERT INTO links (faceit_id, discord_id, nickname, linked_at) SELECT 'f-' || i, 'd-' || i, 'n', 1 FROM n`);
	store.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
	const memberships = openMemberships(store);
	expect(memberships.noteAlone(0, 5)).toBe(200);
	expect(statSync(`${path}-wal`).size).toBeLessThan(50 * 4096);
	expect(memberships.longestAlone(6)).toBe("d-1");

	const changes = () => store.sqlite.query<{ n: number }, []>("SELECT total_changes() AS n").get()?.n;
	const before = changes();
	store.sqlite.run("INSERT INTO members (guild_id, discord_id) VALUES ('oak', 'd-1')");
	memberships.noteAlone(0, 7);
	memberships.noteAlone(0, 8);
	expect(memberships.longestAlone(6)).toBe("d-2");
	expect((changes() ?? 0) - (before ?? 0)).toBe(2);
	store.close();
});
