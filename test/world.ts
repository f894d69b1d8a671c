// A guild, ten players and the real program between a Discord and a FACEIT on loopback.

import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, start } from "../src/app.ts";
import { type Config, readConfig, secretsOf } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import type { Team } from "../src/match.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../src/sandbox/discord.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../src/sandbox/faceit.ts";
import { type GuildSettings, openGuilds } from "../src/store/guilds.ts";
import { openLinks } from "../src/store/links.ts";
import { openStore } from "../src/store/open.ts";

export type Person = { readonly nickname: string; readonly faceitId: string; readonly discordId: string };
/** Someone on the bench: FACEIT sets `playing` when they come on during play. */
export type Benched = Person & { readonly playing: boolean };
export type Side = {
	readonly id: string;
	readonly name: string;
	readonly people: readonly Person[];
	readonly bench?: readonly Benched[];
};

export type WorldOptions = {
	readonly playersPerTeam?: number;
	/** Everyone is linked and sits in the channel "General". */
	readonly settled?: boolean;
	readonly latencyMs?: number;
	readonly limits?: boolean;
	/** How often Discord wants to hear the client's heart beat. */
	readonly heartbeatIntervalMs?: number;
	readonly env?: Record<string, string>;
	/** Shortens the program's time limits and its waits after failures. */
	readonly pace?: number;
	/** What is to be so before the program starts: settings, links, people, guilds. */
	readonly prepare?: (world: World) => void;
};

export const webhookSecret = "a-secret-of-the-tests-that-is-long-enough";

/** Everything a test needs to say what happens and to look at what became of it. */
export class World {
	readonly discord: DiscordSandbox;
	readonly faceit: FaceitSandbox;
	readonly folder: string;
	readonly environment: Record<string, string>;
	readonly config: Config;
	readonly guildId: string;
	readonly generalId: string;
	readonly teams: readonly [Side, Side];
	readonly lines: string[] = [];
	readonly #pace: number;
	readonly #everyone: Person[] = [];
	#app: App | undefined;
	#version = 10;

