// The records in memory and in the database: one way to change both, and codes that find a room again.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MatchRecord } from "../../src/record.ts";
import { newRecord } from "../../src/record.ts";
import type { Room } from "../../src/room.ts";
import { openGuilds } from "../../src/store/guilds.ts";
import { openLinks } from "../../src/store/links.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { loadRecords, openRecords, type Records } from "../../src/store/records.ts";
import { deed } from "../deed.ts";
import { delta, guildId, matchId, memberOf, open, over, placement, room, team, vale } from "../rules/given.ts";

const now = 10_000;
let folder = "";
let store: Store;
let records: Records;

beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), "faceit-comms-records-"));
	store = openStore(join(folder, "comms.db"));
	link("ann");
	records = openRecords(store, now);
});

afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

function link(name: string): void {
	const discordId = memberOf(name);
	openLinks(store).put({ faceitId: name, discordId, nickname: name, linkedAt: 0, verifiedAt: null }, guildId, deed);
}

function record(id: string, rooms: readonly Room[] = [], words: Partial<MatchRecord> = {}): MatchRecord {
	return {
		...newRecord({ ...open(), matchId: id }),
		rooms: rooms.map((one) => ({ ...one, matchId: id })),
		...words,
	};
}

/** All steps of it. */
const takeUp = (of: Records, faceitId?: string, at = now) => [...of.takeUp(at, 1_000, faceitId)].flat();

const withCode = (code: string, words: Partial<Room> = {}) => room(vale, { code, ...words });

describe("a code is unique in its guild among rooms that may turn up", () => {
	for (const state of ["opening", "open", "lost"] as const) {
		test(`${state}: taken, and its record is found by it`, () => {
			records.save([record("one", [withCode("AAAA", { state })])], now);
			expect(records.takenCodes(guildId, ["BBBB", "AAAA"])).toEqual(new Set(["AAAA"]));
			expect(records.byCode(guildId, "AAAA")?.match.matchId).toBe("one");
			expect(() => records.save([record("two", [withCode("AAAA")])], now)).toThrow("UNIQUE");
			expect(records.get("two")).toBeUndefined();
		});
	}

	test("closed: free again, for another match and for the same", () => {
		records.save([record("one", [withCode("AAAA", { state: "closed" })])], now);
		expect(records.takenCodes(guildId, ["AAAA"])).toEqual(new Set());
		expect(records.byCode(guildId, "AAAA")).toBeUndefined();
		records.save([record("two", [withCode("AAAA")])], now);
		expect(records.byCode(guildId, "AAAA")?.match.matchId).toBe("two");
	});

	test("another guild: it is another code", () => {
		records.save([record("one", [withCode("AAAA")])], now);
		expect(records.takenCodes("elsewhere", ["AAAA"])).toEqual(new Set());
		records.save([record("two", [withCode("AAAA", { guildId: "elsewhere" })])], now);
		expect(records.byCode("elsewhere", "AAAA")?.match.matchId).toBe("two");
		expect(records.byCode(guildId, "AAAA")?.match.matchId).toBe("one");
	});

	test("one match has rooms with one code in two guilds", () => {
		const both = [withCode("AAAA"), withCode("AAAA", { guildId: "elsewhere", channelId: "there" })];
		records.save([record("one", both)], now);
		expect(
			openRecords(store, now)
				.get("one")
				?.rooms.map((one) => one.channelId)
				.toSorted(),
		).toEqual(["there", "vale-room"]);
	});

	test("a room of a settled match that was given up is still found", () => {
		records.save([record("one", [withCode("AAAA", { state: "lost" })], { match: { ...over(), matchId: "one" } })], now);
		expect([...records.active()]).toEqual([]);
		expect(records.byCode(guildId, "AAAA")?.match.matchId).toBe("one");
	});
});

