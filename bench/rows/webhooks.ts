// How many webhooks a second are stored durably, and processed meanwhile; and how long one takes when few come.

import { join } from "node:path";
import type { Bench, Effort } from "../bench.ts";
import { compiled } from "../executables.ts";
import { held, type Line, noted, shown, skipped } from "../finding.ts";
import { connections, generator, type Loaded, load } from "../load/load.ts";
import { calmly } from "../load/steady.ts";
import { freePort, spawn } from "../processes.ts";
import { startProgram } from "../program.ts";
import { rivals } from "../rivals/rivals.ts";
import { inTurn } from "../rounds.ts";
import { ratios, spreadOf } from "../spread.ts";
import { Stage } from "../stage.ts";
import { statusOf } from "../status.ts";
import { until } from "../until.ts";

type Result = Loaded & { readonly processed: number };

const work = `durable webhooks, ${connections} connections`;

export const webhooks: Bench = {
	name: "webhooks",
	title: "Webhooks",
	compared:
		`"Ready" and "finished" of one match after the other, 5.4 kB each as FACEIT sends them, over ${connections} ` +
		"connections, each answered once it is on the disk (`synchronous=FULL`). Against a bare `Bun.serve` that reads the " +
		"body, checks nothing and stores nothing (the ceiling, and the proof that the load generator is faster than what it " +
		"measures), and against Fastify with better-sqlite3 on Node, which makes the same durable insert and does no more; " +
		"the product also processes what it stores. Each starts anew with an empty database in every round.",
	async run({ isQuick, say }: Effort) {
		const tool = generator();
		if (tool === undefined) return [skipped(work, "there is neither wrk nor Node with npm", "≥ 2")];
		const seconds = isQuick ? 3 : 4;
		const rival = rivals();
		const bare = await compiled("rivals/bare.ts", "bare");
		const measured = await inTurn<"ours" | "bare" | "fastify", Result>(isQuick ? 2 : 5, {
			ours: () => ours(seconds),
			bare: () => other((port) => [[bare], { PORT: String(port) }], seconds),
			fastify:
				rival &&
				(() =>
					other((port, folder) => {
						const module = join(import.meta.dir, "../rivals/fastify.mjs");
						return [[rival.node, module, String(port), join(folder, "rival.db")], {}];
					}, seconds)),
		});
		say("25 a second");
		return [...linesOf(measured, rival !== undefined), noted("the load generator", tool), ...(await steady(isQuick))];
	},
};

async function ours(seconds: number): Promise<Result> {
	await using stage = await Stage.open();
	await using program = await startProgram(stage.environment);
	await program.ready();
	const loaded = await load(program.url, seconds, stage.folder);
	const waiting = (await program.read()).get("faceit_comms_inbox_waiting") ?? Number.NaN;
	return { ...loaded, processed: loaded.answered - waiting };
}

type Command = (port: number, folder: string) => readonly [readonly string[], Readonly<Record<string, string>>];

async function other(command: Command, seconds: number): Promise<Result> {
	await using stage = await Stage.open();
	const port = await freePort();
	await using _ = spawn(...command(port, stage.folder));
	const url = `http://127.0.0.1:${port}`;
	await until(async () => (await statusOf(url)) !== 0, "the rival listens");
	return { ...(await load(url, seconds, stage.folder)), processed: 0 };
}

function linesOf(of: (name: "ours" | "bare" | "fastify") => readonly Result[], hasRival: boolean): readonly Line[] {
	const accepted = (name: "ours" | "bare" | "fastify") => of(name).map(({ answered, seconds }) => answered / seconds);
	const processed = of("ours").map((round) => round.processed / round.seconds);
	const perSecond = (values: readonly number[]) => shown(spreadOf(values), 0, "/s");
	const p99 = spreadOf(of("ours").map((round) => round.p99Ms));
	const failed = of("ours").reduce((sum, round) => sum + round.failed, 0);
	const ourPace = perSecond(accepted("ours"));
	return [
		held({
			...{ work, measured: ourPace, against: `bare Bun.serve ${perSecond(accepted("bare"))}` },
			...{ judged: ratios(accepted("ours"), accepted("bare")), atLeast: 0.12 },
		}),
		...(hasRival
			? [
					held({
						...{ work, measured: ourPace, against: `Fastify ${perSecond(accepted("fastify"))}` },
						...{ judged: ratios(accepted("ours"), accepted("fastify")), atLeast: 2 },
					}),
					held({
						...{ work: "processed meanwhile", measured: perSecond(processed) },
						against: `accepted by Fastify ${perSecond(accepted("fastify"))}`,
						...{ judged: ratios(processed, accepted("fastify")), atLeast: 1.5 },
					}),
				]
			: [
					skipped(work, "Fastify is not here: it takes Node, npm and a network", "≥ 2"),
					skipped("processed meanwhile", "the same", "≥ 1.5"),
				]),
		held({
			...{ work: "p99 under that load", measured: shown(p99, 1, "ms") },
			against: hasRival ? `Fastify ${shown(spreadOf(of("fastify").map((round) => round.p99Ms)), 1, "ms")}` : "",
			...{ judged: p99, isRatio: false, atMost: 30, unit: "ms" },
		}),
		held({
			...{ work: "not answered with 204", measured: String(failed), against: "" },
			...{ judged: spreadOf([failed]), isRatio: false, atMost: 0 },
		}),
	];
}

async function steady(isQuick: boolean): Promise<readonly Line[]> {
	await using stage = await Stage.open();
	await using program = await startProgram(stage.environment);
	await program.ready();
	const rounds: number[] = [];
	for (let round = 0; round < 3; round += 1) rounds.push((await calmly(program.url, isQuick ? 5 : 10, stage)).p99Ms);
	return [
		held({
			...{ work: "p99 at 25 webhooks a second", measured: shown(spreadOf(rounds), 1, "ms"), against: "" },
			...{ judged: spreadOf(rounds), isRatio: false, atMost: 10, unit: "ms" },
		}),
	];
}
