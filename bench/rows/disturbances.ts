// What a webhook has to wait for at worst: webhooks come at FACEIT's pace while the program is busy with something big.

import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Effort } from "../bench.ts";
import { compiled } from "../executables.ts";
import { held, type Line, noted } from "../finding.ts";
import { perSecond } from "../load/pace.ts";
import { between, meanwhile, type Steady } from "../load/steady.ts";
import { freePort } from "../processes.ts";
import { type Program, startProgram } from "../program.ts";
import { addBodies, addOpen, fill, link } from "../seed.ts";
import { spreadOf } from "../spread.ts";
import { Stage } from "../stage.ts";
import { until } from "../until.ts";

/** The webhooks of one disturbance, and the same program's while it had nothing else to do. */
type Disturbed = {
	readonly what: string;
	readonly steady: Steady;
	readonly calm: Steady;
	readonly tookMs: number;
	readonly firstAnswerMs?: number;
};

const day = 86_400_000;
const bodyCharacters = 5_400;
/** How long the program goes on being watched once a disturbance is over, ms: what was put off comes then. */
const afterMs = 2_000;

export const disturbances: Bench = {
	name: "disturbances",
	title: "Webhooks while something big goes on",
	compared:
		`${perSecond} webhooks a second from a process of its own, each posted when it is due whether or not those before it ` +
		"are answered, and timed from then; against the same program while it has nothing else to do. A backup of 1 GB (the " +
		"program's own, a minute after its start); the first 15 s of 200 matches that begin at once in 200 guilds; the hourly " +
		"retention with 200,000 bodies to remove; and the start with 10,000 open matches in 1,000 guilds, from the first " +
		"moment at which anything listens.",
	async run({ isQuick, say }: Effort) {
		const lines: Line[] = [];
		for (const [what, disturb] of Object.entries({ backup, storm, retention, boot })) {
			say(what);
			lines.push(...linesOf(await disturb(isQuick)));
		}
		return lines;
	},
};

function linesOf({ what, steady, calm, tookMs, firstAnswerMs }: Disturbed): readonly Line[] {
	const ms = (value: number) => `${value.toLocaleString("en", { maximumFractionDigits: 1 })} ms`;
	const against = (value: number) => (calm.posted.length === 0 ? "" : `calm ${ms(value)}`);
	const judged = (value: number) => ({ judged: spreadOf([value]), isRatio: false });
	return [
		held({
			...{ work: `p99 during ${what}`, measured: ms(steady.p99Ms), against: against(calm.p99Ms) },
			...{ ...judged(steady.p99Ms), atMost: 50, unit: "ms" },
		}),
		held({
			...{ work: "its slowest", measured: ms(steady.worstMs), against: against(calm.worstMs) },
			...{ ...judged(steady.worstMs), atMost: 1_000, unit: "ms" },
		}),
		held({
			...{ work: "not answered with 204", measured: `${steady.refused} of ${steady.posted.length}`, against: "" },
			...{ ...judged(steady.refused), atMost: 0 },
		}),
		noted("how long it went on", `${(tookMs / 1000).toFixed(1)} s`),
		...(firstAnswerMs === undefined ? [] : [noted("until the first webhook was answered", ms(firstAnswerMs))]),
	];
}

/** What went on from one moment to another, while webhooks were posted before, during and after. */
async function watched(
	what: string,
	program: Program,
	stage: Stage,
	act: () => Promise<{ readonly from: number; readonly to: number }>,
): Promise<Disturbed> {
	const calmMs = 8_000;
	let calmFrom = 0;
	let went = { from: 0, to: 0 };
	const steady = await meanwhile(program.url, stage, async () => {
		calmFrom = Date.now() + 500;
		await Bun.sleep(calmMs);
		went = await act();
		await Bun.sleep(afterMs);
	});
	return {
		what,
		steady: between(steady, went.from, went.to + afterMs),
		calm: between(steady, calmFrom, Math.min(calmFrom + calmMs, went.from)),
		tookMs: went.to - went.from,
	};
}

