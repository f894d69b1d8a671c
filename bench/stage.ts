// A Discord and a FACEIT on loopback with guilds and people, for a program in another process; matches are timed from
// outside: from the post of FACEIT's event to Discord's answers.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DiscordSandbox, startDiscordSandbox } from "../src/sandbox/discord.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../src/sandbox/faceit.ts";
import { until } from "./until.ts";

export const webhookSecret = "a-secret-of-the-bench-that-is-long-enough";

export type Person = { readonly nickname: string; readonly faceitId: string; readonly discordId: string };
export type Team = { readonly teamId: string; readonly name: string; readonly roster: readonly Person[] };
/** Two teams of a guild that play one match after the other. */
export type Pair = { readonly guildId: string; readonly lobbyId: string; readonly teams: readonly [Team, Team] };
/** A match that has begun, and when its last player was placed, ms since its event was posted. */
export type Placed = { readonly matchId: string; readonly lastMs: number };

/** How long anything may take, ms: enough for a program that is far too slow. */
const patienceMs = 180_000;

type SandboxOptions = Parameters<typeof startDiscordSandbox>[0];

export class Stage implements AsyncDisposable {
	readonly discord: DiscordSandbox;
	readonly faceit: FaceitSandbox;
	readonly folder = mkdtempSync(join(tmpdir(), "faceit-comms-bench-"));
	readonly pairs: Pair[] = [];
	/** Who waits for a move of this member to be answered. */
	readonly #awaited = new Map<string, () => void>();
	readonly #clear = () => rmSync(this.folder, { recursive: true, force: true });
	#version = 10;

	private constructor(discord: DiscordSandbox, faceit: FaceitSandbox) {
		this.discord = discord;
		this.faceit = faceit;
		// Also when the bench is interrupted: there may be gigabytes in it.
		process.once("exit", this.#clear);
		discord.onEvent((event) => {
			if (event.kind !== "call" || event.call.method !== "PATCH" || event.call.status !== 200) return;
			this.#awaited.get(event.call.path.split("/").at(-1) ?? "")?.();
		});
	}

	/** Without a latency and without limits unless told otherwise. */
	static async open(options: SandboxOptions = {}): Promise<Stage> {
		return new Stage(await startDiscordSandbox({ limits: false, ...options }), startFaceitSandbox());
	}

	get databasePath(): string {
		return join(this.folder, "bench.db");
	}

	/** What the program needs in its environment to find all this. */
	get environment(): Record<string, string> {
		return {
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.url,
			FACEIT_API_KEY: this.faceit.apiKey,
			FACEIT_API_URL: this.faceit.apiUrl,
			FACEIT_WEBHOOK_SECRET: webhookSecret,
			DATABASE_PATH: this.databasePath,
			LINGER_SECONDS: "0",
			BACKUP_KEEP: "0",
		};
	}

	/** A guild with so many pairs of teams, everyone in its lobby. */
	addGuild(pairs: number, playersPerTeam = 5): Pair[] {
		const guildId = this.discord.addGuild({ name: `Guild ${this.pairs.length}` }).id;
		const lobbyId = this.discord.addChannel(guildId, { name: "Lobby", type: "voice" });
		const added = Array.from({ length: pairs }, (): Pair => {
			const team = (name: string): Team => ({
				...{ teamId: crypto.randomUUID(), name },
				roster: Array.from({ length: playersPerTeam }, () => this.#person(guildId, lobbyId)),
			});
			return { guildId, lobbyId, teams: [team("Team Vale"), team("Team Delta")] };
		});
		this.pairs.push(...added);
		return added;
	}

	/** Begins a match of this pair; resolves once Discord has answered the move of each of these people. */
	async begin(url: string, pair: Pair, people = peopleOf(pair)): Promise<Placed> {
		const matchId = `1-${crypto.randomUUID()}`;
		this.faceit.setMatch(matchId, { status: "ONGOING", teams: pair.teams });
		const startedAt = performance.now();
		const answered: number[] = [];
		for (const { discordId } of people) {
			this.#awaited.set(discordId, () => {
				this.#awaited.delete(discordId);
				answered.push(performance.now() - startedAt);
			});
		}
		await this.post(url, "match_status_ready", matchId, pair.teams);
		await until(() => answered.length === people.length, "everyone is placed", { everyMs: 5, patienceMs });
		return { matchId, lastMs: Math.max(...answered) };
	}

	/** Ends it; resolves once these people are back and the rooms that they were in are gone. */
	async end(url: string, pair: Pair, matchId: string, people = peopleOf(pair)): Promise<void> {
		const where = () => people.map(({ discordId }) => this.#channelOf(pair, discordId));
		const rooms = new Set(where());
		this.faceit.setMatch(matchId, { status: "FINISHED" });
		await this.post(url, "match_status_finished", matchId, pair.teams);
		await until(() => where().every((channel) => channel === pair.lobbyId), "everyone is back", { patienceMs });
		const areGone = () => !this.#channels(pair.guildId).some((id) => rooms.has(id));
		await until(areGone, "the rooms are gone", { everyMs: 50, patienceMs });
	}

	/** Brings everyone back and takes the rooms away, for a bot that does not. */
	reset(pair: Pair): void {
		const rooms = new Set(peopleOf(pair).map(({ discordId }) => this.#channelOf(pair, discordId)));
		for (const { discordId } of peopleOf(pair)) this.discord.joinVoice(pair.guildId, discordId, pair.lobbyId);
		for (const room of rooms) if (room !== undefined && room !== pair.lobbyId) this.discord.deleteChannel(room);
	}

	async post(url: string, event: string, matchId: string, teams: readonly Team[]): Promise<void> {
		const body = JSON.stringify(webhookBody({ event, matchId, version: this.#version++, teams }));
		const headers = { "content-type": "application/json", "X-Webhook-Secret": webhookSecret };
		const { status } = await fetch(`${url}/faceit-webhook`, { method: "POST", headers, body });
		if (status !== 204) throw new Error(`a webhook was answered with ${status}`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.discord.stop();
		await this.faceit.stop();
		process.off("exit", this.#clear);
		this.#clear();
	}

	#person(guildId: string, lobbyId: string): Person {
		const faceitId = crypto.randomUUID();
		const nickname = faceitId.slice(0, 13);
		const discordId = this.discord.addMember(guildId, { username: nickname });
		this.discord.joinVoice(guildId, discordId, lobbyId);
		return { nickname, faceitId, discordId };
	}

	#channelOf({ guildId }: Pair, discordId: string): string | undefined {
		return this.discord.voiceOf(guildId, discordId)?.channelId;
	}

	#channels(guildId: string): string[] {
		const { channels } = this.discord.snapshot(guildId);
		return [...channels, ...channels.flatMap(({ children }) => children)].map(({ id }) => id);
	}
}

export function peopleOf({ teams }: Pick<Pair, "teams">): readonly Person[] {
	return teams.flatMap(({ roster }) => roster);
}
