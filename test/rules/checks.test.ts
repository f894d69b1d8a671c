// When FACEIT is asked about a match, and when silence no longer keeps one alive.

import { describe, expect, test } from "bun:test";
import { type Asked, expiresAt, nextAskAt } from "../../src/check-times.ts";
import { Checks } from "../../src/checks.ts";
import type { Fact } from "../../src/fact.ts";
import type { MatchAnswer, MatchCheck } from "../../src/lookup.ts";
import { advance, type Match, openAhead, type Report } from "../../src/match.ts";
import type { MatchRecord } from "../../src/record.ts";
import { newRecord } from "../../src/record.ts";
import { virtualClock } from "../clock.ts";
import { seeded } from "../simulation/chance.ts";
import { after, bothTeams, checked, day, hour, matchId, minute, open, over, report, room, vale } from "./given.ts";

const heard = 10 * day;
const waiting = after(report("created", heard, { version: 1 }));
const scheduled = after(
	report("created", heard, { version: 1 }),
	checked("upcoming", heard + 1, { scheduledAt: heard + 3 * day }),
);
const incomplete = open([], heard);
const complete = open(bothTeams, heard);

/** Asked and answered at once. */
function asked(times: number, lastAt: number, notBefore = 0): Asked {
	return { times, askedAt: lastAt, lastAt, notBefore, failingSince: null };
}

describe("next time to ask", () => {
	const rows: [title: string, match: Match, asked: Asked | undefined, expected: number | null][] = [
		["over: never", over(), undefined, null],
		["open without a line-up: at once", incomplete, undefined, heard],
		["then two seconds after the answer", incomplete, asked(1, heard), heard + 2_000],
		["four", incomplete, asked(2, heard), heard + 4_000],
		["and in the end every minute", incomplete, asked(50, heard), heard + minute],
		["open with its line-up: as soon as FACEIT's answer is believed", complete, undefined, heard + minute],
		["asked about sooner: likewise, for that answer was not", complete, asked(1, heard + 59_000), heard + minute],
		["then every three minutes", complete, asked(1, heard + minute), heard + 4 * minute],
		["however often it was asked about", complete, asked(50, heard + hour), heard + hour + 3 * minute],
		[
			"asked about long before it was opened: the waits begin anew",
			after(report("created", heard, { version: 1 }), report("ready", heard + hour, { version: 2 })),
			asked(5, heard + minute),
			heard + hour,
		],
		["heard of twice in a second: once more, but not at once", incomplete, asked(1, heard - 1_000), heard + 1_000],
		["FACEIT wants to be left alone: not before", complete, asked(1, heard, heard + hour), heard + hour],
		[
			"FACEIT wants to be left alone, without a line-up: not before",
			incomplete,
			asked(1, heard, heard + hour),
			heard + hour,
		],
		["announced: at once", waiting, undefined, heard],
		["then a minute after the answer", waiting, asked(1, heard), heard + minute],
		["and in the end every six hours", waiting, asked(50, heard), heard + 6 * hour],
		["announced, FACEIT wants to be left alone", waiting, asked(1, heard, heard + hour), heard + hour],
		["its start is known: shortly before it", scheduled, asked(1, heard), heard + 3 * day - openAhead],
		["its start is known from before a restart: at once, for it may have been moved", scheduled, undefined, heard],
		[
			"it should have started: in the waits of an announced one",
			scheduled,
			asked(1, heard + 3 * day),
			heard + 3 * day + minute,
		],
	];
	for (const [title, match, former, expected] of rows) {
		test(title, () => expect(nextAskAt(match, former, 0)).toBe(expected));
	}

	test("the wall clock went ahead, its start is known: shortly before it by that clock", () => {
		expect(nextAskAt(scheduled, asked(1, heard), day)).toBe(heard + 2 * day - openAhead);
	});
});

describe("due to expire", () => {
	const opening = report("ready", heard, { version: 1, teams: bothTeams });
	const repeated = report("ready", heard + 11 * hour, { version: 1, teams: bothTeams });
	const rows: [title: string, match: Match, expected: number | null][] = [
		["open: at the age cap, counted from when it opened", complete, heard + 12 * hour],
		["however lately FACEIT repeated itself", after(opening, repeated), heard + 12 * hour],
		["over: never", over(), null],
		["announced: after two weeks of silence", waiting, heard + 14 * day],
		["announced for a day: two weeks after that", scheduled, heard + 17 * day],
	];
	for (const [title, match, expected] of rows) {
		test(title, () => expect(expiresAt(match, 12 * hour, 0)).toBe(expected));
	}

	test("a revival begins a new age", () => {
		const revived = after(
			report("ready", heard, { version: 10, teams: bothTeams }),
			report("finished", heard + hour, { version: 11 }),
			report("configuring", heard + 11 * hour, { version: 12 }),
		);
		expect(expiresAt(revived, 12 * hour, 0)).toBe(heard + 23 * hour);
	});
});

