// After a failure its subject rests and is then tried again: nobody is forgotten, and nothing is tried over and over.

import { afterEach, expect, test } from "bun:test";
import { permission } from "../../src/permission.ts";
import type { FaultMatch } from "../../src/sandbox/discord/faults.ts";
import type { Person } from "../world.ts";
import { type Simulation, type SimulationOptions, simulate } from "./world.ts";

const minute = 60_000;
const create: FaultMatch = { method: "POST", path: "/guilds/:guild/channels" };

let world: Simulation;
afterEach(() => world.stop());

async function given(options: SimulationOptions = {}): Promise<void> {
	world = await simulate({ playersPerTeam: 2, ...options });
}

function person(index: number): Person {
	const found = world.teams[0].people[index];
	if (found === undefined) throw new Error("no such person");
	return found;
}

const moveOf = ({ discordId }: Person): FaultMatch => ({ method: "PATCH", path: new RegExp(`/members/${discordId}$`) });
const isInRoom = (one: Person) => world.whereIs(one) !== world.generalId;

/** How long after `startedAt` it is so, ms. */
async function after(startedAt: number, holds: () => boolean, what: string): Promise<number> {
	await world.eventually(holds, what);
	return world.clock.now() - startedAt;
}

test("given two who rest for different times, when the shorter rest is over, then the longer one is not forgotten", async () => {
	await given();
	const [refused, lost] = [person(0), person(1)];
	world.discord.fault(moveOf(refused), { status: 400, code: 50035 });
	world.discord.fault(moveOf(lost), { status: 502 });
	const startedAt = world.clock.now();
	await world.report("ready", world.newMatchId());
	const shortMs = await after(startedAt, () => isInRoom(lost), "the one whose answer was lost in the room");
	expect(isInRoom(refused)).toBe(false);
	const longMs = await after(startedAt, () => world.arePlaced(), "the other one as well");
	expect(shortMs).toBeLessThan(2_000);
	expect(longMs).toBeGreaterThan(5_000);
	expect(longMs).toBeLessThan(20_000);
});

test("given creates that all stay without an answer, when time goes by, then they are tried ever less often, and still in the end", async () => {
	await given({ playersPerTeam: 1 });
	const fault = world.discord.fault({ ...create, times: Number.POSITIVE_INFINITY }, { status: 502 });
	await world.report("ready", world.newMatchId());
	const tries: number[] = [];
	for (const each of [1, 2, 3, 4]) {
		const before = fault.hits;
		await world.clock.advance(10 * minute);
		tries.push(fault.hits - before);
		expect([each, tries.at(-1)]).not.toEqual([each, 0]);
	}
	// Two rooms. With a rest of a second each time it would be twelve hundred in ten minutes.
	expect(tries[0]).toBeLessThan(40);
	expect(Math.max(...tries.slice(1))).toBeLessThan(tries[0] ?? 0);
	fault.remove();
	await world.eventually(() => world.arePlaced(), "both in their rooms");
});

test("given a player who drops out of voice while being moved, when they are back, then they are moved at once", async () => {
	await given();
	const dropping = person(0);
	const drop = () => {
		world.discord.leaveVoice(world.guildId, dropping.discordId);
		return false;
	};
	const fault = world.discord.fault({ ...moveOf(dropping), when: drop }, { status: 500 });
	await world.report("ready", world.newMatchId());
	await world.eventually(() => world.discord.calls.some(({ code }) => code === 40032), "a move in vain");
	fault.remove();
	world.discord.joinVoice(world.guildId, dropping.discordId, world.generalId);
	const backAt = world.clock.now();
	expect(await after(backAt, () => world.arePlaced(), "back in the room")).toBe(0);
});

test("given a category where the bot lacks a permission, when an admin grants it there, then it goes on by itself, at once", async () => {
	let categoryId = "";
	await given({
		playersPerTeam: 1,
		prepare(made) {
			const { discord, guildId } = made;
			categoryId = discord.addChannel(guildId, { name: "Matches", type: "category" });
			const overwrites = [{ id: discord.botId, type: "member" as const, deny: permission.manageChannels }];
			discord.editChannel(categoryId, { overwrites });
			made.choose({ categoryId });
		},
	});
	await world.report("ready", world.newMatchId());
	await world.clock.advance(30 * minute);
	const told = world.facts.flatMap((fact) => (fact.kind === "paused" ? [fact.lacking] : []));
	expect(told).toEqual([[expect.stringContaining("Manage Channels in the category")]]);
	expect(world.roomChannels()).toEqual([]);
	world.discord.editChannel(categoryId, { overwrites: [] });
	const grantedAt = world.clock.now();
	expect(await after(grantedAt, () => world.arePlaced(), "both in their rooms")).toBe(0);
	expect(world.discord.invalidRequests).toBe(0);
});

test("given a 429 of minutes for one member, then nothing is sent that would meet it, and the rest goes on", async () => {
	await given();
	const { discord } = world;
	const stuck = person(0);
	discord.fault(moveOf(stuck), { retryAfter: 120 });
	await world.report("ready", world.newMatchId());
	await world.clock.advance(119_000);
	expect(world.roomChannels()).toHaveLength(2);
	const moves = discord.calls.filter(({ route }) => route === "/guilds/:guild/members/:user");
	expect(moves.length).toBeLessThanOrEqual(world.people.length);
	expect(moves.filter(({ path }) => path.endsWith(`/${stuck.discordId}`))).toHaveLength(1);
	expect(discord.invalidRequests).toBe(1);
	await world.eventually(() => world.arePlaced(), "everyone in their room once the limit is over");
	expect(discord.invalidRequests).toBe(1);
});

test("given calls that hang when it is asked to stop, then it waits a moment and no longer, and the next start finds what became of them", async () => {
	await given();
	const { discord, clock, faceit } = world;
	const fault = discord.fault({ ...create, times: 2 }, { loseAnswer: true });
	faceit.fault({ path: "/matches/" }, { hang: true });
	await world.report("configuring", world.newMatchId(), { teams: null });
	await world.report("ready", world.newMatchId());
	await world.eventually(() => fault.hits === 2, "both creates in flight");
	const askedAt = clock.now();
	await world.stopProgram();
	expect(clock.now() - askedAt).toBeLessThanOrEqual(2_000);
	faceit.heal();
	await world.start();
	await world.eventually(() => world.arePlaced(), "everyone in one of the two rooms");
	expect(world.roomChannels()).toHaveLength(2);
});
