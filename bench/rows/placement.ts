// From FACEIT's "ready" until ten players are in their rooms.

import { certFile, certificate } from "../../test/tls.ts";
import type { Bench, Effort } from "../bench.ts";
import { held, type Line, noted, shown } from "../finding.ts";
import { startProgram } from "../program.ts";
import { startRivalBot } from "../rivals/discord-bot-process.ts";
import { inTurn } from "../rounds.ts";
import { fill, link } from "../seed.ts";
import { per, ratios, spreadOf } from "../spread.ts";
import { type Pair, Stage } from "../stage.ts";

const latencyMs = 50;
/** The rooms, then the moves. */
const roundTripsMs = 2 * latencyMs;
const matchesPerRound = 15;
/** So that the calls of one match do not count against the next one's 50 a second. */
const pauseMs = 1_200;

/** How Discord is reached, what the environment has to say about it, and when an answer is back after it is given, ms. */
type Way = {
	readonly name: string;
	readonly discord: Parameters<typeof Stage.open>[0];
	readonly env: Readonly<Record<string, string>>;
	readonly backAfterMs: number;
};
const ways: readonly Way[] = [
	{ name: "plain HTTP", discord: { latencyMs }, env: {}, backAfterMs: 0 },
	{
		...{ name: "TLS", discord: { tls: certificate, roundTripMs: latencyMs } },
		...{ env: { NODE_EXTRA_CA_CERTS: certFile }, backAfterMs: latencyMs / 2 },
	},
];

/** The first match after a start, and the later ones, ms. */
type Result = { readonly first: number; readonly later: readonly number[] };

export const placement: Bench = {
	name: "placement",
	title: "One match",
	compared:
		"From posting FACEIT's `match_status_ready` until Discord has answered the last of ten moves, with a " +
		`round trip of ${latencyMs} ms and without limits; against two round trips (the rooms, then the moves: no bot can be ` +
		"faster), and against a bot as most are written, on discord.js, that awaits one move of a team after the other. Each " +
		"is started anew in every round; its first match is told apart from the later ones. Each match has other players. " +
		"Over plain HTTP the round trip is spent within the call; over TLS by a proxy in between, also while connecting.",
	async run({ isQuick }: Effort) {
		const lines: Line[] = [];
		for (const way of ways) lines.push(...(await over(way, isQuick)));
		return lines;
	},
};

async function over(way: Way, isQuick: boolean): Promise<readonly Line[]> {
	const of = await inTurn(isQuick ? 1 : 2, { ours: () => round(way, ours), rival: () => round(way, rival) });
	const firsts = of("ours").map(({ first }) => first);
	const later = of("ours").flatMap((result) => result.later);
	const rivals = of("rival").flatMap((result) => result.later);
	const best = `two round trips, ${roundTripsMs} ms`;
	return [
		held({
			...{ work: `${way.name}: first match`, measured: shown(spreadOf(firsts), 0, "ms"), against: best },
			...{ judged: per(firsts, roundTripsMs), atMost: 1.4 },
		}),
		held({
			...{ work: `${way.name}: ${later.length} later matches`, measured: shown(spreadOf(later), 0, "ms") },
			...{ against: best, judged: per(later, roundTripsMs), atMost: 1.15 },
		}),
		noted(
			`${way.name}: the other bot, one after the other`,
			shown(spreadOf(rivals), 0, "ms"),
			`${shown(ratios(rivals, later), 1)} times ours`,
		),
	];
}

type Contestant = (way: Way, stage: Stage, pairs: readonly Pair[]) => Promise<Result>;

async function round(way: Way, contestant: Contestant): Promise<Result> {
	await using stage = await Stage.open(way.discord);
	return await contestant(way, stage, stage.addGuild(matchesPerRound + 1));
}

async function ours({ env, backAfterMs }: Way, stage: Stage, pairs: readonly Pair[]): Promise<Result> {
	fill(stage.databasePath, (store) => link(store, pairs));
	await using program = await startProgram({ ...stage.environment, ...env });
	await program.ready();
	await Bun.sleep(pauseMs);
	return await play(stage, program.url, backAfterMs, pairs, (pair, matchId) => stage.end(program.url, pair, matchId));
}

async function rival({ env, backAfterMs }: Way, stage: Stage, pairs: readonly Pair[]): Promise<Result> {
	await using bot = await startRivalBot(stage, env);
	await Bun.sleep(pauseMs);
	return await play(stage, bot.url, backAfterMs, pairs, async (pair) => stage.reset(pair));
}

type End = (pair: Pair, matchId: string) => Promise<void>;

async function play(stage: Stage, url: string, backAfterMs: number, pairs: readonly Pair[], end: End): Promise<Result> {
	const took: number[] = [];
	for (const pair of pairs) {
		const { matchId, lastMs } = await stage.begin(url, pair);
		took.push(lastMs + backAfterMs);
		await end(pair, matchId);
		await Bun.sleep(pauseMs);
	}
	const [first = Number.NaN, ...later] = took;
	return { first, later };
}