const found: MatchAnswer = {
	is: "found",
	check: { matchId, status: "open", competition: null, teams: bothTeams, scheduledAt: null },
};

/** Checks of one match, on a clock that starts ten minutes after it was opened. */
function given(match: Match, answers: (count: number) => MatchAnswer = () => found) {
	const clock = virtualClock(heard + 10 * minute);
	let record: MatchRecord = newRecord(match);
	const askedAt: number[] = [];
	const facts: Fact[] = [];
	const checks = new Checks({
		clock,
		chance: () => 0.5,
		records: {
			*active() {
				if (record.match.phase !== "over") yield record;
			},
			get: () => record,
			isActive: () => record.match.phase !== "over",
			save([saved = record]) {
				record = saved;
			},
		},
		async ask() {
			askedAt.push(clock.now() - heard);
			return answers(askedAt.length);
		},
		maxAgeMs: 12 * hour,
		onChange() {},
		publish: (fact) => facts.push(fact),
	});
	checks.start();
	function hear(event: Report): void {
		record = { ...record, match: advance(record.match, event) ?? record.match };
		checks.consider(matchId);
	}
	return { clock, checks, askedAt, facts, hear, kinds: () => facts.map(({ kind }) => kind), match: () => record.match };
}

describe("asking", () => {
	test("a match that was announced long ago opens without a line-up: asked about as one that is new", async () => {
		const check = { ...found.check, status: "upcoming", teams: [] } as const;
		const { clock, askedAt, hear } = given(waiting, () => ({ is: "found", check }));
		await clock.advance(10 * hour);
		const before = askedAt.length;
		hear(report("ready", clock.now(), { version: 2 }));
		const from = clock.now() - heard;
		await clock.advance(20_000);
		expect(askedAt.slice(before).map((at) => at - from)).toEqual([0, 2_000, 6_000, 14_000]);
	});

	test("an open match is asked about at the start, and then every three minutes", async () => {
		const { clock, askedAt, checks } = given(complete);
		await clock.advance(7 * minute);
		await checks.stop();
		expect(askedAt).toEqual([10, 13, 16].map((count) => count * minute));
	});

	test("setting the wall clock back or forward makes no difference to it", async () => {
		const { clock, askedAt, kinds } = given(complete);
		clock.shiftWall(-hour);
		await clock.advance(7 * minute);
		clock.shiftWall(day);
		await clock.advance(3 * minute);
		expect(askedAt).toEqual([10, 13, 16, 19].map((count) => count * minute));
		expect(kinds()).not.toContain("expired");
	});

	test("a match is taken for over at its age, neither earlier nor later for a wall clock that is set", async () => {
		const { clock, kinds, match } = given(complete, () => ({ is: "missing" }));
		clock.shiftWall(day);
		await clock.advance(12 * hour - 10 * minute - 1);
		expect(kinds()).not.toContain("expired");
		clock.shiftWall(-2 * day);
		await clock.advance(1_000);
		expect(kinds().filter((kind) => kind === "expired")).toHaveLength(1);
		expect(match()).toMatchObject({ phase: "over", overAt: heard + 12 * hour });
	});

	test("a match that has reached its age and that FACEIT calls ongoing goes on, however old a clock makes it", async () => {
		const { clock, kinds, match } = given(open(bothTeams, heard - day));
		await clock.advance(day);
		expect(kinds()).not.toContain("expired");
		expect(match().phase).toBe("open");
	});

	test("but not forever: a week after its age it is over, whatever FACEIT says", async () => {
		const { clock, match } = given(open(bothTeams, heard - 8 * day));
		await clock.advance(1_000);
		expect(match().phase).toBe("over");
	});

	test("FACEIT cannot be asked whether a match goes on: it is over after an hour of trying", async () => {
		const down = (): MatchAnswer => ({ is: "unavailable", why: "down", retryAt: 0 });
		const { clock, match } = given(open(bothTeams, heard - day), down);
		await clock.advance(hour - 1_000);
		expect(match().phase).toBe("open");
		await clock.advance(4 * minute);
		expect(match().phase).toBe("over");
	});

	test("an end that FACEIT tells is believed as soon as the last webhook is a minute old", async () => {
		const check = { ...found.check, status: "over" } as const;
		const { clock, match } = given(open(bothTeams, heard + 10 * minute - 30_000), () => ({ is: "found", check }));
		await clock.advance(30_000);
		expect(match()).toMatchObject({ phase: "over", overAt: heard + 10 * minute + 30_000 });
	});

	test("a scheduled match opens when the wall clock says so", async () => {
		const answer = { ...found.check, status: "upcoming", scheduledAt: heard + 3 * day } as const;
		const { clock, match } = given(scheduled, () => ({ is: "found", check: answer }));
		await clock.advance(hour);
		expect(match().phase).toBe("waiting");
		clock.shiftWall(3 * day);
		await clock.advance(1_000);
		expect(match().phase).toBe("open");
	});

	test("a database that cannot be written is published, and the match is asked about again", async () => {
		const { clock, kinds, askedAt } = given(incomplete, (count) => {
			if (count === 1)
				return {
					...found,
					check: {
						...found.check,
						get teams(): never {
							throw new Error("full");
						},
					},
				};
			return found;
		});
		await clock.advance(minute);
		expect(kinds()).toEqual(["checksFailed", "checked"]);
		expect(askedAt).toHaveLength(2);
	});
});

