// How much one bot bears: matches at a steady pace in many guilds, below and beyond Discord's 50 calls a second.

import type { Bench, Effort } from "../bench.ts";
import { type Line, noted } from "../finding.ts";
import { residentBytes } from "../processes.ts";
import { type Program, startProgram } from "../program.ts";
import { fill, link } from "../seed.ts";
import { at } from "../spread.ts";
import { type Pair, type Placed, Stage } from "../stage.ts";
import { until } from "../until.ts";

const latencyMs = 100;
/** Matches a second. A match costs 24 calls: two rooms, ten moves, ten moves back, two rooms closed. */
const paces = [1, 2, 3];
/** How long a match lasts, ms. */
const matchMs = 20_000;

export const capacity: Bench = {
	name: "capacity",
	title: "Capacity",
	compared:
		"Matches of ten people that begin at a steady pace for 40 s, each in another guild, and last 20 s, under Discord's " +
		`limits, ${latencyMs} ms away. A match costs 24 calls in all, so Discord's 50 a second are exceeded from two matches a ` +
		"second on: then matches that begin go before people who go home.",
	isExtra: true,
	async run({ isQuick, say }: Effort) {
		const lines: Line[] = [];
		for (const pace of isQuick ? [1] : paces) {
			say(`${pace} a second`);
			lines.push(...(await steadily(pace, isQuick ? 10 : 40)));
		}
		return lines;
	},
};

async function steadily(pace: number, seconds: number): Promise<readonly Line[]> {
	await using stage = await Stage.open({ latencyMs, limits: true });
	const pairs = Array.from({ length: pace * seconds }, () => stage.addGuild(1)).flat();
	fill(stage.databasePath, (store) => link(store, pairs));
	await using program = await startProgram(stage.environment);
	await program.ready();
	const cpuBefore = await program.cpuMs();
	const startedAt = performance.now();
	const matches: Promise<Placed>[] = [];
	for (const [index, pair] of pairs.entries()) {
		await Bun.sleep(Math.max(0, startedAt + (index * 1000) / pace - performance.now()));
		matches.push(play(stage, program, pair));
	}
	const placed = await Promise.all(matches);
	const lastEndedAt = performance.now();
	const cpu = ((await program.cpuMs()) - cpuBefore) / (performance.now() - startedAt);
	const memory = await residentBytes(program.pid);
	const areCleared = async () => (await program.read()).get('faceit_comms_rooms{state="open"}') === 0;
	await until(areCleared, "all rooms are closed", { everyMs: 500, patienceMs: 300_000 });
	const cleared = (performance.now() - lastEndedAt) / 1000;
	const { calls } = stage.discord;
	const refused = calls.filter(({ status }) => status === 429).length;
	const lasts = placed.map(({ lastMs }) => lastMs);
	const work = `${pace} a second: `;
	return [
		noted(`${work}last player placed, p50 / p99`, `${inSeconds(at(lasts, 0.5))} / ${inSeconds(at(lasts, 0.99))}`),
		noted(`${work}last match over to all rooms closed`, `${cleared.toFixed(0)} s`),
		noted(`${work}calls a second, busiest / answered with 429`, `${busiest(calls)} / ${refused}`),
		noted(
			`${work}processor of one core / memory`,
			`${(cpu * 100).toFixed(0)} % / ${(memory / 1024 / 1024).toFixed(0)} MB`,
		),
	];
}

async function play(stage: Stage, { url }: Program, pair: Pair): Promise<Placed> {
	const beganAt = performance.now();
	const placed = await stage.begin(url, pair);
	await Bun.sleep(Math.max(0, beganAt + matchMs - performance.now()));
	await stage.post(url, "match_status_finished", placed.matchId, pair.teams);
	return placed;
}

function busiest(calls: readonly { readonly startedAt: number }[]): number {
	const perSecond = new Map<number, number>();
	for (const { startedAt } of calls) {
		const second = Math.floor(startedAt / 1000);
		perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
	}
	return Math.max(0, ...perSecond.values());
}

function inSeconds(ms: number): string {
	return `${(ms / 1000).toFixed(2)} s`;
}
