// Matches that begin at the same moment in many guilds: all of them share the 50 calls a second that Discord allows a bot.

import type { Bench, Effort } from "../bench.ts";
import { held, shown } from "../finding.ts";
import { startProgram } from "../program.ts";
import { fill, link } from "../seed.ts";
import { per, spreadOf } from "../spread.ts";
import { Stage } from "../stage.ts";

const matches = 20;
/** Two rooms and ten moves each. */
const calls = matches * 12;
const callsPerSecond = 50;

export const storm: Bench = {
	name: "storm",
	title: "A storm",
	compared:
		`${matches} matches of ten people posted at once in ${matches} guilds, under Discord's limits, 50 ms away: until the ` +
		`last player of the last match is placed; against ${calls} calls at ${callsPerSecond} a second. Each round is played ` +
		"by a program that has just started.",
	async run({ isQuick }: Effort) {
		const best = (calls / callsPerSecond) * 1000;
		const took: number[] = [];
		const refused: number[] = [];
		for (let round = 0; round < (isQuick ? 2 : 3); round += 1) {
			await using stage = await Stage.open({ latencyMs: 50, limits: true });
			const pairs = Array.from({ length: matches }, () => stage.addGuild(1)).flat();
			fill(stage.databasePath, (store) => link(store, pairs));
			await using program = await startProgram(stage.environment);
			await program.ready();
			await Bun.sleep(2_000);
			const placed = await Promise.all(pairs.map((pair) => stage.begin(program.url, pair)));
			took.push(Math.max(...placed.map(({ lastMs }) => lastMs)));
			refused.push(stage.discord.calls.filter(({ status }) => status === 429).length);
		}
		return [
			held({
				...{ work: `${matches} matches at once`, measured: shown(spreadOf(took.map((ms) => ms / 1000)), 2, "s") },
				...{ against: `${calls} calls in ${best / 1000} s`, judged: per(took, best), atMost: 1.15 },
			}),
			held({
				...{ work: "calls answered with 429", measured: shown(spreadOf(refused), 0), against: "" },
				...{ judged: spreadOf([Math.max(...refused)]), isRatio: false, atMost: 0 },
			}),
		];
	},
};
