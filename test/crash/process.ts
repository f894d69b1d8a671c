// The real program as a process of its own, so that it can be killed at any moment, between the sandboxes of this one.

import { openSync } from "node:fs";
import { join } from "node:path";
import { type PortOptions, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type ProgramOptions, ProgramWorld } from "../program/world.ts";

const main = join(import.meta.dir, "../../src/main.ts");

export class ProcessWorld extends ProgramWorld {
	#process: Bun.Subprocess | undefined;
	/** How many events were answered 204, each counted once. */
	acknowledged = 0;

	override get url(): string {
		return `http://127.0.0.1:${this.environment.PORT}`;
	}

	/** Starts the program; resolves once it takes webhooks. */
	override async start(): Promise<void> {
		const log = openSync(join(this.folder, "log"), "a");
		this.#process = Bun.spawn(this.command(), {
			cwd: this.folder,
			env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...this.environment },
			stdin: "ignore",
			stdout: log,
			stderr: log,
		});
		while (!(await this.#answers())) await Bun.sleep(20);
	}

	protected command(): string[] {
		return [process.execPath, main];
	}

	get process(): Bun.Subprocess {
		if (this.#process === undefined) throw new Error("the program was not started");
		return this.#process;
	}

	kill(): void {
		this.process.kill("SIGKILL");
	}

	/** Resolves once the killed process is gone and another one takes webhooks. */
	async restart(): Promise<void> {
		await this.process.exited;
		await this.start();
	}

	/** As FACEIT does: again until it is accepted, whatever happens to the program meanwhile. */
	override async post(body: string | object, times = 1): Promise<void> {
		for (;;) {
			const posted = await super.post(body, times).then(
				() => true,
				() => false,
			);
			if (posted) break;
			await Bun.sleep(20);
		}
		this.acknowledged += 1;
	}

	override async stop(): Promise<void> {
		this.process.kill("SIGKILL");
		await this.process.exited;
		await super.stop();
	}

	async #answers(): Promise<boolean> {
		const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
		return answer?.ok === true || this.#process?.exitCode !== null;
	}
}

/** The same world as `startWorld` makes, around a process. */
export async function startProcessWorld(
	options: ProgramOptions<ProcessWorld> & { readonly discord?: PortOptions } = {},
	Kind = ProcessWorld,
): Promise<ProcessWorld> {
	const { latencyMs = 0, limits = false, discord: port = {}, prepare, ...rest } = options;
	const discord = await startDiscordSandbox({ ...port, latencyMs, limits });
	const env = { PORT: String(freePort()), ...options.env };
	const world = new Kind(discord, startFaceitSandbox(), { ...rest, env });
	prepare?.(world);
	await world.start();
	return world;
}

function freePort(): number {
	const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
	const { port = 0 } = server;
	void server.stop(true);
	return port;
}
