// Discord as others implement it (Spacebar), and on its bad days: odd events and answers end nothing and storm nothing.

import { afterEach, describe, expect, test } from "bun:test";
import { GatewayDispatchEvents } from "discord-api-types/v10";
import type { Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let others: readonly Side[];
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;
const always = Number.POSITIVE_INFINITY;
const isNamed = (name: string) => (event: { name: string }) => event.name === name;

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({
		...options,
		prepare(made) {
			others = [made.newSide("Team Kilo", 3), made.newSide("Team Lima", 3)];
			options.prepare?.(made);
		},
	});
	({ world } = scene);
}

async function expectAnotherServed(): Promise<void> {
	await world.report("ready", world.newMatchId(), { teams: others });
	await scene.within(2 * second, () => world.arePlaced(others), "the other match in its rooms");
}

test("an unrequested PRESENCE_UPDATE ends nothing", async () => {
	await given();
	const data = { guild_id: world.guildId, user: { id: scene.person(0, 0).discordId }, status: "online" };
	world.discord.gateway.dispatch(GatewayDispatchEvents.PresenceUpdate, data);
	await scene.placed();
	await scene.ended();
});

test("a GUILD_CREATE without `unavailable` is an available guild", async () => {
	const withoutIt = (data: object) => ({ ...data, unavailable: undefined });
	await given({ prepare: ({ discord }) => void discord.gateway.alter(isNamed("GUILD_CREATE"), withoutIt) });
	await scene.placed();
	await scene.ended();
});

test("a CHANNEL_DELETE that never comes: the room is closed all the same, and the next match has its own", async () => {
	await given({ prepare: ({ discord }) => void discord.gateway.drop(isNamed("CHANNEL_DELETE")) });
	await scene.placed();
	await scene.ended();
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await scene.within(2 * second, () => world.arePlaced(), "everyone in their new room");
	const calls = () => world.discord.calls.filter(({ method, path }) => method !== "GET" || !path.includes("/members/"));
	// What is said in the rooms comes last.
	await world.clock.advance(10 * second);
	const before = calls().length;
	await world.clock.advance(10 * minute);
	expect(calls().length).toBe(before);
});

test("every voice event twice: one move each, and one back", async () => {
	await given({ prepare: ({ discord }) => void discord.gateway.repeat(isNamed("VOICE_STATE_UPDATE")) });
	await scene.placed();
	await scene.ended();
	for (const who of world.people) expect([world.whereIs(who), scene.moves(who).length]).toEqual([world.generalId, 2]);
});

describe("a 404 without a known code rests its subject", () => {
	const calls = {
		"the create of a room": { method: "POST", path: "/guilds/:guild/channels" },
		"the move of a member": { method: "PATCH", path: "/guilds/:guild/members/:user" },
		"the close of a room": { method: "DELETE", path: "/channels/:channel" },
	};
	for (const [what, match] of Object.entries(calls))
		for (const code of [0, 404])
			test(`${what}, code ${code}: few calls, and another match is served`, async () => {
				await given();
				const isClose = match.method === "DELETE";
				if (isClose) await scene.placed();
				const isOurs = ({ path, body }: { path: string; body: unknown }) =>
					isClose
						? world.discord.channel(path.slice("/channels/".length))?.name.startsWith("Team Vale") === true
						: JSON.stringify(body).includes("Team Vale") || path.endsWith(`/${scene.person(0, 0).discordId}`);
				const fault = world.discord.fault({ ...match, times: always, when: isOurs }, { status: 404, code });
				await world.report(isClose ? "finished" : "ready", scene.matchId);
				await world.clock.advance(10 * minute);
				expect(fault.hits).toBeGreaterThan(0);
				expect(fault.hits).toBeLessThanOrEqual(20);
				await expectAnotherServed();
				fault.remove();
				if (isClose) await world.eventually(() => scene.roomOf(world.teams[0]) === "no room", "the room is closed");
				else await world.eventually(() => world.arePlaced(), "everyone in their room");
			});
});

test("moves answered with 200 that move nobody: no storm, and everyone is in their room once they do", async () => {
	await given();
	const heed = world.discord.ignoreMoves(world.guildId);
	await world.report("ready", scene.matchId);
	await world.clock.advance(10 * minute);
	for (const who of world.people) {
		expect(scene.moves(who).length).toBeGreaterThan(1);
		expect(scene.moves(who).length).toBeLessThanOrEqual(20);
	}
	heed();
	await scene.within(15 * minute, () => world.arePlaced(), "everyone in their room");
	await scene.ended();
});