describe("what is saved", () => {
	test("keeps a match's rooms in the order in which they were opened, whatever their codes", () => {
		const first = withCode("ZZZZ");
		records.save([record(matchId, [first])], now);
		records.save([record(matchId, [first, withCode("AAAA")])], now);
		records.save([record(matchId, [{ ...first, state: "lost" }, withCode("AAAA")])], now);
		for (const one of [records, openRecords(store, now)])
			expect(one.get(matchId)?.rooms.map(({ code }) => code)).toEqual(["ZZZZ", "AAAA"]);
	});

	test("is what another start reads", () => {
		const rooms = [room(vale), room(delta, { state: "opening", channelId: null })];
		const saved: MatchRecord = { ...newRecord(open()), rooms, placements: [placement("ann", "placed")] };
		records.save([saved], now);
		const again = openRecords(store, now).get(matchId);
		expect(again?.match).toEqual(saved.match);
		expect(again?.placements).toEqual(saved.placements);
		expect(again?.rooms.toSorted((a, b) => (a.code > b.code ? -1 : 1))).toEqual([...rooms]);
	});

	test("by a clock that was ahead of ours counts as saved now", () => {
		const late = {
			...newRecord(open()),
			match: { ...open(), heardAt: 90_000, openedAt: 90_000 },
			rooms: [room(vale, { createdAt: 90_000 })],
		};
		records.save([{ ...late, placements: [placement("ann", "walked", { at: 90_000 })] }], now);
		const read = openRecords(store, 20_000).get(matchId);
		expect([read?.match.heardAt, read?.match.openedAt, read?.match.overAt]).toEqual([20_000, 20_000, null]);
		expect([read?.rooms[0]?.createdAt, read?.placements[0]?.at]).toEqual([20_000, 20_000]);
	});

	test("and what it saved before counts as that much earlier: waits go on, and the later match is still the later", () => {
		const opened = (id: string, openedAt: number) => ({ ...record(id), match: { ...open(), matchId: id, openedAt } });
		const ended = { ...opened("ended", 50_000), match: { ...over(80_000), matchId: "ended" } };
		records.save([opened("older", 70_000), opened("newer", 90_000), { ...ended, rooms: [] }], now);
		records.save([{ ...ended, rooms: [room(vale, { matchId: "ended" })] }], now);
		const again = openRecords(store, 20_000);
		expect(["older", "newer"].map((id) => again.get(id)?.match.openedAt)).toEqual([0, 20_000]);
		expect(again.get("ended")?.match.overAt).toBe(10_000);
		again.save([opened("newest", 20_500)], 20_500);
		const third = openRecords(store, 21_000);
		expect(["older", "newer", "newest"].map((id) => third.get(id)?.match.openedAt)).toEqual([0, 20_000, 20_500]);
	});

	test("fails as a whole: memory stays as it was, and so does what is saved alongside", () => {
		records.save([record("one", [withCode("AAAA")])], now);
		const guilds = openGuilds(store);
		const changed = { ...guilds.record(guildId), notices: [] };
		const bad = record("three", [withCode("AAAA")]);
		expect(() => records.save([record("two"), bad], now, () => guilds.write([changed]))).toThrow("UNIQUE");
		expect([records.get("two"), records.get("three")]).toEqual([undefined, undefined]);
		expect([...openGuilds(store).records()]).toEqual([]);
	});

	test("of a guild is read again, and gone when the bot has left it", () => {
		const guilds = openGuilds(store);
		const changed = {
			...guilds.record(guildId),
			hints: [{ nonce: "n", channelId: "c", messageId: null, ways: [], createdAt: now }],
		};
		records.save([], now, () => guilds.write([changed]));
		guilds.remember([changed]);
		expect(guilds.record(guildId)).toBe(changed);
		expect(openGuilds(store, now).record(guildId)).toEqual(changed);
		// The clock was set back since: a hint stays no longer for that.
		expect(openGuilds(store, now - 5_000).record(guildId).hints[0]?.createdAt).toBe(now - 5_000);
		guilds.leave(guildId, now);
		expect(guilds.record(guildId).hints).toEqual([]);
		expect([...openGuilds(store).records()]).toEqual([]);
	});
});

test("given a settled match, when a demo of it comes late, then it settled when it did; opened again and over, it settles anew", () => {
	const settledAt = () =>
		store.sqlite.query<{ settled_at: number | null }, []>("SELECT settled_at FROM matches").get()?.settled_at;
	const settled = record("one", [], { match: { ...over(1_000), matchId: "one" } });
	records.save([settled], now);
	const withDemo = { ...settled, match: { ...settled.match, details: { demoUrls: ["https://demos.example/1.dem"] } } };
	records.save([withDemo], now + 5_000);
	expect([settledAt(), records.get("one")?.match.details.demoUrls.length]).toEqual([now, 1]);
	records.save([record("one")], now + 6_000);
	expect(settledAt()).toBeNull();
	records.save([settled], now + 7_000);
	expect(settledAt()).toBe(now + 7_000);
});

