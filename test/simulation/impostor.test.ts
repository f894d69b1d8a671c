// Somebody claims an account that is not theirs. Whoever proves it takes it back, at once, whatever is going on; and what
// counts in a guild is what its admins and staff say.

import { afterEach, describe, expect, test } from "bun:test";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import type { Person } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
/** The player whose account is claimed, who is not linked yet, and the one who claims it. */
let owner: Person;
let eve: Person;
afterEach(() => world.stop());

/** Three a side, all proven but one: Eve claims that one's account, and is in "General" like everybody else. */
async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({
		canProve: true,
		settled: false,
		...options,
		prepare(made) {
			made.settle();
			made.change("UPDATE links SET verified_at = 1");
			const [first] = made.teams[0].people;
			if (first === undefined) throw new Error("there is nobody");
			owner = first;
			eve = made.person("Eve");
			made.change(`DELETE FROM links WHERE discord_id = '${owner.discordId}'`);
			made.discord.leaveVoice(made.guildId, owner.discordId);
			made.discord.joinVoice(made.guildId, eve.discordId, made.generalId);
			options.prepare?.(made);
		},
	});
	world = scene.world;
}

const member = ({ discordId }: Person) => ({ discordId, guildId: world.guildId });
const staff = () => ({ discordId: "staff", guildId: world.guildId, right: "staff" as const });

async function done<T>(work: Promise<T>): Promise<T> {
	let isDone = false;
	void work.finally(() => {
		isDone = true;
	});
	await world.eventually(() => isDone, "done");
	return work;
}
const claim = (who: Person) => done(world.program.players.register(member(who), owner.nickname));
const prove = (who: Person) => done(world.program.players.prove(member(who), owner, false));

const room = () => scene.roomOf(world.teams[0]);
const hasAccess = (who: Person) =>
	world.roomChannels().some(({ admitted }) => admitted.some(({ userId }) => userId === who.discordId));
const isOut = () => world.whereIs(eve) !== room() && !hasAccess(eve);

/** Eve sits in the room of a match that is on, because claims count here. */
async function givenInside(options: SimulationOptions = {}): Promise<void> {
	await given({ ...options, prepare: (made) => made.choose({ claims: "count" }) });
	await claim(eve);
	await world.report("ready", scene.matchId);
	await world.eventually(() => world.whereIs(eve) === room(), "Eve is in the room");
	expect(hasAccess(eve)).toBe(true);
}

describe("given FACEIT's login is set up", () => {
	test("when somebody claims an account, then it lets them in nowhere, and they are told why", async () => {
		await given();
		await claim(eve);
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.rooms()["Team Vale"]?.length === 2, "the others are placed");
		await world.calm();
		expect([world.whereIs(eve), hasAccess(eve)]).toEqual([world.generalId, false]);
		expect(scene.reasons()[`member:${eve.discordId}`]).toBe("notProven");
		await scene.ended();
	});

	test("when they prove that it is theirs, then they are moved at once", async () => {
		await given();
		await claim(eve);
		await world.report("ready", scene.matchId);
		await world.calm();
		await prove(eve);
		await world.eventually(() => world.whereIs(eve) === room(), "in the room");
		await scene.ended();
		expect(world.whereIs(eve)).toBe(world.generalId);
	});

	test("when claims from before are in their days of grace, then those count", async () => {
		await given({ prepare: (made) => made.change("UPDATE links SET verified_at = NULL") });
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.rooms()["Team Delta"]?.length === 3, "the claimers are placed");
		await scene.ended();
	});

	test("when those days are over during a match, then the claimers are brought back", async () => {
		await given({ matchMaxMs: 72 * 3_600_000, prepare: (made) => made.change("UPDATE links SET verified_at = NULL") });
		await world.clock.advance(14 * 24 * 3_600_000 - 3_600_000);
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.rooms()["Team Delta"]?.length === 3, "the claimers are placed");
		await world.clock.advance(3_600_000);
		await world.calm();
		expect(world.rooms()["Team Delta"]).toEqual([]);
	});

	test("when the guild's staff vouch for them, then they are let in, and out again when staff take it back", async () => {
		await given();
		await claim(eve);
		await world.report("ready", scene.matchId);
		await world.calm();
		world.program.players.staffVerify(staff(), eve.discordId);
		await world.eventually(() => world.whereIs(eve) === room(), "in the room");
		world.program.players.staffUnlink(staff(), eve.discordId);
		await world.eventually(isOut, "out of the room");
		expect(world.whereIs(eve)).toBe(world.generalId);
	});
});

