// A match is lived through while the program is killed: at a named call of its life, or at any moment.

import { expect } from "bun:test";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import { beginIn, expectNoHarm, type Life, live } from "../faults/life.ts";
import { eventually } from "../world.ts";
import { type ProcessWorld, startProcessWorld } from "./process.ts";

/** Kinds of calls in a match's life, each with how often it happens. */
export const callsOfALife = {
	"create a room": 2,
	"move in": 5,
	"change who is admitted": 1,
	"move back": 5,
	"delete a room": 2,
} as const;

export type CallName = keyof typeof callsOfALife;

/** Where in a call the program is killed. */
export const moments = [
	"before it is carried out",
	"carried out, before its answer",
	"right after its answer",
] as const;
export type Moment = (typeof moments)[number];

/** Kills the program at the n-th call of the kind, restarts it, and lives the match to its end. */
export function liveThroughKill(name: CallName, nth: number, moment: Moment): Promise<void> {
	return liveThrough((world) => killAt(world, name, nth, moment).then(() => world.restart()));
}

/** Kills the program after each of these times, ms, and lives the match to its end. */
export function liveThroughKills(waits: readonly number[]): Promise<void> {
	return liveThrough(async (world) => {
		for (const wait of waits) {
			await Bun.sleep(wait);
			world.kill();
			await world.restart();
		}
	});
}

/** How many programs run side by side: a restart on a busy machine takes long. */
const turns = { free: 4, waiting: [] as (() => void)[] };

async function liveThrough(kills: (world: ProcessWorld) => Promise<void>): Promise<void> {
	if (turns.free > 0) turns.free -= 1;
	else await new Promise<void>((resolve) => turns.waiting.push(resolve));
	const life = await beginIn(startProcessWorld);
	try {
		await Promise.all([live(life), kills(life.world)]);
		await expectAllWell(life);
	} finally {
		await life.world.stop();
		const next = turns.waiting.shift();
		if (next === undefined) turns.free += 1;
		else next();
	}
}

function nameOf({ method, route, body }: Call, generalId: string): CallName | undefined {
	const target = typeof body === "object" && body !== null && "channel_id" in body ? body.channel_id : undefined;
	if (method === "POST" && route === "/guilds/:guild/channels") return "create a room";
	if (method === "PATCH" && route === "/channels/:channel") return "change who is admitted";
	if (method === "DELETE" && route === "/channels/:channel") return "delete a room";
	if (method !== "PATCH" || route !== "/guilds/:guild/members/:user") return undefined;
	return target === generalId ? "move back" : "move in";
}

function killAt(world: ProcessWorld, name: CallName, nth: number, moment: Moment): Promise<void> {
	const killed = Promise.withResolvers<void>();
	let count = 0;
	let chosen: Call | undefined;
	const kill = () => {
		world.kill();
		killed.resolve();
	};
	const isChosen = (call: Call) => {
		if (chosen !== undefined || nameOf(call, world.generalId) !== name) return false;
		count += 1;
		if (count !== nth) return false;
		chosen = call;
		if (moment !== "right after its answer") kill();
		return moment === "before it is carried out";
	};
	world.discord.fault({ when: isChosen }, { reset: true });
	world.discord.onEvent((event) => {
		const isAnswered = event.kind === "call" && event.call === chosen && event.call.endedAt !== null;
		// The answer leaves in this turn of the event loop.
		if (isAnswered && moment === "right after its answer") setTimeout(kill, 1);
	});
	return killed.promise;
}

async function expectAllWell(life: Life<ProcessWorld>): Promise<void> {
	const { world } = life;
	const count = (sql: string) => world.stored<{ count: number }>(`select count(*) as count from ${sql}`)[0]?.count;
	await eventually(() => count("matches where settled_at is null") === 0, "the match settled", 20_000);
	expect(count("rooms where state <> 'closed'")).toBe(0);
	expect(count("inbox where state = 'done'")).toBe(world.acknowledged);
	expectNoHarm(life);
}
