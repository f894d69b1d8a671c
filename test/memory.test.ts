// The records of active matches are kept in memory. They never disagree with the database, whatever happens.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { MatchEvent, Report } from "../src/match.ts";
import { change } from "../src/processing.ts";
import { isSettled, type MatchRecord, withPlacement, withRoom } from "../src/record.ts";
import { ended } from "../src/room.ts";
import { openLinks } from "../src/store/links.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { openRecords, type Records } from "../src/store/records.ts";
import { deed } from "./deed.ts";
import { bothTeams, guildId, placement, report, room, team, vale } from "./rules/given.ts";

/** Later than anything that these tests write. */
const now = 100 * 60_000;

let folder: string;
let store: Store;
let records: Records;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "memory-"));
	store = openStore(join(folder, "test.db"));
	openLinks(store).put(
		{ faceitId: "ann", discordId: "@ann", nickname: "ann", linkedAt: 0, verifiedAt: null },
		guildId,
		deed,
	);
	records = openRecords(store, now);
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true });
});

/** All that a program would know that started now, and what this one knows. */
function expectAgreement(): void {
	expect(known(records)).toEqual(known(openRecords(store, now)));
}

function known(of: Records): object {
	const all = [...of.active()].map(inOrder).toSorted((a, b) => (a.match.matchId < b.match.matchId ? -1 : 1));
	const players = all.flatMap(({ match }) =>
		match.teams.flatMap(({ roster }) => roster.map(({ faceitId }) => faceitId)),
	);
	const ofPlayers = [...new Set(players)].map((id) => [
		id,
		of
			.ofPlayer(id)
			.map(({ match }) => match.matchId)
			.toSorted(),
	]);
	return { all, ofPlayers };
}

/** The order of placements says nothing. */
function inOrder(record: MatchRecord): MatchRecord {
	return { ...record, placements: record.placements.toSorted((a, b) => (a.discordId < b.discordId ? -1 : 1)) };
}

const ids = ["1-7b0f3c52-0f6e-4d0a-9b6f-0d1c7a1f3e55", "1-0d3c1a5e-8f5b-4c58-a1d4-2f6e7f0a9b11"] as const;

function about(matchId: string, event: Report): MatchEvent {
	return { ...event, matchId };
}

/** What may happen to a record, as fast-check draws it. */
const kinds = ["created", "configuring", "ready", "finished", "cancelled"] as const;
const happening = fc.record({
	matchId: fc.constantFrom(...ids),
	what: fc.constantFrom(
		...kinds,
		"expired",
		"open a room",
		"learn its channel",
		"close a room",
		"place somebody",
		"fail",
	),
	version: fc.option(fc.nat(9)),
	names: fc.constantFrom("ann,bob", "ann,+eve", "eve", ""),
	state: fc.constantFrom("moving", "placed", "walked", "away", "returned"),
});
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

function happen({ matchId, what, version, names, state }: Happening, at: number): void {
	const record = records.get(matchId);
	const save = (after: MatchRecord) => records.save([after], at);
	const open = record?.rooms.find((one) => one.state !== "closed");
	switch (what) {
		case "open a room":
			if (record !== undefined) {
				save({
					...record,
					rooms: [...record.rooms, { ...newRoom(matchId), state: "opening" as const, channelId: null }],
				});
			}
			return;
		case "learn its channel":
			if (record !== undefined && open !== undefined)
				save(withRoom(record, { ...open, state: "open", channelId: "channel" }));
			return;
		case "close a room":
			if (record !== undefined && open !== undefined) save(withRoom(record, ended(open, "closed")));
			return;
		case "place somebody":
			if (record !== undefined) save(withPlacement(record, { ...placement("ann", state), matchId, at }));
			return;
		case "fail":
			if (record !== undefined) expect(() => failing(record, at)).toThrow("the disk is full");
			return;
		case "expired":
			if (record !== undefined) change(records, { kind: "expired", matchId, at }, at);
			return;
		default:
			change(records, about(matchId, report(what, at, { version, teams: [team("vale", names)] })), at);
	}
}