/** Checks of many open matches: how they are asked about, and what that costs. `answer` comes after `latencyMs`. */
function givenMany(matches: readonly Match[], { latencyMs = 100 } = {}) {
	const clock = virtualClock(heard + 10 * minute);
	const records = new Map<string, MatchRecord>();
	const keep = (match: Match, rooms: MatchRecord["rooms"] = []) =>
		void records.set(match.matchId, { ...newRecord(match), rooms });
	for (const match of matches) keep(match);
	const asked: { readonly matchId: string; readonly purpose: string; readonly at: number }[] = [];
	let reads = 0;
	const checks = new Checks({
		...{ clock, chance: seeded(7), maxAgeMs: 12 * hour, onChange() {}, publish() {} },
		records: {
			*active() {
				for (const record of records.values()) {
					reads += 1;
					yield record;
				}
			},
			isActive: (id) => records.has(id),
			get(id) {
				reads += 1;
				return records.get(id);
			},
			save: (changed) => changed.forEach((record) => void records.set(record.match.matchId, record)),
		},
		async ask(id, purpose) {
			asked.push({ matchId: id, purpose, at: clock.now() });
			await clock.sleep(latencyMs);
			const teams = records.get(id)?.match.teams ?? [];
			return { is: "found", check: { matchId: id, status: "open", competition: null, teams, scheduledAt: null } };
		},
	});
	checks.start();
	return {
		...{ clock, checks, asked, keep },
		hear(match: Match) {
			keep(match);
			checks.consider(match.matchId);
		},
		reads: () => reads,
		/** How long after `from` the match was asked about first, ms. */
		firstAfter: (id: string, from: number) => (asked.find((one) => one.matchId === id)?.at ?? Infinity) - from,
	};
}

const named = (match: Match, id: string): Match => ({ ...match, matchId: id });
const many = (count: number, match: Match): Match[] =>
	Array.from({ length: count }, (_, index) => named(match, `match ${index}`));

describe("a match that a list names", () => {
	const open: MatchCheck = { matchId, status: "open", competition: null, teams: bothTeams, scheduledAt: null };

	test("is not asked about while it is named", async () => {
		const { clock, checks, askedAt } = given(complete);
		await clock.advance(1_000);
		expect(askedAt).toHaveLength(1);
		for (let n = 0; n < 240; n += 1) {
			checks.listed(open, clock.now());
			await clock.advance(15_000);
		}
		expect(askedAt).toHaveLength(1);
		await clock.advance(3 * minute);
		expect(askedAt).toHaveLength(2);
	});

	test("is asked about at once when it is named no more, and once only", async () => {
		const { clock, checks, askedAt } = given(complete);
		await clock.advance(1_000);
		checks.listed(open, clock.now());
		checks.left(matchId);
		await clock.advance(minute);
		expect(askedAt).toHaveLength(2);
	});

	test("but not before FACEIT wants to be asked", async () => {
		const retryAt = heard + 20 * minute;
		const { clock, checks, askedAt } = given(complete, () => ({ is: "unavailable", why: "limited", retryAt }));
		await clock.advance(1_000);
		checks.left(matchId);
		await clock.advance(minute);
		expect(askedAt).toHaveLength(1);
	});

	test("goes on as long as it is named, but a week after its age it is over", async () => {
		const { clock, checks, match } = given(complete);
		const name = async (until: number) => {
			while (clock.now() < until) {
				checks.listed(open, clock.now());
				await clock.advance(minute);
			}
		};
		await name(heard + 12 * hour + 7 * day - hour);
		expect(match().phase).toBe("open");
		await name(heard + 12 * hour + 7 * day + 2 * minute);
		expect(match().phase).toBe("over");
		checks.left(matchId);
		checks.listed(open, clock.now());
		expect(match().phase).toBe("over");
	});
});

