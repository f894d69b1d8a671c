// After a sign-in Discord shows the bot's guilds one by one. This says when it has.

import type { Clock } from "../clock.ts";

/** How long without another guild before those still missing are taken to be in an outage, ms. As discord.js does. */
const patienceMs = 15_000;

export class AwaitedGuilds {
	readonly #clock: Clock;
	readonly #onOver: () => void;
	/** Those not shown yet; undefined while no sign-in is pending. */
	#missing: Set<string> | undefined;
	#cancel: () => void = () => {};

	/** `onOver` is called once for each sign-in. */
	constructor(clock: Clock, onOver: () => void) {
		this.#clock = clock;
		this.#onOver = onOver;
	}

	get isWaiting(): boolean {
		return this.#missing !== undefined;
	}

	/** A sign-in, to these guilds. */
	begin(guildIds: readonly string[]): void {
		this.#missing = new Set(guildIds);
		this.#look();
	}

	/** The guild was shown, or is known not to be. */
	came(guildId: string): void {
		if (this.#missing === undefined) return;
		this.#missing.delete(guildId);
		this.#look();
	}

	stop(): void {
		this.#cancel();
		this.#missing = undefined;
	}

	#look(): void {
		this.#cancel();
		if (this.#missing?.size === 0) this.#end();
		else this.#cancel = this.#clock.setTimeout(() => this.#end(), patienceMs);
	}

	#end(): void {
		this.stop();
		this.#onOver();
	}
}