	constructor(discord: DiscordSandbox, faceit: FaceitSandbox, options: WorldOptions) {
		this.discord = discord;
		this.faceit = faceit;
		this.#pace = options.pace ?? 1;
		this.folder = mkdtempSync(join(tmpdir(), "faceit-comms-"));
		this.environment = environmentFor(this, options.env ?? {});
		this.config = configFrom(this.environment);
		this.guildId = discord.addGuild({ name: "Vale Gaming" }).id;
		this.generalId = discord.addChannel(this.guildId, { name: "General", type: "voice" });
		const size = options.playersPerTeam ?? 5;
		this.teams = [this.#side("Team Vale", size), this.#side("Team Delta", size)];
		if (options.settled !== false) {
			this.link(this.people);
			for (const { discordId } of this.people) discord.joinVoice(this.guildId, discordId, this.generalId);
		}
		options.prepare?.(this);
	}

	get people(): readonly Person[] {
		return this.teams.flatMap((team) => team.people);
	}

	/** A person at FACEIT and in the guild, not linked yet. */
	person(nickname: string, id: string = crypto.randomUUID(), guildId: string = this.guildId): Person {
		const { faceitId } = this.faceit.addPlayer({ nickname, faceitId: id });
		const person = { nickname, faceitId, discordId: this.discord.addMember(guildId, { username: nickname }) };
		this.#everyone.push(person);
		return person;
	}

	/** Links people without the command. Only while the program is not running. */
	link(people: readonly Person[], guildId: string = this.guildId): void {
		const store = openStore(this.config.databasePath);
		const links = openLinks(store);
		for (const { faceitId, discordId, nickname } of people) {
			links.put({ faceitId, discordId, nickname, linkedAt: Date.now(), verifiedAt: null }, guildId);
		}
		store.close();
	}

	/** What an admin chose. Only while the program is not running. */
	choose(settings: Partial<GuildSettings>, guildId: string = this.guildId): void {
		const store = openStore(this.config.databasePath);
		openGuilds(store).change(guildId, settings);
		store.close();
	}

	/** A team of people who are named, at FACEIT and in the guild, not linked yet. */
	side({ teamId, name, roster, substitutes }: Team): Side {
		const bench = substitutes.map((one) => ({ ...this.person(one.nickname, one.faceitId), playing: one.playing }));
		return { id: teamId, name, people: roster.map((one) => this.person(one.nickname, one.faceitId)), bench };
	}

	/** A team of new people, linked and in the channel. Only while the program is not running. */
	newSide(name: string, size: number, channelId: string = this.generalId, guildId: string = this.guildId): Side {
		const side = this.#side(name, size, guildId);
		this.link(side.people, guildId);
		for (const { discordId } of side.people) this.discord.joinVoice(guildId, discordId, channelId);
		return side;
	}

	/** Changes the database by hand. Only while the program is not running. */
	change(sql: string): void {
		const database = new Database(this.config.databasePath);
		database.run(sql);
		database.close();
	}

	/** What the database holds, read beside the running program. */
	stored<Row>(sql: string): Row[] {
		const database = new Database(this.config.databasePath, { readonly: true });
		try {
			return database.query<Row, []>(sql).all();
		} finally {
			database.close();
		}
	}

	async start(): Promise<void> {
		const { level, format } = this.config.log;
		const write = (line: string) => void this.lines.push(line);
		const log = createLog({ level, format, secrets: secretsOf(this.config), write });
		this.#app = await start(this.config, log, { pace: this.#pace });
		await this.#app.ready;
	}

	get app(): App {
		if (this.#app === undefined) throw new Error("the program is not running");
		return this.#app;
	}

	async stopProgram(): Promise<void> {
		await this.#app?.stop();
		this.#app = undefined;
	}

	/** FACEIT posts an event of the match, each with a higher version than the last unless one is given. */
	async report(event: string, matchId: string, words: ReportWords = {}): Promise<void> {
		const version = words.version ?? this.#version++;
		const teams = words.teams === undefined ? this.teams : words.teams;
		const body = webhookBody({
			event: `match_${event === "created" ? "object" : "status"}_${event}`,
			matchId,
			version,
			...(teams === null ? {} : { teams: teams.map(asFaceit) }),
			...(words.payload === undefined ? {} : { payload: words.payload }),
		});
		await this.post(body, words.times);
	}

	/** Where the program listens. */
	get url(): string {
		return this.app.url;
	}

	async post(body: string | object, times = 1): Promise<void> {
		const deliveries = await this.faceit.post(`${this.url}/faceit-webhook`, body, { secret: webhookSecret, times });
		if (!deliveries.every((delivery) => delivery.delivered)) throw new Error("a webhook was not accepted");
	}

	/** The team rooms there are, by name without the code, each with the nicknames inside. */
	rooms(guildId: string = this.guildId): Record<string, string[]> {
		const rooms: Record<string, string[]> = {};
		for (const { name, id } of this.roomChannels(guildId)) {
			const key = name.replace(/ · [^ ]{4}$/, "");
			if (rooms[key] !== undefined) throw new Error(`two rooms for ${key}`);
			rooms[key] = this.discord
				.membersIn(id)
				.map((discordId) => this.nameOf(discordId))
				.sort();
		}
		return rooms;
	}

	roomChannels(guildId: string = this.guildId) {
		const isRoom = ({ kind, name }: { kind: string; name: string }) => kind === "voice" && / · [^ ]{4}$/.test(name);
		const all = this.discord.snapshot(guildId).channels;
		return [...all, ...all.flatMap((channel) => channel.children)].filter(isRoom);
	}

	nameOf(discordId: string): string {
		return this.#everyone.find((person) => person.discordId === discordId)?.nickname ?? discordId;
	}

	/** Everyone of these teams is in the room of their team. */
	arePlaced(teams: readonly Side[] = this.teams, guildId: string = this.guildId): boolean {
		const rooms = this.roomChannels(guildId);
		return teams.every(({ people }) => {
			const places = new Set(people.map(({ discordId }) => this.discord.voiceOf(guildId, discordId)?.channelId));
			return places.size === 1 && rooms.some(({ id }) => places.has(id));
		});
	}

	/** Nothing is under way: no call has started or ended for a moment. */
	async calm(forMs = 60): Promise<void> {
		const state = () => this.discord.calls.filter(({ endedAt }) => endedAt !== null).length + this.discord.calls.length;
		for (let before = -1; before !== state(); ) {
			before = state();
			await Bun.sleep(forMs);
		}
	}

	whereIs({ discordId }: Person): string | undefined {
		return this.discord.voiceOf(this.guildId, discordId)?.channelId;
	}

	async stop(): Promise<void> {
		await this.stopProgram();
		await this.discord.stop();
		await this.faceit.stop();
		rmSync(this.folder, { recursive: true, force: true });
		this.#expectNoSecret();
	}

	/** Whatever a test did: no line of the log holds a secret. */
	#expectNoSecret(): void {
		const told = secretsOf(this.config).filter((secret) => this.lines.some((line) => line.includes(secret)));
		if (told.length > 0) throw new Error(`the log holds ${told.length} secrets`);
	}

	#side(name: string, size: number, guildId: string = this.guildId): Side {
		const people = Array.from({ length: size }, (_, index) =>
			this.person(`${name.replace(/\W/g, "")}_${index + 1}`, crypto.randomUUID(), guildId),
		);
		return { id: crypto.randomUUID(), name, people };
	}
}

