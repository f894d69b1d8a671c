// How much one process bears: the real program between a Discord and a FACEIT on loopback, with thousands of guilds and
// matches at rising paces. Writes a table for docs/capacity.md. `bun bench/capacity.ts [guilds] [seconds] [pace …]`

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { grown, type Program, quantile, startProgram } from "./capacity-program.ts";
import { type CapacityWorld, createWorld, matchMs, type Timed } from "./capacity-world.ts";

/** How long bringing back and closing may take after the last match, ms. */
const patienceMs = 300_000;

type Row = Readonly<Record<string, string>>;

const [guilds = 2_000, seconds = 60, ...paces] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "faceit-comms-capacity-"));
const world = await createWorld();
const environment = world.environment(folder);
world.fill(guilds, join(folder, "capacity.db"));
const startedAt = performance.now();
const program = startProgram(environment, await freePort());
try {
	await program.ready();
	say(`${guilds} guilds shown ${fixed((performance.now() - startedAt) / 1000, 1)} s after the start`);
	const idle = await program.read();
	say(`memory at rest: ${megabytes(idle.get("process_resident_memory_bytes") ?? 0)} MB`);
	const rows: Row[] = [];
	for (const pace of paces.length > 0 ? paces : [1, 2, 3]) rows.push(await measure(world, program, pace));
	for (const name of Object.keys(rows[0] ?? {})) say(`| ${[name, ...rows.map((row) => row[name])].join(" | ")} |`);
	say(`careless calls: ${world.discord.violations.length}, exit code ${await program.stop()}`);
} finally {
	await program.stop();
	await world.stop();
	rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function measure(world: CapacityWorld, program: Program, pace: number): Promise<Row> {
	const before = await program.read();
	const memory: number[] = [];
	const sampling = setInterval(async () => {
		memory.push((await program.read()).get("process_resident_memory_bytes") ?? 0);
	}, 1_000);
	const calls = world.calls;
	const beganAt = performance.now();
	const matches = await world.play(program.url, pace, seconds);
	const endedAt = performance.now();
	await untilCleared(program);
	const cleared = (performance.now() - endedAt) / 1000;
	const took = (performance.now() - beganAt) / 1000;
	clearInterval(sampling);
	const after = await program.read();
	const made = world.discord.calls.slice(calls);
	const lag = "faceit_comms_event_loop_lag_seconds";
	const webhook = "faceit_comms_webhook_seconds";
	const refused = made.filter(({ status }) => status === 429).length;
	return {
		"matches a second": String(pace),
		matches: String(matches.length),
		"calls to Discord a second, mean / busiest": `${fixed(steady(made), 1)} / ${busiest(made)}`,
		"answered with 429": String(refused),
		"event to room open, p50 / p99": times(matches.flatMap(({ rooms }) => rooms)),
		"event to player placed, p50 / p99": times(matches.flatMap(({ placed }) => placed)),
		"event to last player placed, p50 / p99": times(matches.map(lastPlaced)),
		"placed while the match lasted": share(matches),
		"webhook kept, p50 / p99": `${bound(quantile(before, after, webhook, 0.5))} / ${bound(quantile(before, after, webhook, 0.99))}`,
		"event loop late, p50 / p99": `${bound(quantile(before, after, lag, 0.5))} / ${bound(quantile(before, after, lag, 0.99))}`,
		"processor, of one core": `${fixed((grown(before, after, "process_cpu_seconds_total") / took) * 100, 0)} %`,
		"memory, most": `${megabytes(Math.max(...memory))} MB`,
		"last match over to all rooms closed": `${fixed(cleared, 0)} s`,
	};
}

async function untilCleared(program: Program): Promise<void> {
	const until = performance.now() + patienceMs;
	while (performance.now() < until) {
		const now = await program.read();
		const left =
			(now.get('faceit_comms_rooms{state="open"}') ?? 0) + (now.get('faceit_comms_matches{phase="open"}') ?? 0);
		if (left === 0) return;
		await Bun.sleep(500);
	}
}

/** Nobody placed counts as never. */
function lastPlaced({ placed }: Timed): number {
	return placed.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...placed);
}

function share(matches: readonly Timed[]): string {
	const due = matches.reduce((sum, { inVoice }) => sum + inVoice, 0);
	const placed = matches.reduce((sum, match) => sum + match.placed.length, 0);
	return `${fixed((placed / due) * 100, 1)} % of ${due}`;
}

/** Calls a second once matches end as often as they begin. */
function steady(calls: readonly { readonly startedAt: number }[]): number {
	const from = (calls[0]?.startedAt ?? 0) + matchMs;
	const until = (calls[0]?.startedAt ?? 0) + seconds * 1000;
	return calls.filter(({ startedAt }) => startedAt >= from && startedAt < until).length / ((until - from) / 1000);
}

function busiest(calls: readonly { readonly startedAt: number }[]): number {
	const perSecond = new Map<number, number>();
	for (const { startedAt } of calls) {
		const second = Math.floor(startedAt / 1000);
		perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
	}
	return Math.max(0, ...perSecond.values());
}

function times(ms: readonly number[]): string {
	const sorted = ms.toSorted((a, b) => a - b);
	const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
	return `${fixed(at(0.5) / 1000, 2)} s / ${fixed(at(0.99) / 1000, 2)} s`;
}

function bound(ms: number): string {
	return `< ${fixed(ms, 1)} ms`;
}

function megabytes(bytes: number): string {
	return fixed(bytes / 1024 / 1024, 0);
}

function fixed(value: number, digits: number): string {
	return value.toFixed(digits);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function freePort(): Promise<number> {
	const server = Bun.serve({ port: 0, fetch: () => new Response() });
	const { port = 0 } = server;
	await server.stop();
	return port;
}
