// The codes of new rooms: none that is taken, and one is always found.

import { describe, expect, test } from "bun:test";
import { codesFor } from "../../src/keeper/codes.ts";
import { seeded } from "../simulation/chance.ts";
import { channel, shownGuild } from "./shown.ts";

/** Codes in a guild with these channels; `isTaken` of rooms that may turn up again. */
function given({ names = [] as string[], isTaken = (_: string): boolean => false, chance = seeded(7) } = {}) {
	let queries = 0;
	const guild = shownGuild({ channels: names.map((name) => channel(name)) });
	const next = codesFor(guild, chance, (codes) => {
		queries += 1;
		return new Set(codes.filter(isTaken));
	});
	return { next, queries: () => queries, many: (count: number) => Array.from({ length: count }, next) };
}

describe("a new room's code", () => {
	test("has four letters and digits, and costs one query for all that a look needs", () => {
		const { many, queries } = given();
		const codes = many(10);
		for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}$/);
		expect(new Set(codes).size).toBe(10);
		expect(queries()).toBe(1);
	});

	test("a look that opens no room asks nothing", () => expect(given().queries()).toBe(0));

	test("is none that a room has, nor one that a channel's name shows", () => {
		const [first = "", second = "", ...others] = given().many(10);
		const { many } = given({ names: [`Team Vale · ${first}`], isTaken: (code) => code === second });
		expect(many(8)).toEqual(others);
	});

	test("is drawn once only, however many are", () => {
		const codes = given().many(5_000);
		expect(new Set(codes).size).toBe(5_000);
		expect(codes.filter(({ length }) => length > 4)).toEqual([]);
	});
});

describe("when codes run out", () => {
	test("half of them taken: those of four letters are still found", () => {
		const { many } = given({ isTaken: (code) => code < "J" });
		expect(many(100).filter((code) => code.length === 4 && code >= "J")).toHaveLength(100);
	});

	test("all of four letters taken: they get a fifth, in one query more", () => {
		const { next, queries } = given({ isTaken: (code) => code.length === 4 });
		expect(next()).toMatch(/^[2-9A-HJ-NP-Z]{5}$/);
		expect(queries()).toBe(2);
	});

	test("all of less than seven taken, and a chance that always draws the same: drawing ends all the same", () => {
		const { many, queries } = given({ isTaken: (code) => code.length < 7, chance: () => 0.5 });
		expect(many(2).map(({ length }) => length)).toEqual([7, 8]);
		expect(queries()).toBeLessThan(10);
	});
});
