// The properties of test/properties, for longer.

import { test } from "bun:test";
import fc from "fast-check";
import { endsInPlace, leavesNothing } from "../properties/course.ts";

const options = { numRuns: 100_000, includeErrorInReport: true };

test("given any course of events, people and answers, when Discord is well again, then everyone is in place and nothing is left to do", () => {
	fc.assert(endsInPlace, options);
}, 3_600_000);

test("given any course, when the matches are over and have lingered, then everyone is back and no room is left", () => {
	fc.assert(leavesNothing, options);
}, 3_600_000);