async function backup(isQuick: boolean): Promise<Disturbed> {
	await using stage = await Stage.open();
	const count = isQuick ? 20_000 : 155_000;
	fill(stage.databasePath, (store) => addBodies(store, count, bodyCharacters, day));
	const gigabytes = (statSync(stage.databasePath).size / 1e9).toFixed(1);
	const folder = join(stage.folder, "backups");
	mkdirSync(folder);
	const files = () => readdirSync(folder);
	await using program = await startProgram({ ...stage.environment, BACKUP_KEEP: "1", BACKUP_DIR: folder });
	await program.ready();
	// The first backup is made a minute after the start.
	await Bun.sleep(isQuick ? 45_000 : 40_000);
	return await watched(`a backup of ${gigabytes} GB`, program, stage, async () => {
		await until(() => files().length > 0, "a backup begins", { everyMs: 5 });
		const from = Date.now() - 5;
		await until(() => files().some((name) => name.endsWith(".db")), "a backup is made", { patienceMs: 120_000 });
		return { from, to: Date.now() };
	});
}

async function storm(isQuick: boolean): Promise<Disturbed> {
	await using stage = await Stage.open({ latencyMs: 50, limits: true });
	const pairs = Array.from({ length: 200 }, () => stage.addGuild(1)).flat();
	fill(stage.databasePath, (store) => link(store, pairs));
	await using program = await startProgram(stage.environment);
	await program.ready();
	return await watched("a storm of 200 guilds", program, stage, async () => {
		const from = Date.now();
		const posts = pairs.map(({ teams }) => stage.post(program.url, "match_status_ready", newMatchId(), teams));
		await Promise.all(posts);
		await Bun.sleep(isQuick ? 8_000 : 15_000);
		return { from, to: Date.now() };
	});
}

async function retention(isQuick: boolean): Promise<Disturbed> {
	await using stage = await Stage.open();
	const count = isQuick ? 20_000 : 200_000;
	fill(stage.databasePath, (store) => addBodies(store, count, bodyCharacters, 8 * day));
	const done = join(stage.folder, "retention-done");
	const executable = await compiled("programs/retention-on-demand.ts", "retention-on-demand");
	await using program = await startProgram({ ...stage.environment, RETENTION_DONE: done }, { executable });
	await program.ready();
	// The whole file is read once after the start, in another process.
	await Bun.sleep(5_000);
	return await watched(`retention of ${count.toLocaleString("en")} bodies`, program, stage, async () => {
		const from = Date.now();
		process.kill(program.pid, "SIGUSR2");
		await until(() => existsSync(done), "everything old is removed", { patienceMs: 240_000 });
		return { from, to: Date.now() };
	});
}

async function boot(isQuick: boolean): Promise<Disturbed> {
	await using stage = await Stage.open({ latencyMs: 50 });
	const guilds = isQuick ? 100 : 1_000;
	const pairs = Array.from({ length: guilds }, () => stage.addGuild(10)).flat();
	fill(stage.databasePath, (store) => {
		link(store, pairs);
		for (const [number, pair] of pairs.entries()) addOpen(store, stage, pair, number);
	});
	await using started = new AsyncDisposableStack();
	const port = await freePort();
	const workMs = isQuick ? 5_000 : 15_000;
	let from = 0;
	let readyAt = 0;
	const steady = await meanwhile(`http://127.0.0.1:${port}`, stage, async () => {
		// Posting goes on before anything listens.
		await Bun.sleep(500);
		from = Date.now();
		const program = started.use(await startProgram(stage.environment, { port }));
		await program.ready();
		readyAt = Date.now();
		await Bun.sleep(workMs + 8_000);
	});
	const isChange = ({ method, path }: { method: string; path: string }) =>
		method !== "GET" && path.includes("/guilds/");
	const changes = stage.discord.calls.filter(isChange).length;
	if (changes > 0) throw new Error(`${changes} calls were made for matches for which nothing was left to do`);
	const answered = steady.posted.filter(({ status }) => status !== 0);
	const listensAt = Math.min(...answered.map(({ dueAt }) => dueAt));
	const listened = Math.min(...answered.map(({ dueAt, tookMs }) => dueAt + tookMs)) - from;
	return {
		what: `the start with ${pairs.length.toLocaleString("en")} open matches`,
		steady: between(steady, listensAt, readyAt + workMs),
		calm: between(steady, readyAt + workMs, Number.POSITIVE_INFINITY),
		tookMs: readyAt - from,
		...{ firstAnswerMs: listened },
	};
}

function newMatchId(): string {
	return `1-${crypto.randomUUID()}`;
}
