// The composition root: takes in webhooks first, then loads the program behind that, and shuts everything down again.
// The end-to-end tests start it the same way.

import type { Assembly, assemble } from "./assembly.ts";
import { type Clock, systemClock, within } from "./clock.ts";
import type { Config } from "./config.ts";
import { logFact } from "./fact-log.ts";
import { openIntake } from "./intake.ts";
import type { Logger } from "./log.ts";
import { publisher } from "./publisher.ts";

/** How long requests in flight may take when it is stopped, ms. */
const acceptingMs = 1_000;

export type App = {
	/** Where it listens, such as "http://127.0.0.1:8000". */
	readonly url: string;
	/** Where `/metrics` is served: the same address, unless METRICS_PORT sets a separate port. */
	readonly metricsUrl: string;
	/** Resolves once stored webhooks are processed; rejects, with everything closed, with what keeps that from happening. */
	readonly started: Promise<void>;
	/** Resolves once Discord has shown its guilds. */
	readonly ready: Promise<void>;
	/** Resolves with the reason once the program cannot go on until somebody steps in. */
	readonly failed: Promise<string>;
	/** Stops accepting, finishes what is in flight, and closes the database. */
	readonly stop: () => Promise<void>;
};

/** Starts the program. Webhooks are stored from the moment it returns, whatever is still to come. */
export function start(config: Config, log: Logger): App {
	const clock = systemClock();
	const facts = publisher();
	facts.listen((fact) => logFact(log, fact));
	const failed = Promise.withResolvers<string>();
	const stopping = new AbortController();
	const { signal } = stopping;
	let problems: Assembly["problems"] = () => ["the program is starting"];
	let logins: Assembly["logins"] | undefined = config.faceit.login === null ? null : undefined;

	const told = { clock, facts, fail: failed.resolve };
	const intake = openIntake(config, {
		...told,
		problems: () => problems(),
		logins: () => logins,
		metrics: () => assembled.then(({ metrics }) => metrics),
	});
	const assembled = load(clock, signal).then(async (assemble) => {
		const assembly = await assemble(config, intake, { ...told, signal });
		problems = assembly.problems;
		logins = assembly.logins;
		return assembly;
	});

	let stopped: Promise<void> | undefined;
	const stop = () => (stopped ??= shutDown());
	async function shutDown(): Promise<void> {
		stopping.abort();
		await within(clock, acceptingMs, intake.closePorts());
		const assembly = await assembled.catch(() => undefined);
		await assembly?.stop();
		intake.close();
	}

	return {
		url: intake.url,
		metricsUrl: intake.metricsUrl,
		started: assembled.then(
			() => {},
			async (error) => {
				if (signal.aborted) return never;
				await stop();
				throw error;
			},
		),
		ready: assembled.then(
			({ ready }) => ready,
			() => never,
		),
		failed: failed.promise,
		stop,
	};
}

const never = new Promise<never>(() => {});

/** Between two parts that are loaded, ms: long enough for the webhooks that waited to be stored and answered. */
const pauseMs = 10;

/**
 * Loads what no webhook needs in order to be stored. Each import is one turn of the event loop, so the parts come one by
 * one, with pauses for webhooks, and the longest comes last: discord.js takes 35 ms. Rejects once `signal` is aborted.
 */
async function load(clock: Clock, signal: AbortSignal): Promise<typeof assemble> {
	const parts = [
		() => import("./program.ts"),
		() => import("./metrics/metrics.ts"),
		() => import("./discord/connect.ts"),
	];
	for (const part of parts) {
		await clock.sleep(pauseMs, signal);
		await part();
	}
	await clock.sleep(pauseMs, signal);
	const assembly = await import("./assembly.ts");
	signal.throwIfAborted();
	return assembly.assemble;
}
