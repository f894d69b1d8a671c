// The gateway's connections as its dispatches tell of them: which are up, and which have shown their guilds.

import type { Clock } from "../clock.ts";
import { onlyShard, type Shard, shardIdOf } from "../shard.ts";
import { AwaitedGuilds } from "./awaited-guilds.ts";

type Session = { readonly shard: Shard; readonly awaited: AwaitedGuilds; isConnected: boolean };

export class Shards {
	readonly #clock: Clock;
	readonly #onShown: (shard: Shard) => void;
	readonly #sessions = new Map<number, Session>();
	/** How many there are, as the latest sign-in says. */
	#count = onlyShard.count;

	/** `onShown` is called once for each sign-in of a shard, when it has shown its guilds. */
	constructor(clock: Clock, onShown: (shard: Shard) => void) {
		this.#clock = clock;
		this.#onShown = onShown;
	}

	/** A new session of the shard, with these guilds. */
	begin(shard: Shard, guildIds: readonly string[]): void {
		this.#count = shard.count;
		this.#sessions.get(shard.id)?.awaited.stop();
		const awaited = new AwaitedGuilds(this.#clock, () => this.#onShown(shard));
		this.#sessions.set(shard.id, { shard, awaited, isConnected: true });
		awaited.begin(guildIds);
	}

	/** The session goes on. Returns its shard; undefined while guilds of it are still to be shown. */
	resumed(shardId: number): Shard | undefined {
		const session = this.#sessions.get(shardId);
		if (session === undefined) return undefined;
		session.isConnected = true;
		return session.awaited.isWaiting ? undefined : session.shard;
	}

	disconnected(shardId: number): void {
		const session = this.#sessions.get(shardId);
		if (session !== undefined) session.isConnected = false;
	}

	/** The shard showed the guild, or it is known not to. */
	came(shardId: number, guildId: string): void {
		this.#sessions.get(shardId)?.awaited.came(guildId);
	}

	/** True while the gateway reports what happens in the guild. */
	isConnected(guildId: string): boolean {
		return this.#sessions.get(shardIdOf(guildId, this.#count))?.isConnected === true;
	}

	/** Stops waiting for guilds to be shown. */
	stop(): void {
		for (const { awaited } of this.#sessions.values()) awaited.stop();
	}
}
