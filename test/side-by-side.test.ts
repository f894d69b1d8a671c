// Ten players are in their rooms after two round trips to Discord: one for both rooms, one for all moves. How long that
// takes is measured by `bun run bench`; here is shown that nothing waits for anything else.

import { afterEach, expect, test } from "bun:test";
import type { Call } from "../src/sandbox/discord/calls.ts";
import { eventually, newMatchId, startWorld, type World } from "./world.ts";

/** Long enough for all calls of one step to start before the first is answered, even on a busy machine. */
const roundTripMs = 500;

let world: World;
afterEach(() => world.stop());

const firstAnswer = (calls: readonly Call[]) => Math.min(...calls.map((call) => call.endedAt ?? Number.NaN));
const lastStart = (calls: readonly Call[]) => Math.max(...calls.map((call) => call.startedAt));

test("ten players in voice: two creates at once, then ten moves at once, and no other call", async () => {
	world = await startWorld({ latencyMs: roundTripMs });
	const { discord } = world;
	const before = discord.calls.length;

	await world.report("ready", newMatchId());
	await eventually(() => world.arePlaced(), "ten players in their rooms");
	await world.calm(2 * roundTripMs);

	const calls = discord.calls.slice(before);
	expect(calls.map(({ method, route }) => `${method} ${route}`)).toEqual([
		...Array(2).fill("POST /guilds/:guild/channels"),
		...Array(10).fill("PATCH /guilds/:guild/members/:user"),
	]);
	const [creates, moves] = [calls.slice(0, 2), calls.slice(2)];
	expect(lastStart(creates)).toBeLessThan(firstAnswer(creates));
	expect(lastStart(moves)).toBeLessThan(firstAnswer(moves));
	expect(discord.violations).toEqual([]);
}, 20_000);
