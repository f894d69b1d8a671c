// The program as a person runs it: a process with arguments, an environment and an exit code.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli.ts";
import { systemClock } from "../../src/clock.ts";
import type { Config } from "../../src/config.ts";

export type Ended = { readonly code: number; readonly out: string; readonly err: string };
export type Environment = Readonly<Record<string, string>>;

export const main = join(import.meta.dir, "../../src/main.ts");

/** Runs the command line inside this process: quicker, where it is about what is said. */
export async function said(args: readonly string[], env: Environment = {}): Promise<Ended> {
	const out: string[] = [];
	const err: string[] = [];
	const write = (text: string) => void out.push(text);
	const writeError = (text: string) => void err.push(text);
	const code = await run(args, { env, clock: systemClock(), write, writeError, isWatched: false });
	return { code, out: out.join(""), err: err.join("") };
}

/** Runs the process to its end, in a folder without an `.env`. Nothing of the tests' own environment reaches it. */
export async function faceitComms(args: readonly string[], env: Environment = {}, input = ""): Promise<Ended> {
	const child = spawn(args, env, new Blob([input]));
	const [code, out, err] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()]);
	return { code, out, err };
}

/** Starts it; whoever does so ends it. */
export function startFaceitComms(args: readonly string[], env: Environment) {
	return spawn(args, env, new Blob([]));
}

function spawn(args: readonly string[], env: Environment, stdin: Blob) {
	return Bun.spawn([process.execPath, main, ...args], { cwd: tmpdir(), env, stdin, stdout: "pipe", stderr: "pipe" });
}

/** The environment in which a process has the settings of a test's world. */
export function environmentOf({ discord, faceit, webhook, databasePath, http }: Config): Record<string, string> {
	return {
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		FACEIT_API_KEY: faceit.apiKey,
		FACEIT_API_URL: faceit.apiUrl,
		FACEIT_WEBHOOK_SECRET: webhook.secrets.join(","),
		DATABASE_PATH: databasePath,
		HOST: "127.0.0.1",
		PORT: String(http.port),
		BACKUP_KEEP: "0",
	};
}
