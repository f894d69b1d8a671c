// Saves what is to be written for several guilds: all of it in one transaction, and if something of it cannot be written,
// each guild's in one of its own, so that one guild's fault stays its own.

import type { Guilds } from "../store/guilds.ts";
import type { Records } from "../store/records.ts";
import { isStoreFailure } from "../store/refused.ts";
import { openChanges } from "./changes.ts";
import type { Changes } from "./job.ts";

export type Tables = { readonly records: Records; readonly guilds: Guilds };

/** Something to be written for a guild. */
export type Writing = { readonly guildId: string; readonly write: (changes: Changes, now: number) => void };

/** Why the guild's writings were not saved. */
export type Fault = { readonly guildId: string; readonly error: unknown };

export type Outcome<One> = {
	readonly saved: readonly One[];
	/** One of each guild; of the database's own failures, which concern all of them, one alone. */
	readonly faults: readonly Fault[];
	/** The matches that changed. */
	readonly matchIds: ReadonlySet<string>;
};

/** Saves them at `now`, epoch ms, in this order. Does not throw. */
export function saveAll<One extends Writing>(tables: Tables, all: readonly One[], now: number): Outcome<One> {
	const [first] = all;
	if (first === undefined) return { saved: [], faults: [], matchIds: new Set() };
	try {
		const changes = openChanges(tables);
		for (const { write } of all) write(changes, now);
		return { saved: all, faults: [], matchIds: new Set(changes.save(now)) };
	} catch (error) {
		const guilds = [...Map.groupBy(all, ({ guildId }) => guildId).values()];
		if (guilds.length === 1 || isStoreFailure(error))
			return { saved: [], faults: [{ guildId: first.guildId, error }], matchIds: new Set() };
		const outcomes = guilds.map((ones) => saveAll(tables, ones, now));
		return {
			saved: outcomes.flatMap(({ saved }) => saved),
			faults: outcomes.flatMap(({ faults }) => faults),
			matchIds: new Set(outcomes.flatMap(({ matchIds }) => [...matchIds])),
		};
	}
}