describe("many matches", () => {
	test("after a start they are compared over some time, not together; none is left out", async () => {
		const { clock, asked } = givenMany(many(300, complete));
		await clock.advance(1_000);
		expect(asked.length).toBeLessThan(10);
		await clock.advance(2 * minute);
		expect(new Set(asked.map(({ matchId: id }) => id)).size).toBe(300);
	});

	test("meanwhile the line-up of a new one is asked for at once, though FACEIT takes its time", async () => {
		const { clock, hear, firstAfter } = givenMany(many(300, complete), { latencyMs: 5_000 });
		await clock.advance(10_000);
		const from = clock.now();
		hear(named(open([], from), "new"));
		await clock.advance(1);
		expect(firstAfter("new", from)).toBe(0);
	});

	test("of twenty thousand at rest none is so much as looked at", async () => {
		const { clock, hear, asked, reads } = givenMany([]);
		for (const match of many(20_000, open(bothTeams, clock.now()))) hear(match);
		const before = reads();
		await clock.advance(59_000);
		expect(reads() - before).toBe(0);
		await clock.advance(2_000);
		expect(reads() - before).toBeGreaterThan(0);
		expect(asked.length).toBeGreaterThan(0);
	});
});

describe("a flood of new matches without a line-up", () => {
	const competition = (id: string) => ({ id, name: id, type: "hub" });

	test("a real one after it comes first: the newest is asked about next, and its repeats do not wait either", async () => {
		const { clock, hear, asked, firstAfter } = givenMany([]);
		for (const match of many(2_000, open([], clock.now()))) hear(match);
		await clock.advance(60_000);
		const from = clock.now();
		hear(named(open([], from), "real"));
		await clock.advance(20_000);
		expect(firstAfter("real", from)).toBeLessThanOrEqual(1_000);
		expect(asked.filter(({ matchId: id }) => id === "real").length).toBeGreaterThanOrEqual(3);
	});

	test("a real one in the middle of it, of another competition, does not wait for it", async () => {
		const { clock, hear, firstAfter } = givenMany([]);
		const flood = many(2_000, { ...open([], clock.now()), competition: competition("flood") });
		for (const match of flood.slice(0, 1_000)) hear(match);
		const from = clock.now();
		hear({ ...named(open([], from), "real"), competition: competition("real") });
		for (const match of flood.slice(1_000)) hear(match);
		await clock.advance(5_000);
		expect(firstAfter("real", from)).toBeLessThanOrEqual(1_000);
	});

	test("nobody waits forever: the oldest of it have their turns while newer ones keep coming", async () => {
		const { clock, hear, firstAfter } = givenMany([]);
		const from = clock.now();
		for (const match of many(40, open([], from))) hear(match);
		for (let count = 0; count < 60_000; count += 1) {
			if (count % 2 === 0) hear(named(open([], clock.now()), `later ${count}`));
			await clock.advance(1);
			if (firstAfter("match 0", from) < Infinity) break;
		}
		expect(firstAfter("match 0", from)).toBeLessThan(minute);
	});
});

test("comparisons of matches whose rooms are there come first", async () => {
	const { clock, checks, asked, keep } = givenMany([]);
	for (const match of many(100, complete)) keep(match);
	keep(named(complete, "roomy"), [room(bothTeams[0] ?? vale, { matchId: "roomy" })]);
	for (const match of [...many(100, complete), named(complete, "roomy")]) checks.consider(match.matchId);
	await clock.advance(1_000);
	expect(asked.findIndex(({ matchId: id }) => id === "roomy")).toBeLessThanOrEqual(4);
});
