// Matches that begin together in one guild, where Discord moves ten members in ten seconds.

import type { Bench, Effort } from "../bench.ts";
import { held, type Line, noted, shown } from "../finding.ts";
import { startProgram } from "../program.ts";
import { fill, link } from "../seed.ts";
import { spreadOf } from "../spread.ts";
import { type Pair, Stage } from "../stage.ts";

const latencyMs = 50;
/** What Discord allows: a match's ten players in each window, and the windows one after the other. */
const windowMs = 10_000;
const counts = [1, 2, 5];
/** Guilds share the 50 calls a second, so they begin apart; their windows are their own. */
const apartMs = 1_500;

export const oneGuild: Bench = {
	name: "one-guild",
	title: "Matches that begin together in one guild",
	compared:
		"1, 2 and 5 matches of ten people, posted at once in one guild, under Discord's limits, 50 ms away; against the best " +
		"schedule there is: two round trips for the first match and ten seconds more for each further one, one after the " +
		"other. Rounds go on side by side, each in a guild of its own, because a guild's limit is its own.",
	limits:
		'One match alone takes two round trips of 50 ms, so the few ms of the program\'s own work weigh as in "One match"; ' +
		"where Discord's limit is what takes time, they do not.",
	async run({ isQuick }: Effort) {
		const rounds = isQuick ? 1 : 3;
		await using stage = await Stage.open({ latencyMs, limits: true });
		const trials = Array.from({ length: rounds }, () => counts.map((count) => stage.addGuild(count))).flat();
		fill(stage.databasePath, (store) => link(store, stage.pairs));
		await using program = await startProgram(stage.environment);
		await program.ready();
		const placed: Promise<readonly number[]>[] = [];
		for (const pairs of trials) {
			placed.push(together(stage, program.url, pairs));
			await Bun.sleep(apartMs);
		}
		const results = await Promise.all(placed);
		const lines = counts.flatMap((count) => linesOf(results.filter(({ length }) => length === count)));
		const refused = stage.discord.calls.filter(({ status }) => status === 429).length;
		return [...lines, noted("calls answered with 429", `${refused} of ${stage.discord.calls.length}`)];
	},
};

/** When everyone of each match was placed, ms since all were posted. */
async function together(stage: Stage, url: string, pairs: readonly Pair[]): Promise<readonly number[]> {
	const matches = await Promise.all(pairs.map((pair) => stage.begin(url, pair)));
	return matches.map(({ lastMs }) => lastMs);
}

function linesOf(trials: readonly (readonly number[])[]): readonly Line[] {
	const count = trials[0]?.length ?? 0;
	const best = Array.from({ length: count }, (_, index) => index * windowMs + 2 * latencyMs);
	const work = count === 1 ? "one match" : `${count} matches`;
	const seconds = (values: readonly number[]) => shown(spreadOf(values.map((ms) => ms / 1000)), 2, "s");
	const against = (value: number) => `best ${(value / 1000).toFixed(1)} s`;
	const line = (what: string, of: (values: readonly number[]) => number, atMost: number) =>
		held({
			...{ work: `${work}: ${what} placed`, measured: seconds(trials.map(of)), against: against(of(best)) },
			...{ judged: spreadOf(trials.map((trial) => of(trial) / of(best))), atMost },
		});
	const last = line(count === 1 ? "last player" : "last match", (values) => Math.max(...values), 1.05);
	return count === 1 ? [last] : [last, line("average", mean, 1.1)];
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