/** A transaction that fails after everything was written. */
function failing(record: MatchRecord, at: number): void {
	const { matchId } = record.match;
	const after = withPlacement(
		{ ...record, rooms: [...record.rooms, newRoom(matchId)] },
		placement("bob", "placed", { matchId }),
	);
	records.save([{ ...after, match: { ...record.match, version: 99 } }], at, () => {
		throw new Error("the disk is full");
	});
}

let drawn = 0;
function newRoom(matchId: string) {
	drawn += 1;
	return room(vale, { matchId, code: `room ${drawn}` });
}

test("whatever happens to matches, rooms and people: a second reading of the database knows the same", () => {
	fc.assert(
		fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
			store.sqlite.run("DELETE FROM matches");
			records = openRecords(store, now);
			for (const [index, each] of happenings.entries()) {
				happen(each, 1_000 + index);
				expectAgreement();
			}
		}),
		{ numRuns: 60 },
	);
});

describe("a write that fails leaves both as they were", () => {
	const readied = about(ids[0], report("ready", 1_000, { version: 1, teams: bothTeams }));

	test("in the middle of a transaction", () => {
		change(records, readied, 1_000);
		const before = records.get(ids[0]);
		expect(before).toBeDefined();
		if (before !== undefined) expect(() => failing(before, 2_000)).toThrow("the disk is full");
		expect(records.get(ids[0])).toBe(before);
		expectAgreement();
	});

	test("because the database may only be read, and goes on when it may be written", () => {
		store.sqlite.run("PRAGMA query_only = ON");
		expect(() => change(records, readied, 1_000)).toThrow();
		expect(records.get(ids[0])).toBeUndefined();
		store.sqlite.run("PRAGMA query_only = OFF");
		expectAgreement();
		expect(change(records, readied, 1_000)).toBe(true);
		expectAgreement();
	});

	test("an event and its delivery are written together, or neither", () => {
		change(records, readied, 1_000);
		const finished = about(ids[0], report("finished", 2_000, { version: 2 }));
		expect(() =>
			records.batch(() => {
				change(records, finished, 2_000);
				throw new Error("the delivery is gone");
			}),
		).toThrow("the delivery is gone");
		expect(records.get(ids[0])?.match.phase).toBe("open");
		expectAgreement();
	});
});

describe("a match that is over and has no room left", () => {
	test("leaves memory, is still found, and comes back when it is revived", () => {
		change(records, about(ids[0], report("ready", 1_000, { version: 1, teams: bothTeams })), 1_000);
		change(records, about(ids[0], report("finished", 2_000, { version: 2 })), 2_000);
		expect([...records.active()]).toEqual([]);
		expect(records.ofPlayer("ann")).toEqual([]);
		const settled = records.get(ids[0]);
		expect(settled !== undefined && isSettled(settled)).toBe(true);

		change(records, about(ids[0], report("ready", 3_000, { version: 3, teams: bothTeams })), 3_000);
		expect(records.ofPlayer("ann")).toHaveLength(1);
		expectAgreement();
	});
});

test("a comparison with FACEIT that finds what is known already writes nothing", () => {
	const matchId = ids[0];
	change(records, about(matchId, report("ready", 1_000, { version: 1, teams: bothTeams })), 1_000);
	const before = records.get(matchId);
	const found = { competition: null, teams: bothTeams, scheduledAt: null } as const;
	const at = 10 * 60_000;
	const checked = { kind: "checked", matchId, status: "open", askedAt: at, at, wallAt: at } as const;
	expect(change(records, { ...checked, ...found }, at)).toBe(false);
	expect(records.get(matchId)).toBe(before);
	const other = { ...found, teams: [vale] };
	expect(change(records, { ...checked, ...other }, at)).toBe(true);
	expectAgreement();
});
