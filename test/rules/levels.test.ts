// Where an Elo stands among the ten levels of CS2.

import { expect, test } from "bun:test";
import { levelProgress } from "../../src/levels.ts";

test.each([
	[0, 1, 501, 0],
	[100, 1, 401, 0],
	[500, 1, 1, 400 / 401],
	[501, 2, 250, 0],
	[626, 2, 125, 0.5],
	[750, 2, 1, 249 / 250],
	[751, 3, 150, 0],
	[901, 4, 150, 0],
	[1050, 4, 1, 149 / 150],
	[1051, 5, 150, 0],
	[1201, 6, 150, 0],
	[1350, 6, 1, 149 / 150],
	[1351, 7, 180, 0],
	[1530, 7, 1, 179 / 180],
	[1531, 8, 220, 0],
	[1750, 8, 1, 219 / 220],
	[1751, 9, 250, 0],
	[2000, 9, 1, 249 / 250],
	[2001, 10, null, 1],
	[3500, 10, null, 1],
])("Elo %p is level %p, %p short of the next, %p of it done", (elo, level, missing, share) => {
	expect(levelProgress(elo)).toMatchObject({ level, missing, share });
});

test("each level begins where the one before it ends", () => {
	for (let elo = 100; elo < 2001; elo += 1) {
		const { from, nextAt, missing } = levelProgress(elo);
		expect(from <= elo && nextAt === elo + (missing ?? 0)).toBe(true);
	}
});
