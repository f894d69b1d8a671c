// A flood with the right secret: new matches of strangers over many connections, and in the middle of it one match of
// people who are linked and in voice. The real program in a process of its own.

import { readEnvelope, readEvent } from "../src/faceit/events.ts";
import { type ProcessWorld, startProcessWorld } from "./crash/process.ts";
import { recordedWebhook } from "./faceit/recorded.ts";
import { webhookSecret } from "./program/world.ts";

export type Flooded = {
	/** How many events were answered with each status. */
	readonly statuses: ReadonlyMap<number, number>;
	/** How many events of the flood were still to be answered when everyone of the real match was in their room. */
	readonly leftWhenPlaced: number;
	/** From posting the real match's event until everyone was in their room, ms; from the first event to the last answer. */
	readonly placedMs: number;
	readonly tookMs: number;
	/** The process's memory before, and the most that was seen, bytes. */
	readonly memory: { readonly before: number; readonly most: number };
};

const connections = 50;

export const startFloodWorld = (): Promise<ProcessWorld> =>
	startProcessWorld({ latencyMs: 100, env: { LOG_LEVEL: "warn" } });

/** Posts `count` events, and half-way the real match's; resolves once all are answered and processed. */
export async function flood(world: ProcessWorld, count: number): Promise<Flooded> {
	const recorded = await recordedWebhook("match_status_ready.matchmaking");
	const ids = idsIn(recorded);
	const bodies = Array.from({ length: count }, () => renewed(recorded, ids));
	const statuses = new Map<number, number>();
	const before = await memoryOf(world);
	let most = before;
	let next = 0;
	let answered = 0;
	let real: Promise<{ readonly placedMs: number; readonly leftWhenPlaced: number }> | undefined;
	const startedAt = performance.now();
	await Promise.all(
		Array.from({ length: connections }, async () => {
			while (next < count) {
				const body = bodies[next++] ?? "";
				const status = await statusOf(world, body);
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
				answered += 1;
				if (answered === count >> 1) real = place(world, () => count - answered);
				if (answered % 2_000 === 0) most = Math.max(most, await memoryOf(world));
			}
		}),
	);
	const tookMs = performance.now() - startedAt;
	const placed = await real;
	if (placed === undefined) throw new Error("the flood was too small");
	const kept = () =>
		world.stored<{ count: number }>("SELECT count(*) AS count FROM inbox WHERE state = 'kept'")[0]?.count;
	await world.eventually(() => kept() === 0, "every event was processed");
	return { statuses, tookMs, ...placed, memory: { before, most } };
}

/** The ids of the event, of its match, teams and players. */
function idsIn(recorded: string): readonly string[] {
	const report = readEvent(recorded, 0);
	const eventId = readEnvelope(recorded)?.eventId;
	if (report === undefined || !("teams" in report) || eventId === undefined) throw new Error("reports no teams");
	const players = report.teams.flatMap(({ teamId, roster }) => [teamId, ...roster.map(({ faceitId }) => faceitId)]);
	return [...new Set([eventId, report.matchId.replace(/^1-/, ""), ...players])];
}

/** The event of another match, between other people. */
function renewed(recorded: string, ids: readonly string[]): string {
	return ids.reduce((body, id) => body.replaceAll(id, crypto.randomUUID()), recorded);
}

async function place(world: ProcessWorld, left: () => number) {
	const postedAt = performance.now();
	await world.report("ready", world.newMatchId());
	while (!world.arePlaced()) await Bun.sleep(5);
	return { placedMs: performance.now() - postedAt, leftWhenPlaced: left() };
}

async function statusOf(world: ProcessWorld, body: string): Promise<number> {
	const headers = { "content-type": "application/json", "x-webhook-secret": webhookSecret };
	return (await fetch(`${world.url}/faceit-webhook`, { method: "POST", headers, body })).status;
}

async function memoryOf(world: ProcessWorld): Promise<number> {
	const page = await (await fetch(`${world.url}/metrics`)).text();
	return Number(/^process_resident_memory_bytes (\d+)$/m.exec(page)?.[1]);
}
