// What made programs of this kind fail, where no other test shows it: events out of order, servers set up in odd ways.

import { afterEach, describe, expect, test } from "bun:test";
import { permission } from "../../src/permission.ts";
import type { OverwriteSpec } from "../../src/sandbox/discord/admins.ts";
import type { Side } from "../world.ts";
import { type Simulation, type SimulationOptions, simulate } from "./world.ts";

let world: Simulation;
let matchId: string;

afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

async function given(options: SimulationOptions = {}): Promise<void> {
	world = await simulate({ playersPerTeam: 2, ...options });
	matchId = world.newMatchId();
}

async function placed(): Promise<void> {
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "everyone placed");
}

async function cleared(): Promise<void> {
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	for (const person of world.people) expect(world.whereIs(person)).toBe(world.generalId);
}

const creates = () =>
	world.discord.calls.filter(({ method, route }) => method === "POST" && route === "/guilds/:guild/channels");

describe("events", () => {
	test("ready repeated, also in parallel: two rooms, made once", async () => {
		await given();
		await world.report("ready", matchId, { times: 50 });
		await Promise.all(Array.from({ length: 10 }, () => world.report("ready", matchId)));
		await world.eventually(() => world.arePlaced(), "everyone placed");
		await world.calm();
		expect(creates()).toHaveLength(2);
	});

	test("finished before ready: nothing is opened", async () => {
		await given();
		await world.report("finished", matchId, { version: 17 });
		await world.report("ready", matchId, { version: 16 });
		await world.calm();
		expect(creates()).toEqual([]);
	});

	test("a late ready (lower version) after the end: nothing is opened again", async () => {
		await given();
		await world.report("ready", matchId, { version: 16 });
		await world.eventually(() => world.arePlaced(), "everyone placed");
		await world.report("finished", matchId, { version: 17 });
		await cleared();
		await world.report("ready", matchId, { version: 15 });
		await world.report("configuring", matchId, { version: 14 });
		await world.calm();
		expect(creates()).toHaveLength(2);
	});

	test("cancelled during create: what is created all the same is deleted", async () => {
		await given();
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: 2 }, { delayMs: 3_000 });
		await world.report("ready", matchId);
		await world.eventually(() => creates().length === 2, "both creates in flight");
		await world.report("cancelled", matchId);
		expect(creates().map(({ acted }) => acted)).toEqual([false, false]);
		await world.eventually(() => creates().every(({ acted }) => acted), "both carried out");
		await cleared();
	});

	for (const event of ["aborted", "cancelled"]) {
		test(`${event}: everyone back, no room left`, async () => {
			await given();
			await placed();
			await world.report(event, matchId);
			await cleared();
		});
	}

	test("no-show (started_at 1970): the match is over like any other", async () => {
		await given();
		await placed();
		const noShow: Record<string, never> = JSON.parse('{"started_at":"1970-01-01T00:00:00Z"}');
		await world.report("finished", matchId, { payload: noShow });
		await cleared();
	});

	test("a lost finished: the next start asks FACEIT and finds it", async () => {
		await given();
		await placed();
		await world.stopProgram();
		world.faceit.setMatch(matchId, { status: "FINISHED" });
		// FACEIT's API lags behind its webhooks: it is believed once the last one is a minute old.
		await world.clock.advance(2 * 60_000);
		await world.start();
		await world.clock.advance(10_000);
		expect(world.roomChannels()).toEqual([]);
		await cleared();
	});
});

test("the same captain's name in two matches: each keeps its own rooms", async () => {
	const namesakes: Side[] = [];
	await given({
		prepare(made) {
			for (const { name } of made.teams) namesakes.push({ ...made.newSide(`Other ${name}`, 2), name });
		},
	});
	await world.report("ready", matchId);
	await world.report("ready", world.newMatchId(), { teams: namesakes });
	await world.eventually(() => world.arePlaced() && world.arePlaced(namesakes), "everyone placed");
	expect(world.roomChannels()).toHaveLength(4);
	await world.report("finished", matchId, { teams: world.teams });
	await world.eventually(() => world.roomChannels().length === 2, "two rooms left");
	await world.calm();
	expect(world.arePlaced(namesakes)).toBe(true);
});

describe("categories", () => {
	async function givenCategory(overwrites: (made: Simulation) => OverwriteSpec[]): Promise<void> {
		await given({
			prepare(made) {
				const { discord, guildId } = made;
				const categoryId = discord.addChannel(guildId, {
					name: "Staff",
					type: "category",
					overwrites: overwrites(made),
				});
				made.choose({ categoryId });
			},
		});
	}

	test("bot not Administrator in a hidden category that lets it in: private rooms all the same", async () => {
		const hidden = permission.viewChannel | permission.connect;
		await givenCategory(({ guildId, discord }) => [
			{ id: guildId, type: "role", deny: hidden },
			{ id: discord.botId, type: "member", allow: hidden },
		]);
		await placed();
		expect(world.discord.invalidRequests).toBe(0);
		for (const room of world.roomChannels()) expect(room).toMatchObject({ hidden: true, locked: true });
	});

	test("MANAGE_ROLES in category overwrites: the rooms in it are made without it", async () => {
		await givenCategory(({ discord }) => [{ id: discord.botId, type: "member", allow: permission.manageRoles }]);
		await placed();
		const bits = world.roomChannels().flatMap(({ overwrites }) => overwrites.map(({ allow, deny }) => allow | deny));
		expect(bits.some((bit) => (bit & permission.manageRoles) !== 0n)).toBe(false);
	});
});
