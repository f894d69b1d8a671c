// Every webhook that was recorded from FACEIT, played to the program.

import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { recordedWebhook, sidesOf } from "../faceit/recorded.ts";
import type { Side } from "../world.ts";
import { type Simulation, simulate } from "./world.ts";

const names = readdirSync(join(import.meta.dir, "../fixtures/faceit/webhooks")).map((file) =>
	file.replace(".json", ""),
);
const all = await Promise.all(names.map(recordedWebhook));
const matchmaking = await recordedWebhook("match_status_ready.matchmaking");

let world: Simulation;
afterEach(() => world.stop());

async function given(): Promise<Side[]> {
	const sides: Side[] = [];
	world = await simulate({ settled: false, prepare: (made) => void sides.push(...sidesOf(made, matchmaking)) });
	return sides;
}

test("every recorded payload is stored, read and processed", async () => {
	await given();
	expect(all).toHaveLength(8);
	for (const body of all) await world.post(body);
	await world.calm();
	const states = world.stored("select state, count(*) count from inbox group by state");
	expect(states).toEqual([{ state: "done", count: all.length }]);
});

test("the recorded matchmaking match: teams without a bench, named after their captains", async () => {
	const sides = await given();
	await world.post(matchmaking);
	await world.eventually(() => world.arePlaced(sides), "both teams in their rooms");
	expect(Object.keys(world.rooms()).toSorted()).toEqual(["Team Sable 90", "Team Yarrow 89"]);
});
