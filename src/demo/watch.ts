// Watches the stage from outside: waits for what was promised, and for the bot to have nothing left to do.

import type { Clock } from "../clock.ts";
import type { Call } from "../sandbox/discord/calls.ts";
import type { DiscordSandbox } from "../sandbox/discord.ts";

export class Watch {
	readonly #discord: DiscordSandbox;
	readonly #clock: Clock;
	readonly #signal: AbortSignal;
	#seen: number;
	#lastAt = 0;

	constructor(discord: DiscordSandbox, clock: Clock, signal: AbortSignal) {
		this.#discord = discord;
		this.#clock = clock;
		this.#signal = signal;
		this.#seen = discord.calls.length;
		discord.onEvent(() => {
			this.#lastAt = this.#clock.now();
		});
	}

	/** Lets time pass for the reader. */
	async pause(ms: number): Promise<void> {
		await this.#clock.sleep(ms, this.#signal);
	}

	/** When it was first true, epoch ms; undefined if it was not within `patienceMs`. */
	async until(isTrue: () => boolean, patienceMs: number): Promise<number | undefined> {
		if (isTrue()) return this.#clock.now();
		const over = new AbortController();
		let trueAt: number | undefined;
		const forget = this.#discord.onEvent(() => {
			if (trueAt !== undefined || !isTrue()) return;
			trueAt = this.#clock.now();
			over.abort();
		});
		await this.#clock.sleep(patienceMs, AbortSignal.any([over.signal, this.#signal])).catch(() => {});
		forget();
		this.#signal.throwIfAborted();
		return trueAt;
	}

	/** Resolves once every call is answered and nothing has happened for `ms`. */
	async quiet(ms: number): Promise<void> {
		const isBusy = () =>
			this.#discord.calls.some((call) => call.endedAt === null) || this.#clock.now() - this.#lastAt < ms;
		const end = this.#clock.now() + 20 * ms;
		do await this.pause(Math.min(ms, 20));
		while (isBusy() && this.#clock.now() < end);
	}

	/** The bot's calls since this was last called. */
	calls(): readonly Call[] {
		const calls = this.#discord.calls.slice(this.#seen);
		this.#seen += calls.length;
		return calls;
	}
}
