// Several guilds and several matches: each gets its rooms, and Discord's limits are shared fairly and never run into.

import { afterEach, describe, expect, test } from "bun:test";
import type { Person, Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
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
const isIn = (who: Person, channelId: string) => scene.isIn(who, channelId);

describe("several guilds, several matches", () => {
	test("players in two guilds: each guild has its rooms, everyone is moved where they are in voice", async () => {
		const guilds: { id: string; voice: string }[] = [];
		await given({
			prepare(made) {
				const { id } = made.discord.addGuild({ name: "Elsewhere" });
				const voice = made.discord.addChannel(id, { name: "Voice", type: "voice" });
				guilds.push({ id, voice });
				made.choose({ lingerMs: 100 }, id);
				for (const { discordId, nickname } of made.teams[1].people) {
					made.discord.leaveVoice(made.guildId, discordId);
					made.discord.addMember(id, { id: discordId, username: nickname });
					made.discord.joinVoice(id, discordId, voice);
				}
			},
		});
		const [elsewhere] = guilds;
		if (elsewhere === undefined) throw new Error("no second guild");
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "one team here");
		await world.eventually(() => world.arePlaced([world.teams[1]], elsewhere.id), "the other there");
		expect(Object.keys(world.rooms())).toHaveLength(2);
		// Nobody of the other team is known there.
		expect(Object.keys(world.rooms(elsewhere.id))).toEqual(["Team Delta"]);
		await world.report("finished", matchId);
		await world.eventually(
			() => [world.guildId, elsewhere.id].every((id) => world.roomChannels(id).length === 0),
			"no room left",
		);
		expect(world.discord.membersIn(elsewhere.voice)).toHaveLength(3);
	});

	test("somebody in two matches at once: the newer one wins, then the older has them back, and home is where they were first", async () => {
		await given();
		await placed();
		const newer = world.newMatchId();
		await world.clock.advance(1_000);
		const [first, ...others] = world.teams[0].people;
		const [foe] = world.teams[1].people;
		if (first === undefined || foe === undefined) throw new Error("no players");
		const duel: Side[] = [
			{ id: world.newMatchId(), name: "Red", people: [first] },
			{ id: world.newMatchId(), name: "Blue", people: [foe] },
		];
		await world.report("ready", newer, { teams: duel });
		await world.eventually(() => world.arePlaced(duel), "the two of them in the rooms of the newer match");
		await world.calm();
		expect(world.arePlaced(duel)).toBe(true);
		expect(world.arePlaced([{ ...world.teams[0], people: others }])).toBe(true);

		await world.report("finished", newer, { teams: null });
		await world.eventually(() => world.roomChannels().length === 2, "the rooms of the newer match are closed");
		await world.eventually(() => world.arePlaced(), "all of them in the rooms of the match that goes on");
		await ended();
		for (const who of [first, foe]) expect(world.whereIs(who)).toBe(world.generalId);
	});

	test("the older match ends first: those whom the newer has stay there", async () => {
		await given();
		await placed();
		const newer = world.newMatchId();
		await world.clock.advance(1_000);
		const again = world.teams.map((side) => ({ ...side, id: world.newMatchId(), name: `${side.name} again` }));
		await world.report("ready", newer, { teams: again });
		const areThere = () => again.every((side) => side.people.every((who) => isIn(who, roomOf(side))()));
		await world.eventually(areThere, "everyone in the rooms of the newer match");
		await world.report("finished", matchId, { teams: null });
		await world.eventually(() => world.roomChannels().length === 2, "the rooms of the older match are closed");
		expect(Object.keys(world.rooms()).toSorted()).toEqual(["Team Delta again", "Team Vale again"]);
		expect(world.arePlaced(again)).toBe(true);
		await world.report("finished", newer, { teams: null });
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
		for (const who of world.people) expect(world.whereIs(who)).toBe(world.generalId);
	});
});

