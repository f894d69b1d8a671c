// The stage of the demo: both stand-ins, the people of the story, and the real program between them, on loopback.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, start } from "../app.ts";
import type { Clock } from "../clock.ts";
import { type Config, readConfig, secretsOf } from "../config.ts";
import { createLog } from "../log.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../sandbox/discord.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../sandbox/faceit.ts";
import { type Cast, gather } from "../sandbox/story.ts";

export type Stage = {
	readonly discord: DiscordSandbox;
	readonly faceit: FaceitSandbox;
	readonly cast: Cast;
	readonly clock: Clock;
	readonly app: App;
	readonly webhook: { readonly url: string; readonly secret: string };
	/** What the program logged that is worth a look: warnings and errors. */
	readonly complaints: readonly string[];
	/** How long rooms stay open after the match, ms. */
	readonly lingerMs: number;
	readonly stop: () => Promise<void>;
};

export type StageSettings = {
	readonly latencyMs: number;
	/** How many times faster than Discord's own the clock of its limits runs. */
	readonly limitPace: number;
	readonly lingerMs: number;
};

/** Starts everything. No environment variable is read, and nothing outside this machine is contacted. */
export async function setStage(clock: Clock, { latencyMs, limitPace, lingerMs }: StageSettings): Promise<Stage> {
	await using cleanup = new AsyncDisposableStack();
	const folder = mkdtempSync(join(tmpdir(), "faceit-comms-demo-"));
	cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
	const discord = await startDiscordSandbox({ clock, latencyMs, limitPace });
	cleanup.defer(() => discord.stop());
	const faceit = startFaceitSandbox();
	cleanup.defer(() => faceit.stop());

	const secret = crypto.randomUUID();
	const config = { ...configFor(discord, faceit, secret, join(folder, "demo.db")), lingerMs };
	const complaints: string[] = [];
	const write = (line: string) => void complaints.push(line.trim());
	const app = start(config, createLog({ level: "warn", secrets: secretsOf(config), write }));
	cleanup.defer(() => app.stop());

	const webhook = { url: `${app.url}/faceit-webhook`, secret };
	const stage = { discord, faceit, clock, app, webhook, complaints, lingerMs, cast: gather(discord, faceit) };
	const whole = cleanup.move();
	return { ...stage, stop: () => whole.disposeAsync() };
}

function configFor(discord: DiscordSandbox, faceit: FaceitSandbox, secret: string, databasePath: string): Config {
	const read = readConfig({
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.url,
		FACEIT_API_KEY: faceit.apiKey,
		FACEIT_API_URL: faceit.apiUrl,
		FACEIT_ACCOUNTS_URL: faceit.accountsUrl,
		FACEIT_AUTH_URL: faceit.authUrl,
		FACEIT_WEBHOOK_SECRET: secret,
		DATABASE_PATH: databasePath,
		HOST: "127.0.0.1",
		PORT: "0",
		BACKUP_KEEP: "0",
	});
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.config;
}
