// The main job, from FACEIT's events to an empty channel list, by the real program.

import { afterEach, expect, test } from "bun:test";
import { eventually, newMatchId, startWorld, type World, type WorldOptions } from "./world.ts";

let world: World;

async function given(options: WorldOptions = {}): Promise<World> {
	world = await startWorld(options);
	return world;
}

afterEach(() => world.stop());

test("a match of ten players in voice: two private rooms, everyone in, everyone back, no room left", async () => {
	const { discord, teams, people, generalId } = await given();
	const matchId = newMatchId();

	await world.report("ready", matchId);
	const placed = () => Object.values(world.rooms()).flat().length === 10;
	await eventually(placed, "ten players in their rooms");
	expect(world.rooms()).toEqual({
		"Team Vale": teams[0].people.map(({ nickname }) => nickname),
		"Team Delta": teams[1].people.map(({ nickname }) => nickname),
	});
	for (const room of world.roomChannels()) expect(room).toMatchObject({ hidden: true, locked: true });
	const [vale] = world.roomChannels();
	const [stranger] = teams[1].people;
	expect(discord.canView(stranger?.discordId ?? "", vale?.id ?? "")).toBe(false);

	await world.report("finished", matchId);
	await eventually(() => world.roomChannels().length === 0, "no room left", 8_000);
	for (const person of people) expect(world.whereIs(person)).toBe(generalId);
	expect(discord.violations).toEqual([]);
}, 20_000);
