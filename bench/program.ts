// The product as an operator runs it: the executable in a process of its own, and what it says of itself.

import { product } from "./executables.ts";
import { freePort, type Started, spawn } from "./processes.ts";
import { statusOf } from "./status.ts";
import { until } from "./until.ts";

/** What /metrics said at one moment: each sample by its name with labels. */
export type Reading = ReadonlyMap<string, number>;

export type Program = Started & {
	readonly url: string;
	/** Resolves once Discord's guilds are there. */
	readonly ready: () => Promise<void>;
	readonly read: () => Promise<Reading>;
	/** Processor time used so far, ms. */
	readonly cpuMs: () => Promise<number>;
};

type How = { readonly executable?: string; readonly port?: number };

export async function startProgram(env: Readonly<Record<string, string>>, how: How = {}): Promise<Program> {
	const { executable = await product(), port = await freePort() } = how;
	const child = spawn([executable], {
		...{ HOST: "127.0.0.1", PORT: String(port), LOG_LEVEL: "warn", LOG_FORMAT: "json" },
		...env,
	});
	const url = `http://127.0.0.1:${port}`;
	const read = async () => parse(await (await fetch(`${url}/metrics`)).text());
	return {
		...child,
		url,
		ready: () =>
			until(async () => (await statusOf(`${url}/readyz`)) === 200, "the program is ready", { patienceMs: 120_000 }),
		read,
		cpuMs: async () => ((await read()).get("process_cpu_seconds_total") ?? Number.NaN) * 1000,
	};
}

function parse(text: string): Reading {
	const samples = text.split("\n").flatMap((line) => {
		const found = /^([^#\s]\S*(?:\{.*\})?) (\S+)$/.exec(line);
		return found === null ? [] : [[found[1] ?? "", Number(found[2])] as const];
	});
	return new Map(samples);
}
