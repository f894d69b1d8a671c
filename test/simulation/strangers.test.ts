// A match in which nobody is linked costs a row, and nothing else, until somebody of it is linked.

import { afterEach, expect, test } from "bun:test";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation } from "./world.ts";

const minute = 60_000;

let scene: Scene;
let world: Simulation;
afterEach(() => world.stop());

/** A match of six strangers, all in "General". */
async function given(): Promise<void> {
	scene = await begin({
		settled: false,
		prepare(made) {
			for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
		},
	});
	({ world } = scene);
	await world.report("ready", scene.matchId);
	await world.calm();
}

async function register(): Promise<void> {
	const { discordId, faceitId } = scene.person(0, 0);
	const registered = world.program.players.confirm({ discordId, guildId: world.guildId }, faceitId);
	await world.eventually(() => Bun.peek.status(registered) === "fulfilled", "registered");
}

const isPlaced = () => world.rooms()["Team Vale"]?.length === 1;

test("FACEIT is not asked about it, and nothing is done in Discord", async () => {
	await given();
	await world.clock.advance(60 * minute);
	expect(world.faceit.calls).toEqual([]);
	expect([scene.creates(), scene.moves()]).toEqual([[], []]);
});

test("who registers in the middle of it is in their room at once, and back when it is over", async () => {
	await given();
	await world.clock.advance(60 * minute);
	await register();
	await world.clock.runUntil(isPlaced, 2_000);
	await scene.ended();
	expect(world.whereIs(scene.person(0, 0))).toBe(world.generalId);
});

test("from then on it is compared with FACEIT like any other: a lost end is found", async () => {
	await given();
	await register();
	await world.clock.runUntil(isPlaced, 5_000);
	world.faceit.setMatch(scene.matchId, { status: "CANCELLED" });
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
});

for (const how of ["stop", "kill"] as const) {
	test(`who registers after the program was restarted (${how}) is placed as well, and so is who does before`, async () => {
		await given();
		await scene.restart(how);
		await register();
		await world.clock.runUntil(isPlaced, 2_000);
		await scene.restart(how);
		await scene.ended();
	});
}

test("who was linked by another process while none was running is placed after the start", async () => {
	await given();
	await world.stopProgram();
	world.link([scene.person(0, 0)]);
	await world.start();
	await world.eventually(isPlaced, "placed");
});

test("who is linked and in its line-up from the next event on is placed", async () => {
	await given();
	world.link([scene.person(0, 0)]);
	await world.report("ready", scene.matchId);
	await world.clock.runUntil(isPlaced, 2_000);
});
