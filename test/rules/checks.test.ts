// When FACEIT is asked about a match, and when silence no longer keeps one alive.

import { describe, expect, test } from "bun:test";
import { type Asked, Checks, expiresAt, nextAskAt } from "../../src/checks.ts";
import type { Fact } from "../../src/fact.ts";
import type { MatchAnswer } from "../../src/lookup.ts";
import { type Match, openAhead } from "../../src/match.ts";
import type { MatchRecord } from "../../src/record.ts";
import { virtualClock } from "../clock.ts";
import { after, bothTeams, checked, day, hour, matchId, minute, open, over, report } from "./given.ts";

const heard = 10 * day;
const waiting = after(report("created", heard, { version: 1 }));
const scheduled = after(
	report("created", heard, { version: 1 }),
	checked("upcoming", heard + 1, { scheduledAt: heard + 3 * day }),
);
const incomplete = open([], heard);
const complete = open(bothTeams, heard);

function asked(times: number, lastAt: number, notBefore = 0): Asked {
	return { times, lastAt, notBefore };
}

describe("next time to ask", () => {
	const rows: [title: string, match: Match, asked: Asked | undefined, expected: number | null][] = [
		["over: never", over(), undefined, null],
		["open without a line-up: at once", incomplete, undefined, heard],
		["then two seconds after the answer", incomplete, asked(1, heard), heard + 2_000],
		["four", incomplete, asked(2, heard), heard + 4_000],
		["and in the end every minute", incomplete, asked(50, heard), heard + minute],
		["open with its line-up: compared every three minutes", complete, undefined, heard + 3 * minute],
		["however often it was asked about", complete, asked(50, heard + hour), heard + hour + 3 * minute],
		["after a start: at once, its end may have been missed", incomplete, asked(0, 0), 0],
		["after a start, with its line-up: likewise", complete, asked(0, 0), 3 * minute],
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

describe("taken for over", () => {
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
	let record: MatchRecord = { match, rooms: [], placements: [] };
	const askedAt: number[] = [];
	const facts: Fact[] = [];
	const checks = new Checks({
		clock,
		records: {
			*active() {
				if (record.match.phase !== "over") yield record;
			},
			get: () => record,
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
	return { clock, checks, askedAt, facts, kinds: () => facts.map(({ kind }) => kind), match: () => record.match };
}

describe("asking", () => {
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
		const { clock, kinds, match } = given(complete);
		clock.shiftWall(day);
		await clock.advance(12 * hour - 10 * minute - 1);
		expect(kinds()).not.toContain("expired");
		clock.shiftWall(-2 * day);
		await clock.advance(1_000);
		expect(kinds().filter((kind) => kind === "expired")).toHaveLength(1);
		expect(match()).toMatchObject({ phase: "over", overAt: heard + 12 * hour });
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
