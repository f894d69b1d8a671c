// Many guilds on a Discord on loopback, and matches in them at a steady pace: everything timed from the outside.

import { join } from "node:path";
import { type DiscordSandbox, startDiscordSandbox } from "../src/sandbox/discord.ts";
import { postWebhook } from "../src/sandbox/faceit/delivery.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../src/sandbox/faceit.ts";
import { openLinks } from "../src/store/links.ts";
import { openStore, transaction } from "../src/store/open.ts";

export const webhookSecret = "a-secret-of-the-bench-that-is-long-enough";

/** Nine of ten players are in voice when their match begins. */
const playersPerTeam = 5;
const absentEvery = 10;
/** How long a match lasts: long enough for everyone to be placed when nothing is in the way, ms. */
export const matchMs = 20_000;
/** A round trip to Discord, ms. */
const latencyMs = 100;

type Person = { readonly nickname: string; readonly faceitId: string; readonly discordId: string };
type Team = { readonly id: string; readonly name: string; readonly people: readonly Person[] };
type Guild = { readonly id: string; readonly teams: readonly Team[]; inVoice: number };

/** One match as seen from outside; times in ms since its event was posted. */
export type Timed = { readonly inVoice: number; readonly rooms: number[]; readonly placed: number[] };

export class CapacityWorld {
	readonly discord: DiscordSandbox;
	readonly faceit: FaceitSandbox;
	readonly #guilds: Guild[] = [];
	readonly #running = new Map<string, Timed & { readonly startedAt: number; isOver: boolean }>();
	#next = 0;

	constructor(discord: DiscordSandbox, faceit: FaceitSandbox) {
		this.discord = discord;
		this.faceit = faceit;
		discord.onEvent((event) => {
			if (event.kind === "call" && event.call.endedAt !== null) this.#answered(event.call);
		});
	}

	get calls(): number {
		return this.discord.calls.length;
	}

	environment(folder: string): Record<string, string> {
		return {
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.url,
			FACEIT_API_KEY: this.faceit.apiKey,
			FACEIT_API_URL: this.faceit.apiUrl,
			FACEIT_WEBHOOK_SECRET: webhookSecret,
			DATABASE_PATH: join(folder, "capacity.db"),
			LINGER_SECONDS: "1",
			LOG_LEVEL: "info",
			LOG_FORMAT: "json",
		};
	}

	/** Makes the guilds and their people, links them all in the database, and lets most of them sit in voice. */
	fill(count: number, databasePath: string): void {
		for (let index = 0; index < count; index += 1) this.#guilds.push(this.#guild(index));
		const store = openStore(databasePath);
		const links = openLinks(store);
		transaction(store, () => {
			for (const { id, teams } of this.#guilds) {
				for (const person of teams.flatMap((team) => team.people)) {
					links.put({ ...person, linkedAt: Date.now(), verifiedAt: null }, id);
				}
			}
		});
		store.close();
	}

	/** Begins matches at this pace for so long, each in another guild, and ends each in time. */
	async play(url: string, perSecond: number, seconds: number): Promise<readonly Timed[]> {
		const matches: Promise<Timed>[] = [];
		const startedAt = performance.now();
		for (let index = 0; index < perSecond * seconds; index += 1) {
			await Bun.sleep(Math.max(0, startedAt + (index / perSecond) * 1000 - performance.now()));
			matches.push(this.#match(url));
		}
		return Promise.all(matches);
	}

	async stop(): Promise<void> {
		await this.discord.stop();
		await this.faceit.stop();
	}

	#guild(index: number): Guild {
		const { id } = this.discord.addGuild({ name: `Guild ${index}` });
		const general = this.discord.addChannel(id, { name: "General", type: "voice" });
		const teams = ["Vale", "Delta"].map((name) => ({
			id: crypto.randomUUID(),
			name: `Team ${name}`,
			people: Array.from({ length: playersPerTeam }, (_, seat) => this.#person(id, `${name}_${index}_${seat}`)),
		}));
		const present = teams.flatMap((team) => team.people).filter((_, at) => (at + 1) % absentEvery !== 0);
		for (const { discordId } of present) this.discord.joinVoice(id, discordId, general);
		return { id, teams, inVoice: present.length };
	}

	#person(guildId: string, nickname: string): Person {
		const discordId = this.discord.addMember(guildId, { username: nickname });
		return { nickname, discordId, faceitId: crypto.randomUUID() };
	}

	async #match(url: string): Promise<Timed> {
		const guild = this.#guilds[this.#next++ % this.#guilds.length];
		if (guild === undefined) throw new Error("there are no guilds");
		const matchId = `1-${crypto.randomUUID()}`;
		const timed = { inVoice: guild.inVoice, rooms: [], placed: [], startedAt: performance.now(), isOver: false };
		this.#running.set(guild.id, timed);
		await post(url, "match_status_ready", matchId, 1, guild.teams);
		await Bun.sleep(matchMs);
		timed.isOver = true;
		await post(url, "match_status_finished", matchId, 2, guild.teams);
		return timed;
	}

	#answered({ method, path, status }: { method: string; path: string; status: number | null }): void {
		const [, guilds, guildId = "", kind] = path.split("/");
		const match = guilds === "guilds" && status !== null && status < 300 ? this.#running.get(guildId) : undefined;
		if (match === undefined || match.isOver) return;
		const ms = performance.now() - match.startedAt;
		if (method === "POST" && kind === "channels") match.rooms.push(ms);
		if (method === "PATCH" && kind === "members") match.placed.push(ms);
	}
}

export async function createWorld(): Promise<CapacityWorld> {
	return new CapacityWorld(await startDiscordSandbox({ latencyMs, limits: true }), startFaceitSandbox());
}

async function post(url: string, event: string, matchId: string, version: number, teams: readonly Team[]) {
	const sides = teams.map(({ id, name, people }) => ({ teamId: id, name, roster: people }));
	const body = webhookBody({ event, matchId, version, teams: sides });
	const [delivery] = await postWebhook(`${url}/faceit-webhook`, body, { secret: webhookSecret });
	if (delivery?.delivered !== true) throw new Error("a webhook was not accepted");
}
