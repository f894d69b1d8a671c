// When FACEIT is asked about a match, and when nobody's silence keeps one alive any longer.

import { describe, expect, test } from "bun:test";
import { type Asked, expiresAt, nextAskAt } from "../../src/checks.ts";
import { type Match, openAhead } from "../../src/match.ts";
import { after, bothTeams, checked, day, hour, minute, open, over, report } from "./given.ts";

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
		test(title, () => expect(nextAskAt(match, former)).toBe(expected));
	}
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
		test(title, () => expect(expiresAt(match, 12 * hour)).toBe(expected));
	}

	test("a revival begins a new age", () => {
		const revived = after(
			report("ready", heard, { version: 10, teams: bothTeams }),
			report("finished", heard + hour, { version: 11 }),
			report("configuring", heard + 11 * hour, { version: 12 }),
		);
		expect(expiresAt(revived, 12 * hour)).toBe(heard + 23 * hour);
	});
});