describe("a match in whose line-up nobody is linked", () => {
	const strangers = (id: string, words: Partial<MatchRecord["match"]> = {}): MatchRecord =>
		record(id, [], { match: { ...open([team("one", "eve,+fay"), team("two", "gil")]), matchId: id, ...words } });
	const active = (of: Records = records) => [...of.active()].map(({ match }) => match.matchId);

	test("is kept and found, but neither in memory nor waited for", () => {
		records.save([strangers("one")], now);
		expect([active(), records.isActive("one"), records.get("one")?.match.phase]).toEqual([[], false, "open"]);
		expect(active(openRecords(store, now))).toEqual([]);
	});

	const concerning: readonly [title: string, record: MatchRecord][] = [
		["one of whose teams is not known yet", strangers("one", { teams: [team("one", "eve"), team("two", "")] })],
		["that is announced: its line-up may change", strangers("one", { phase: "waiting" })],
		["that still has a room", { ...strangers("one"), rooms: [withCode("AAAA", { matchId: "one" })] }],
		["with somebody linked on the bench", strangers("one", { teams: [team("one", "eve,+ann"), team("two", "gil")] })],
	];
	test.each(concerning)("%s is in memory, also after a start", (_, saved) => {
		records.save([saved], now);
		expect([active(), active(openRecords(store, now))]).toEqual([["one"], ["one"]]);
	});

	test("leaves memory when its last linked player has left the line-up, and comes back with them", () => {
		records.save([record("one")], now);
		records.save([strangers("one")], now + 1_000);
		expect([active(), records.ofPlayer("ann")]).toEqual([[], []]);
		records.save([record("one")], now + 2_000);
		expect([active(), active(openRecords(store, now))]).toEqual([["one"], ["one"]]);
	});

	for (const name of ["eve", "fay"]) {
		test(`is taken up once ${name} is linked, and once any other process has linked them`, () => {
			records.save([strangers("one"), record("two", [], { match: { ...over(), matchId: "two" } })], now);
			takeUp(records, name);
			expect(active()).toEqual([]);
			link(name);
			takeUp(records, "ivy");
			expect(active()).toEqual([]);
			takeUp(records, name);
			expect([active(), records.ofPlayer(name).length]).toEqual([["one"], 1]);
			const another = openRecords(store, now);
			expect(takeUp(another)).toEqual(["one"]);
			expect([active(another), takeUp(another)]).toEqual([["one"], []]);
		});
	}

	test("once taken up is saved as active, though only something else about it changes", () => {
		records.save([strangers("one")], now);
		link("eve");
		takeUp(records);
		const taken = records.get("one");
		if (taken !== undefined)
			records.save([{ ...taken, placements: [placement("eve", "moving", { matchId: "one" })] }], now);
		expect(active(openRecords(store, now))).toEqual(["one"]);
	});

	test("by a clock that was ahead of ours, once taken up, counts as saved now", () => {
		records.save([strangers("one", { heardAt: now + 90_000, openedAt: now + 90_000 })], now + 90_000);
		link("eve");
		takeUp(records);
		expect(records.get("one")?.match).toMatchObject({ heardAt: now, openedAt: now });
	});

	test("is not taken up when it was last heard of too long ago", () => {
		records.save([strangers("one")], now);
		link("eve");
		takeUp(records, undefined, now + 1_001);
		expect(active()).toEqual([]);
	});
});

describe("thousands of matches", () => {
	const names = Array.from({ length: 450 }, (_, at) => `match ${at}`);

	test("are read some at a time, and all of them, as at once", async () => {
		const rooms = (name: string) => [withCode(name.slice(6))];
		records.save(
			names.map((name) => record(name, rooms(name), { placements: [placement("ann", "placed", { matchId: name })] })),
			now,
		);
		let pauses = 0;
		const read = await loadRecords(store, now, async () => {
			pauses += 1;
		});
		expect(pauses).toBeGreaterThan(5);
		expect([...read.active()]).toEqual([...openRecords(store, now).active()]);
		expect(read.get("match 449")).toEqual(records.get("match 449"));
		expect(read.ofPlayer("ann")).toHaveLength(names.length);
	});

	test("of strangers are looked at some at a time, though all of them settled in one moment, and some are over", () => {
		const isOver = (at: number) => at % 20 === 9;
		const saved = names.map((name, at): MatchRecord => {
			const teams = [team("one", at % 10 === 9 ? "eve,+fay" : "gus"), team("two", "hal")];
			return record(name, [], { match: { ...(isOver(at) ? over() : open(teams)), matchId: name, teams } });
		});
		records.save(saved, now);
		link("eve");
		const steps = [...records.takeUp(now, 1_000, "eve")];
		expect(steps.length).toBeGreaterThan(2);
		const theirs = names.filter((_, at) => at % 10 === 9 && !isOver(at));
		expect(steps.flat().toSorted()).toEqual(theirs.toSorted());
		expect(takeUp(records, "eve")).toEqual([]);
	});
});

describe("a batch", () => {
	test("is one transaction: within it everything is seen, outside nothing before the commit", () => {
		records.save([record("one")], now);
		const before = records.get("one");
		records.batch(() => {
			records.save([record("one", [withCode("AAAA")])], now);
			records.save([record("two")], now);
			expect([records.get("one")?.rooms.length, records.get("two")?.match.matchId]).toEqual([1, "two"]);
			expect([...records.active()]).toEqual(before === undefined ? [] : [before]);
		});
		expect([...records.active()].map(({ match }) => match.matchId)).toEqual(["one", "two"]);
		expect(openRecords(store, now).get("one")?.rooms).toHaveLength(1);
	});

	test("that fails has not happened", () => {
		const failing = () =>
			records.batch(() => {
				records.save([record("one")], now);
				throw new Error("no");
			});
		expect(failing).toThrow("no");
		expect([records.get("one"), [...records.active()]]).toEqual([undefined, []]);
		records.save([record("one")], now);
		expect(records.isActive("one")).toBe(true);
	});
});
