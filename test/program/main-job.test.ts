// The main job, from FACEIT's events to an empty channel list, by the real program over real sockets.

import { afterEach, expect, test } from "bun:test";
import { type ProgramWorld, startWorld } from "./world.ts";

let world: ProgramWorld;
afterEach(() => world.stop());

test("a match of ten players in voice: two private rooms, everyone in, everyone back, no room left", async () => {
	world = await startWorld();
	const { discord, teams, people, generalId } = world;
	const matchId = world.newMatchId();

	await world.report("ready", matchId);
	await world.eventually(() => Object.values(world.rooms()).flat().length === 10, "ten players in their rooms");
	expect(world.rooms()).toEqual({
		"Team Vale": teams[0].people.map(({ nickname }) => nickname),
		"Team Delta": teams[1].people.map(({ nickname }) => nickname),
	});
	for (const room of world.roomChannels()) expect(room).toMatchObject({ hidden: true, locked: true });
	const [vale] = world.roomChannels();
	const [stranger] = teams[1].people;
	expect(discord.canView(stranger?.discordId ?? "", vale?.id ?? "")).toBe(false);

	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const person of people) expect(world.whereIs(person)).toBe(generalId);
	expect(discord.violations).toEqual([]);
});
