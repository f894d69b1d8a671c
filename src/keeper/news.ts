// What has happened and is not saved yet, in the order in which it happened. A database that fails must not lose what was
// done.

import { type Outcome, saveAll, type Tables, type Writing } from "./saving.ts";

/** Something that has happened: how it changes the records, and what follows once that is saved. */
export type Happened = Writing & { readonly follow: (now: number) => void };

/** How long what cannot be saved rests, ms. */
const restMs = 1_000;

export class News {
	readonly #tables: Tables;
	#happened: Happened[] = [];
	/** Until when nothing of a guild is tried, epoch ms: what cannot be saved would make all else be saved piece by piece. */
	readonly #restsUntil = new Map<string, number>();

	constructor(tables: Tables) {
		this.#tables = tables;
	}

	add(one: Happened): void {
		this.#happened.push(one);
	}

	/** Saves all of it at `now`, epoch ms, but for guilds at rest; what cannot be saved is kept for later. */
	save(now: number): Outcome<Happened> {
		const due = this.#happened.filter(({ guildId }) => (this.#restsUntil.get(guildId) ?? now) <= now);
		const outcome = saveAll(this.#tables, due, now);
		const saved = new Set(outcome.saved);
		this.#happened = this.#happened.filter((one) => !saved.has(one));
		for (const { guildId } of outcome.saved) this.#restsUntil.delete(guildId);
		for (const { guildId } of outcome.faults) this.#restsUntil.set(guildId, now + restMs);
		return outcome;
	}
}