describe("many matches at once", () => {
	/** Matches of new people, all linked and in "General". */
	function matches(count: number, size: number, made: Simulation): Side[][] {
		return Array.from({ length: count }, (_, n) => [
			made.newSide(`Red ${n + 1}`, size),
			made.newSide(`Blue ${n + 1}`, size),
		]);
	}

	test("twenty at once: two rooms each, everyone in theirs, everyone back, no room left", async () => {
		const all: { matchId: string; sides: Side[] }[] = [];
		await given({
			...{ settled: false, limits: false },
			prepare: (made) => all.push(...matches(20, 2, made).map((sides) => ({ matchId: made.newMatchId(), sides }))),
		});
		for (const one of all) await world.report("ready", one.matchId, { teams: one.sides });
		await world.eventually(() => all.every(({ sides }) => world.arePlaced(sides)), "80 players in their rooms");
		await world.calm();
		const names = all.flatMap(({ sides }) => sides.map(({ name }) => name));
		expect(Object.keys(world.rooms()).toSorted()).toEqual(names.toSorted());
		expect(scene.callsOf("POST", "/guilds/:guild/channels")).toHaveLength(40);
		expect(scene.moves()).toHaveLength(80);

		for (const one of all) await world.report("finished", one.matchId, { teams: null });
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
		expect(world.discord.membersIn(world.generalId)).toHaveLength(80);
		expect(world.discord.invalidRequests).toBe(0);
		expect(world.discord.violations).toEqual([]);
	});

	test("under Discord's limits: a match that starts before one whose people go home, its teams in turn, and no 429", async () => {
		const sides: Side[] = [];
		await given({
			...{ settled: false, limits: true, lingerMs: 0 },
			prepare: (made) => sides.push(...matches(1, 4, made).flat(), made.newSide("Gold", 8), made.newSide("Silver", 8)),
		});
		const over = sides.slice(0, 2);
		const starting = sides.slice(2);
		const away = ({ people }: Side) => people.filter((one) => world.whereIs(one) !== world.generalId).length;

		await scene.placed(over);
		await world.report("ready", world.newMatchId(), { teams: starting });
		await world.report("finished", matchId, { teams: null });
		await world.eventually(() => scene.moves().length === 10, "as many moves as Discord allows in ten seconds");
		await world.clock.advance(500);
		expect(scene.moves()).toHaveLength(10);
		const before = starting.map(away);

		await world.eventually(() => scene.moves().length === 20, "the moves of the next ten seconds");
		await world.clock.advance(500);
		expect(scene.moves()).toHaveLength(20);
		expect(starting.map((side, index) => away(side) - (before[index] ?? 0))).toEqual([5, 5]);
		expect(over.map(away)).toEqual([4, 4]);
		await world.eventually(() => world.arePlaced(starting) && world.roomChannels().length === 2, "all is done");
		expect(world.discord.invalidRequests).toBe(0);
		expect(world.discord.violations).toEqual([]);
	});

	/** In which order, and how many ms after the first was reported, these matches had everyone in their rooms. */
	async function completed(
		all: readonly { guildId: string; sides: Side[] }[],
	): Promise<[match: number, afterMs: number][]> {
		const from = world.clock.now();
		for (const { sides } of all) {
			await world.report("ready", world.newMatchId(), { teams: sides });
			await world.clock.advance(1);
		}
		const done = new Map<number, number>();
		while (done.size < all.length && world.clock.now() - from < 60_000) {
			await world.clock.advance(100);
			for (const [index, { sides, guildId }] of all.entries())
				if (!done.has(index) && world.arePlaced(sides, guildId)) done.set(index, world.clock.now() - from);
		}
		return [...done];
	}

	test("five at once in one guild, under Discord's limits: one is completed after the other, as they began", async () => {
		const all: { guildId: string; sides: Side[] }[] = [];
		await given({
			...{ settled: false, limits: true, latencyMs: 50 },
			prepare: (made) => all.push(...matches(5, 5, made).map((sides) => ({ guildId: made.guildId, sides }))),
		});
		const order = await completed(all);
		expect(order.map(([match]) => match)).toEqual([0, 1, 2, 3, 4]);
		// Ten moves in ten seconds are what Discord allows: the best there is, on average, is 20 s.
		for (const [match, afterMs] of order) expect(afterMs).toBeLessThan(match * 10_000 + 500);
	});

	test("twenty in twenty guilds at once: one is completed after the other, as far as Discord's fifty calls a second go", async () => {
		const all: { guildId: string; sides: Side[] }[] = [];
		await given({
			...{ settled: false, limits: true, latencyMs: 50 },
			prepare(made) {
				for (let n = 0; n < 20; n += 1) {
					const guildId = made.discord.addGuild({ name: `Guild ${n}`, joinedAt: "2026-01-01T00:00:00.000Z" }).id;
					const channelId = made.discord.addChannel(guildId, { name: "Voice", type: "voice" });
					all.push({
						guildId,
						sides: ["Red", "Blue"].map((name) => made.newSide(`${name} ${n}`, 5, channelId, guildId)),
					});
				}
			},
		});
		const order = await completed(all);
		expect(order.map(([match]) => match)).toEqual(all.map((_, index) => index));
		// 240 calls at 50 a second take 4.8 s.
		expect(order.at(-1)?.[1]).toBeLessThan(5_520);
		expect(world.discord.invalidRequests).toBe(0);
		expect(world.discord.violations).toEqual([]);
	});

	test("several guilds under Discord's limits: each has its own, and the bot's fifty a second are kept", async () => {
		const guilds: { guildId: string; sides: Side[] }[] = [];
		await given({
			...{ settled: false, limits: true },
			prepare(made) {
				for (let n = 0; n < 8; n += 1) {
					const guildId = made.discord.addGuild({ name: `Guild ${n}`, joinedAt: "2026-01-01T00:00:00.000Z" }).id;
					const channelId = made.discord.addChannel(guildId, { name: "Voice", type: "voice" });
					const sides = ["Red", "Blue"].map((name) => made.newSide(`${name} ${n}`, 4, channelId, guildId));
					guilds.push({ guildId, sides });
				}
			},
		});
		for (const { sides } of guilds) await world.report("ready", world.newMatchId(), { teams: sides });
		const arePlaced = () => guilds.every(({ guildId, sides }) => world.arePlaced(sides, guildId));
		await world.eventually(arePlaced, "64 players in 8 guilds");
		expect(world.discord.invalidRequests).toBe(0);
		const starts = world.discord.calls.map(({ startedAt }) => startedAt);
		const busiest = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000).length));
		expect(busiest).toBeLessThanOrEqual(50);
	});
});

