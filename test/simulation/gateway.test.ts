// The gateway comes and goes. Whenever it is back, what Discord shows is looked at afresh, and what it does not show is not
// taken for gone.

import { afterEach, describe, expect, test } from "bun:test";
import type { GatewayControls } from "../../src/sandbox/discord/gateway-controls.ts";
import type { Person } from "../world.ts";
import { type Simulation, simulate } from "./world.ts";

let world: Simulation;
let matchId: string;

afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

async function given(): Promise<void> {
	world = await simulate({ playersPerTeam: 2, lingerMs: 0 });
	matchId = world.newMatchId();
}

/** A match is on: everyone in their room. */
async function play(): Promise<void> {
	await given();
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "everyone placed");
	await world.calm();
}

/** The match ends: everyone who is in voice is back, no room left. */
async function end(): Promise<void> {
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const person of world.people) expect([undefined, world.generalId]).toContain(world.whereIs(person));
}

function person(team: 0 | 1, index: number): Person {
	const found = world.teams[team].people[index];
	if (found === undefined) throw new Error("no such person");
	return found;
}

const enter = ({ discordId }: Person) => world.discord.joinVoice(world.guildId, discordId, world.generalId);
const leave = ({ discordId }: Person) => world.discord.leaveVoice(world.guildId, discordId);
const roomIds = () => world.roomChannels().map(({ id }) => id);

/** Loses the connection and keeps it from coming back while `meanwhile` happens: none of it is heard as it happens. */
async function away(lose: (gateway: GatewayControls) => void, meanwhile: () => void): Promise<void> {
	const { gateway } = world.discord;
	gateway.refuse(true);
	lose(gateway);
	await world.eventually(() => gateway.connections === 0, "the connection lost");
	meanwhile();
	await world.clock.advance(5_000);
	gateway.refuse(false);
	await world.eventually(() => gateway.sessions === 1, "the connection back");
}

type Loss = readonly [name: string, lose: (gateway: GatewayControls) => void];

/** The session goes on, and what happened meanwhile is told afterwards. */
const resumable: readonly Loss[] = [
	["closed with 1001", (gateway) => gateway.close(1001)],
	["closed with 4000, unknown error", (gateway) => gateway.close(4000)],
	["closed with 4001, unknown opcode", (gateway) => gateway.close(4001)],
	["closed with 4008, rate limited", (gateway) => gateway.close(4008)],
	["cut without a word", (gateway) => gateway.cut()],
	["asked to reconnect (op 7)", (gateway) => gateway.reconnect()],
	["session invalid, resumable (op 9)", (gateway) => gateway.invalidateSession(true)],
];

/** A new session begins, and nobody tells what happened meanwhile. */
const ending: readonly Loss[] = [
	["closed with 1000", (gateway) => gateway.close(1000)],
	["closed with 4007, invalid sequence", (gateway) => gateway.close(4007)],
	["closed with 4009, session timed out", (gateway) => gateway.close(4009)],
	["session invalid (op 9)", (gateway) => gateway.invalidateSession(false)],
	[
		"closed, and the session forgotten",
		(gateway) => {
			gateway.forgetSessions();
			gateway.close(4000);
		},
	],
];

describe("given a lost connection, what happened meanwhile is seen, and the match ends well", () => {
	for (const [name, lose] of [...resumable, ...ending]) {
		test(`${name}: a room deleted by hand is opened again for those who are in voice`, async () => {
			await play();
			const [former] = world.roomChannels();
			const [back, gone] = [person(0, 0), person(0, 1)];
			await away(lose, () => {
				world.discord.deleteChannel(former?.id ?? "");
				leave(gone);
				enter(back);
			});
			await world.eventually(() => world.roomChannels().length === 2, "a room in place of the one deleted by hand");
			await world.calm();
			expect(world.rooms()).toEqual({
				"Team Vale": [back.nickname],
				"Team Delta": world.teams[1].people.map(({ nickname }) => nickname),
			});
			expect(roomIds()).not.toContain(former?.id ?? "");
			await end();
		});
	}

	for (const [name, lose] of resumable) {
		test(`${name}: someone who walked out meanwhile is left alone`, async () => {
			await play();
			await away(lose, () => enter(person(0, 0)));
			await world.calm();
			expect(world.whereIs(person(0, 0))).toBe(world.generalId);
			await end();
		});
	}

	for (const [name, lose] of ending) {
		test(`${name}: someone seen elsewhere, nobody knows how they got there, is moved again`, async () => {
			await play();
			await away(lose, () => enter(person(0, 0)));
			await world.eventually(() => world.arePlaced(), "back in the room");
			await end();
		});
	}
});

