// The test of /doctor, through the real path: a room for one member, in and back, and nothing left.

import { afterEach, expect, test } from "bun:test";
import { permission } from "../../src/permission.ts";
import type { Rehearsed } from "../../src/rehearsals.ts";
import type { Person } from "../world.ts";
import { given as begin, invited, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let boss: Person;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	expect(world.faceit.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const told: Rehearsed[] = [];

async function given(options: SimulationOptions = {}): Promise<void> {
	told.length = 0;
	scene = await begin({ settled: false, lingerMs: second, ...options });
	({ world } = scene);
	boss = world.person("Boss");
	scene.join(boss, world.generalId);
}

const start = () =>
	world.program.rehearsals.begin(world.guildId, boss.discordId, { team: "Test", competition: "Test match" }, (one) =>
		told.push(one),
	);

test("given an admin in voice who is not even linked, then each step comes true, whatever the guild chose", async () => {
	await given({ prepare: (made) => made.choose({ leastPlayers: 3, concerns: "followed", opensAt: "voice" }) });
	start();
	expect(world.program.rehearsals.isFree(world.guildId)).toBe(false);
	await world.clock.advance(30 * second);
	expect(told.at(-1)?.is).toBe("done");
	expect(Object.keys(told.at(-1)?.took ?? {})).toEqual(["opened", "moved", "returned", "gone"]);
	expect([world.whereIs(boss), world.roomChannels()]).toEqual([world.generalId, []]);
	expect(world.program.rehearsals.isFree(world.guildId)).toBe(true);
	// FACEIT knows nothing of it, and is not asked.
	expect(world.faceit.calls.filter(({ path }) => path.includes("rehearsal"))).toEqual([]);
	expect(world.stored("SELECT 1 FROM matches WHERE settled_at IS NULL")).toEqual([]);
});

test("given a permission is missing, then it says which step did not come true and why, and ends the match", async () => {
	await given({
		prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~permission.moveMembers),
	});
	start();
	await world.clock.advance(20 * second);
	expect(told.at(-1)).toMatchObject({ is: "stuck", took: {} });
	expect(told.at(-1)?.waits.map(({ reason }) => reason)).toContain("lackingPermissions");
	await world.clock.advance(60 * second);
	expect(world.stored("SELECT 1 FROM matches WHERE settled_at IS NULL")).toEqual([]);
});

test("given the program is killed in the middle of it, then the match ends by itself", async () => {
	await given();
	start();
	await scene.within(5 * second, () => world.roomChannels().length === 1, "the room is open");
	world.kill();
	await world.start();
	await world.clock.advance(3 * 60 * second);
	expect([world.whereIs(boss), world.roomChannels()]).toEqual([world.generalId, []]);
});

test("given FACEIT sends a match by that name, then it is none", async () => {
	await given();
	const body = {
		event: "match_status_ready",
		event_id: "e",
		payload: { id: `rehearsal-${world.guildId}-1`, teams: [] },
	};
	await world.post(body);
	await world.calm();
	expect(world.stored("SELECT 1 FROM matches")).toEqual([]);
});
