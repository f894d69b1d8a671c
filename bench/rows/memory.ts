// How much memory the program takes for the guilds it is in, and whether matches leave any behind.

import type { Bench, Effort } from "../bench.ts";
import { held, type Line, noted, shown } from "../finding.ts";
import { residentBytes, type Started } from "../processes.ts";
import { type Program, startProgram } from "../program.ts";
import { startRivalBot } from "../rivals/discord-bot-process.ts";
import { inTurn } from "../rounds.ts";
import { fill, link } from "../seed.ts";
import { at, ratios, spreadOf } from "../spread.ts";
import { type Pair, peopleOf, Stage } from "../stage.ts";

const megabyte = 1024 * 1024;
/** What a guild has besides its people: as many channels and roles as a small community. */
const channels = 20;
const roles = 15;

export const memory: Bench = {
	name: "memory",
	title: "Memory",
	compared:
		`Resident memory once all guilds are shown and nothing goes on, each guild with ${channels} channels, ${roles} roles ` +
		"and ten people in voice; against a bot on discord.js with its default caches, compiled in the same way, in the same " +
		"guilds. Then 1,500 matches of one player each, as fast as Discord's 50 calls a second allow: how much more memory is " +
		"in use in the last third than in the second third.",
	async run({ isQuick, say }: Effort) {
		const lines: Line[] = [];
		for (const { guilds, atMost } of [
			{ guilds: 1, atMost: 1.25 },
			{ guilds: isQuick ? 500 : 2_000, atMost: 1.1 },
		]) {
			say(guilds === 1 ? "one guild" : `${guilds} guilds`);
			lines.push(await atRest(guilds, atMost, isQuick));
		}
		say("matches");
		return [...lines, ...(await slope(isQuick ? 150 : 1_500))];
	},
};

async function atRest(guilds: number, atMost: number, isQuick: boolean): Promise<Line> {
	await using stage = await Stage.open();
	for (let index = 0; index < guilds; index += 1) furnish(stage, stage.addGuild(1));
	fill(stage.databasePath, (store) => link(store, stage.pairs));
	const settled = async (start: () => Promise<Started>): Promise<number> => {
		await using program = await start();
		await Bun.sleep(isQuick ? 4_000 : 8_000);
		return await residentBytes(program.pid);
	};
	const of = await inTurn(isQuick ? 1 : 2, {
		ours: () => settled(() => started(stage)),
		rival: () => settled(() => startRivalBot(stage)),
	});
	const megabytes = (name: "ours" | "rival") => shown(spreadOf(of(name).map((bytes) => bytes / megabyte)), 0, "MB");
	return held({
		...{ work: `${guilds.toLocaleString("en")} ${guilds === 1 ? "guild" : "guilds"}`, measured: megabytes("ours") },
		...{ against: `discord.js ${megabytes("rival")}`, judged: ratios(of("ours"), of("rival")), atMost },
	});
}

async function started(stage: Stage): Promise<Program> {
	const program = await startProgram(stage.environment);
	await program.ready();
	return program;
}

function furnish({ discord }: Stage, pairs: readonly Pair[]): void {
	for (const { guildId } of pairs) {
		for (let index = 1; index < channels; index += 1) {
			discord.addChannel(guildId, { name: `channel-${index}`, type: index % 4 === 0 ? "voice" : "text" });
		}
		for (let index = 0; index < roles; index += 1) discord.addRole(guildId, `Role ${index}`);
	}
}

/** In kB a match: a few MB more or less over a thousand matches are the garbage collector's. */
const atMostPerMatch = 4;
const guildsInTurn = 50;

async function slope(matches: number): Promise<readonly Line[]> {
	await using stage = await Stage.open({ limits: true });
	const each = matches / guildsInTurn;
	const guilds = Array.from({ length: guildsInTurn }, () => stage.addGuild(each));
	// One of the ten is linked: a room, a move, a move back and a deletion are all that a match costs.
	const linked = (pair: Pair) => peopleOf(pair).slice(0, 1);
	fill(stage.databasePath, (store) => link(store, stage.pairs, linked));
	await using program = await started(stage);
	const samples: number[] = [];
	for (let turn = 0; turn < each; turn += 1) {
		const pairs = guilds.flatMap((its) => its.slice(turn, turn + 1));
		await Promise.all(
			pairs.map(async (pair) => {
				const { matchId } = await stage.begin(program.url, pair, linked(pair));
				await stage.end(program.url, pair, matchId, linked(pair));
			}),
		);
		samples.push(await residentBytes(program.pid));
	}
	const third = Math.ceil(samples.length / 3);
	const early = at(samples.slice(third, 2 * third), 0.5);
	const late = at(samples.slice(-third), 0.5);
	const perMatch = (late - early) / 1024 / (third * guildsInTurn);
	const inMegabytes = (bytes: number) => `${Math.round(bytes / megabyte)} MB`;
	return [
		held({
			...{ work: `growth over ${matches.toLocaleString("en")} matches`, measured: `${perMatch.toFixed(1)} kB a match` },
			against: `${inMegabytes(early)} in the second third, ${inMegabytes(late)} in the last`,
			...{ judged: spreadOf([perMatch]), isRatio: false, atMost: atMostPerMatch, unit: "kB" },
		}),
		noted("most in use meanwhile", inMegabytes(Math.max(...samples))),
	];
}