test("a match that ends in the middle of its moves: its rooms close when the linger is over, though nothing else happens", async () => {
	await given({ latencyMs: 500, lingerMs: 5_000 });
	await world.report("ready", matchId);
	await world.eventually(() => scene.moves().length > 0, "the moves are in flight");
	await world.report("finished", matchId);
	await world.clock.advance(10_000);
	expect(world.roomChannels()).toEqual([]);
	expect(world.discord.membersIn(world.generalId)).toHaveLength(world.people.length);
});

/** Ten players are in their rooms after two round trips. How long that takes really is measured by `bun run bench`. */
test("ten players in voice: two creates at once, then ten moves at once, and no other call", async () => {
	await given({ playersPerTeam: 5, latencyMs: 500 });
	const before = world.discord.calls.length;
	const reportedAt = world.clock.now();
	await scene.placed();
	await world.clock.advance(2_000);

	// What is said in the chats and below the names comes behind them all.
	const messages = new Set<string | null>(["/channels/:channel/messages", "/channels/:channel/voice-status"]);
	const calls = world.discord.calls.slice(before).filter(({ route }) => !messages.has(route));
	expect(calls.map(({ method, route }) => `${method} ${route}`)).toEqual([
		...Array(2).fill("POST /guilds/:guild/channels"),
		...Array(10).fill("PATCH /guilds/:guild/members/:user"),
	]);
	const startedAfter = calls.map(({ startedAt }) => startedAt - reportedAt);
	expect(startedAfter).toEqual([...Array(2).fill(0), ...Array(10).fill(500)]);
	expect(world.discord.violations).toEqual([]);
});
