// The code and the name of a room, by which it is found again when its id is not known.

import { describe, expect, test } from "bun:test";
import { codeOf, drawCodes, roomName } from "../../src/room.ts";
import { seeded } from "../simulation/chance.ts";

const letters = 32;

describe("codes are drawn", () => {
	test("as many as asked for, of letters and digits, none that look alike", () => {
		const codes = drawCodes(seeded(7), 4, 200);
		expect(codes).toHaveLength(200);
		for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}$/);
		expect(drawCodes(seeded(7), 6, 1)).toEqual([expect.stringMatching(/^[2-9A-HJ-NP-Z]{6}$/)]);
	});

	test("also from the greatest and the least chance", () => {
		expect(drawCodes(() => 0, 4, 1)).toEqual(["2222"]);
		expect(drawCodes(() => 1 - Number.EPSILON, 4, 1)).toEqual(["ZZZZ"]);
	});

	test("from all letters alike", () => {
		const draw = (at: number) => drawCodes(() => (at + 0.5) / letters, 4, 1);
		expect(new Set(Array.from({ length: letters }, (_, at) => draw(at)).flat()).size).toBe(letters);
	});
});

describe("a room's name", () => {
	const rows: [team: string, name: string][] = [
		["Team Vale", "Team Vale · 4F2A"],
		["  Team Vale  ", "Team Vale · 4F2A"],
		["", "Team · 4F2A"],
		["\u200b\u0000", "Team · 4F2A"],
		["x".repeat(200), `${"x".repeat(93)} · 4F2A`],
		["a · BCDE", "a · BCDE · 4F2A"],
	];
	for (const [team, name] of rows) {
		test(`"${team.slice(0, 20)}" of ${team.length}`, () => {
			expect(roomName(team, "4F2A")).toBe(name);
			expect(codeOf(roomName(team, "4F2A"))).toBe("4F2A");
		});
	}

	test("no name is longer than Discord allows, whatever it is made of, and a longer code fits as well", () => {
		for (const team of ["😀".repeat(100), "é".repeat(120), "👩‍👩‍👧".repeat(60)]) {
			const name = roomName(team, "4F2AB7");
			expect(name.length).toBeLessThanOrEqual(100);
			expect(codeOf(name)).toBe("4F2AB7");
			expect(name.isWellFormed()).toBe(true);
		}
	});

	test("a name is cut between characters as people see them, never within one", () => {
		const family = "👩‍👩‍👧‍👦";
		const england = "🏴󠁧󠁢󠁥󠁮󠁧󠁿";
		for (const character of ["😀", family, england, "e\u0301", "🇩🇪", "👍🏽"]) {
			const kept = roomName(character.repeat(64), "4F2A").replace(" · 4F2A", "");
			expect(kept).toBe(character.repeat(Math.min(64, Math.floor(93 / character.length))));
		}
	});

	test("nothing in it turns the text around, hides, or is half a character", () => {
		expect(roomName("\u202Eelav maeT\u2066\uFEFF", "4F2A")).toBe("elav maeT · 4F2A");
		expect(roomName("Vale \uD83D", "4F2A")).toBe("Vale \uFFFD · 4F2A");
		expect(roomName("Vale 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "4F2A")).toBe("Vale 🏴󠁧󠁢󠁥󠁮󠁧󠁿 · 4F2A");
	});

	for (const name of ["General", "Team Vale", "Team · 12O0", "Team Vale 4F2A", "· 4F2A extra", "x · 4F2"]) {
		test(`"${name}" has no code`, () => expect(codeOf(name)).toBeUndefined());
	}
});
