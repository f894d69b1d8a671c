// The real program in a process of its own, and what it says of itself: the capacity bench must not share its event loop.

import { join } from "node:path";

/** What /metrics said at one moment: each sample by its name with labels. */
export type Reading = ReadonlyMap<string, number>;

export type Program = {
	readonly url: string;
	/** Resolves once Discord's guilds are there. */
	readonly ready: () => Promise<void>;
	readonly read: () => Promise<Reading>;
	/** Asks it to stop; resolves with the exit code. */
	readonly stop: () => Promise<number>;
};

export function startProgram(env: Readonly<Record<string, string>>, port: number): Program {
	const main = join(import.meta.dir, "../src/main.ts");
	const child = Bun.spawn([process.execPath, main, "serve"], {
		env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", HOST: "127.0.0.1", PORT: String(port), ...env },
		stdin: "ignore",
		stdout: "ignore",
		stderr: "inherit",
	});
	const url = `http://127.0.0.1:${port}`;
	return {
		url,
		async ready() {
			const until = performance.now() + 60_000;
			while (performance.now() < until) {
				const answer = await fetch(`${url}/readyz`).catch(() => undefined);
				if (answer?.ok === true) return;
				await Bun.sleep(50);
			}
			throw new Error("the program was not ready within a minute");
		},
		async read() {
			return parse(await (await fetch(`${url}/metrics`)).text());
		},
		stop() {
			child.kill("SIGTERM");
			return child.exited;
		},
	};
}

function parse(text: string): Reading {
	const samples = text.split("\n").flatMap((line) => {
		const found = /^([^#\s]\S*(?:\{.*\})?) (\S+)$/.exec(line);
		return found === null ? [] : [[found[1] ?? "", Number(found[2])] as const];
	});
	return new Map(samples);
}

/** How much a counter grew. */
export function grown(before: Reading, after: Reading, name: string): number {
	return (after.get(name) ?? 0) - (before.get(name) ?? 0);
}

/** The bucket's bound, in ms, below which this part of what was observed in between lies. */
export function quantile(before: Reading, after: Reading, histogram: string, part: number): number {
	const all = grown(before, after, `${histogram}_count`);
	for (const name of after.keys()) {
		const bound = name.startsWith(`${histogram}_bucket`) ? /le="([^"]+)"/.exec(name)?.[1] : undefined;
		if (bound !== undefined && grown(before, after, name) >= part * all) return Number(bound.replace("+", "")) * 1000;
	}
	return Number.NaN;
}
