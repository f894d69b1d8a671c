// The gateway comes and goes. Whenever it is back, what Discord shows is looked at afresh; what it does not show is not
// taken for gone; and what no waiting mends ends the program with a sentence.

import { describe, expect, test } from "bun:test";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import { eventually, newMatchId, startWorld, type World, type WorldOptions } from "../world.ts";

const options: WorldOptions = { playersPerTeam: 2, pace: 0.02, env: { LINGER_SECONDS: "0" } };

async function within(options: WorldOptions, act: (world: World) => Promise<void>): Promise<void> {
	const world = await startWorld(options);
	try {
		await act(world);
		expect(world.discord.violations).toEqual([]);
	} finally {
		await world.stop();
	}
}

/** A match under way: everyone in their room. */
async function playing(world: World): Promise<string> {
	const matchId = newMatchId();
	await world.report("ready", matchId);
	await eventually(() => world.arePlaced(), "everyone placed");
	return matchId;
}

/** The match ends: everyone back, no room left. */
async function ends(world: World, matchId: string): Promise<void> {
	await world.report("finished", matchId);
	await eventually(() => world.roomChannels().length === 0, "no room left", 10_000);
	for (const person of world.people) expect([undefined, world.generalId]).toContain(world.whereIs(person));
}

const isBack = (discord: DiscordSandbox) => () => discord.gateway.sessions === 1;

describe("given a lost connection", () => {
	const losses: readonly (readonly [name: string, lose: (discord: DiscordSandbox) => void])[] = [
		["closed with 1000", ({ gateway }) => gateway.close(1000)],
		["closed with 1001", ({ gateway }) => gateway.close(1001)],
		["closed with 4000, unknown error", ({ gateway }) => gateway.close(4000)],
		["closed with 4001, unknown opcode", ({ gateway }) => gateway.close(4001)],
		["closed with 4007, invalid sequence", ({ gateway }) => gateway.close(4007)],
		["closed with 4008, rate limited", ({ gateway }) => gateway.close(4008)],
		["closed with 4009, session timed out", ({ gateway }) => gateway.close(4009)],
		["cut without a word", ({ gateway }) => gateway.cut()],
		["asked to reconnect (op 7)", ({ gateway }) => gateway.reconnect()],
		["session invalid, resumable (op 9)", ({ gateway }) => gateway.invalidateSession(true)],
		["session invalid (op 9)", ({ gateway }) => gateway.invalidateSession(false)],
		[
			"closed, and the session forgotten",
			({ gateway }) => {
				gateway.forgetSessions();
				gateway.close(4000);
			},
		],
	];
	for (const [name, lose] of losses) {
		test.concurrent(`${name}: what happened meanwhile is seen, and the match ends well`, async () => {
			await within(options, async (world) => {
				const { discord, guildId, generalId } = world;
				const matchId = await playing(world);
				const [hopper, leaver] = world.teams[0].people;
				const [room] = world.roomChannels();
				// The connection is away while it happens: none of these events is heard as it happens.
				discord.gateway.refuse(true);
				lose(discord);
				await eventually(() => discord.gateway.sessions === 0 || name.includes("op "), "the connection lost");
				discord.gateway.cut();
				await eventually(() => discord.gateway.connections === 0, "no connection");
				if (room !== undefined) discord.deleteChannel(room.id);
				if (leaver !== undefined) discord.leaveVoice(guildId, leaver.discordId);
				if (hopper !== undefined) discord.joinVoice(guildId, hopper.discordId, generalId);
				discord.gateway.refuse(false);
				await eventually(isBack(discord), "the connection back", 15_000);
				await eventually(() => world.roomChannels().length === 2, "a room in place of the one deleted by hand");
				await ends(world, matchId);
			});
		}, 40_000);
	}
});

test.concurrent("given a frozen gateway while calls are answered, when a match begins, then each team has one room, and keeps it", async () => {
	await within(options, async (world) => {
		const { discord } = world;
		discord.gateway.freeze(true);
		const matchId = newMatchId();
		await world.report("ready", matchId);
		await eventually(() => world.arePlaced(), "everyone placed");
		const rooms = world.roomChannels().map(({ id }) => id);
		// Discord has not told of these rooms, and says nothing of them however often it is looked.
		await world.report("configuring", matchId);
		await Bun.sleep(1_200);
		expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms);
		discord.gateway.unfreeze();
		await world.calm();
		expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms);
		await ends(world, matchId);
	});
});

