// A small flood of new matches, and one real match in the middle of it. The great one is in test/long.

import { expect, test } from "bun:test";
import { flood, startFloodWorld } from "../flood.ts";

test("given a flood of strangers' matches, then none is lost, none is kept in memory, and the real one is served", async () => {
	const world = await startFloodWorld();
	const { statuses } = await flood(world, 500);
	expect([...statuses]).toEqual([[204, 500]]);
	expect(world.stored("SELECT state, count(*) AS count FROM inbox GROUP BY state")).toEqual([
		{ state: "done", count: 501 },
	]);
	expect(world.stored("SELECT count(*) AS count FROM matches")).toEqual([{ count: 501 }]);
	// What is in memory, and what the next start reads.
	expect(world.stored("SELECT count(*) AS count FROM matches WHERE settled_at IS NULL")).toEqual([{ count: 1 }]);
	expect(world.discord.violations).toEqual([]);
	await world.stop();
}, 120_000);