test("given a frozen gateway while calls are answered, when a match begins, then each team has one room, and keeps it", async () => {
	await given();
	world.discord.gateway.freeze(true);
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "everyone placed");
	const rooms = roomIds();
	// Discord has not told of these rooms, and says nothing of them however often it is looked.
	await world.report("configuring", matchId);
	await world.clock.advance(10 * 60_000);
	expect(roomIds()).toEqual(rooms);
	world.discord.gateway.unfreeze();
	await world.calm();
	expect(roomIds()).toEqual(rooms);
	await end();
});

describe("given events that get lost", () => {
	test("a room deleted by hand: the first call about it proves it, and it is opened again", async () => {
		await play();
		const { discord } = world;
		const dropped = discord.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
		discord.deleteChannel(world.roomChannels()[0]?.id ?? "");
		dropped.remove();
		await world.calm();
		// Anyone who was thrown out with the room has not walked out.
		for (const one of world.teams[0].people) enter(one);
		await world.eventually(() => world.arePlaced(), "everyone in a room that exists");
		await end();
	});

	test("someone left voice: the move says so, and nobody is moved over and over", async () => {
		await given();
		const { discord } = world;
		const dropped = discord.gateway.drop(({ name }) => name === "VOICE_STATE_UPDATE");
		leave(person(0, 0));
		dropped.remove();
		await world.report("ready", matchId);
		await world.eventually(() => Object.values(world.rooms()).flat().length === 3, "the others placed");
		await world.clock.advance(10 * 60_000);
		expect(discord.calls.filter(({ code }) => code === 40032)).toHaveLength(1);
		await end();
	});

	test("a room was created and its event lost: it is used, emptied and deleted all the same", async () => {
		await given();
		const dropped = world.discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced(), "everyone placed");
		dropped.remove();
		await end();
	});
});

test("given a guild that is unavailable, then its rooms are not taken for gone, and nothing is asked of it until it is back", async () => {
	await play();
	const { discord, guildId } = world;
	const rooms = roomIds();
	discord.setGuildAvailable(guildId, false);
	await world.calm();
	const before = discord.calls.length;
	await world.report("finished", matchId);
	await world.clock.advance(30 * 60_000);
	expect(discord.calls.slice(before)).toEqual([]);
	expect(roomIds()).toEqual(rooms);
	discord.setGuildAvailable(guildId, true);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const one of world.people) expect(world.whereIs(one)).toBe(world.generalId);
});

test("given a bot removed from a guild in the middle of a match, when it is invited again, then its old rooms are cleared", async () => {
	await given();
	const { discord } = world;
	const guild = discord.addGuild({ name: "Delta Gaming" });
	const generalId = discord.addChannel(guild.id, { name: "General", type: "voice" });
	for (const { discordId, nickname } of world.people) {
		discord.addMember(guild.id, { username: nickname, id: discordId });
		discord.joinVoice(guild.id, discordId, generalId);
	}
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(world.teams, guild.id), "everyone placed there");
	discord.removeGuild(guild.id);
	await world.report("finished", matchId);
	await world.calm();
	expect(world.roomChannels(guild.id)).toHaveLength(2);
	guild.botIsIn = true;
	discord.setGuildAvailable(guild.id, true);
	await world.eventually(() => world.roomChannels(guild.id).length === 0, "no orphan in the guild");
});
