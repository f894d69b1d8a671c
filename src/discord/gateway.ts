// Connecting to the gateway and leaving it: each sign-in waits its turn, there is only ever one connection, and nothing
// that discord.js trips over ends it.

import { SimpleShardingStrategy, type WebSocketOptions } from "discord.js";
import { z } from "zod";
import type { Chance, Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { SignInTurn } from "../sign-in.ts";
import { comeBackPatiently } from "./comeback.ts";
import { type Manager, signInsLeft } from "./sign-ins-left.ts";

/** How long Discord may take to greet a connection, ms. */
const helloMs = 20_000;
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
	#isWaiting = false;
	#hasSignedIn = false;
	#toldAt = Number.NEGATIVE_INFINITY;
	/** The last error of the connection, until it is told. */
	#error: string | undefined;

	constructor(needs: GatewayNeeds) {
		this.#needs = needs;
	}

	/** True while a sign-in waits for its turn, which may take hours. */
	get isWaiting(): boolean {
		return this.#isWaiting;
	}

	/** For discord.js' client. */
	options(): WebSocketOptions {
		return {
			buildStrategy: (manager) => {
				this.#guard(manager);
				manager.options.helloTimeout = helloMs;
				manager.on("error", ({ error }: { readonly error: Error }) => {
					this.#error = error.message;
				});
				this.#strategy = new PatientStrategy(manager, {
					...this.#needs,
					untilOpen: () => this.#untilAnyAreLeft(manager),
					onLost: (failures, why) => this.#tellLoss(failures, why),
				});
				return this.#strategy;
			},
			buildIdentifyThrottler: async (manager) => ({
				waitForIdentify: (_shardId, signal) => this.#turn(manager, signal),
			}),
		};
	}

	/** Closes the connection. After a failed login, discord.js' own `destroy` does nothing. */
	async leave(): Promise<void> {
		this.#left.abort();
		await this.#strategy?.destroy({ code: 1000, reason: "Leaving" });
	}

	async #turn(manager: Manager, signal: AbortSignal): Promise<void> {
		const left = await signInsLeft(manager, this.#hasSignedIn);
		this.#hasSignedIn = true;
		await this.#waitFor(this.#needs.turn?.(signal, left));
		// discord.js would sign in on a connection that was lost meanwhile.
		signal.throwIfAborted();
	}

	/** discord.js does not even connect when none is left. */
	async #untilAnyAreLeft(manager: Manager): Promise<void> {
		const { clock, publish } = this.#needs;
		for (let left = await signInsLeft(manager, false); left?.remaining === 0; left = await signInsLeft(manager, true)) {
			publish({ kind: "signInDelayed", delayMs: left.resetAfterMs });
			await this.#waitFor(clock.sleep(left.resetAfterMs, this.#left.signal));
		}
	}

	async #waitFor(work: Promise<void> | undefined): Promise<void> {
		this.#isWaiting = true;
		try {
			await work;
		} finally {
			this.#isWaiting = false;
		}
	}

	/** An outage is a line when it begins, and then one a minute. */
	#tellLoss(failures: number, why: string): void {
		const { clock, publish } = this.#needs;
		const now = clock.now();
		const what = this.#error ?? why;
		this.#error = undefined;
		if (failures === 0) publish({ kind: "gateway", state: "reconnecting", why: what });
		else if (now - this.#toldAt < tellEveryMs) return;
		else publish({ kind: "gateway", state: "lost", why: `${what}, after ${failures} attempts` });
		this.#toldAt = now;
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
	/** Resolves when connecting makes sense. */
	readonly untilOpen: () => Promise<void>;
	readonly onLost: (failures: number, why: string) => void;
};

class PatientStrategy extends SimpleShardingStrategy {
	readonly #of: Manager;
	readonly #needs: StrategyNeeds;

	constructor(manager: Manager, needs: StrategyNeeds) {
		super(manager);
		this.#of = manager;
		this.#needs = needs;
	}

	override async spawn(shardIds: number[]): Promise<void> {
		await this.#needs.untilOpen();
		await super.spawn(shardIds);
		// biome-ignore lint/complexity/useLiteralKeys: private, but there is no other way to them.
		for (const shard of this["shards"].values()) {
			const isBack = comeBackPatiently(shard, this.#of.options, this.#needs);
			shard.on("ready", isBack).on("resumed", isBack);
		}
	}

	/**
	 * A first connection that fails comes back by itself. discord.js, left alone, treats the failure as the end of its
	 * login, while the connection keeps trying alongside the next login's.
	 */
	override async connect(): Promise<void> {
		await super.connect().catch(() => {});
	}
}
