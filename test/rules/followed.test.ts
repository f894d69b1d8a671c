// What the lists of a followed competition say over time, as rows, and how often it is listed.

import { describe, expect, test } from "bun:test";
import { readInfo } from "../../src/faceit/info.ts";
import { type Followed, heard, isNewcomer, newlyFollowed, stateOf, unheard } from "../../src/followed.ts";
import type { MatchCheck } from "../../src/lookup.ts";
import { bothTeams, day, hour } from "./given.ts";

const hub = { kind: "hub", id: "h1" } as const;
const check = (matchId: string, words: Partial<MatchCheck> = {}): MatchCheck => ({
	...{ matchId, status: "open", competition: null, teams: bothTeams, scheduledAt: null },
	...words,
});
const list = (names: string) => (names === "" ? [] : names.split(",").map((name) => check(name)));

describe("lists in a row, each by its second and the matches it names", () => {
	const rows: [title: string, lists: [second: number, names: string][], back: string, left: string][] = [
		["the first one: nothing is back, nothing has left", [[0, "a,b"]], "", ""],
		[
			"a new match in the first minute is not back: it may have been over before",
			[
				[0, "a"],
				[45, "a,b"],
			],
			"",
			"",
		],
		[
			"after a minute without it, it is",
			[
				[0, "a"],
				[60, "a,b"],
			],
			"b",
			"",
		],
		[
			"one that is named again and again is not",
			[
				[0, "a"],
				[60, "a"],
				[120, "a"],
			],
			"",
			"",
		],
		[
			"one that is named no more has left",
			[
				[0, "a,b"],
				[15, "b"],
			],
			"",
			"a",
		],
		[
			"and only once",
			[
				[0, "a,b"],
				[15, "b"],
				[30, "b"],
			],
			"",
			"",
		],
		[
			"one that comes and goes is never back",
			[
				[0, "a"],
				[60, ""],
				[75, "a"],
			],
			"",
			"",
		],
		[
			"nor when it goes again: then it has left once more",
			[
				[0, "a"],
				[60, ""],
				[75, "a"],
				[90, ""],
			],
			"",
			"a",
		],
		[
			"one that was away for a minute is back",
			[
				[0, "a"],
				[60, ""],
				[120, ""],
				[135, "a"],
			],
			"a",
			"",
		],
		[
			"one list between two says too little",
			[
				[0, "a"],
				[60, ""],
				[600, "a"],
			],
			"",
			"",
		],
	];
	for (const [title, lists, back, left] of rows) {
		test(title, () => {
			let followed = newlyFollowed(hub, 0);
			let last = heard(followed, [], 0);
			for (const [second, names] of lists) {
				last = heard(followed, list(names), second * 1_000);
				followed = last.followed;
			}
			expect(last.listings.filter(({ isBack }) => isBack).map((one) => one.check.matchId)).toEqual(
				list(back).map((one) => one.matchId),
			);
			expect(last.left).toEqual(list(left).map((one) => one.matchId));
		});
	}

	test("what the last one said is the same, whatever people read about it; another line-up is not", () => {
		const info = (score: number) => readInfo("m", { results: { score: { faction1: score } } });
		const { followed } = heard(newlyFollowed(hub, 0), [check("a", { info: info(1) }), check("b"), check("c")], 0);
		const next = [check("a", { info: info(2) }), check("b", { teams: [] }), check("c", { status: "over" }), check("d")];
		const { listings } = heard(followed, next, 15_000);
		expect(listings.map(({ isSame }) => isSame)).toEqual([true, false, false, false]);
		expect(listings[0]?.check.info).toEqual(info(2));
	});
});

describe("when it is listed next", () => {
	/** When so many failures in a row, each asked for as soon as it was due, come to an end, ms. */
	function waits(answer: Parameters<typeof unheard>[1], times: number): number[] {
		let followed: Followed = newlyFollowed(hub, 0);
		return Array.from({ length: times }, () => {
			const from = followed.nextAt;
			followed = unheard(followed, answer, from);
			return followed.nextAt - from;
		});
	}

	test("at once, then every fifteen seconds", () => {
		const followed = newlyFollowed(hub, 5);
		expect(followed.nextAt).toBe(5);
		expect(heard(followed, [], 7).followed.nextAt).toBe(15_007);
	});

	test("while FACEIT fails: ever less often, five minutes at most, and not before it wants to be asked", () => {
		const down = { is: "unavailable", why: "down", retryAt: 0 } as const;
		expect(waits(down, 7)).toEqual([15, 30, 60, 120, 240, 300, 300].map((seconds) => seconds * 1_000));
		expect(waits({ ...down, retryAt: hour }, 1)).toEqual([hour]);
	});

	test("what FACEIT does not know: an hour apart in the end", () => {
		const expected = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600].map((seconds) => seconds * 1_000);
		expect(waits({ is: "missing" }, 9)).toEqual(expected);
	});

	test("the state tells since when and why, and an answer ends it", () => {
		const down = { is: "unavailable", why: "down", retryAt: 0 } as const;
		const { followed } = heard(newlyFollowed(hub, 0), list("a,b"), 10);
		expect(stateOf(followed)).toEqual({ ...hub, answeredAt: 10, matches: 2, failing: null });
		const failing = unheard(unheard(followed, down, 20), { is: "missing" }, 30);
		expect(stateOf(failing)).toEqual({ ...hub, answeredAt: 10, matches: 2, failing: { since: 20, why: "missing" } });
		expect(stateOf(heard(failing, list("b"), 40).followed)).toMatchObject({
			answeredAt: 40,
			matches: 1,
			failing: null,
		});
	});
});

describe("a match of which nothing was known is worth a record", () => {
	const now = 10 * day;
	const began = (ms: number, key = "started_at") => readInfo("m", { [key]: (now - ms) / 1000 });
	const rows: [title: string, check: MatchCheck, expected: boolean][] = [
		["if it is on and both teams are known", check("a"), true],
		["not without its teams", check("a", { teams: [] }), false],
		[
			"not with a team whose players are not known",
			check("a", { teams: bothTeams.map((one) => ({ ...one, roster: [] })) }),
			false,
		],
		["not before it begins", check("a", { status: "upcoming" }), false],
		["not once it is over", check("a", { status: "over" }), false],
		["if it began an hour ago", check("a", { info: began(hour) }), true],
		["not if it began yesterday", check("a", { info: began(day) }), false],
		["not if its server was set up yesterday", check("a", { info: began(day, "configured_at") }), false],
		["if nothing says when it began", check("a", { info: readInfo("m", {}) }), true],
	];
	for (const [title, one, expected] of rows) test(title, () => expect(isNewcomer(one, now, 12 * hour)).toBe(expected));
});