export type ReportWords = {
	readonly version?: number;
	readonly teams?: readonly Side[] | null;
	readonly payload?: { readonly [key: string]: never };
	readonly times?: number;
};

export async function startWorld(options: WorldOptions = {}): Promise<World> {
	const { latencyMs = 0, limits = false, heartbeatIntervalMs = 41_250 } = options;
	const discord = await startDiscordSandbox({ latencyMs, limits, heartbeatIntervalMs });
	const world = new World(discord, startFaceitSandbox(), options);
	await world.start();
	return world;
}

/** Resolves once `holds` does; fails with what it says otherwise. */
export async function eventually(holds: () => boolean | undefined, what: string, withinMs = 5_000): Promise<void> {
	const end = performance.now() + withinMs;
	while (holds() !== true) {
		if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
		await Bun.sleep(5);
	}
}

/** A match id such as FACEIT's. */
export function newMatchId(): string {
	return `1-${crypto.randomUUID()}`;
}

/** The side as FACEIT's webhooks and its Data API are told of it. */
export function asFaceit({ id, name, people, bench = [] }: Side) {
	return {
		teamId: id,
		name,
		roster: people.map(({ faceitId, nickname }) => ({ faceitId, nickname })),
		substitutes: bench.map(({ faceitId, nickname, playing }) => ({ faceitId, nickname, playing })),
	};
}

/** What the program needs in its environment to find this world. */
function environmentFor({ discord, faceit, folder }: World, env: Record<string, string>): Record<string, string> {
	return {
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.url,
		FACEIT_API_KEY: faceit.apiKey,
		FACEIT_API_URL: faceit.apiUrl,
		FACEIT_WEBHOOK_SECRET: webhookSecret,
		DATABASE_PATH: join(folder, "test.db"),
		HOST: "127.0.0.1",
		PORT: "0",
		LINGER_SECONDS: "1",
		LOG_LEVEL: "debug",
		LOG_FORMAT: "json",
		...env,
	};
}

function configFrom(environment: Record<string, string>): Config {
	const read = readConfig(environment);
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.config;
}
