// The code and the name of a room, by which it is found again when its id is not known.

import { describe, expect, test } from "bun:test";
import type { Chance } from "../../src/clock.ts";
import { codeOf, roomCode, roomName } from "../../src/room.ts";

const letters = 31;

/** Draws that differ each time, with the same result in each run. */
function draws(seed = 7): Chance {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return state / 2 ** 31;
	};
}

describe("a new code", () => {
	test("four letters and digits, none that look alike", () => {
		for (let turn = 0; turn < 200; turn += 1) expect(roomCode(draws(turn), () => false)).toMatch(/^[2-9A-HJ-NP-Z]{4}$/);
	});

	test("the greatest and the least draw give codes, too", () => {
		expect(
			roomCode(
				() => 0,
				() => false,
			),
		).toBe("2222");
		expect(
			roomCode(
				() => 1 - Number.EPSILON,
				() => false,
			),
		).toBe("ZZZZ");
	});

	test("a taken one is drawn again", () => {
		const chance = draws();
		const first = roomCode(draws(), () => false);
		expect(roomCode(chance, (code) => code === first)).not.toBe(first);
	});

	test("given every code of four is taken, when one is drawn, then it has five", () => {
		expect(roomCode(draws(), (code) => code.length === 4)).toMatch(/^[2-9A-HJ-NP-Z]{5}$/);
	});

	test("given a chance that always draws the same, when that is taken, then drawing ends all the same", () => {
		let asked = 0;
		const code = roomCode(
			() => 0.5,
			(one) => {
				asked += 1;
				return one.length < 7;
			},
		);
		expect(code).toHaveLength(7);
		expect(asked).toBeLessThan(1_000);
	});

	test("all four-letter codes can be drawn", () => {
		const seen = new Set<string>();
		for (let at = 0; at < letters; at += 1)
			seen.add(
				roomCode(
					() => (at + 0.5) / letters,
					() => false,
				),
			);
		expect(seen.size).toBe(letters);
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
