// What is long over is removed in small steps, and nothing else is; on a virtual clock and a real file.

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../src/fact.ts";
import type { Match } from "../src/match.ts";
import type { Placement } from "../src/placement.ts";
import { newRecord } from "../src/record.ts";
import { fitting, removeOld, startRetention } from "../src/retention.ts";
import type { Room } from "../src/room.ts";
import { bare } from "../src/room.ts";
import { openDeliveries } from "../src/store/deliveries.ts";
import { openGuilds } from "../src/store/guilds.ts";
import { type History, openHistory, queries } from "../src/store/history.ts";
import { openLinks } from "../src/store/links.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { openRecords } from "../src/store/records.ts";
import { openTables } from "../src/store/tables.ts";
import { virtualClock } from "./clock.ts";
import { deed } from "./deed.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 22);

let folder: string;
let store: Store;
let history: History;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "faceit-comms-retention-"));
	store = openStore(join(folder, "test.db"));
	history = openHistory(store);
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

function count(what: string): number {
	return store.sqlite.query<{ rows: number }, []>(`SELECT count(*) AS rows FROM ${what}`).get()?.rows ?? 0;
}

/** Deliveries that came `age` days ago: processed, unreadable, or still waiting. */
function deliver(age: number, outcome: "done" | "failed" | "kept", size = 100): void {
	const deliveries = openDeliveries(store);
	const eventKey = crypto.randomUUID();
	const receivedAt = now - age * day;
	deliveries.keep([{ eventKey, event: "match_status_ready", matchId: null, body: "x".repeat(size), receivedAt }]);
	const id = store.sqlite.query<{ id: number }, []>("SELECT max(delivery_id) AS id FROM inbox").get()?.id ?? 0;
	if (outcome !== "kept") deliveries.finish(id, receivedAt, outcome === "done" ? null : "not readable");
}

const over: Omit<Match, "matchId"> = {
	phase: "over",
	version: 1,
	competition: null,
	teams: [],
	scheduledAt: null,
	openings: 1,
	openedAt: 1,
	overAt: 2,
	heardAt: 2,
	details: { demoUrls: [] },
};

/** A match with a room and a placement of the member, settled `age` days ago or, if null, still open. */
function play(matchId: string, age: number | null, discordId = "member"): void {
	const isOpen = age === null;
	const place = { matchId, guildId: "guild" };
	const room: Room = {
		...{ ...place, ...bare },
		code: matchId,
		teamId: "team",
		state: isOpen ? "open" : "closed",
		channelId: "channel",
		admitted: [],
		createdAt: 1,
	};
	const placement: Placement = { ...place, discordId, state: "placed", originId: "lobby", opening: 1, at: 1 };
	const match: Match = { ...over, matchId, phase: isOpen ? "open" : "over" };
	openRecords(store, now).save(
		[{ ...newRecord(match), rooms: [room], placements: [placement] }],
		now - (age ?? 0) * day,
	);
}

async function removeNow() {
	const clock = virtualClock(now);
	const removed = removeOld(history, clock, () => false);
	await clock.advance(1_000);
	return await removed;
}

test("given deliveries of all ages, when what is old is removed, then what waits and what is young stays", async () => {
	for (const age of [1, 6, 8, 89, 91]) {
		for (const outcome of ["done", "failed", "kept"] as const) deliver(age, outcome);
	}
	expect((await removeNow()).deliveries).toBe(4);
	expect(count("inbox WHERE state = 'kept'")).toBe(5);
	expect(count("inbox WHERE state = 'failed'")).toBe(4);
	expect(count("inbox WHERE state = 'done'")).toBe(2);
});

test("given more than one step's worth, when what is old is removed, then all of it goes, in steps", async () => {
	for (let index = 0; index < 450; index += 1) deliver(8, "done");
	expect(history.removeDeliveries("done", now - 7 * day, 200)).toBe(200);
	expect((await removeNow()).deliveries).toBe(250);
	expect(count("inbox")).toBe(0);
});

