// What people do while a match is on: they come late, walk out, drop, leave the server, link and unlink, are substituted.

import { afterEach, describe, expect, test } from "bun:test";
import { asFaceit, type Person, type Side } from "../world.ts";
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
const person = (team: 0 | 1, index: number) => scene.person(team, index);
const roomOf = (side: Side) => scene.roomOf(side);
const isIn = (who: Person, channelId: string) => scene.isIn(who, channelId);
const join = (who: Person, channelId: string) => scene.join(who, channelId);
const leave = (who: Person) => scene.leave(who);
const addVoice = (name: string) => scene.addVoice(name);
const callsOf = (method: string, route: string) => scene.callsOf(method, route);
const moves = (who: Person) => scene.moves(who);
/** Who was let into rooms, and who lost access. */
const edits = () => [
	...callsOf("PUT", "/channels/:channel/permissions/:target"),
	...callsOf("DELETE", "/channels/:channel/permissions/:target"),
];

describe("who comes and goes", () => {
	test("a late joiner is moved when they enter voice, and goes home to where they entered", async () => {
		await given({ prepare: (made) => made.discord.leaveVoice(made.guildId, made.teams[0].people[0]?.discordId ?? "") });
		const late = person(0, 0);
		await world.report("ready", matchId);
		await world.eventually(() => world.rooms()["Team Delta"]?.length === 3, "the others are placed");
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
		const cafe = addVoice("Cafe");
		join(late, cafe);
		await world.eventually(isIn(late, roomOf(world.teams[0])), "the late one in the room");
		await ended();
		expect(world.whereIs(late)).toBe(cafe);
		expect(world.whereIs(person(0, 1))).toBe(world.generalId);
	});

	test("who walks out is left alone, now and at the end", async () => {
		await given();
		await placed();
		const walker = person(0, 0);
		const cafe = addVoice("Cafe");
		join(walker, cafe);
		await world.calm();
		await world.report("ready", matchId);
		await world.calm();
		expect(world.whereIs(walker)).toBe(cafe);
		await ended();
		expect(world.whereIs(walker)).toBe(cafe);
		expect(moves(walker)).toHaveLength(1);
	});

	test("who walks out may walk back in: the room is still theirs, and the way home, too", async () => {
		await given();
		await placed();
		const walker = person(0, 0);
		join(walker, addVoice("Cafe"));
		await world.calm();
		join(walker, roomOf(world.teams[0]));
		await world.calm();
		await ended();
		expect(world.whereIs(walker)).toBe(world.generalId);
	});

	test("whose connection drops and who comes back is moved again", async () => {
		await given();
		await placed();
		const dropped = person(1, 2);
		leave(dropped);
		await world.calm();
		join(dropped, world.generalId);
		await world.eventually(isIn(dropped, roomOf(world.teams[1])), "back in the room");
		expect(moves(dropped)).toHaveLength(2);
	});

	test("whose connection drops in the very moment of the move is moved once they are back, at once", async () => {
		await given();
		const flaky = person(0, 0);
		const isTheirs = ({ path }: { path: string }) => path.endsWith(`/${flaky.discordId}`);
		world.discord.fault({ method: "PATCH", when: isTheirs }, { status: 400, code: 40032, message: "not in voice" });
		await world.report("ready", matchId);
		await world.eventually(
			() => world.rooms()["Team Vale"]?.length === 2 && moves(flaky).length === 1,
			"the others are placed",
		);
		leave(flaky);
		await world.calm();
		join(flaky, world.generalId);
		const backAt = world.clock.now();
		await world.eventually(isIn(flaky, roomOf(world.teams[0])), "back in the room");
		expect(world.clock.now() - backAt).toBeLessThan(1_000);
	});

	test("who leaves the server is not asked for again, and the match goes on", async () => {
		await given();
		await placed();
		const gone = person(0, 0);
		world.discord.removeMember(world.guildId, gone.discordId);
		await world.report("ready", matchId);
		await world.calm();
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
		expect(moves(gone)).toHaveLength(1);
		await ended();
	});

	test("a visitor is no business of ours, until the room closes: then they go to the lobby", async () => {
		await given({
			prepare: (made) =>
				made.choose({ lobbyId: made.discord.addChannel(made.guildId, { name: "Lobby", type: "voice" }) }),
		});
		await placed();
		const coach = world.discord.addMember(world.guildId, { username: "coach", permissions: 8n });
		const room = roomOf(world.teams[0]);
		world.discord.joinVoice(world.guildId, coach, room);
		await world.calm();
		expect(world.discord.membersIn(room)).toContain(coach);
		await ended();
		const lobby = world.discord.voiceOf(world.guildId, coach)?.channelId;
		expect(world.discord.channel(lobby ?? "")?.name).toBe("Lobby");
	});
});

