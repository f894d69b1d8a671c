// The competitions of the latest matches: each once, the latest first, found by an index.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { newRecord } from "../../src/record.ts";
import type { Store } from "../../src/store/open.ts";
import { openRecords } from "../../src/store/records.ts";
import { openSeenLately, seenQueries } from "../../src/store/seen-lately.ts";
import { memoryStore } from "../memory-store.ts";
import { matchId, open, over } from "../rules/given.ts";

let store: Store;
beforeEach(() => {
	store = memoryStore();
});
afterEach(() => store.close());

const competition = (id: string, type = "hub") => ({ id, name: `The ${id}`, type });

test("those of matches that are on, then those that settled last; matchmaking is none", () => {
	const records = openRecords(store, 0);
	const save = (number: number, match: object, at: number) => {
		const id = `${matchId.slice(0, -2)}${number}`;
		records.save([newRecord({ ...over(), ...match, matchId: id })], at);
	};
	save(10, { competition: competition("old") }, 1_000);
	save(11, { competition: competition("new", "championship") }, 2_000);
	save(12, { competition: competition("old") }, 3_000);
	save(13, { competition: competition("queue", "matchmaking") }, 4_000);
	save(14, { competition: null }, 5_000);
	save(15, { ...open([]), competition: competition("on") }, 6_000);
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
