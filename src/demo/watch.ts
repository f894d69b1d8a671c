// Watches the stage from outside: waits for what was promised, and for the bot to have nothing left to do.

import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../sandbox/discord/calls.ts";
import type { DiscordSandbox } from "../sandbox/discord.ts";
import { now } from "./teller.ts";

export class Watch {
	readonly #discord: DiscordSandbox;
	readonly #signal: AbortSignal;
	#told: number;
	#lastAt = 0;

	constructor(discord: DiscordSandbox, signal: AbortSignal) {
		this.#discord = discord;
		this.#signal = signal;
		this.#told = discord.calls.length;
		discord.onEvent(() => {
			this.#lastAt = now();
		});
	}

	/** Lets time pass for the reader. */
	async pause(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.#signal });
	}

	/** When it held first, epoch ms; undefined if it did not within `patienceMs`. */
	async until(holds: () => boolean, patienceMs: number): Promise<number | undefined> {
		if (holds()) return now();
		const over = new AbortController();
		let heldAt: number | undefined;
		const forget = this.#discord.onEvent(() => {
			if (heldAt !== undefined || !holds()) return;
			heldAt = now();
			over.abort();
		});
		await sleep(patienceMs, undefined, { signal: AbortSignal.any([over.signal, this.#signal]) }).catch(() => {});
		forget();
		this.#signal.throwIfAborted();
		return heldAt;
	}

	/** Resolves once every call is answered and nothing has happened for `ms`. */
	async quiet(ms: number): Promise<void> {
		const isBusy = () => this.#discord.calls.some((call) => call.endedAt === null) || now() - this.#lastAt < ms;
		const end = now() + 20 * ms;
		do await this.pause(Math.min(ms, 20));
		while (isBusy() && now() < end);
	}

	/** The bot's calls since the last time this was asked. */
	calls(): readonly Call[] {
		const calls = this.#discord.calls.slice(this.#told);
		this.#told += calls.length;
		return calls;
	}
}
