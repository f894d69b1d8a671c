// Which rooms there are, and for whom: one room for each player, and rooms only in guilds and for teams that use them.

import { afterEach, describe, expect, test } from "bun:test";
import type { Person, Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let matchId: string;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world, matchId } = scene);
}

const person = (team: 0 | 1, index: number) => scene.person(team, index);
const canEnter = ({ discordId }: Person, channelId: string) => world.discord.canConnect(discordId, channelId);

describe("the same player in both line-ups", () => {
	/** Team Delta names a player of Team Vale as one of its own. */
	const sharing = (): readonly [Side, Side] => {
		const [vale, delta] = world.teams;
		return [vale, { ...delta, people: [person(0, 0), ...delta.people.slice(1)] }];
	};
	const isInRoom = () => world.roomChannels().some(({ id }) => id === world.whereIs(person(0, 0)));

	test("one room, one move", async () => {
		await given();
		await world.report("ready", matchId, { teams: sharing() });
		await scene.within(2 * second, isInRoom, "in a room");
		await world.clock.advance(10 * minute);
		await world.report("ready", matchId, { teams: sharing() });
		await world.clock.advance(10 * minute);
		expect(isInRoom()).toBe(true);
		expect(scene.moves(person(0, 0))).toHaveLength(1);
		expect(world.rooms()["Team Delta"]).toHaveLength(2);
		await scene.ended();
		expect(world.whereIs(person(0, 0))).toBe(world.generalId);
	});

	test("on the bench of the one and playing for the other: the room of the team they play for", async () => {
		await given();
		const [vale, delta] = world.teams;
		const bench = [{ ...person(0, 0), playing: false }];
		await world.report("ready", matchId, { teams: [vale, { ...delta, bench }] });
		await world.eventually(() => world.arePlaced(), "everyone in their room");
		await world.calm();
		expect(scene.moves(person(0, 0))).toHaveLength(1);
	});

	test("once the line-ups are right they are in the room of their team", async () => {
		await given();
		await world.report("ready", matchId, { teams: sharing() });
		await scene.within(2 * second, isInRoom, "in a room");
		for (const teams of [world.teams, sharing(), world.teams]) {
			await world.report("configuring", matchId, { teams });
			await world.clock.advance(minute);
		}
		expect(world.arePlaced()).toBe(true);
		expect(scene.moves(person(0, 0)).length).toBeLessThanOrEqual(4);
	});
});

describe("a player with two live matches", () => {
	let twoOf: readonly Side[] = [];
	async function givenTwo(): Promise<string> {
		await given({
			prepare(made) {
				const shared = made.teams[0].people[0];
				const kilo = made.newSide("Team Kilo", 2);
				if (shared === undefined) throw new Error("there is nobody");
				twoOf = [{ ...kilo, people: [shared, ...kilo.people] }, made.newSide("Team Lima", 3)];
			},
		});
		return world.newMatchId();
	}

	test("is in the room of the newer one, whatever is heard of the older", async () => {
		const newer = await givenTwo();
		await scene.placed();
		await world.clock.advance(minute);
		await world.report("ready", newer, { teams: twoOf });
		await scene.within(10 * second, () => world.arePlaced(twoOf), "everyone of the newer match in their room");
		await world.report("configuring", matchId);
		await world.report("ready", matchId);
		await world.clock.advance(10 * minute);
		expect(world.arePlaced(twoOf)).toBe(true);
		expect(scene.moves(person(0, 0))).toHaveLength(2);
	});

	test("both begin at once: one room, and no back and forth", async () => {
		const newer = await givenTwo();
		await Promise.all([world.report("ready", matchId), world.report("ready", newer, { teams: twoOf })]);
		await world.clock.advance(10 * minute);
		const where = world.whereIs(person(0, 0));
		expect(world.roomChannels().filter(({ id }) => id === where)).toHaveLength(1);
		expect(scene.moves(person(0, 0)).length).toBeLessThanOrEqual(2);
	});
});

/** A second guild in which everyone is a member, too; they are registered in the first one. */
function addSecondGuild(made: Simulation): { guildId: string; generalId: string } {
	const guildId = made.discord.addGuild({ name: "Delta Gaming" }).id;
	const generalId = made.discord.addChannel(guildId, { name: "General", type: "voice" });
	for (const { nickname, discordId } of made.people)
		made.discord.addMember(guildId, { username: nickname, id: discordId });
	return { guildId, generalId };
}