describe("given the impostor sits in the room, when the owner proves the account", () => {
	test("then the impostor is brought back at once, without access, and the owner is let in and moved", async () => {
		await givenInside();
		scene.join(owner, world.generalId);
		await prove(owner);
		await scene.within(2_000, () => isOut() && world.whereIs(owner) === room(), "the owner is in, Eve is out");
		expect(world.whereIs(eve)).toBe(world.generalId);
		await world.calm();
		expect(hasAccess(owner)).toBe(true);
		await scene.ended();
	});

	test("and the channel that the impostor came from is gone, then they are taken out of voice", async () => {
		await givenInside();
		world.discord.deleteChannel(world.generalId);
		await prove(owner);
		await scene.within(2_000, isOut, "Eve is out");
		expect(world.whereIs(eve)).toBeUndefined();
		expect(world.discord.violations).toEqual([]);
	});

	const faults: readonly (readonly [title: string, fault: FaultKind])[] = [
		["refused", { status: 403, code: 50013, message: "Missing Permissions" }],
		["lost", { loseAnswer: true }],
		["answered with 500", { status: 500 }],
		["limited", { retryAfter: 2 }],
	];
	test.each(faults)("and the first calls are %s, then they are out soon all the same", async (_, fault) => {
		await givenInside();
		world.discord.fault({ method: "PATCH", path: "/guilds/:guild/members/:user", times: 1 }, fault);
		world.discord.fault({ method: "DELETE", path: "/channels/:channel/permissions/:target", times: 1 }, fault);
		await prove(owner);
		await scene.within(120_000, isOut, "Eve is out");
	});

	test.each(["stop", "kill"] as const)(
		"and the program ends just then (%s), then they are out after it",
		async (how) => {
			await givenInside();
			await prove(owner);
			await scene.restart(how);
			await scene.within(10_000, isOut, "Eve is out");
		},
	);

	test("and the gateway is away, then they are out once it is back", async () => {
		await givenInside();
		world.discord.gateway.refuse(true);
		world.discord.gateway.cut();
		await prove(owner);
		await world.clock.advance(5_000);
		world.discord.gateway.refuse(false);
		await scene.within(120_000, isOut, "Eve is out");
	});

	test("and the impostor had left the room, then they do not come in again", async () => {
		await givenInside();
		scene.leave(eve);
		await world.calm();
		await prove(owner);
		await scene.within(2_000, () => !hasAccess(eve), "Eve has no access");
		scene.join(eve, world.generalId);
		await world.calm();
		expect(world.whereIs(eve)).toBe(world.generalId);
	});
});

test("given two who claim the same account, then the first keeps it", async () => {
	await given({ canProve: false });
	await claim(eve);
	expect((await claim(owner)).is).toBe("taken");
});

describe("given somebody asked not to be moved", () => {
	test("then they are let in and stay where they are; the room closes after them", async () => {
		await given();
		const quiet = scene.person(1, 0);
		world.program.players.optOut(quiet.discordId, true);
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.rooms()["Team Delta"]?.length === 2, "the others are placed");
		await world.calm();
		expect([world.whereIs(quiet), hasAccess(quiet)]).toEqual([world.generalId, true]);
		expect(scene.reasons()[`member:${quiet.discordId}`]).toBe("optedOut");
		scene.join(quiet, scene.roomOf(world.teams[1]));
		await world.calm();
		await scene.ended();
		expect(scene.moves(quiet)).toEqual([]);
	});

	test("when they change their mind during the match, then they are moved", async () => {
		await given();
		const quiet = scene.person(1, 0);
		world.program.players.optOut(quiet.discordId, true);
		await world.report("ready", scene.matchId);
		await world.calm();
		world.program.players.optOut(quiet.discordId, false);
		await world.eventually(() => world.whereIs(quiet) === scene.roomOf(world.teams[1]), "in the room");
		await scene.ended();
	});
});
