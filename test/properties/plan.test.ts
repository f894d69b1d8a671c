// Whatever happens, in whatever order, and whatever Discord answers: in the end everyone is where they belong. A failure
// prints the shortest course found and its seed; test/long does the same for longer.

import { test } from "bun:test";
import fc from "fast-check";
import { endsInPlace, leavesNothing } from "./course.ts";

// What these find at all, they found within a hundred runs whenever a fault was planted in the plan.
const options = { numRuns: 1_000, includeErrorInReport: true };

test("given any course of events, people and answers, when Discord is well again, then everyone is in place and nothing is left to do", () => {
	fc.assert(endsInPlace, options);
});

test("given any course, when the matches are over and have lingered, then everyone is back and no room is left", () => {
	fc.assert(leavesNothing, options);
});