describe("who is known in a guild", () => {
	let there: { guildId: string; generalId: string };
	const room = (team: 0 | 1) => scene.roomOf(world.teams[team], there.guildId);
	const joinThere = (made: Simulation, { discordId }: Person) =>
		made.discord.joinVoice(there.guildId, discordId, there.generalId);
	const arePlacedThere = () => world.arePlaced(world.teams, there.guildId);

	async function givenThere(prepare: (made: Simulation) => void = () => {}): Promise<void> {
		await given({
			prepare(made) {
				there = addSecondGuild(made);
				for (const who of made.people) joinThere(made, who);
				prepare(made);
			},
		});
	}

	test("a linked member in voice there is known there, and leaving voice loses nothing", async () => {
		await givenThere();
		await world.report("ready", matchId);
		await world.eventually(arePlacedThere, "everyone in their room");
		const who = person(0, 0);
		world.discord.leaveVoice(there.guildId, who.discordId);
		await world.clock.advance(10 * minute);
		expect(canEnter(who, room(0))).toBe(true);
		joinThere(world, who);
		await scene.within(10 * second, arePlacedThere, "back in the room");
	});

	for (const how of ["before the program started", "while it ran", "before it was restarted"])
		test(`the bench is admitted: seen in voice there ${how}`, async () => {
			const benched: Person[] = [];
			await givenThere((made) => {
				const eve = made.person("Eve");
				made.link([eve]);
				made.discord.addMember(there.guildId, { username: "Eve", id: eve.discordId });
				if (how === "before the program started") joinThere(made, eve);
				benched.push(eve);
			});
			const [eve] = benched;
			if (eve === undefined) throw new Error("nobody is on the bench");
			if (how !== "before the program started") joinThere(world, eve);
			await world.clock.advance(second);
			world.discord.leaveVoice(there.guildId, eve.discordId);
			await world.clock.advance(minute);
			if (how === "before it was restarted") await scene.restart();
			const [vale, delta] = world.teams;
			await world.report("ready", matchId, { teams: [{ ...vale, bench: [{ ...eve, playing: false }] }, delta] });
			await world.eventually(arePlacedThere, "everyone in their room");
			await world.clock.advance(minute);
			expect(canEnter(eve, room(0))).toBe(true);
			expect(scene.moves(eve)).toHaveLength(0);
		});

	test("a member who was never seen in voice there, and did not register there, is not", async () => {
		await given({
			prepare(made) {
				there = addSecondGuild(made);
				const stranger = made.teams[0].people[0];
				for (const who of made.people) if (who !== stranger) joinThere(made, who);
				if (stranger !== undefined) made.discord.leaveVoice(made.guildId, stranger.discordId);
			},
		});
		await world.report("ready", matchId);
		await world.eventually(() => room(0) !== "no room" && room(1) !== "no room", "the rooms there");
		await world.clock.advance(minute);
		expect(canEnter(person(0, 0), room(0))).toBe(false);
	});
});

describe("rooms only where they are useful", () => {
	test("a team with no known player gets none", async () => {
		await given({
			settled: false,
			prepare(made) {
				made.link(made.teams[0].people);
				for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
			},
		});
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "the known team in its room");
		await world.clock.advance(10 * minute);
		expect(Object.keys(world.rooms())).toEqual(["Team Vale"]);
		await scene.ended();
	});

	test("a team whose first player registers during the match gets its room then", async () => {
		await given({
			settled: false,
			prepare(made) {
				made.link(made.teams[0].people);
				for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
			},
		});
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "the known team in its room");
		const newcomer = person(1, 0);
		const member = { discordId: newcomer.discordId, guildId: world.guildId };
		const registration = world.program.players.register(member, newcomer.nickname);
		await world.calm();
		expect((await registration).is).toBe("linked");
		expect(world.rooms()["Team Delta"]).toEqual([newcomer.nickname]);
	});

	let there: { guildId: string; generalId: string };
	/** Everyone is known in both guilds, and in voice in the first. */
	async function givenBoth(options: SimulationOptions = {}): Promise<void> {
		await given({
			...options,
			prepare(made) {
				there = addSecondGuild(made);
				made.link(made.people, there.guildId);
				options.prepare?.(made);
			},
		});
	}

	test("while players of the match are in voice in one guild, another in which none of them is gets none", async () => {
		await givenBoth();
		await scene.placed();
		await world.clock.advance(10 * minute);
		expect(world.roomChannels(there.guildId)).toEqual([]);
		await scene.ended();
	});

	test("who comes into voice there during the match gets a room there, and an open room elsewhere stays", async () => {
		await givenBoth();
		await scene.placed();
		const before = world.roomChannels().map(({ id }) => id);
		for (const { discordId } of world.people) world.discord.joinVoice(there.guildId, discordId, there.generalId);
		await scene.within(10 * second, () => world.arePlaced(world.teams, there.guildId), "everyone in rooms there");
		await world.clock.advance(10 * minute);
		expect(world.roomChannels().map(({ id }) => id)).toEqual(before);
		await world.report("finished", matchId, { teams: null });
		const areGone = () => [world.guildId, there.guildId].every((guildId) => world.roomChannels(guildId).length === 0);
		await world.eventually(areGone, "no room left in either");
	});

	test("players in voice in both guilds: rooms in both", async () => {
		await givenBoth({
			prepare: ({ discord, teams }) => {
				for (const { discordId } of teams[1].people) discord.joinVoice(there.guildId, discordId, there.generalId);
			},
		});
		await world.report("ready", matchId);
		await scene.within(10 * second, () => world.arePlaced([world.teams[0]]), "Vale in their room");
		await scene.within(10 * second, () => world.arePlaced([world.teams[1]], there.guildId), "Delta in theirs");
	});

	test("nobody is in voice anywhere: rooms where the match's players are known, for those who come", async () => {
		await given();
		for (const { discordId } of world.people) world.discord.leaveVoice(world.guildId, discordId);
		await world.clock.advance(second);
		await world.report("ready", matchId);
		await world.clock.advance(10 * second);
		expect(Object.keys(world.rooms()).sort()).toEqual(["Team Delta", "Team Vale"]);
		for (const who of world.people) scene.join(who, world.generalId);
		await scene.within(2 * second, () => world.arePlaced(), "everyone in their room");
	});
});
