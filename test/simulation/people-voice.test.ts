// Walked out, or not: only someone whom the gateway reports going from a room that exists straight to another channel.
// Everybody else who is in voice is where their match wants them.

import { afterEach, describe, expect, test } from "bun:test";
import type { Person } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;

/** Everyone is in their room, but for those whom `options` keep away. */
async function placed(options: SimulationOptions = {}): Promise<Person> {
	scene = await begin(options);
	({ world } = scene);
	await scene.placed();
	return scene.person(0, 0);
}

const room = () => scene.roomOf(world.teams[0]);
const isInRoom = (who: Person) => () => room() !== "no room" && world.whereIs(who) === room();

/** They are moved into the room of their team, and stay there. */
async function expectMovedAgain(who: Person): Promise<void> {
	await scene.within(10 * second, isInRoom(who), "back in the room");
	await world.calm();
	expect(isInRoom(who)()).toBe(true);
	expect(scene.moves(who)).toHaveLength(2);
}

const isVoice = ({ name }: { name: string }) => name === "VOICE_STATE_UPDATE";
const gaps = {
	"at the same instant": 0,
	"a millisecond later": 1,
	"a second later": second,
	"an hour later": 60 * minute,
};
const places = { "to the channel they came from": "General", "to another channel": "Cafe" };
const channelNamed = (name: string) => (name === "General" ? world.generalId : scene.addVoice(name));

describe("who leaves voice and comes back is moved again", () => {
	for (const [when, ms] of Object.entries(gaps))
		for (const [where, name] of Object.entries(places))
			for (const latencyMs of [0, 400])
				test(`${when}, ${where}, at a latency of ${latencyMs} ms`, async () => {
					const who = await placed({ latencyMs });
					const target = channelNamed(name);
					await world.calm();
					scene.leave(who);
					if (ms > 0) await world.clock.advance(ms);
					scene.join(who, target);
					await world.clock.advance(latencyMs);
					await expectMovedAgain(who);
				});

	test("also where the gateway reports everything twice", async () => {
		const who = await placed({ prepare: ({ discord }) => void discord.gateway.repeat(isVoice) });
		scene.leave(who);
		scene.join(who, world.generalId);
		await expectMovedAgain(who);
	});

	test("five times in a row", async () => {
		const who = await placed();
		for (let time = 0; time < 5; time += 1) {
			scene.leave(who);
			await world.clock.advance(second);
			scene.join(who, world.generalId);
			await scene.within(10 * second, isInRoom(who), "back in the room");
		}
		expect(scene.moves(who)).toHaveLength(6);
	});
});

describe("who goes straight to another channel has walked out, and is left alone", () => {
	test("although the gateway reports everything twice", async () => {
		const who = await placed({ prepare: ({ discord }) => void discord.gateway.repeat(isVoice) });
		const cafe = scene.addVoice("Cafe");
		scene.join(who, cafe);
		await world.calm();
		expect([world.whereIs(who), scene.moves(who).length]).toEqual([cafe, 1]);
	});

	test("also after the wall clock is set back an hour, or forward a day", async () => {
		for (const ms of [-60 * minute, 24 * 60 * minute]) {
			const who = await placed();
			const cafe = scene.addVoice("Cafe");
			scene.join(who, cafe);
			world.clock.shiftWall(ms);
			await world.clock.advance(30 * minute);
			await scene.restart();
			expect([ms, world.whereIs(who), scene.moves(who).length]).toEqual([ms, cafe, 1]);
			if (ms < 0) await world.stop();
		}
	});
});

