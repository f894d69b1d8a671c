// Why am I not in my room? What the keeper answers for a match in a guild, in the cases that people ask about.

import { afterEach, describe, expect, test } from "bun:test";
import { permission } from "../../src/permission.ts";
import { asFaceit, type Person } from "../world.ts";
import { given as begin, invited, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
afterEach(() => world.stop());

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({ playersPerTeam: 2, ...options });
	({ world } = scene);
}

async function ready(): Promise<void> {
	await world.report("ready", scene.matchId);
	await world.calm();
}

const reasons = () => scene.reasons();
const about = ({ discordId }: Person) => `member:${discordId}`;
const ofTeams = () => world.teams.map(({ id }) => `team:${scene.matchId}/${id}`);
const waits = () => world.program.keeper.waits(world.guildId, scene.matchId);

describe("in play", () => {
	test("everyone is in their room: no reason is given", async () => {
		await given();
		await scene.placed();
		await world.calm();
		expect(reasons()).toEqual({});
	});

	test("not linked: the player, for no member is known", async () => {
		await given({
			settled: false,
			prepare(made) {
				made.link(made.people.slice(1));
				for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
			},
		});
		await ready();
		expect(reasons()).toEqual({ [`player:${scene.person(0, 0).faceitId}`]: "notLinked" });
	});

	test("not in voice, until they are", async () => {
		await given();
		const late = scene.person(0, 0);
		scene.leave(late);
		await ready();
		expect(reasons()).toEqual({ [about(late)]: "notInVoice" });
		scene.join(late, world.generalId);
		await world.calm();
		expect(reasons()).toEqual({});
	});

	test("walked out, until they leave voice", async () => {
		await given();
		await scene.placed();
		const walker = scene.person(1, 1);
		scene.join(walker, world.generalId);
		await world.calm();
		expect(reasons()).toEqual({ [about(walker)]: "walkedOut" });
		scene.leave(walker);
		await world.calm();
		expect(reasons()).toEqual({ [about(walker)]: "notInVoice" });
	});

	test("in another match that is newer, until it is over", async () => {
		await given();
		await scene.placed();
		await world.clock.advance(1_000);
		const [newer, twice] = [world.newMatchId(), scene.person(0, 0)];
		await world.report("ready", newer, { teams: [{ id: "solo", name: "Solo", people: [twice] }] });
		await world.calm();
		expect(reasons()).toEqual({ [about(twice)]: "otherMatch" });
		expect(scene.reasons(newer)).toEqual({});
		await world.report("finished", newer, { teams: null });
		await world.calm();
		expect(reasons()).toEqual({});
		expect(world.arePlaced()).toBe(true);
	});

	test("on the bench: they may enter and are not moved", async () => {
		await given();
		const [vale, delta] = world.teams;
		const [captain, benched] = vale.people;
		if (captain === undefined || benched === undefined) throw new Error("two players a side");
		const lineUp = [{ ...vale, people: [captain], bench: [{ ...benched, playing: false }] }, delta];
		await world.report("ready", scene.matchId, { teams: lineUp });
		await world.calm();
		expect(reasons()).toEqual({ [about(benched)]: "benched" });
	});

	test("Discord's limit on moves, and until when; then nothing", async () => {
		await given({ playersPerTeam: 7, limits: true });
		await world.report("ready", scene.matchId);
		await world.eventually(() => scene.moves().length === 10, "as many as Discord allows");
		await world.clock.advance(100);
		expect(Object.values(reasons())).toEqual(Array(4).fill("limit"));
		for (const { until } of waits()) {
			expect(until).toBeGreaterThan(world.clock.now());
			expect(until).toBeLessThan(world.clock.now() + 11_000);
		}
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await world.calm();
		expect(reasons()).toEqual({});
	});

	test("the bot lacks a permission: each team waits for its room, and each player with it", async () => {
		await given({
			prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~permission.manageChannels),
		});
		await ready();
		const [vale = "", delta = ""] = ofTeams();
		expect(reasons()).toMatchObject({ [vale]: "lackingPermissions", [delta]: "lackingPermissions" });
		for (const who of world.people) expect(reasons()[about(who)]).toBe("roomNotOpen");
		world.discord.setBotPermissions(world.guildId, invited);
		await world.calm();
		expect(reasons()).toEqual({});
	});

	test("Discord refuses for no reason that we see: paused, and until when", async () => {
		await given();
		const create = { method: "POST", path: "/guilds/:guild/channels", times: 100 };
		world.discord.fault(create, { status: 403, code: 50013 });
		await ready();
		// Each team's own rest after the refusal is shorter than the pause of the guild.
		await world.clock.advance(60_000);
		await world.report("ready", scene.matchId);
		await world.calm();
		expect(ofTeams().map((team) => reasons()[team])).toEqual(["paused", "paused"]);
		for (const { reason, until } of waits()) if (reason === "paused") expect(until).toBeGreaterThan(world.clock.now());
	});

	test("as many channels as Discord allows: the server is full", async () => {
		await given({
			prepare(made) {
				for (let n = 0; n < 498; n += 1) made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text" });
			},
		});
		await ready();
		expect(ofTeams().map((team) => reasons()[team])).toEqual(["guildFull", "guildFull"]);
	});

	test("a move without an answer: it is tried again at a known time", async () => {
		await given();
		const stuck = scene.person(0, 0);
		const isTheirs = ({ path }: { path: string }) => path.endsWith(`/${stuck.discordId}`);
		world.discord.fault({ method: "PATCH", when: isTheirs, times: 100 }, { reset: true });
		await ready();
		const [wait, ...others] = waits();
		expect(wait).toMatchObject({ subject: about(stuck), reason: "resting" });
		expect(wait?.until).toBeGreaterThan(world.clock.now() - 1);
		expect(others).toEqual([]);
	});
});

describe("before and after", () => {
	test("announced and not started: each waits for that, until five minutes before", async () => {
		await given();
		const scheduledAt = world.clock.now() + 60 * 60_000;
		world.faceit.setMatch(scene.matchId, { status: "SCHEDULED", teams: world.teams.map(asFaceit), scheduledAt });
		await world.report("created", scene.matchId, { teams: null });
		await world.calm();
		expect(waits()).toHaveLength(4);
		const wait = { reason: "matchNotStarted", until: scheduledAt - 5 * 60_000 };
		for (const one of waits()) expect(one).toMatchObject(wait);
		expect(world.rooms()).toEqual({});
	});

	test("over: they linger, and until when", async () => {
		await given({ lingerMs: 60_000 });
		await scene.placed();
		const over = world.clock.now();
		await world.report("finished", scene.matchId, { teams: null });
		await world.calm();
		expect(waits()).toHaveLength(4);
		for (const wait of waits()) expect(wait).toMatchObject({ reason: "lingering", until: over + 60_000 });
	});

	test("over, with nowhere to go: they stay for ten minutes, then the room closes", async () => {
		await given();
		await scene.placed();
		world.discord.deleteChannel(world.generalId);
		await world.report("finished", scene.matchId, { teams: null });
		await world.calm();
		expect(new Set(Object.values(reasons()))).toEqual(new Set(["nowhereToGo"]));
		expect(waits()).toHaveLength(4);
		await world.clock.advance(11 * 60_000);
		expect(world.roomChannels()).toEqual([]);
		expect(waits()).toEqual([]);
	});
});
