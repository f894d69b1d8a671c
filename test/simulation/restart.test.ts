// A program that is stopped and started anew knows all that it knew, and does nothing twice.

import { afterEach, describe, expect, test } from "bun:test";
import { given, type Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.world.stop());

for (const how of ["stop", "kill"] as const) {
	describe(`in the middle of a match (${how})`, () => {
		/** The calls that the next start makes. */
		async function restart(): Promise<readonly string[]> {
			const { calls } = scene.world.discord;
			const before = calls.length;
			await scene.restart(how);
			return calls.slice(before).map(({ method, path }) => `${method} ${path}`);
		}

		test("it knows all it knew and does nothing twice", async () => {
			scene = await given({ playersPerTeam: 5, lingerMs: 150 });
			const { world } = scene;
			await scene.placed();
			await world.calm();
			expect(await restart()).toEqual([]);
			expect(world.arePlaced()).toBe(true);

			const walker = scene.person(0, 0);
			scene.join(walker, world.generalId);
			await world.calm();
			const where = `discord_id = '${walker.discordId}'`;
			expect(world.stored(`select state from placements where ${where}`)).toEqual([{ state: "walked" }]);
			expect(await restart()).toEqual([]);
			expect(world.whereIs(walker)).toBe(world.generalId);

			await scene.ended();
			for (const person of world.people) expect(world.whereIs(person)).toBe(world.generalId);
			expect(await restart()).toEqual([]);
		});
	});
}

test("what changed meanwhile is made up for: anyone who came into voice is moved, the room of a finished match closed", async () => {
	scene = await given();
	const { world } = scene;
	const late = scene.person(1, 0);
	scene.leave(late);
	await world.report("ready", scene.matchId);
	await world.calm();
	world.kill();
	scene.join(late, world.generalId);
	await world.clock.advance(60_000);
	await world.start();
	await world.eventually(() => world.arePlaced(), "everyone in their rooms");

	await world.stopProgram();
	world.faceit.setMatch(scene.matchId, { status: "FINISHED" });
	await world.clock.advance(5 * 60_000);
	await world.start();
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const person of world.people) expect(world.whereIs(person)).toBe(world.generalId);
});