test("given rows that take long to remove, then each step takes fewer, and with quick ones more, up to a limit", () => {
	expect([fitting(80, 4), fitting(80, 2), fitting(80, 1)]).toEqual([80, 160, 160]);
	expect([fitting(100, 8), fitting(100, 400), fitting(1, 400)]).toEqual([50, 1, 1]);
	expect([fitting(180, 0), fitting(200, 3)]).toEqual([200, 200]);
});

test("given steps of which each takes long, when what is old is removed, then they take ever fewer, one at least", async () => {
	for (let index = 0; index < 40; index += 1) deliver(8, "done");
	const clock = virtualClock(now);
	const limits: number[] = [];
	const slow = { ...clock, stopwatch: () => () => 40 };
	const noting: History["removeDeliveries"] = (state, before, limit) => {
		if (state === "done") limits.push(limit);
		return history.removeDeliveries(state, before, limit);
	};
	const removed = removeOld({ ...history, removeDeliveries: noting }, slow, () => false);
	await clock.advance(1_000);
	expect(limits.slice(0, 5)).toEqual([20, 2, 1, 1, 1]);
	expect(await removed).toEqual({ deliveries: 40, matches: 0 });
});

test("given matches of all ages, when what is old is removed, then their rooms and placements go with them", async () => {
	openLinks(store).put(
		{ faceitId: "f", discordId: "member", nickname: "n", linkedAt: 1, verifiedAt: null },
		"guild",
		deed,
	);
	play("old", 31);
	play("young", 29);
	play("open", null);
	expect((await removeNow()).matches).toBe(1);
	for (const table of ["matches", "rooms", "placements"]) expect(count(table)).toBe(2);
	expect(count("matches WHERE match_id = 'old'")).toBe(0);
	expect(store.sqlite.query("PRAGMA foreign_key_check").all()).toEqual([]);
});

