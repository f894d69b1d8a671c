// What servers are like: rooms deleted by hand, outages, missing permissions, as many channels as Discord allows.

import { afterEach, describe, expect, test } from "bun:test";
import { z } from "zod";
import type { Fact } from "../../src/fact.ts";
import { logFact } from "../../src/fact-log.ts";
import { createLog } from "../../src/log.ts";
import type { Person, Side } from "../world.ts";
import { given as begin, invited, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let matchId: string;
afterEach(() => world.stop());

/** A small match, three a side, everyone linked and in "General" unless told otherwise. */
async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world, matchId } = scene);
}

const placed = (teams: readonly Side[] = world.teams) => scene.placed(teams);
const ended = () => scene.ended();
const roomOf = (side: Side) => scene.roomOf(side);
const join = (who: Person, channelId: string) => scene.join(who, channelId);
const addVoice = (name: string) => scene.addVoice(name);
const callsOf = (method: string, route: string) => scene.callsOf(method, route);
const moves = (who: Person) => scene.moves(who);

/** What the log says of the guild in these, but for details. */
function logged(facts: readonly Fact[], guildId: string): string[] {
	const said: string[] = [];
	const shape = z.object({ msg: z.string(), guild: z.string().optional() });
	const write = (line: string) => {
		const { msg, guild } = shape.parse(JSON.parse(line));
		if (guild === guildId) said.push(msg);
	};
	const log = createLog({ level: "info", secrets: [], write });
	for (const fact of facts) logFact(log, fact);
	return said;
}

describe("rooms and somebody's hand", () => {
	test("a room that is deleted by hand is opened anew, and its people are fetched when they are back in voice", async () => {
		await given();
		await placed();
		const former = roomOf(world.teams[0]);
		world.discord.deleteChannel(former);
		await world.eventually(() => roomOf(world.teams[0]) !== "no room", "a new room");
		expect(roomOf(world.teams[0])).not.toBe(former);
		for (const who of world.teams[0].people) join(who, world.generalId);
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await ended();
	});

	test("a room that is deleted by hand while it lingers is not opened again", async () => {
		await given({ lingerMs: 60_000 });
		await placed();
		await world.report("finished", matchId);
		await world.calm();
		world.discord.deleteChannel(roomOf(world.teams[0]));
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
	});

	test("a create that takes effect long after it was given up: one room per team, nobody moved twice", async () => {
		await given();
		const isVale = ({ body }: { body: unknown }) => JSON.stringify(body).includes("Team Vale");
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", when: isVale }, { reset: true });
		await placed();
		const [lost] = callsOf("POST", "/guilds/:guild/channels").filter(isVale);
		const name = /Team Vale · \w{4}/.exec(JSON.stringify(lost?.body))?.[0] ?? "";
		const room = roomOf(world.teams[0]);
		const late = addVoice(name);
		await world.eventually(() => world.discord.channel(late) === undefined, "the late room is removed");
		expect(roomOf(world.teams[0])).toBe(room);
		expect(world.arePlaced()).toBe(true);
		for (const who of world.people) expect(moves(who)).toHaveLength(1);
		await ended();
	});

	test("a create whose answer is lost is found by its code, not made again", async () => {
		await given();
		world.discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: 2 }, { loseAnswer: "reset" });
		await placed();
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
		expect(world.roomChannels()).toHaveLength(2);
	});
});

