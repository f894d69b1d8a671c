// How much of a text is kept when it has to be cut.

import { describe, expect, test } from "bun:test";
import { beginning } from "../../src/text.ts";

describe("the beginning of a text", () => {
	const rows: [title: string, text: string, longest: number, expected: string][] = [
		["as long as allowed: all of it", "vale", 4, "vale"],
		["shorter: all of it", "vale", 100, "vale"],
		["longer: cut", "vale", 3, "val"],
		["nothing fits: nothing", "vale", 0, ""],
		["an emoji that is two units long is kept or left out", "a😀b", 2, "a"],
		["an emoji of seven code points as well", "a👩‍👩‍👧‍👦b", 11, "a"],
		["and fits when there is space for all of it", "a👩‍👩‍👧‍👦b", 12, "a👩‍👩‍👧‍👦"],
		["a letter keeps its accent", "ae\u0301", 2, "a"],
		["a flag is one character", "🇩🇪🇫🇷", 7, "🇩🇪"],
		["a single character that is too long: nothing", "👩‍👩‍👧‍👦", 10, ""],
	];
	for (const [title, text, longest, expected] of rows)
		test(title, () => expect(beginning(text, longest)).toBe(expected));
});
