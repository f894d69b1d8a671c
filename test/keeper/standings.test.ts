// Which plans stand and which are made anew: given what a plan was made from, when something changes.

import { describe, expect, test } from "bun:test";
import { type Planned, Standings } from "../../src/keeper/standings.ts";
import type { Party } from "../../src/keeper/view.ts";
import { advance, type Match } from "../../src/match.ts";
import type { Placement } from "../../src/placement.ts";
import { newRecord } from "../../src/record.ts";
import type { Room } from "../../src/room.ts";
import { knownAs } from "../known.ts";
import { delta, guildId, memberOf, placement, report, room, type team, team as teamOf, vale } from "../rules/given.ts";

const quiet: Planned = { jobs: [], waits: [], wakeAt: null, isQuiet: true, asked: new Set() };
const busy: Planned = { ...quiet, isQuiet: false };

type Words = {
	readonly teams?: readonly ReturnType<typeof team>[];
	readonly at?: number;
	readonly rooms?: readonly Room[];
	readonly placements?: readonly Placement[];
};

/** A match of these teams, with everyone of it linked. */
function party(matchId: string, { teams = [vale, delta], at = 1_000, rooms = [], placements = [] }: Words = {}): Party {
	const match: Match | undefined = advance(undefined, { ...report("ready", at, { version: 1, teams }), matchId });
	if (match === undefined) throw new Error("nothing happened");
	const known = teams
		.flatMap(({ roster }) => roster)
		.map(({ faceitId }) => knownAs(faceitId, memberOf(faceitId), guildId));
	return { record: { ...newRecord(match), rooms, placements }, known };
}

/** These matches, planned, with nothing left to do. */
function planned(...parties: readonly Party[]): Standings {
	const standings = new Standings(guildId);
	for (const one of parties) standings.put(one);
	for (const { record } of parties) standings.planned(record.match.matchId, quiet);
	return standings;
}

const toPlan = (standings: Standings) => standings.toPlan().map(({ record }) => record.match.matchId);
const others = [teamOf("oak", "eve,fay"), teamOf("elm", "gus,hal")];

describe("a plan with nothing left to do stands", () => {
	test("until something about its match may have changed", () => {
		const standings = planned(party("one"), party("two", { teams: others }));
		expect(toPlan(standings)).toEqual([]);
		standings.add("two");
		expect(toPlan(standings)).toEqual(["two"]);
		standings.planned("two", quiet);
		expect(toPlan(standings)).toEqual([]);
	});

	test("until something that every plan is made from has changed", () => {
		const standings = planned(party("two", { at: 2_000, teams: others }), party("one"));
		standings.touchAll();
		expect(toPlan(standings)).toEqual(["one", "two"]);
	});

	const rooms = [room(vale), room(delta, { code: "4F2A", state: "opening", channelId: null })];
	const placements = [placement("guest", "placed")];
	const rows: [title: string, id: string, expected: readonly string[]][] = [
		["one of its players moves", "@ann", ["one"]],
		["somebody moves who was placed for it", "@guest", ["one"]],
		["something happens in its room", "vale-room", ["one"]],
		["a stranger moves", "@stranger", []],
		["something happens in another channel", "general", []],
		["a player of another match moves", "@eve", ["two"]],
	];
	for (const [title, id, expected] of rows)
		test(`when ${title}: ${expected.length === 0 ? "all stand" : "that one is made anew"}`, () => {
			const standings = planned(party("one", { rooms, placements }), party("two", { teams: others }));
			expect(standings.touch(id)).toBe(expected.length > 0);
			expect(toPlan(standings)).toEqual([...expected]);
		});

	test("until a channel changes that it asked about, and then it may ask about another", () => {
		const standings = planned(party("one"));
		standings.planned("one", { ...quiet, asked: new Set(["lobby"]) });
		expect(standings.touch("lobby")).toBe(true);
		expect(toPlan(standings)).toEqual(["one"]);
		standings.planned("one", { ...quiet, asked: new Set(["general"]) });
		expect([standings.touch("lobby"), standings.touch("general")]).toEqual([false, true]);
	});

	test("until its time comes, also when another's comes before", () => {
		const standings = planned(party("one"), party("two", { teams: others }));
		standings.planned("one", { ...quiet, wakeAt: 5_000 });
		standings.planned("two", { ...quiet, wakeAt: 9_000 });
		expect(standings.wakeAt()).toBe(5_000);
		standings.touchExpired(4_999);
		expect(toPlan(standings)).toEqual([]);
		standings.touchExpired(5_000);
		expect(toPlan(standings)).toEqual(["one"]);
		standings.planned("one", quiet);
		expect(standings.wakeAt()).toBe(9_000);
	});
});

