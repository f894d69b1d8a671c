// When the next sign-in may start: a crash loop must not burn the 1000 a day past which Discord resets the token.

import { expect, test } from "bun:test";
import { nextSignInAt } from "../../src/sign-in.ts";
import { day, minute } from "./given.ts";

const now = 100 * minute;
const ago = (...minutes: number[]) => minutes.map((count) => now - count * minute);

const rows: [title: string, former: number[], expected: number][] = [
	["the first: now", [], now],
	["the fifth within ten minutes: now", ago(9, 6, 3, 1), now],
	["the sixth: two minutes after the last", ago(9, 6, 3, 2, 1), now + minute],
	["the sixth, when the last was long enough ago: now", ago(9, 8, 7, 6, 5), now],
	["those of more than ten minutes ago are forgotten", ago(60, 50, 40, 30, 20, 10, 1), now],
	[
		"times of a clock that was ahead are no reason to wait",
		[now + day, now + day, now + day, now + day, now + day],
		now,
	],
	["the order in which they are kept says nothing", ago(1, 2, 3, 6, 9), now + minute],
];

for (const [title, former, expected] of rows) {
	test(title, () => expect(nextSignInAt(former, now)).toBe(expected));
}

test("a program that crashes at once, for a whole day, stays below a thousand", () => {
	const times: number[] = [];
	for (let at = 0; at < day; ) {
		at = nextSignInAt(times.slice(-20), at);
		times.push(at);
		at += 500;
	}
	expect(times.length).toBeLessThan(1_000);
});
