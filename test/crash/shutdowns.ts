// How the real process ends when it is asked to, whatever hangs.

import { expect } from "bun:test";
import { existsSync, statSync } from "node:fs";
import type { FaultMatch } from "../../src/sandbox/discord/faults.ts";
import type { Life } from "../life.ts";
import { beginProcess } from "./kills.ts";
import type { ProcessWorld } from "./process.ts";

export const create: FaultMatch = { method: "POST", path: "/guilds/:guild/channels" };

/** A program that has signed in and is in this situation. */
export async function givenProcess(
	prepare: (life: Life<ProcessWorld>) => Promise<void> | void,
	act: (life: Life<ProcessWorld>) => Promise<void>,
): Promise<void> {
	const life = await beginProcess();
	const { world } = life;
	try {
		await world.eventually(() => world.discord.gateway.sessions === 1, "signed in");
		await prepare(life);
		await act(life);
	} finally {
		world.discord.gateway.unfreeze();
		await world.stop();
	}
}

/** It ends with 0, everything is in the one database file, and what was accepted is kept. */
export async function expectGoodEnd({ world }: Life<ProcessWorld>, signal: "SIGTERM" | "SIGINT"): Promise<void> {
	world.process.kill(signal);
	expect(await world.process.exited).toBe(0);
	const log = `${world.config.databasePath}-wal`;
	expect(existsSync(log) ? statSync(log).size : 0).toBe(0);
	const kept = world.stored<{ count: number }>("select count(*) as count from inbox")[0]?.count;
	expect(kept).toBe(world.acknowledged);
}
