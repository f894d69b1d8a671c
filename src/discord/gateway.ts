// Connecting to the gateway and leaving it: each sign-in waits its turn, there is only ever one connection of each shard,
// and nothing that discord.js trips over ends it.

import { SimpleShardingStrategy, type WebSocketOptions } from "discord.js";
import { z } from "zod";
import type { Chance, Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import { type Shard, shardName } from "../shard.ts";
import type { SignInTurn } from "../sign-in.ts";
import { comeBackPatiently } from "./comeback.ts";
import { type Message, readInTurns } from "./reading.ts";
import { type Manager, signInsLeft } from "./sign-ins-left.ts";

/** How long Discord may take to greet a connection, ms. */
const helloMs = 20_000;
/** How long to wait at least until Discord is asked again how many sign-ins are left, ms. */
const askAgainMs = 5_000;
/** How often failing to come back is told, ms. */
const tellEveryMs = 60_000;

export type GatewayNeeds = {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	/** When to sign in; at once where left out. */
	readonly turn?: SignInTurn | undefined;
};

export class Gateway {
	readonly #needs: GatewayNeeds;
	readonly #left = new AbortController();
	#strategy: PatientStrategy | undefined;
	/** True until connecting makes sense. */
	#isHeld = false;
	/** The ids of the shards whose turn is still to come. */
	readonly #waiting = new Set<number>();
	#hasSignedIn = false;
	/** When the loss of each shard's connection was last told. */
	readonly #toldAt = new Map<number, number>();
	/** The last error of each shard's connection, until it is told. */
	readonly #errors = new Map<number, string>();

	constructor(needs: GatewayNeeds) {
		this.#needs = needs;
	}

	/** True while the shard's sign-in waits for its turn, which may take hours. */
	isWaiting(shardId: number): boolean {
		return this.#isHeld || this.#waiting.has(shardId);
	}

	/** For discord.js' client. */
	options(): WebSocketOptions {
		return {
			buildStrategy: (manager) => {
				this.#guard(manager);
				manager.options.helloTimeout = helloMs;
				manager.on("error", ({ error, shardId }: { readonly error: Error; readonly shardId: number }) => {
					this.#errors.set(shardId, error.message);
				});
				this.#strategy = new PatientStrategy(manager, {
					...this.#needs,
					untilOpen: (shards) => this.#untilEnoughAreLeft(manager, shards),
					onLost: (shard, failures, why) => this.#tellLoss(shard, failures, why),
				});
				return this.#strategy;
			},
			buildIdentifyThrottler: async (manager) => ({
				waitForIdentify: (shardId, signal) => this.#turn(manager, shardId, signal),
			}),
		};
	}

	/** Closes all connections. After a failed login, discord.js' own `destroy` does nothing. */
	async leave(): Promise<void> {
		this.#left.abort();
		await this.#strategy?.destroy({ code: 1000, reason: "Leaving" });
	}

	async #turn(manager: Manager, shardId: number, signal: AbortSignal): Promise<void> {
		const shard = { id: shardId, count: await manager.getShardCount() };
		const ask = () => {
			const isFresh = this.#hasSignedIn;
			this.#hasSignedIn = true;
			return signInsLeft(manager, isFresh);
		};
		this.#waiting.add(shardId);
		try {
			await this.#needs.turn?.(signal, shard, ask);
		} finally {
			this.#waiting.delete(shardId);
		}
		// discord.js would sign in on a connection that was lost meanwhile.
		signal.throwIfAborted();
	}

	/** discord.js does not even connect when fewer are left than there are shards. */
	async #untilEnoughAreLeft(manager: Manager, shards: number): Promise<void> {
		const { clock, publish } = this.#needs;
		this.#isHeld = true;
		try {
			for (let left = await signInsLeft(manager, false); left !== undefined; left = await signInsLeft(manager, true)) {
				if (left.remaining >= shards) return;
				publish({ kind: "signInDelayed", delayMs: left.resetAfterMs });
				await clock.sleep(Math.max(askAgainMs, left.resetAfterMs), this.#left.signal);
			}
		} finally {
			this.#isHeld = false;
		}
	}

	/** An outage is a line when it begins, and then one a minute. */
	#tellLoss(shard: Shard, failures: number, why: string): void {
		const { clock, publish } = this.#needs;
		const now = clock.now();
		const what = this.#errors.get(shard.id) ?? why;
		this.#errors.delete(shard.id);
		const about = { kind: "gateway", shard: shardName(shard) } as const;
		if (failures === 0) publish({ ...about, state: "reconnecting", why: what });
		else if (now - (this.#toldAt.get(shard.id) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return;
		else publish({ ...about, state: "lost", why: `${what}, after ${failures} attempts` });
		this.#toldAt.set(shard.id, now);
	}

	/** Nothing catches what discord.js throws when it trips over something in a message: it would end the process. */
	#guard(manager: Manager): void {
		const { publish } = this.#needs;
		const { emit } = manager;
		const guarded = (event: string, ...args: readonly unknown[]): boolean => {
			try {
				return Reflect.apply(emit, manager, [event, ...args]);
			} catch (error) {
				publish({ kind: "dispatchFailed", event: dispatched(args) ?? event, error });
				return true;
			}
		};
		Object.defineProperty(manager, "emit", { value: guarded });
	}
}

/** The name of the dispatch that an event of discord.js' brings. */
function dispatched(args: readonly unknown[]): string | undefined {
	return z.tuple([z.object({ data: z.object({ t: z.string() }) })]).safeParse(args).data?.[0].data.t;
}

type StrategyNeeds = Pick<GatewayNeeds, "clock" | "chance"> & {
	/** Resolves when connecting so many shards makes sense. */
	readonly untilOpen: (shards: number) => Promise<void>;
	readonly onLost: (shard: Shard, failures: number, why: string) => void;
};

type Received = Message & { readonly isBinary: boolean };

class PatientStrategy extends SimpleShardingStrategy {
	readonly #of: Manager;
	readonly #needs: StrategyNeeds;

	constructor(manager: Manager, needs: StrategyNeeds) {
		super(manager);
		this.#of = manager;
		this.#needs = needs;
	}

	override async spawn(shardIds: number[]): Promise<void> {
		await this.#needs.untilOpen(shardIds.length);
		await super.spawn(shardIds);
		// biome-ignore-start lint/complexity/useLiteralKeys: private, but there is no other way to them.
		for (const shard of this["shards"].values()) {
			const of = { id: shard.id, count: shardIds.length };
			const isBack = comeBackPatiently(shard, this.#of.options, {
				...this.#needs,
				onLost: (failures, why) => this.#needs.onLost(of, failures, why),
			});
			shard.on("ready", isBack).on("resumed", isBack);
			const readOne: (data: unknown, isBinary: boolean) => Promise<void> = shard["onMessage"].bind(shard);
			const read = readInTurns(this.#needs.clock, ({ data, isBinary }: Received) => void readOne(data, isBinary));
			shard["onMessage"] = async (data: Received["data"], isBinary: boolean) => {
				const connection = shard["connection"];
				// discord.js stops listening to a connection that is over.
				read({ data, isBinary, isCurrent: () => connection?.onmessage !== null });
			};
		}
		// biome-ignore-end lint/complexity/useLiteralKeys: see above.
	}

	/**
	 * A first connection that fails comes back by itself. discord.js, left alone, treats the failure as the end of its
	 * login, while the connection keeps trying alongside the next login's.
	 */
	override async connect(): Promise<void> {
		await super.connect().catch(() => {});
	}
}