describe("given events that get lost", () => {
	test.concurrent("a room deleted by hand: the first call about it proves it, and it is opened again", async () => {
		await within(options, async (world) => {
			const { discord, guildId, generalId } = world;
			const matchId = await playing(world);
			const [room] = world.roomChannels();
			const dropped = discord.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
			const inside = room?.inside.map(({ userId }) => userId) ?? [];
			discord.deleteChannel(room?.id ?? "");
			dropped.remove();
			// Who is out of voice for a moment has not walked out.
			await world.calm();
			for (const discordId of inside) discord.joinVoice(guildId, discordId, generalId);
			await eventually(() => world.arePlaced(), "everyone in a room that exists");
			await ends(world, matchId);
		});
	});

	test.concurrent("someone left voice: the move says so, and nobody is moved over and over", async () => {
		await within(options, async (world) => {
			const { discord, guildId } = world;
			const [gone] = world.people;
			const dropped = discord.gateway.drop(({ name }) => name === "VOICE_STATE_UPDATE");
			discord.leaveVoice(guildId, gone?.discordId ?? "");
			dropped.remove();
			const matchId = newMatchId();
			await world.report("ready", matchId);
			await eventually(() => Object.values(world.rooms()).flat().length === 3, "the others placed");
			await world.calm(300);
			expect(discord.calls.filter(({ code }) => code === 40032)).toHaveLength(1);
			await ends(world, matchId);
		});
	});

	test.concurrent("a room was created and its event lost: it is used, emptied and deleted all the same", async () => {
		await within(options, async (world) => {
			const dropped = world.discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
			const matchId = await playing(world);
			dropped.remove();
			await ends(world, matchId);
		});
	});
});

test.concurrent("given a guild that is unavailable, then its rooms are not taken for gone, and nothing is asked of it until it is back", async () => {
	await within(options, async (world) => {
		const { discord, guildId } = world;
		const matchId = await playing(world);
		const rooms = world.roomChannels().map(({ id }) => id);
		discord.setGuildAvailable(guildId, false);
		await world.calm();
		const before = discord.calls.length;
		await world.report("finished", matchId);
		await Bun.sleep(1_200);
		expect(discord.calls.slice(before)).toEqual([]);
		expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms);
		discord.setGuildAvailable(guildId, true);
		await eventually(() => world.roomChannels().length === 0, "no room left");
		for (const person of world.people) expect(world.whereIs(person)).toBe(world.generalId);
	});
});

test.concurrent("given a bot removed from a guild in the middle of a match, when it is invited again, then its old rooms are cleared", async () => {
	const world = await startWorld(options);
	try {
		const guild = world.discord.addGuild({ name: "Delta Gaming" });
		const generalId = world.discord.addChannel(guild.id, { name: "General", type: "voice" });
		const { discord } = world;
		for (const { discordId, nickname } of world.people) {
			discord.addMember(guild.id, { username: nickname, id: discordId });
			discord.joinVoice(guild.id, discordId, generalId);
		}
		const matchId = newMatchId();
		await world.report("ready", matchId);
		await eventually(() => world.arePlaced(world.teams, guild.id), "everyone placed there");
		discord.removeGuild(guild.id);
		await world.report("finished", matchId);
		await world.calm();
		expect(world.roomChannels(guild.id)).toHaveLength(2);
		guild.botIsIn = true;
		discord.setGuildAvailable(guild.id, true);
		await eventually(() => world.roomChannels(guild.id).length === 0, "no orphan in the guild");
	} finally {
		await world.stop();
	}
});

describe("given a close that no reconnect mends", () => {
	const closes: readonly (readonly [code: number, words: string])[] = [
		[4004, "DISCORD_TOKEN"],
		[4010, "shard"],
		[4011, "too many servers"],
		[4012, "update faceit-comms"],
		[4013, "update faceit-comms"],
		[4014, "intent"],
	];
	for (const [code, words] of closes) {
		test.concurrent(`${code}: the program has failed, and says why`, async () => {
			await within({ ...options, pace: 1 }, async (world) => {
				world.discord.gateway.close(code);
				expect(await Promise.race([world.app.failed, Bun.sleep(4_000)])).toContain(words);
			});
		});
	}
});

test.concurrent("given a token that Discord no longer accepts, when any call meets a 401, then the program has failed, and says why", async () => {
	await within({ ...options, pace: 1 }, async (world) => {
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: 100 }, { status: 401 });
		await world.report("ready", newMatchId());
		expect(await Promise.race([world.app.failed, Bun.sleep(4_000)])).toContain("DISCORD_TOKEN");
	});
});

describe("given a gateway that is deaf for minutes (here: a hundredth of them), then the program has failed, and says why", () => {
	const deaf: readonly (readonly [name: string, words: string, act: (discord: DiscordSandbox) => void])[] = [
		[
			"turned away at every attempt",
			"away",
			({ gateway }) => {
				gateway.refuse(true);
				gateway.cut();
			},
		],
		["connected, but silent", "silent", ({ gateway }) => gateway.freeze(true)],
	];
	for (const [name, words, act] of deaf) {
		test.concurrent(name, async () => {
			await within({ ...options, pace: 0.01, heartbeatIntervalMs: 1_000 }, async (world) => {
				await Bun.sleep(1_100);
				act(world.discord);
				expect(await Promise.race([world.app.failed, Bun.sleep(8_000)])).toContain(words);
				world.discord.gateway.unfreeze();
			});
		}, 20_000);
	}

	test.concurrent("one that answers its heartbeats is not deaf, however little happens", async () => {
		await within({ ...options, pace: 0.01, heartbeatIntervalMs: 500 }, async (world) => {
			expect(await Promise.race([world.app.failed, Bun.sleep(4_000)])).toBeUndefined();
		});
	});
});