describe("links", () => {
	/** As `/register` and `/unregister` do it, once their questions are answered. */
	async function register({ discordId, nickname }: Person): Promise<void> {
		const member = { discordId, guildId: world.guildId };
		const registration = world.program.players.register(member, nickname);
		await world.calm();
		expect((await registration).is).toBe("linked");
	}
	const unregister = ({ discordId }: Person) => world.program.players.unregister({ discordId, guildId: world.guildId });

	const onlyVale = (made: Simulation) => {
		made.link(made.teams[0].people);
		for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
	};

	test("who links in mid-match is admitted and moved at once", async () => {
		await given({ settled: false, prepare: onlyVale });
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "the linked team is placed");
		expect(Object.keys(world.rooms())).toEqual(["Team Vale"]);
		const [first, second] = [person(1, 0), person(1, 1)];
		await register(first);
		await world.eventually(
			() => world.arePlaced([{ ...world.teams[1], people: [first] }]),
			"the room of a team with one",
		);
		const room = roomOf(world.teams[1]);
		expect(world.discord.canConnect(second.discordId, room)).toBe(false);
		await register(second);
		await world.eventually(isIn(second, room), "the second in the room");
		await world.eventually(() => world.discord.canConnect(second.discordId, room), "the second has access");
		expect(world.rooms()["Team Delta"]).toEqual([first.nickname, second.nickname]);
	});

	test("who links in mid-match and is not in voice is admitted, and may come by themselves", async () => {
		await given({ settled: false, prepare: onlyVale });
		await world.report("ready", matchId);
		await world.eventually(() => world.arePlaced([world.teams[0]]), "the linked team is placed");
		await register(person(1, 1));
		const [newcomer, room] = [person(1, 0), roomOf(world.teams[1])];
		leave(newcomer);
		await register(newcomer);
		await world.eventually(() => world.discord.canConnect(newcomer.discordId, room), "the newcomer has access");
		join(newcomer, room);
		await world.calm();
		expect(moves(newcomer)).toHaveLength(0);
		expect(world.whereIs(newcomer)).toBe(room);
	});

	test("who unlinks loses access and is brought back", async () => {
		await given();
		await placed();
		const [leaver, room] = [person(0, 1), roomOf(world.teams[0])];
		unregister(leaver);
		await world.eventually(isIn(leaver, world.generalId), "brought back");
		await world.eventually(() => !world.discord.canConnect(leaver.discordId, room), "no access any more");
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
	});
});

describe("substitution", () => {
	/** Team Vale with someone on the bench who is linked and in "General". */
	async function withBench(): Promise<Person> {
		const benched: Person[] = [];
		await given({
			prepare(made) {
				const eve = made.person("Eve");
				made.link([eve]);
				made.discord.joinVoice(made.guildId, eve.discordId, made.generalId);
				benched.push(eve);
			},
		});
		const [eve] = benched;
		if (eve === undefined) throw new Error("nobody is on the bench");
		return eve;
	}

	test("before play: the substitute moves in, the replaced one loses access and goes home, one call for each", async () => {
		const eve = await withBench();
		await placed();
		const [vale, delta] = world.teams;
		const [replaced, ...others] = vale.people;
		if (replaced === undefined) throw new Error("no players");
		const lineUp = [{ ...vale, people: [...others, eve] }, delta];
		await world.report("ready", matchId, { teams: lineUp });
		await world.eventually(() => world.arePlaced(lineUp), "the new line-up is placed");
		await world.eventually(isIn(replaced, world.generalId), "the replaced one is back");
		await world.calm();
		expect(edits()).toHaveLength(2);
		expect(world.discord.canConnect(replaced.discordId, roomOf(vale))).toBe(false);
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
	});

	test("during play: on the bench they may enter and are not moved; once they play they are, and the replaced one stays", async () => {
		const eve = await withBench();
		const [vale, delta] = world.teams;
		const waiting = [{ ...vale, bench: [{ ...eve, playing: false }] }, delta];
		await placed(waiting);
		await world.calm();
		expect(world.whereIs(eve)).toBe(world.generalId);
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
		await world.report("ready", matchId, { teams: [{ ...vale, bench: [{ ...eve, playing: true }] }, delta] });
		await world.eventually(isIn(eve, roomOf(vale)), "the substitute in the room");
		expect(world.arePlaced([vale])).toBe(true);
		await ended();
		expect(world.whereIs(eve)).toBe(world.generalId);
	});

	test("the bench that the webhook named keeps its access when FACEIT, which names none before play, is asked", async () => {
		const eve = await withBench();
		const [vale, delta] = world.teams;
		world.faceit.setMatch(matchId, { status: "READY", teams: [vale, delta].map(asFaceit) });
		await placed([{ ...vale, bench: [{ ...eve, playing: false }] }, delta]);
		await world.stopProgram();
		await world.start();
		await world.eventually(() => world.faceit.calls.some(({ path }) => path.includes(matchId)), "FACEIT was asked");
		await world.calm();
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
	});
});
