// Whether work grows with what there is: the same match, placed beside much else and beside nothing.

import type { Bench, Effort } from "../bench.ts";
import { held, type Line, shown } from "../finding.ts";
import { type Program, startProgram } from "../program.ts";
import { inTurn } from "../rounds.ts";
import { addOpen, addPast, fill, link, linkStrangers } from "../seed.ts";
import { ratios, spreadOf } from "../spread.ts";
import { type Pair, Stage } from "../stage.ts";

/** What is there beside the match that is placed. */
type Besides = {
	readonly what: string;
	readonly atMost: number;
	/** Fills stage and database; returns the teams whose matches are placed. */
	readonly prepare: (stage: Stage) => readonly Pair[];
	readonly restAtMost?: number;
};

const million = 1_000_000;

/** Discord allows 500 channels in a guild: 240 matches have 480 rooms. */
const kinds = (isQuick: boolean): readonly Besides[] => [
	{
		what: isQuick ? "100,000 past matches, 10,000 links" : "1,000,000 past matches, 100,000 links",
		atMost: 1.1,
		prepare: (stage) => withPast(stage, isQuick ? million / 10 : million, isQuick ? 10_000 : 100_000),
	},
	{ what: "25 open matches in the guild", atMost: 1.3, prepare: (stage) => withOpen(stage, 1, 25) },
	{ what: "240 open matches in the guild", atMost: 1.3, prepare: (stage) => withOpen(stage, 1, 240) },
	{
		what: isQuick ? "1,000 open matches in 100 guilds" : "10,000 open matches in 1,000 guilds",
		atMost: 1.3,
		restAtMost: 2,
		prepare: (stage) => withOpen(stage, isQuick ? 100 : 1_000, 10),
	},
];

export const growth: Bench = {
	name: "growth",
	title: "Growth",
	compared:
		"One match of ten people, 50 ms from Discord and without its limits: until the last is placed, and the processor time " +
		"from its beginning until its rooms are gone (what the program uses anyway is taken off). Beside a million past " +
		"matches, or many open ones, each with its rooms and with everyone in them; against the same program with an empty " +
		"database, in turn.",
	async run({ isQuick, say }: Effort) {
		const lines: Line[] = [];
		for (const kind of kinds(isQuick)) {
			say(kind.what);
			lines.push(...(await against(kind, isQuick)));
		}
		return lines;
	},
};

type Subject = { readonly stage: Stage; readonly program: Program; readonly pairs: Pair[] };
/** Processor time at rest is in ms for each second. */
type Result = { readonly placedMs: number; readonly cpuMs: number; readonly restMs: number };

async function against({ what, atMost, restAtMost, prepare }: Besides, isQuick: boolean): Promise<readonly Line[]> {
	await using started = new AsyncDisposableStack();
	const open = async (prepared: Besides["prepare"]): Promise<Subject> => {
		const stage = started.use(await Stage.open({ latencyMs: 50 }));
		const pairs = [...prepared(stage)];
		const program = started.use(await startProgram(stage.environment));
		await program.ready();
		return { stage, program, pairs };
	};
	const empty = await open((stage) => withOpen(stage, 1, 0));
	const full = await open(prepare);
	// What a start brings with it, such as reading the whole file once, is not what is measured here.
	await Bun.sleep(isQuick ? 5_000 : 8_000);
	// To read the processor time takes some itself: at rest that must not be what is measured.
	const restMs = restAtMost === undefined ? 2_500 : 15_000;
	const of = await inTurn(isQuick ? 1 : rounds, {
		empty: () => measure(empty, restMs),
		full: () => measure(full, restMs),
	});
	const column = (name: "empty" | "full", key: keyof Result) => of(name).map((result) => result[key]);
	const line = (work: string, key: keyof Result) =>
		held({
			...{ work: `${work}, beside ${what}`, measured: shown(spreadOf(column("full", key)), 0, "ms") },
			against: `empty ${shown(spreadOf(column("empty", key)), 0, "ms")}`,
			...{ judged: ratios(column("full", key), column("empty", key)), atMost },
		});
	const rest = (name: "empty" | "full") => spreadOf(column(name, "restMs").map((ms) => ms / 10));
	return [
		line("until placed", "placedMs"),
		line("processor time", "cpuMs"),
		...(restAtMost === undefined
			? []
			: [
					held({
						...{ work: "processor at rest, of one core", measured: shown(rest("full"), 1, "%") },
						against: `empty ${shown(rest("empty"), 1, "%")}`,
						...{ judged: rest("full"), isRatio: false, atMost: restAtMost, unit: "%" },
					}),
				]),
	];
}

const rounds = 3;
const matchesPerRound = 3;
/** So that the calls of one match do not count against the next one's 50 a second. */
const pauseMs = 1_100;

async function measure({ stage, program, pairs }: Subject, restMs: number): Promise<Result> {
	const { url } = program;
	const resting = await program.cpuMs();
	await Bun.sleep(restMs);
	const rested = await program.cpuMs();
	const startedAt = performance.now();
	let placedMs = 0;
	// Other players each time: nobody plays twice within a minute.
	for (const pair of pairs.splice(0, matchesPerRound)) {
		const { matchId, lastMs } = await stage.begin(url, pair);
		placedMs += lastMs / matchesPerRound;
		await stage.end(url, pair, matchId);
		await Bun.sleep(pauseMs);
	}
	const took = performance.now() - startedAt;
	const used = (await program.cpuMs()) - rested;
	const perSecond = (rested - resting) / (restMs / 1000);
	return { placedMs, cpuMs: (used - (perSecond * took) / 1000) / matchesPerRound, restMs: perSecond };
}

/** So many open matches in each of so many guilds, and teams in the first that play none yet. */
function withOpen(stage: Stage, guilds: number, each: number): readonly Pair[] {
	const free = rounds * matchesPerRound;
	const all = Array.from({ length: guilds }, (_, index) => stage.addGuild(each + (index === 0 ? free : 0))).flat();
	fill(stage.databasePath, (store) => {
		link(store, all);
		for (const [number, pair] of all.slice(free).entries()) addOpen(store, stage, pair, number);
	});
	return all.slice(0, free);
}

function withPast(stage: Stage, matches: number, links: number): readonly Pair[] {
	const free = withOpen(stage, 1, 0);
	fill(stage.databasePath, (store) => {
		linkStrangers(store, links);
		for (const like of free.slice(0, 1)) addPast(store, matches, like);
	});
	return free;
}
