// The real program between a Discord and a FACEIT on loopback: real sockets, a real file, real time.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, start } from "../../src/app.ts";
import { type Config, readConfig, secretsOf } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { openBeside } from "../../src/store/beside.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { eventually } from "../eventually.ts";
import { World, type WorldOptions } from "../world.ts";

export type ProgramOptions<W extends World = ProgramWorld> = WorldOptions<W> & {
	/** How often Discord wants to hear the client's heart beat. */
	readonly heartbeatIntervalMs?: number;
	/** How many connections Discord recommends (1); all may sign in at once. */
	readonly shards?: number;
	readonly env?: Record<string, string>;
	/** FACEIT's login is set up, at `publicUrl`. */
	readonly canLogIn?: boolean;
};

/** Where the program is for browsers; a test's browser goes to the program's own address instead. */
export const publicUrl = "http://comms.test";

export const webhookSecret = "a-secret-of-the-tests-that-is-long-enough";

export class ProgramWorld extends World {
	readonly folder: string;
	readonly environment: Record<string, string>;
	readonly config: Config;
	readonly lines: string[] = [];
	#app: App | undefined;

	constructor(discord: DiscordSandbox, faceit: FaceitSandbox, options: ProgramOptions) {
		super(discord, faceit, options.playersPerTeam ?? 5, () => crypto.randomUUID());
		this.folder = mkdtempSync(join(tmpdir(), "faceit-comms-"));
		faceit.registerRedirect(`${publicUrl}/auth/faceit/callback`);
		const { clientId, clientSecret, accountsUrl, authUrl } = faceit;
		const login = {
			...{ PUBLIC_URL: publicUrl, FACEIT_CLIENT_ID: clientId, FACEIT_CLIENT_SECRET: clientSecret },
			...{ FACEIT_ACCOUNTS_URL: accountsUrl, FACEIT_AUTH_URL: authUrl },
		};
		this.environment = this.#environmentWith({ ...(options.canLogIn === true ? login : {}), ...options.env });
		this.config = configFrom(this.environment);
		if (options.settled !== false) this.settle();
		options.prepare?.(this);
	}

	async start(): Promise<void> {
		await this.begin();
		await this.app.ready;
	}

	/** Begins; webhooks are taken from then on, whether or not Discord is there yet. */
	async begin(): Promise<void> {
		const { level } = this.config.log;
		const write = (line: string) => void this.lines.push(line);
		const log = createLog({ level, secrets: secretsOf(this.config), write });
		this.#app = start(this.config, log);
	}

	get app(): App {
		if (this.#app === undefined) throw new Error("the program is not running");
		return this.#app;
	}

	/** Where the program listens. */
	get url(): string {
		return this.app.url;
	}

	async stopProgram(): Promise<void> {
		await this.#app?.stop();
		this.#app = undefined;
	}

	async stop(): Promise<void> {
		await this.stopProgram();
		await this.discord.stop();
		await this.faceit.stop();
		rmSync(this.folder, { recursive: true, force: true });
		this.#expectNoSecret();
	}

	async post(body: string | object, times = 1): Promise<void> {
		const deliveries = await this.faceit.post(`${this.url}/faceit-webhook`, body, { secret: webhookSecret, times });
		if (!deliveries.every((delivery) => delivery.delivered)) throw new Error("a webhook was not accepted");
	}

	async eventually(holds: () => boolean | undefined, what: string): Promise<void> {
		await eventually(holds, what);
	}

	/** No call is in flight, and none has begun since the last look. */
	async calm(): Promise<void> {
		const { calls } = this.discord;
		const state = () => `${calls.length} ${calls.filter(({ endedAt }) => endedAt === null).length}`;
		for (let before = ""; before !== state() || calls.some(({ endedAt }) => endedAt === null); ) {
			before = state();
			await Bun.sleep(60);
		}
	}

	protected withStore(work: (store: Store) => void): void {
		const path = this.config.databasePath;
		const store = existsSync(path) ? openBeside(path) : openStore(path);
		try {
			work(store);
		} finally {
			store.close();
		}
	}

	/** Whatever a test did: no line of the log holds a secret. */
	#expectNoSecret(): void {
		const told = secretsOf(this.config).filter((secret) => this.lines.some((line) => line.includes(secret)));
		if (told.length > 0) throw new Error(`the log holds ${told.length} secrets`);
	}

	/** What the program needs in its environment to find this world. */
	#environmentWith(env: Record<string, string>): Record<string, string> {
		return {
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.url,
			FACEIT_API_KEY: this.faceit.apiKey,
			FACEIT_API_URL: this.faceit.apiUrl,
			FACEIT_WEBHOOK_SECRET: webhookSecret,
			DATABASE_PATH: join(this.folder, "test.db"),
			HOST: "127.0.0.1",
			PORT: "0",
			LINGER_SECONDS: "1",
			LOG_LEVEL: "debug",
			LOG_FORMAT: "json",
			...env,
		};
	}
}

export async function startWorld(options: ProgramOptions = {}): Promise<ProgramWorld> {
	const world = await makeWorld(options);
	await world.start();
	return world;
}

/** The same, while the program is not running yet. */
export async function makeWorld(options: ProgramOptions = {}): Promise<ProgramWorld> {
	const { latencyMs = 0, limits = false, heartbeatIntervalMs = 41_250, shards = 1 } = options;
	const sharding = { shards, maxConcurrency: shards };
	const discord = await startDiscordSandbox({ latencyMs, limits, heartbeatIntervalMs, ...sharding });
	return new ProgramWorld(discord, startFaceitSandbox(), options);
}

function configFrom(environment: Record<string, string>): Config {
	const read = readConfig(environment);
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.config;
}
