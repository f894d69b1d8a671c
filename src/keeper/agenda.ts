// What is to be looked at next: the matches about which something has changed, and the guilds, each once.

import type { Limit } from "../shown.ts";
import type { Allowance } from "./allowance.ts";

export class Agenda {
	/** The matches whose guilds are still to be found. */
	readonly matches = new Set<string>();
	/** The guilds in which something has changed. */
	readonly #changed = new Set<string>();
	/** The guilds with a call that waits for what Discord allows the whole bot: for this limit. */
	readonly #waiting = new Map<string, Limit>();

	/** True if there is something to look at now. */
	get isPending(): boolean {
		return this.matches.size > 0 || this.#changed.size > 0;
	}

	/** Something in the guild has changed. */
	add(guildId: string): void {
		this.#changed.add(guildId);
	}

	/** A call in the guild waits for what Discord allows the whole bot. */
	await(guildId: string, limit: Limit): void {
		this.#waiting.set(guildId, limit);
	}

	/**
	 * The guilds to look at, one after the other, the lowest `orderOf` first. Those that wait for calls have their turn only
	 * while one is left for them: what has none to make would be looked at for nothing.
	 */
	*guilds(allowance: Allowance, orderOf: (guildId: string) => number): Generator<string> {
		const isCallLeft = (guildId: string) => {
			const limit = this.#waiting.get(guildId);
			return limit !== undefined && allowance.has(limit);
		};
		const guildIds = [...new Set([...[...this.#waiting.keys()].filter(isCallLeft), ...this.#changed])];
		const order = new Map(guildIds.length < 2 ? [] : guildIds.map((guildId) => [guildId, orderOf(guildId)]));
		for (const guildId of guildIds.toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0))) {
			if (!this.#changed.has(guildId) && !isCallLeft(guildId)) continue;
			this.#changed.delete(guildId);
			this.#waiting.delete(guildId);
			yield guildId;
		}
	}

	/** When a guild that waits for calls may make one, epoch ms; undefined if none waits. */
	moreAt(allowance: Allowance): number | undefined {
		const limits = new Set(this.#waiting.values());
		return limits.size === 0 ? undefined : Math.min(...[...limits].map((limit) => allowance.moreAt(limit)));
	}
}