describe("the server", () => {
	test("the bot is removed from one guild: the other goes on", async () => {
		const guilds: string[] = [];
		await given({
			prepare(made) {
				const { id } = made.discord.addGuild({ name: "Elsewhere" });
				guilds.push(id);
				made.link(made.people, id);
				const voice = made.discord.addChannel(id, { name: "Voice", type: "voice" });
				for (const { discordId, nickname } of made.people)
					made.discord.addMember(id, { id: discordId, username: nickname });
				for (const { discordId } of made.teams[1].people) {
					made.discord.leaveVoice(made.guildId, discordId);
					made.discord.joinVoice(id, discordId, voice);
				}
			},
		});
		const elsewhere = guilds[0] ?? "";
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "one team in its room here");
		await world.eventually(() => world.arePlaced([world.teams[1]], elsewhere), "the other team in its room there");
		await world.calm();
		const facts = world.facts.length;
		world.discord.removeGuild(elsewhere);
		await world.calm();
		expect(logged(world.facts.slice(facts), elsewhere)).toEqual(["left the server Elsewhere: its rooms are given up"]);
		const calls = world.discord.calls.length;
		await world.report("finished", matchId);
		await world.eventually(() => world.roomChannels().length === 0, "no room left here");
		const there = world.discord.calls.slice(calls).filter(({ path }) => path.includes(elsewhere));
		expect(there).toEqual([]);
		await world.eventually(
			() => world.stored("select 1 from matches where settled_at is null").length === 0,
			"the match is settled",
		);
	});

	test("the bot is removed while rooms are being opened: the log says so in one line", async () => {
		await given();
		world.discord.fault({ method: "POST", times: 100 }, { delayMs: 300 });
		await world.report("ready", matchId);
		const isOnItsWay = () => world.discord.calls.some((call) => call.method === "POST" && call.endedAt === null);
		await world.eventually(isOnItsWay, "on its way");
		const facts = world.facts.length;
		world.discord.removeGuild(world.guildId);
		await world.clock.advance(60_000);
		expect(logged(world.facts.slice(facts), world.guildId)).toEqual([
			"left the server Vale Gaming: its rooms are given up",
		]);
	});

	test("an outage is not the end of the rooms: they are there when the guild is back", async () => {
		await given();
		await placed();
		const rooms = world.roomChannels().map(({ id }) => id);
		world.discord.setGuildAvailable(world.guildId, false);
		await world.calm();
		await world.report("ready", matchId);
		await world.calm();
		world.discord.setGuildAvailable(world.guildId, true);
		await world.calm();
		expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms);
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
		await ended();
	});

	const missing: [title: string, bit: bigint, name: string][] = [
		["Manage Channels", 1n << 4n, "Manage Channels"],
		["Move Members", 1n << 24n, "Move Members"],
		["Manage Roles", 1n << 28n, "Manage Roles"],
	];
	for (const [title, bit, name] of missing) {
		test(`without ${title}: paused, said once, hardly a call refused, and on by itself when it is granted`, async () => {
			await given({ prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~bit) });
			await world.report("ready", matchId);
			const told = () => scene.facts("paused").filter(({ lacking }) => lacking.includes(name));
			await world.eventually(() => told().length > 0, "it is told what to grant");
			for (const who of world.people) join(who, world.generalId);
			await world.report("ready", matchId);
			await world.calm();
			expect(told()).toHaveLength(1);
			expect(world.discord.invalidRequests).toBeLessThan(10);
			expect(world.roomChannels()).toEqual([]);
			world.discord.setBotPermissions(world.guildId, invited);
			await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		});
	}

	test("Discord refuses what its cache allowed: hardly a call, and on by itself", async () => {
		await given();
		const fault = world.discord.fault(
			{ method: "POST", path: "/guilds/:guild/channels", times: 1_000 },
			{ status: 403, code: 50013 },
		);
		await world.report("ready", matchId);
		await world.eventually(() => fault.hits > 0, "a create was refused");
		for (let again = 0; again < 5; again += 1) await world.report("ready", matchId);
		await world.calm();
		expect(fault.hits).toBeLessThan(10);
		fault.remove();
		world.discord.setBotPermissions(world.guildId, invited | (1n << 11n));
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
	});

	test("a full server: it is said, and rooms open when there is room", async () => {
		const fillers: string[] = [];
		await given({
			prepare(made) {
				for (let n = 0; n < 498; n += 1)
					fillers.push(made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text" }));
			},
		});
		await world.report("ready", matchId);
		await world.eventually(() => scene.facts("full").length === 1, "it is told that the server is full");
		await world.calm();
		expect(callsOf("POST", "/guilds/:guild/channels")).toEqual([]);
		for (const id of fillers.slice(0, 2)) world.discord.deleteChannel(id);
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await ended();
	});
});
