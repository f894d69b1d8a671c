// A bot whose guilds are divided among three connections: one of them dies during a match. Its match goes on when it is
// back, and the others notice nothing.

import { expect, test } from "bun:test";
import { shardIdOf } from "../../src/shard.ts";
import type { Side } from "../world.ts";
import { makeWorld, type ProgramWorld } from "./world.ts";

const shards = 3;

/** A guild of one shard, with two teams in its channel, and their match. */
type Home = {
	readonly guildId: string;
	readonly generalId: string;
	readonly teams: readonly [Side, Side];
	readonly matchId: string;
};

function homeIn(world: ProgramWorld, shardId: number): Home {
	const guildId = String(BigInt(shards * 1_000 + shardId) << 22n);
	expect(shardIdOf(guildId, shards)).toBe(shardId);
	world.discord.addGuild({ name: `Server ${shardId}`, id: guildId });
	const generalId = world.discord.addChannel(guildId, { name: "General", type: "voice" });
	const side = (name: string) => world.newSide(`${name} ${shardId}`, 2, generalId, guildId);
	return { guildId, generalId, teams: [side("Vale"), side("Delta")], matchId: world.newMatchId() };
}

async function play(world: ProgramWorld, { guildId, teams, matchId }: Home): Promise<void> {
	await world.report("ready", matchId, { teams });
	await world.eventually(() => world.arePlaced(teams, guildId), "everyone placed");
}

async function end(world: ProgramWorld, { guildId, generalId, teams, matchId }: Home): Promise<void> {
	await world.report("finished", matchId, { teams });
	await world.eventually(() => world.roomChannels(guildId).length === 0, "no room left");
	for (const { discordId } of teams.flatMap(({ people }) => people)) {
		expect(world.discord.voiceOf(guildId, discordId)?.channelId).toBe(generalId);
	}
}

async function given(): Promise<{ world: ProgramWorld; homes: readonly [Home, Home, Home] }> {
	const world = await makeWorld({ shards, settled: false, playersPerTeam: 1 });
	const homes = [homeIn(world, 0), homeIn(world, 1), homeIn(world, 2)] as const;
	await world.start();
	expect(world.discord.gateway.sessions).toBe(shards);
	return { world, homes };
}

async function readiness({ url }: ProgramWorld): Promise<unknown> {
	return (await fetch(`${url}/readyz`)).json();
}

async function untilReady(world: ProgramWorld): Promise<void> {
	while (JSON.stringify(await readiness(world)) !== '{"status":"ok","problems":[]}') await Bun.sleep(5);
}

test("one of three shards dies during a match: its match goes on when it is back, the others notice nothing", async () => {
	const { world, homes } = await given();
	const [first, second, third] = homes;
	const { discord } = world;
	const { gateway } = discord;
	await untilReady(world);
	await play(world, second);
	const rooms = world.roomChannels(second.guildId).map(({ id }) => id);

	gateway.refuseShard(1, true);
	gateway.forgetSessions(1);
	gateway.cut(1);
	await world.eventually(() => gateway.sessions === 2, "the shard lost");
	while ((await fetch(`${world.url}/readyz`)).status === 200) await Bun.sleep(5);
	expect(await readiness(world)).toEqual({
		status: "failing",
		problems: ["shard 2 of 3 of Discord's gateway is not connected"],
	});
	// Matches of other servers come and go, and so do commands.
	await play(world, first);
	await play(world, third);
	const [player] = first.teams[0].people;
	const answer = await discord.command(first.guildId, player?.discordId ?? "", "profile");
	expect(answer.content).toContain("You are linked");
	await end(world, first);
	await world.report("finished", second.matchId, { teams: second.teams });
	await end(world, third);
	// Somebody might come into a room unheard: nothing is closed.
	expect(world.roomChannels(second.guildId).map(({ id }) => id)).toEqual(rooms);
	expect(gateway.sessions).toBe(2);

	gateway.refuseShard(1, false);
	await end(world, second);
	await untilReady(world);
	// One new sign-in, of that shard.
	expect([gateway.identifies, gateway.sessions, gateway.connections]).toEqual([shards + 1, shards, shards]);
	expect(discord.violations).toEqual([]);
	await world.stop();
}, 60_000);

test("started anew with another number of shards, and one does not come up: all goes on without it, and with it later", async () => {
	const { world, homes } = await given();
	const [first, second, third] = homes;
	const { discord } = world;
	for (const home of [first, second]) await play(world, home);
	await world.stopProgram();
	// It need not wait for the sign-ins just made.
	world.change("DELETE FROM memos WHERE name = 'signIns'");
	discord.gateway.recommend(2);
	expect(homes.map(({ guildId }) => shardIdOf(guildId, 2))).toEqual([0, 1, 0]);
	discord.gateway.refuseShard(1, true);
	await world.begin();
	await world.eventually(() => discord.gateway.sessions === 1, "the other one up");
	await end(world, first);
	await play(world, third);
	const [player] = third.teams[0].people;
	const answer = await discord.command(third.guildId, player?.discordId ?? "", "profile");
	expect(answer.content).toContain("You are linked");
	discord.gateway.refuseShard(1, false);
	await world.app.ready;
	expect(discord.gateway.sessions).toBe(2);
	for (const home of [second, third]) await end(world, home);
	expect(discord.violations).toEqual([]);
	await world.stop();
}, 60_000);