describe("matches that share a member", () => {
	const later = () => party("two", { at: 2_000, teams: [teamOf("oak", "bob,fay"), teamOf("elm", "gus,hal")] });

	test("when one of them changes, the other is planned anew as well", () => {
		const standings = planned(party("one"), later());
		const changed = later();
		standings.put({ ...changed, record: { ...changed.record, placements: [placement("fay", "placed")] } });
		expect(toPlan(standings)).toContain("one");
	});

	test("when nothing about it is another, the other stands", () => {
		const two = later();
		const standings = planned(party("one"), two);
		standings.put({ ...two });
		expect(toPlan(standings)).toEqual([]);
	});

	test("when the shared member leaves its line-up, or it is dropped, so too", () => {
		const without = party("two", { at: 2_000, teams: others });
		const standings = planned(party("one"), later());
		standings.put(without);
		expect(toPlan(standings)).toContain("one");
		const dropped = planned(party("one"), later());
		dropped.drop("two");
		expect(toPlan(dropped)).toEqual(["one"]);
	});

	test("are known to each other, and nobody else is", () => {
		const one = party("one");
		const standings = planned(one, later(), party("three", { teams: others.slice(0, 1) }));
		expect(standings.sharing(one).map(({ record }) => record.match.matchId)).toEqual(["two"]);
		standings.drop("two");
		expect(standings.sharing(one)).toEqual([]);
	});
});

test("a match with something left to do is planned at each look, and its jobs and waits are told", () => {
	const standings = planned(party("one"), party("two", { teams: others }));
	const waits = [{ subject: "team:two/oak" as const, reason: "categoryFull" as const, until: null }];
	standings.planned("two", { ...busy, waits });
	expect(toPlan(standings)).toEqual(["two"]);
	expect(standings.busyWaits()).toEqual(waits);
	expect([standings.waits("two"), standings.waits("one")]).toEqual([waits, []]);
	standings.planned("two", quiet);
	expect(standings.busyWaits()).toEqual([]);
});

test("a match is planned once it is known: one that was only named is not", () => {
	const standings = new Standings(guildId);
	standings.add("one");
	expect([...standings.unfinished()]).toEqual(["one"]);
	expect(toPlan(standings)).toEqual([]);
	standings.put(party("one"));
	expect(toPlan(standings)).toEqual(["one"]);
});

describe("whose room a channel is", () => {
	const rooms = [room(vale), room(delta, { code: "4F2A", state: "opening", channelId: null })];

	test("by its id, or, while its create is not answered, by the code in its name", () => {
		const standings = planned(party("one", { rooms }));
		const hostOf = (channelId: string, name = "") => standings.hostOf(channelId, name)?.match.matchId;
		expect([hostOf("vale-room"), hostOf("new", "Team Delta · 4F2A"), hostOf("new", "Team Delta · 9999")]).toEqual([
			"one",
			"one",
			undefined,
		]);
	});

	test("no longer once the room is closed, or given up", () => {
		for (const state of ["closed", "lost"] as const) {
			const standings = planned(party("one", { rooms }));
			standings.put(party("one", { rooms: [room(vale, { state })] }));
			expect(standings.hostOf("vale-room", "")).toBeUndefined();
			expect(standings.touch("vale-room")).toBe(false);
		}
	});
});
