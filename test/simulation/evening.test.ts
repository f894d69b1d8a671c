// Whole evenings of a community, each from a seed: whatever happens in them, the promises hold whenever calm returns.

import { expect, test } from "bun:test";
import { courseOf } from "./course.ts";
import { callsOf } from "./evening.ts";
import { explore } from "./explore.ts";

/** What shows in one evening out of thirty is found by 97 of a hundred such runs; test/long plays 30,000. */
const seeds = 100;
const groups = 4;

for (let group = 0; group < groups; group += 1) {
	const first = (group * seeds) / groups;
	const last = ((group + 1) * seeds) / groups - 1;
	test(`the evenings of the seeds ${first} to ${last}: everyone in place, then everyone back and nothing left`, async () => {
		expect(await explore(first, last)).toBe("");
	});
}

test("the same seed gives the same evening, to the last call", async () => {
	expect(await callsOf(courseOf(7))).toEqual(await callsOf(courseOf(7)));
});
