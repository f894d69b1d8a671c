// What discord.js makes of a connection that is lost: it comes back by itself, with the former session or a new one, and
// what happened meanwhile is seen; and a close that no reconnect mends ends the program with a sentence. What the program
// makes of each loss has its rows in test/simulation/gateway.test.ts.

import { expect, test } from "bun:test";
import type { GatewayControls } from "../../src/sandbox/discord/gateway-controls.ts";
import type { Person } from "../world.ts";
import { makeWorld, type ProgramWorld, startWorld } from "./world.ts";

type Loss = readonly [name: string, lose: (gateway: GatewayControls) => void];

/** discord.js goes on with the session. */
const resumed: readonly Loss[] = [
	["closed with 1001", (gateway) => gateway.close(1001)],
	["closed with 4000, unknown error", (gateway) => gateway.close(4000)],
	["closed with 4001, unknown opcode", (gateway) => gateway.close(4001)],
	["cut without a word", (gateway) => gateway.cut()],
	["asked to reconnect (op 7)", (gateway) => gateway.reconnect()],
	["closed with 4009, session timed out", (gateway) => gateway.close(4009)],
];

/** discord.js signs in again. */
const renewed: readonly Loss[] = [
	["closed with 1000", (gateway) => gateway.close(1000)],
	["closed with 4007, invalid sequence", (gateway) => gateway.close(4007)],
	["closed with 4008, rate limited", (gateway) => gateway.close(4008)],
	["session invalid (op 9)", (gateway) => gateway.invalidateSession(false)],
	[
		"closed, and the session forgotten",
		(gateway) => {
			gateway.forgetSessions();
			gateway.close(4000);
		},
	],
];

/** A match is on; its players' teams have one player each. */
async function play(world: ProgramWorld): Promise<string> {
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "both placed");
	return matchId;
}

/** What happens while the connection is away. Its player comes back into voice, and so has to be moved again. */
type Meanwhile = (world: ProgramWorld, player: Person, roomId: string) => void;

const roomDeleted: Meanwhile = ({ discord }, _player, roomId) => discord.deleteChannel(roomId);
const playerGone: Meanwhile = ({ discord, guildId }, { discordId }) => discord.leaveVoice(guildId, discordId);

function happen(world: ProgramWorld, meanwhile: Meanwhile): void {
	const { discord, guildId, generalId, teams } = world;
	const [player] = teams[0].people;
	const roomId = player === undefined ? undefined : world.whereIs(player);
	if (player === undefined || roomId === undefined) throw new Error("nobody plays");
	meanwhile(world, player, roomId);
	discord.joinVoice(guildId, player.discordId, generalId);
}

async function loseAndFindBack(world: ProgramWorld, lose: Loss[1], meanwhile: Meanwhile): Promise<void> {
	const { gateway } = world.discord;
	gateway.refuse(true);
	lose(gateway);
	await world.eventually(() => gateway.connections === 0, "the connection lost");
	happen(world, meanwhile);
	gateway.refuse(false);
	await world.eventually(() => gateway.sessions === 1, "the connection back");
	await world.eventually(() => world.arePlaced(), "everyone in their room again");
	expect(gateway.connections).toBe(1);
}

async function end(world: ProgramWorld, matchId: string): Promise<void> {
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const person of world.people) expect(world.whereIs(person)).toBe(world.generalId);
	expect(world.discord.violations).toEqual([]);
	await world.stop();
}

test.concurrent("a session that goes on: what happened meanwhile is seen after each loss, and nobody signed in again", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const matchId = await play(world);
	for (const [, lose] of resumed) await loseAndFindBack(world, lose, playerGone);
	// Told that its session is invalid and can be resumed (op 9), discord.js does so on the same connection.
	world.discord.gateway.invalidateSession(true);
	happen(world, playerGone);
	await world.eventually(() => world.arePlaced(), "everyone in their room again");
	expect(world.discord.gateway.connections).toBe(1);
	expect(world.discord.gateway.identifies).toBe(1);
	await end(world, matchId);
}, 60_000);

test.concurrent("a session that ended: one new sign-in, what happened meanwhile is seen, and the match ends well", async () => {
	const lives = renewed.map(async ([name, lose]) => {
		const world = await startWorld({ playersPerTeam: 1 });
		const matchId = await play(world);
		await loseAndFindBack(world, lose, roomDeleted);
		expect([name, world.discord.gateway.identifies]).toEqual([name, 2]);
		await end(world, matchId);
	});
	await Promise.all(lives);
}, 60_000);