describe("a room deleted by hand", () => {
	for (const isTold of [true, false]) {
		const how = isTold ? "" : ", and the gateway does not tell";

		async function deleted(): Promise<Person> {
			const who = await placed();
			await world.calm();
			const loss = world.discord.gateway.drop(({ name }) => !isTold && name === "CHANNEL_DELETE");
			world.discord.deleteChannel(room());
			loss.remove();
			return who;
		}

		for (const [when, ms] of Object.entries(gaps))
			for (const [where, name] of Object.entries(places))
				test(`is replaced, and who comes back ${when}, ${where}, is moved into the new one${how}`, async () => {
					const who = await deleted();
					const target = channelNamed(name);
					if (ms > 0) await world.clock.advance(ms);
					scene.join(who, target);
					await scene.within(30 * second, isInRoom(who), "in the new room");
					await world.calm();
					expect(isInRoom(who)()).toBe(true);
					expect(Object.keys(world.rooms()).sort()).toEqual(["Team Delta", "Team Vale"]);
				});

		test(`no call is made for anyone no longer in voice${how}`, async () => {
			await deleted();
			const before = scene.moves().length;
			await world.clock.advance(30 * minute);
			expect(scene.moves()).toHaveLength(before);
			expect(world.rooms()["Team Delta"]).toHaveLength(3);
		});
	}

	test("nobody walked out of it, not even who is next seen in another channel", async () => {
		const who = await placed();
		const cafe = scene.addVoice("Cafe");
		const loss = world.discord.gateway.drop((event) => isVoice(event) && JSON.stringify(event).includes("null"));
		world.discord.deleteChannel(room());
		loss.remove();
		scene.join(who, cafe);
		await scene.within(30 * second, isInRoom(who), "in the new room");
	});
});

describe("who is seen elsewhere without a call of ours is moved again", () => {
	test("after a gap of the gateway", async () => {
		const who = await placed();
		const cafe = scene.addVoice("Cafe");
		await world.calm();
		world.discord.gateway.refuse(true);
		world.discord.gateway.forgetSessions();
		world.discord.gateway.cut();
		await world.clock.advance(5 * second);
		scene.join(who, cafe);
		await world.clock.advance(5 * second);
		world.discord.gateway.refuse(false);
		await expectMovedAgain(who);
	});

	for (const how of ["stop", "kill"] as const)
		test(`after a restart (${how})`, async () => {
			const who = await placed();
			const cafe = scene.addVoice("Cafe");
			await world.calm();
			if (how === "kill") world.kill();
			else await world.stopProgram();
			scene.join(who, cafe);
			await world.clock.advance(minute);
			await world.start();
			await expectMovedAgain(who);
		});
});

describe("an answered move that the gateway does not confirm", () => {
	const stateOf = ({ discordId }: Person) =>
		world.stored<{ state: string }>(`SELECT state FROM placements WHERE discord_id = '${discordId}'`)[0]?.state;

	for (const how of ["is not made", "is made, and the gateway does not tell"])
		test(`${how}: they are not taken for placed, and there is no storm`, async () => {
			scene = await begin();
			({ world } = scene);
			const who = scene.person(0, 0);
			const { discord, guildId } = world;
			const isTheirs = (event: { name: string; data: object }) =>
				isVoice(event) && JSON.stringify(event.data).includes(who.discordId);
			const loss = discord.gateway.drop((event) => how !== "is not made" && isTheirs(event));
			const heed = how === "is not made" ? discord.ignoreMoves(guildId, who.discordId) : loss.remove;
			await world.report("ready", scene.matchId);
			const others = world.people.filter((one) => one !== who);
			const areIn = () => others.every((one) => world.roomChannels().some(({ id }) => id === world.whereIs(one)));
			await scene.within(2 * second, areIn, "everyone else in their room");
			await world.clock.advance(30 * second);
			expect(stateOf(who)).not.toBe("placed");
			await world.clock.advance(30 * second);
			expect(scene.moves(who).length).toBeLessThanOrEqual(10);
			heed();
			await scene.within(5 * minute, isInRoom(who), "in the room");
			await world.clock.advance(10 * minute);
			expect(scene.moves(who).length).toBeLessThanOrEqual(15);
		});

	test("late by two seconds is one move", async () => {
		scene = await begin();
		({ world } = scene);
		world.discord.gateway.delay(isVoice, 2 * second);
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.arePlaced(), "everyone in their room");
		await world.calm();
		expect(scene.moves()).toHaveLength(world.people.length);
	});

	test("of one who is brought back: the room does not close with them inside", async () => {
		const who = await placed();
		const thrownOut: string[] = [];
		world.discord.onEvent((event) => {
			if (event.kind === "gateway" && isVoice(event) && JSON.stringify(event.data).includes('"channel_id":null'))
				thrownOut.push(JSON.stringify(event.data));
		});
		const heed = world.discord.ignoreMoves(world.guildId, who.discordId);
		await world.report("finished", scene.matchId, { teams: null });
		await world.clock.advance(minute);
		expect([thrownOut, isInRoom(who)()]).toEqual([[], true]);
		heed();
		await world.eventually(() => world.whereIs(who) === world.generalId, "back in General");
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
	});
});
