// The program's own parts in a world of their own: a Discord and a FACEIT in this process, SQLite in memory, and time that
// moves only when a test says so. Nothing but the WebSocket, the ports and the files is left out.

import type { Chance } from "../../src/clock.ts";
import { type OpenDiscord, openDiscord } from "../../src/discord/open.ts";
import { faceitApi } from "../../src/faceit/api.ts";
import { readEnvelope, readEvent } from "../../src/faceit/events.ts";
import type { Fact } from "../../src/fact.ts";
import { Inbox } from "../../src/inbox.ts";
import type { Rules } from "../../src/keeper/look.ts";
import { openProgram, type Program } from "../../src/program.ts";
import type { InProcessConnection } from "../../src/sandbox/discord/in-process.ts";
import { openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import type { Store } from "../../src/store/open.ts";
import { openTables } from "../../src/store/tables.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { memoryStore } from "../memory-store.ts";
import { World, type WorldOptions } from "../world.ts";
import { seeded, uuidFrom } from "./chance.ts";
import { type Lifetime, lifetime } from "./lifetime.ts";

export type SimulationOptions = WorldOptions<Simulation> & {
	/** The same seed gives the same course, to the last id. */
	readonly seed?: number;
	readonly lingerMs?: number;
	/** FACEIT's login is set up. */
	readonly canProve?: boolean;
	readonly matchMaxMs?: number;
	/** How many connections the gateway is divided into (1). */
	readonly shards?: number;
	readonly rules?: Rules;
	/** What guilds follow, at every moment. */
};

const intents = 1 | (1 << 7);
const timeoutMs = 10_000;
/** How long a session that was lost takes to be back. */
const reconnectMs = 1_000;
/** How far `eventually` looks: longer than any wait of the program but those for a match's age. */
const patienceMs = 45 * 60_000;
/** Nothing that happens in a quiet program is more than this apart. */
const calmMs = 5_000;

export class Simulation extends World {
	readonly clock: VirtualClock;
	readonly chance: Chance;
	readonly facts: Fact[] = [];
	readonly #options: SimulationOptions;
	readonly #store: Store;
	/** By the id of their shards. */
	readonly #sessions = new Map<number, InProcessConnection>();
	#program: Program | undefined;
	#inbox: Inbox | undefined;
	#discord: OpenDiscord | undefined;
	#life: Lifetime | undefined;

	constructor(options: SimulationOptions) {
		const clock = virtualClock();
		const chance = seeded(options.seed ?? 1);
		const { latencyMs = 0, limits = false } = options;
		const discord = openDiscordSandbox({ clock, chance, latencyMs, limits });
		super(discord, openFaceitSandbox({ clock, chance }), options.playersPerTeam ?? 5, () => uuidFrom(chance));
		this.clock = clock;
		this.chance = chance;
		this.#options = options;
		this.#store = memoryStore();
		if (options.settled !== false) this.settle();
		options.prepare?.(this);
	}

	get program(): Program {
		if (this.#program === undefined) throw new Error("the program is not running");
		return this.#program;
	}

	get inbox(): Inbox {
		if (this.#inbox === undefined) throw new Error("the program is not running");
		return this.#inbox;
	}

	get isRunning(): boolean {
		return this.#program !== undefined;
	}

	async start(): Promise<void> {
		const before = this.facts.length;
		const life = this.begin();
		const isShown = () => this.facts.slice(before).filter(({ kind }) => kind === "gateway").length === this.#shards;
		await this.clock.runUntil(() => life.isOver || isShown(), patienceMs);
	}

	/** Begins, whether or not every shard comes up. */
	begin(): Lifetime {
		const { chance } = this;
		const life = lifetime(this.clock);
		const { clock } = life;
		const publish = (fact: Fact) => void this.facts.push(fact);
		const { token, url: apiUrl } = this.discord;
		const program = (): Program => this.program;
		const discord = openDiscord({
			...{ clock, publish, token, apiUrl, timeoutMs, fetch: life.within(this.discord.answer) },
			onUnauthorized() {
				throw new Error("the token was refused");
			},
			on: {
				refreshed: (shard, guildIds) => program().on.refreshed(shard, guildIds),
				guildShown: (guildId) => program().on.guildShown(guildId),
				guildLeft: (guildId) => program().on.guildLeft(guildId),
				memberMoved: (change) => program().on.memberMoved(change),
				channelShown: (guildId, channelId, name) => program().on.channelShown(guildId, channelId, name),
				channelGone: (guildId, channelId) => program().on.channelGone(guildId, channelId),
			},
		});
		const { lingerMs = 1_000, matchMaxMs = 12 * 3_600_000, canProve = false, rules } = this.#options;
		const faceit = faceitApi({
			...{ url: this.faceit.apiUrl, key: this.faceit.apiKey },
			...{ clock, publish, fetch: life.within(this.faceit.answer) },
		});
		this.#life = life;
		this.#discord = discord;
		const tables = openTables(this.#store, clock.now());
		const inbox = new Inbox({ clock, publish, deliveries: tables.deliveries });
		this.#inbox = inbox;
		this.#program = openProgram({
			canProve,
			...{ clock, chance, publish, faceit, readEvent, lingerMs, matchMaxMs },
			...{ tables, inbox, discord: discord.port },
			...(rules === undefined ? {} : { rules }),
		});
		this.#program.start();
		for (let shardId = 0; shardId < this.#shards; shardId += 1) this.#connect(shardId);
		return life;
	}

	/** As a process ends that had time to stop in good order. */
	async stopProgram(): Promise<void> {
		await this.#until(this.#program?.stop(1_500));
		this.#forget();
	}

	/** As a process ends that was killed: whatever is in flight is carried out, and nobody hears of it. */
	kill(): void {
		this.#forget();
	}

	async stop(): Promise<void> {
		await this.stopProgram();
		await this.discord.stop();
		await this.faceit.stop();
		this.#store.close();
	}

	async post(body: string | object, times = 1): Promise<void> {
		const text = typeof body === "string" ? body : JSON.stringify(body);
		const envelope = readEnvelope(text);
		if (envelope === undefined) throw new Error("a webhook was not accepted");
		const { event, eventId, matchId } = envelope;
		const eventKey = eventId ?? String(Bun.hash(text));
		for (let time = 0; time < times; time += 1) {
			const receivedAt = this.#life?.clock.now() ?? this.clock.now();
			const delivery = { eventKey, event, matchId: matchId ?? null, body: text, receivedAt };
			await this.#until(this.inbox.keep(delivery));
		}
	}

	async eventually(holds: () => boolean | undefined, what: string): Promise<void> {
		await this.clock
			.runUntil(() => holds() === true, patienceMs)
			.catch(() => {
				throw new Error(`not within ${patienceMs / 60_000} minutes: ${what}`);
			});
	}

	async calm(): Promise<void> {
		const { calls } = this.discord;
		for (let before = -1; before !== calls.length; ) {
			before = calls.length;
			await this.clock.advance(calmMs);
		}
	}

	protected withStore(work: (store: Store) => void): void {
		work(this.#store);
	}

	/** Lets time pass until the promise settles; rejects when the program is killed meanwhile. */
	async #until(work: Promise<unknown> | undefined): Promise<void> {
		const life = this.#life;
		let isSettled = false;
		const settled = Promise.resolve(work).finally(() => {
			isSettled = true;
		});
		await this.clock.runUntil(() => isSettled || life?.isOver === true, patienceMs);
		if (!isSettled) throw new Error("the program was killed");
		await settled;
	}

	get #shards(): number {
		return this.#options.shards ?? 1;
	}

	#connect(shardId: number, resume?: InProcessConnection): void {
		const discord = this.#discord;
		const session = this.discord.connect(
			intents,
			(name, data) => {
				if (this.#discord === discord) discord?.apply(name, data, shardId);
			},
			({ resumable }) => {
				if (this.#discord !== discord) return;
				discord?.disconnected(shardId);
				const former = this.#sessions.get(shardId);
				this.clock.setTimeout(() => {
					if (this.#discord === discord) this.#connect(shardId, resumable ? former : undefined);
				}, reconnectMs);
			},
			{ shard: [shardId, this.#shards], ...(resume === undefined ? {} : { resume }) },
		);
		this.#sessions.set(shardId, session);
	}

	#forget(): void {
		this.#life?.end();
		for (const session of this.#sessions.values()) session.close();
		this.#discord?.close();
		this.#sessions.clear();
		this.#discord = undefined;
		this.#program = undefined;
		this.#inbox = undefined;
	}
}

export async function simulate(options: SimulationOptions = {}): Promise<Simulation> {
	const world = new Simulation(options);
	await world.start();
	return world;
}