test.concurrent("a close that no reconnect mends, or a token that is refused: the program has failed, and says why", async () => {
	const closes: readonly (readonly [words: string, act: (world: ProgramWorld) => void])[] = [
		["DISCORD_TOKEN", ({ discord }) => discord.gateway.close(4004)],
		["shard", ({ discord }) => discord.gateway.close(4010)],
		["too many servers", ({ discord }) => discord.gateway.close(4011)],
		["update faceit-comms", ({ discord }) => discord.gateway.close(4012)],
		["update faceit-comms", ({ discord }) => discord.gateway.close(4013)],
		["intent", ({ discord }) => discord.gateway.close(4014)],
		[
			"DISCORD_TOKEN",
			(world) => {
				world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: 100 }, { status: 401 });
				void world.report("ready", world.newMatchId());
			},
		],
	];
	const ends = closes.map(async ([words, act]) => {
		const world = await startWorld({ playersPerTeam: 1 });
		act(world);
		expect(await world.app.failed).toContain(words);
		await world.stop();
	});
	const refusedAtStart = makeWorld({ playersPerTeam: 1 }).then(async (world) => {
		world.discord.fault({ path: "/gateway/bot" }, { status: 401 });
		await world.begin();
		expect(await world.app.failed).toContain("DISCORD_TOKEN");
		await world.stop();
	});
	await Promise.all([...ends, refusedAtStart]);
}, 60_000);

/** What nobody asked for, what is not as documented, and what is not a message of Discord's at all. */
function oddities({ discord, guildId }: ProgramWorld): readonly (readonly [name: string, data: unknown])[] {
	const stranger = { id: "77", username: "stranger", discriminator: "0", avatar: null };
	return [
		["PRESENCE_UPDATE", { user: stranger, guild_id: guildId, status: "online", activities: [], client_status: {} }],
		["PRESENCE_UPDATE", { user: stranger, guild_id: "404", status: "online" }],
		["MESSAGE_CREATE", { id: "1", channel_id: "404", author: stranger, content: "hello" }],
		["TYPING_START", {}],
		["GUILD_MEMBER_ADD", { guild_id: guildId }],
		["THREAD_LIST_SYNC", { guild_id: guildId }],
		["SOMETHING_NEW", { anything: true }],
		["error", null],
		["", null],
		...["GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_DELETE"].flatMap(unreadable),
		...["CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "VOICE_STATE_UPDATE"].flatMap(unreadable),
		...["INTERACTION_CREATE", "RESUMED"].flatMap(unreadable),
		["GUILD_CREATE", { id: "405", channels: "none", members: [{}], roles: [null], voice_states: {} }],
		["CHANNEL_CREATE", { id: "1", type: 99, guild_id: guildId }],
		["INTERACTION_CREATE", { id: "1", type: 99, token: "t", guild_id: guildId, user: stranger }],
		["INTERACTION_CREATE", { id: "2", type: 2, token: "t", data: { id: "1", type: 1 }, guild_id: guildId }],
		["GUILD_ROLE_DELETE", { guild_id: guildId, role_id: "404" }],
		["CHANNEL_DELETE", { id: "404", guild_id: guildId, type: 2, name: "gone" }],
		["VOICE_STATE_UPDATE", { guild_id: guildId, user_id: discord.botId, channel_id: null }],
	];
}

function unreadable(name: string): [name: string, data: unknown][] {
	return [
		[name, null],
		[name, {}],
		[name, "text"],
	];
}

test.concurrent("what the gateway sends unasked, or not as documented, ends nothing: matches and commands go on", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const { gateway } = world.discord;
	for (const [name, data] of oddities(world)) gateway.dispatch(name, data);
	const matchId = await play(world);
	for (const [name, data] of oddities(world)) gateway.dispatch(name, data);
	const [player] = world.people;
	const answer = await world.discord.command(world.guildId, player?.discordId ?? "", "profile");
	expect(answer.content).toContain("You are linked");
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	expect([gateway.connections, gateway.identifies]).toEqual([1, 1]);
	await world.stop();
}, 60_000);

async function readiness({ url }: ProgramWorld): Promise<string> {
	return (await fetch(`${url}/readyz`)).text();
}

function withoutAvailability(data: object): object {
	return JSON.parse(JSON.stringify(data, (key, value) => (key === "unavailable" ? undefined : value)));
}

test.concurrent("guilds shown without the field `unavailable` are shown: to the program, and for commands; an outage makes it unready", async () => {
	const world = await makeWorld({ playersPerTeam: 1 });
	const { discord, guildId, people } = world;
	discord.gateway.alter(({ name }) => name !== "GUILD_DELETE", withoutAvailability);
	await world.start();
	const matchId = await play(world);
	const use = () => discord.command(guildId, people[0]?.discordId ?? "", "profile");
	expect((await use()).content).toContain("You are linked");
	expect(await readiness(world)).toBe('{"status":"ok","problems":[]}');

	discord.setGuildAvailable(guildId, false);
	while (!(await readiness(world)).includes("Discord shows none of the bot's servers (1)")) await Bun.sleep(5);
	discord.setGuildAvailable(guildId, true);
	while ((await readiness(world)) !== '{"status":"ok","problems":[]}') await Bun.sleep(5);
	expect((await use()).content).toContain("You are linked");
	await end(world, matchId);
}, 60_000);
