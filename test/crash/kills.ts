// A match is lived through while the real program is killed: at a named call of its life, or at any moment.

import { expect } from "bun:test";
import { atCall, begin, type CallName, expectNoHarm, type Life, live, type Moment } from "../life.ts";
import { type ProcessWorld, startProcessWorld } from "./process.ts";

/** Kills the program at the n-th call of the kind, restarts it, and lives the match to its end. */
export function liveThroughKill(name: CallName, nth: number, moment: Moment): Promise<void> {
	return liveThrough(async (world) => {
		const killed = Promise.withResolvers<void>();
		const kill = () => {
			world.kill();
			killed.resolve();
		};
		// The answer leaves in this turn of the event loop.
		atCall(world, { name, nth, moment }, kill, (act) => setTimeout(act, 1));
		await killed.promise;
		await world.restart();
	});
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

/** The beginning of a life around a process of its own. */
export function beginProcess(): Promise<Life<ProcessWorld>> {
	return begin((options) => startProcessWorld({ ...options, env: { LINGER_SECONDS: "0" } }));
}

/** How many programs run side by side: a restart on a busy machine takes long. */
const turns = { free: 4, waiting: [] as (() => void)[] };

async function liveThrough(kills: (world: ProcessWorld) => Promise<void>): Promise<void> {
	if (turns.free > 0) turns.free -= 1;
	else await new Promise<void>((resolve) => turns.waiting.push(resolve));
	const life = await beginProcess();
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

async function expectAllWell(life: Life<ProcessWorld>): Promise<void> {
	const { world } = life;
	const count = (sql: string) => world.stored<{ count: number }>(`select count(*) as count from ${sql}`)[0]?.count;
	await world.eventually(() => count("matches where settled_at is null") === 0, "the match settled");
	expect(count("rooms where state in ('opening', 'open')")).toBe(0);
	expect(count("inbox where state = 'done'")).toBe(world.acknowledged);
	expectNoHarm(life);
}
