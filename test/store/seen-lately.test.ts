// The competitions of the latest matches: each once, the latest first, found by an index.

import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Competition, Report } from "../../src/match.ts";
import { change } from "../../src/processing.ts";
import type { Store } from "../../src/store/open.ts";
import { openRecords } from "../../src/store/records.ts";
import { openSeenLately, seenQueries } from "../../src/store/seen-lately.ts";
import { memoryStore } from "../memory-store.ts";
import { matchId, report } from "../rules/given.ts";

let store: Store;
beforeEach(() => {
	store = memoryStore();
});
afterEach(() => store.close());

const competition = (id: string, type = "hub") => ({ id, name: `The ${id}`, type });

test("those of matches that are on, then those that settled last; matchmaking is none", () => {
	const records = openRecords(store, 0);
	const hear = (kind: Report["kind"], number: number, competition: Competition | null, at: number) =>
		change(records, report(kind, at, { matchId: `${matchId.slice(0, -2)}${number}`, competition }), at);
	hear("finished", 10, competition("old"), 1_000);
	hear("finished", 11, competition("new", "championship"), 2_000);
	hear("finished", 12, competition("old"), 3_000);
	hear("finished", 13, competition("queue", "matchmaking"), 4_000);
	hear("finished", 14, null, 5_000);
	hear("created", 15, competition("on"), 6_000);
	const seenLately = openSeenLately(store);
	expect(seenLately(25)).toEqual([
		{ kind: "hub", id: "on", name: "The on" },
		{ kind: "hub", id: "old", name: "The old" },
		{ kind: "championship", id: "new", name: "The new" },
	]);
	expect(seenLately(1)).toHaveLength(1);
});

test("no query reads all matches, or sorts them", () => {
	for (const query of seenQueries) {
		const plan = store.sqlite.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${query}`).all();
		expect(plan.map(({ detail }) => detail).join()).toMatch(
			/^(SEARCH|SCAN) matches USING INDEX matches_\w+( \(settled_at[>=]\?\))?$/,
		);
	}
});
