// Webhooks at FACEIT's pace from a process of its own, so that nothing else delays their clock.

import { join } from "node:path";
import { spawn } from "../processes.ts";
import { at } from "../spread.ts";
import { type Stage, webhookSecret } from "../stage.ts";
import { bodies } from "./bodies.ts";
import type { Posted } from "./pace.ts";

export type Steady = {
	readonly posted: readonly Posted[];
	readonly p99Ms: number;
	readonly worstMs: number;
	/** Refused, or not answered. */
	readonly refused: number;
};

/** Posts 25 webhooks a second until `during` has resolved. */
export async function meanwhile(url: string, stage: Stage, during: () => Promise<unknown>): Promise<Steady> {
	const file = join(stage.folder, "bodies.jsonl");
	await Bun.write(file, await bodies());
	await using child = spawn([process.execPath, join(import.meta.dir, "post.ts"), url, file, webhookSecret]);
	await during();
	process.kill(child.pid, "SIGINT");
	const posted: readonly Posted[] = JSON.parse(await child.said());
	return summary(posted);
}

export function calmly(url: string, seconds: number, stage: Stage): Promise<Steady> {
	return meanwhile(url, stage, () => Bun.sleep(seconds * 1000));
}

/** What it was between two moments, epoch ms. */
export function between({ posted }: Steady, from: number, until: number): Steady {
	return summary(posted.filter(({ dueAt }) => dueAt >= from && dueAt < until));
}

function summary(posted: readonly Posted[]): Steady {
	const took = posted.map(({ tookMs }) => tookMs);
	const refused = posted.filter(({ status }) => status !== 204).length;
	return { posted, p99Ms: at(took, 0.99), worstMs: Math.max(...took), refused };
}