test("given the queries of retention, when SQLite plans them, then none reads through a whole table", () => {
	const beside = new Database(store.sqlite.filename);
	const plans = Object.values(queries).flatMap((query) => {
		const lines = beside.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${query}`).all();
		return lines.map(({ detail }) => detail);
	});
	beside.close();
	expect(plans.length).toBeGreaterThan(8);
	// The index of the unreadable ones holds nothing else.
	const scans = plans.filter((detail) => detail.startsWith("SCAN") && !detail.includes("inbox_failed"));
	expect(scans).toEqual([]);
});

test("given a file that is mostly empty, when what is old is removed, then the disk gets the space back", async () => {
	for (let index = 0; index < 300; index += 1) deliver(31, "done", 10_000);
	store.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
	const before = statSync(store.sqlite.filename).size;
	await removeNow();
	store.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
	expect(before).toBeGreaterThan(3_000_000);
	expect(statSync(store.sqlite.filename).size).toBeLessThan(before / 5);
	expect(store.sqlite.query<{ integrity_check: string }, []>("PRAGMA integrity_check").get()?.integrity_check).toBe(
		"ok",
	);
});

test("given a member who unlinks, when a match is settled, then nothing tells that they were in it", () => {
	const links = openLinks(store);
	links.put({ faceitId: "f", discordId: "ann", nickname: "ann", linkedAt: 1, verifiedAt: null }, "guild", deed);
	links.put({ faceitId: "g", discordId: "bob", nickname: "bob", linkedAt: 1, verifiedAt: null }, "guild", deed);
	play("settled", 2, "ann");
	play("other", 2, "bob");
	play("under-way", null, "ann");
	expect(links.remove("ann", deed)?.nickname).toBe("ann");
	expect(count("placements WHERE discord_id = 'ann' AND match_id = 'settled'")).toBe(0);
	// Where to bring them back to is needed until the match has settled.
	expect(count("placements WHERE discord_id = 'ann' AND match_id = 'under-way'")).toBe(1);
	expect(count("members WHERE discord_id = 'ann'")).toBe(0);
	play("under-way", 0, "ann");
	expect(count("placements WHERE discord_id = 'ann'")).toBe(0);
	expect(count("placements WHERE discord_id = 'bob'")).toBe(1);
});

test("given a member who unlinks, then no table but the trail names them once their matches have settled", async () => {
	const { links, trail } = openTables(store, now);
	const link = { faceitId: "f", discordId: "ann-the-first", nickname: "ann", linkedAt: 1, verifiedAt: null };
	links.put(link, "guild", { at: now, right: "staff", actorId: "boss", guildId: "guild" });
	links.optOut("ann-the-first", true);
	play("settled", 2, "ann-the-first");
	expect(trail.untold("ann-the-first")).toHaveLength(1);
	links.remove("ann-the-first", { at: now, right: "claim", actorId: "ann-the-first", guildId: "guild" });
	const tables = store.sqlite.query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	const naming = tables.filter(({ name }) =>
		JSON.stringify(store.sqlite.query(`SELECT * FROM "${name}"`).all()).includes("ann-the-first"),
	);
	expect(naming.map(({ name }) => name)).toEqual(["trail"]);
});

test("given a trail of all ages, when what is old is removed, then what is younger than ninety days stays", async () => {
	const { trail } = openTables(store, now);
	const entry = { guildId: null, discordId: "ann", faceitId: "f", nickname: "ann", matchId: null, actorId: null };
	const at = (age: number) => ({ ...entry, at: now - age * day, what: "linked", right: "host" }) as const;
	trail.add([at(91), at(89)]);
	await removeNow();
	expect(trail.latest(10).map((one) => (now - one.at) / day)).toEqual([89]);
	expect(trail.untold("ann")).toHaveLength(1);
});

test("given guilds that the bot left, when what is old is removed, then what was kept aside of them goes after a month", async () => {
	const [guilds, links] = [openGuilds(store), openLinks(store)];
	for (const name of ["ann", "bob"]) {
		const link = { faceitId: `f-${name}`, discordId: name, nickname: name, linkedAt: 1, verifiedAt: null };
		for (const guildId of ["old", "young", "home"]) links.put(link, guildId, deed);
	}
	guilds.change("old", { lobbyId: "500" });
	guilds.change("home", { lobbyId: "600" });
	guilds.leave("old", now - 31 * day);
	guilds.leave("young", now - 29 * day);
	await removeNow();
	expect(count("members WHERE guild_id = 'old'") + count("guilds WHERE guild_id = 'old'")).toBe(0);
	expect([count("members"), count("guilds"), count("links")]).toEqual([4, 2, 2]);
	guilds.comeBack("young");
	expect(guilds.present()).toEqual(["home", "young"]);
});

test("given it was stopped, when steps are left, then none is taken", async () => {
	deliver(31, "done");
	await removeOld(history, virtualClock(now), () => true);
	expect(count("inbox")).toBe(1);
});

test("given a database that fails, when the time comes, then that is published, and tried again an hour later", async () => {
	const clock = virtualClock(now);
	const facts: Fact[] = [];
	let failures = 1;
	const removeDeliveries: History["removeDeliveries"] = (...args) => {
		if (failures-- > 0) throw new Error("disk I/O error");
		return history.removeDeliveries(...args);
	};
	deliver(31, "done");
	const publish = (fact: Fact) => void facts.push(fact);
	const end = startRetention({ clock, history: { ...history, removeDeliveries }, publish });
	await clock.advance(hour);
	expect(facts.map(({ kind }) => kind)).toEqual(["retentionFailed"]);
	await clock.advance(hour + 1_000);
	end();
	expect(facts.slice(1)).toEqual([{ kind: "oldRemoved", deliveries: 1, matches: 0 }]);
	expect([count("inbox"), clock.pending]).toEqual([0, 0]);
});

test("given a wall clock that is set forward a day or back, when the time comes, then nothing goes early and nothing stays", async () => {
	const clock = virtualClock(now);
	deliver(7 - 2 / 24, "done");
	const end = startRetention({ clock, history, publish() {} });
	clock.shiftWall(day);
	await clock.advance(2 * hour - 1);
	expect(count("inbox")).toBe(1);
	clock.shiftWall(-3 * day);
	await clock.advance(2 * hour);
	end();
	expect(count("inbox")).toBe(0);
});
