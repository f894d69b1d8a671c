// A flood of 20,000 new matches, and one real match in the middle of it.

import { expect, test } from "bun:test";
import { flood, startFloodWorld } from "../flood.ts";

test("given 20,000 strangers' matches, then none is lost, memory stays bounded, and the real one is served meanwhile", async () => {
	const world = await startFloodWorld();
	const { statuses, memory, leftWhenPlaced } = await flood(world, 20_000);
	expect([...statuses]).toEqual([[204, 20_000]]);
	expect(world.stored("SELECT state, count(*) AS count FROM inbox GROUP BY state")).toEqual([
		{ state: "done", count: 20_001 },
	]);
	// What is in memory, and what the next start reads.
	expect(world.stored("SELECT count(*) AS count FROM matches WHERE settled_at IS NULL")).toEqual([{ count: 1 }]);
	// Kept in memory, they would take 250 MB.
	expect(memory.most - memory.before).toBeLessThan(150_000_000);
	expect(leftWhenPlaced).toBeGreaterThan(0);
	expect(world.faceit.calls).toEqual([]);
	await world.stop();
}, 600_000);
