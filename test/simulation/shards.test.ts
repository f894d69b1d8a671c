// A bot whose guilds are divided among several connections: one that is not up, or not yet, decides nothing about guilds.

import { afterEach, expect, test } from "bun:test";
import { shardIdOf } from "../../src/shard.ts";
import type { Side } from "../world.ts";
import { Simulation } from "./world.ts";

const shards = 3;
const minute = 60_000;

type Home = {
	readonly guildId: string;
	readonly generalId: string;
	readonly teams: readonly [Side, Side];
	matchId: string;
};

let world: Simulation;

afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

/** A guild of each shard, with two teams in its channel. */
function given(): readonly [Home, Home, Home] {
	world = new Simulation({ shards, lingerMs: 0, playersPerTeam: 1, settled: false });
	return [home(0), home(1), home(2)];
}

function home(shardId: number): Home {
	const guildId = String(BigInt(3_000 + shardId) << 22n);
	expect(shardIdOf(guildId, shards)).toBe(shardId);
	world.discord.addGuild({ name: `Server ${shardId}`, id: guildId });
	const generalId = world.discord.addChannel(guildId, { name: "General", type: "voice" });
	world.choose({ lobbyId: generalId }, guildId);
	const side = (name: string) => world.newSide(`${name} ${shardId}`, 2, generalId, guildId);
	return { guildId, generalId, teams: [side("Vale"), side("Delta")], matchId: world.newMatchId() };
}

async function play({ guildId, teams, matchId }: Home): Promise<void> {
	await world.report("ready", matchId, { teams });
	await world.eventually(() => world.arePlaced(teams, guildId), "everyone placed");
}

async function end({ guildId, generalId, teams, matchId }: Home): Promise<void> {
	await world.report("finished", matchId, { teams });
	await world.eventually(() => world.roomChannels(guildId).length === 0, "no room left");
	for (const { discordId } of teams.flatMap(({ people }) => people)) {
		expect(world.discord.voiceOf(guildId, discordId)?.channelId).toBe(generalId);
	}
}

const settingsLeft = () =>
	world.stored<{ left_at: number | null }>("SELECT left_at FROM guilds WHERE left_at IS NOT NULL");

test("restarted in the middle of matches, and one shard does not come up: nothing of its guild is given up", async () => {
	const homes = given();
	const [, second] = homes;
	await world.start();
	for (const one of homes) await play(one);
	const rooms = world.roomChannels(second.guildId).map(({ id }) => id);
	await world.stopProgram();

	world.discord.gateway.refuseShard(1, true);
	world.begin();
	await world.clock.advance(30 * minute);
	expect(settingsLeft()).toEqual([]);
	expect(world.stored("SELECT code FROM rooms WHERE state <> 'open'")).toEqual([]);
	for (const one of [homes[0], homes[2]]) await end(one);
	expect(world.roomChannels(second.guildId).map(({ id }) => id)).toEqual(rooms);

	world.discord.gateway.refuseShard(1, false);
	await world.clock.advance(minute);
	await end(second);
});

test("removed from a guild while the program is down: only that guild is given up, once its shard has said so", async () => {
	const [first, second, third] = given();
	await world.start();
	await world.stopProgram();
	world.discord.removeGuild(second.guildId);
	world.discord.gateway.refuseShard(1, true);
	world.begin();
	await world.clock.advance(minute);
	expect(settingsLeft()).toEqual([]);
	world.discord.gateway.refuseShard(1, false);
	await world.clock.advance(minute);
	expect(settingsLeft()).toHaveLength(1);
	for (const one of [first, third]) {
		await play(one);
		await end(one);
	}
});

test("one shard is lost during a match, with its session: the others notice nothing, and its match goes on when it is back", async () => {
	const homes = given();
	const [first, second, third] = homes;
	const { gateway } = world.discord;
	await world.start();
	await play(second);
	gateway.refuseShard(1, true);
	gateway.forgetSessions(1);
	gateway.cut(1);
	for (const one of [first, third]) await play(one);
	await world.report("finished", second.matchId, { teams: second.teams });
	await world.clock.advance(minute);
	// Nothing is closed while nobody would hear of who comes in.
	expect(world.roomChannels(second.guildId)).toHaveLength(2);
	for (const one of [first, third]) await end(one);
	expect([gateway.identifies, gateway.sessions]).toEqual([3, 2]);
	gateway.refuseShard(1, false);
	await end(second);
	expect(gateway.identifies).toBe(4);
});

test("kicked during a match and invited again: the match goes on, and what admins chose and who is known there is not lost", async () => {
	const [, home] = given();
	const { guildId } = home;
	const { discord } = world;
	await world.start();
	await play(home);
	const rooms = world.roomChannels(guildId).map(({ id }) => id);
	const guild = discord.removeGuild(guildId);
	await world.calm();
	expect(settingsLeft()).toHaveLength(1);
	await world.stopProgram();
	await world.start();
	await world.clock.advance(60 * minute);
	guild.botIsIn = true;
	discord.setGuildAvailable(guildId, true);
	await world.calm();
	expect(settingsLeft()).toEqual([]);
	expect(world.roomChannels(guildId).map(({ id }) => id)).toEqual(rooms);
	await end(home);
	const next: Home = { ...home, matchId: world.newMatchId() };
	await play(next);
	await end(next);
});
