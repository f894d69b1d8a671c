// Nothing that is done and then planned again becomes a storm of calls: it gets ever rarer, and is warned of once.

import { afterEach, describe, expect, test } from "bun:test";
import { handlers } from "../../src/keeper/actions/handlers.ts";
import { noticed } from "../../src/keeper/plan/rooms.ts";
import type { OverwriteSpec } from "../../src/sandbox/discord/admins.ts";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
afterEach(() => world.stop());

const minute = 60_000;
const hour = 60 * minute;

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world } = scene);
}

const edits = () => scene.callsOf("PUT", "/channels/:channel/permissions/:target");
const warnings = () => scene.facts("repeated").map(({ action }) => action);

/** The waits between calls, in seconds. */
function gaps(calls: readonly Call[]): number[] {
	return calls.slice(1).map(({ startedAt }, index) => Math.round((startedAt - (calls[index]?.startedAt ?? 0)) / 1_000));
}

/** The first repeat is free, then a second, twice as long each time, ten minutes at most. */
const everRarer = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600];

/** One player of each team is not linked yet, so that their room has to be edited once they are. */
const withNewcomer: SimulationOptions = {
	settled: false,
	prepare(made) {
		const newcomers = made.teams.flatMap(({ people }) => people.slice(0, 1));
		made.link(made.people.filter((one) => !newcomers.includes(one)));
		for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
	},
};

async function opened(): Promise<void> {
	await world.report("ready", scene.matchId);
	await world.eventually(() => scene.moves().length === 4, "the others are placed");
	await world.calm();
}

async function registered(): Promise<void> {
	const { discordId, nickname } = scene.person(0, 0);
	void world.program.players.register({ discordId, guildId: world.guildId }, nickname);
	await world.eventually(() => edits().length > 0, "the room is edited");
}

async function newSession(): Promise<void> {
	world.discord.gateway.forgetSessions();
	world.discord.gateway.cut();
	await world.clock.advance(minute);
}

describe("an edit of a room", () => {
	test("answered and never carried out: what Discord shows later is tried again, ever more rarely, with one warning", async () => {
		await given(withNewcomer);
		await opened();
		const edit = { method: "PUT", path: "/channels/:channel/permissions/:target", times: Number.POSITIVE_INFINITY };
		const fault = world.discord.fault(edit, { status: 204 });
		await registered();
		await world.clock.advance(hour);
		expect(edits()).toHaveLength(1);
		for (let session = 0; session < 60; session += 1) await newSession();
		expect(edits().length).toBeLessThan(18);
		expect(warnings()).toEqual(["admit"]);
		expect(world.discord.violations).toEqual([]);

		fault.remove();
		for (let session = 0; session < 11; session += 1) await newSession();
		const { discordId } = scene.person(0, 0);
		expect(world.discord.canConnect(discordId, scene.roomOf(world.teams[0]))).toBe(true);
	});

	test("undone at once by somebody else, each time: ever more rarely, with one warning, and everything else goes on", async () => {
		await given(withNewcomer);
		await opened();
		const room = scene.roomOf(world.teams[0]);
		const former = [...(world.discord.channel(room)?.overwrites.values() ?? [])].map(
			({ id, type, allow, deny }): OverwriteSpec => ({ id, type: type === 0 ? "role" : "member", allow, deny }),
		);
		const end = world.discord.onEvent((event) => {
			if (event.kind !== "call" || event.call.method !== "PUT" || !event.call.path.startsWith(`/channels/${room}/`))
				return;
			if (event.call.status === 204) world.discord.editChannel(room, { overwrites: former });
		});
		await registered();
		await world.clock.advance(hour);
		expect(gaps(edits())).toEqual(everRarer);
		expect(warnings()).toEqual(["admit"]);
		// To be moved takes no access.
		expect(world.arePlaced([world.teams[0]])).toBe(true);
		end();
		await scene.ended();
	});
});

describe("a plan that disagrees with what was done", () => {
	test("a move that moves nobody and counts as done: ever more rarely, for each member, with one warning each", async () => {
		const move = { ...handlers.match.move, perform: async () => ({ is: "done", value: undefined }) as const };
		await given({ rules: { handlers: { ...handlers, match: { ...handlers.match, move } }, noticed } });
		await world.report("ready", scene.matchId);
		await world.clock.advance(hour);
		const moves = scene.facts("acted").filter(({ action }) => action === "move");
		expect(moves.length).toBeGreaterThan(6 * 11);
		expect(moves.length).toBeLessThan(6 * 18);
		expect(warnings()).toEqual(Array(6).fill("move"));
	});

	test("a create that is answered and never carried out: ever more rarely, with one warning for each team", async () => {
		await given();
		const made = { id: "1000000000000000001", type: 2, name: "Team · 2222", position: 9, permission_overwrites: [] };
		const create = { method: "POST", path: "/guilds/:guild/channels", times: Number.POSITIVE_INFINITY };
		const fault = world.discord.fault(create, { status: 201, body: made });
		await world.report("ready", scene.matchId);
		await world.clock.advance(hour);
		expect(scene.creates().length).toBeGreaterThan(6);
		expect(scene.creates().length).toBeLessThan(2 * 18);
		expect(world.discord.calls.length).toBeLessThan(400);
		expect(warnings().filter((action) => action === "open")).toHaveLength(2);
		fault.remove();
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
	});

	test("categories for more rooms that somebody renames at once: hardly any is opened, with one warning", async () => {
		await given({
			prepare(made) {
				const categoryId = made.discord.addChannel(made.guildId, { name: "Matches", type: "category" });
				for (let n = 0; n < 50; n += 1)
					made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text", parentId: categoryId });
				made.choose({ categoryId });
			},
		});
		const end = world.discord.onEvent((event) => {
			if (event.kind !== "call" || event.call.method !== "POST" || event.call.status !== 200) return;
			const { channels } = world.discord.snapshot(world.guildId);
			for (const { id, name } of channels) if (name === "Matches · 2") world.discord.editChannel(id, { name: "★" });
		});
		await world.report("ready", scene.matchId);
		await world.clock.advance(hour);
		expect(scene.creates().length).toBeLessThan(18);
		expect(warnings()).toEqual(["openCategory"]);
		end();
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
	});
});
