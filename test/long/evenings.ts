// Thousands of evenings from their seeds, a part of them in each of the files beside this one.

import { expect, test } from "bun:test";
import type { Kind } from "../simulation/course.ts";
import { explore } from "../simulation/explore.ts";

const atOnce = 500;

/** Tests the seeds from `first` up to, but not including, `end`. */
export function testEvenings(first: number, end: number, kind: Kind = "usual"): void {
	for (let from = first; from < end; from += atOnce) {
		const last = Math.min(from + atOnce, end) - 1;
		test(`the ${kind} evenings of the seeds ${from} to ${last} keep every promise`, async () => {
			expect(await explore(from, last, undefined, kind)).toBe("");
		});
	}
}
