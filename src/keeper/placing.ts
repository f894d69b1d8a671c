// Finds the guilds in which matches are to be looked at: those that they concern, and those in which they stand.

import type { Discord } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import { isSettled, type MatchRecord } from "../record.ts";
import type { Links } from "../store/links.ts";
import type { Records } from "../store/records.ts";
import type { Agenda } from "./agenda.ts";
import type { GuildStates } from "./guild-states.ts";
import { guildsOf, type Party, partyOf } from "./view.ts";

type Needs = {
	readonly records: Records;
	readonly links: Links;
	readonly discord: Discord;
	readonly clock: Clock;
	readonly publish: Publish;
	readonly agenda: Agenda;
	readonly states: GuildStates;
	/** The match is to be placed again. */
	readonly again: (matchId: string) => void;
};

/** How soon to try again when the database could not be read, ms. */
const retryMs = 1_000;

export class Placing {
	readonly #needs: Needs;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** The match if anything is left to do for it. */
	record(matchId: string): MatchRecord | undefined {
		const { records } = this.#needs;
		const record = records.isActive(matchId) ? records.get(matchId) : undefined;
		return record === undefined || isSettled(record) ? undefined : record;
	}

	/** The match as it is now if it concerns the guild. */
	partyIn(matchId: string, guildId: string): Party | undefined {
		const { party, guildIds } = this.#find(matchId);
		return guildIds.has(guildId) ? party : undefined;
	}

	/** Places the agenda's matches, one after the other, until the turn `isOver`. */
	place(isOver: () => boolean): void {
		const { agenda, clock, publish, again } = this.#needs;
		const { matches } = agenda;
		for (const matchId of matches) {
			matches.delete(matchId);
			try {
				this.#place(matchId);
			} catch (error) {
				publish({ kind: "roundFailed", error });
				// The one that failed comes last: it is not to keep the others from being found.
				const left = [...matches, matchId];
				matches.clear();
				clock.setTimeout(() => {
					for (const one of left) again(one);
				}, retryMs);
			}
			if (isOver()) return;
		}
	}

	#place(matchId: string): void {
		const { agenda, states } = this.#needs;
		for (const guildId of new Set([...this.#find(matchId).guildIds, ...states.placesOf(matchId)])) {
			states.place(matchId, guildId);
			agenda.add(guildId);
		}
	}

	#find(matchId: string): { readonly party: Party | undefined; readonly guildIds: ReadonlySet<string> } {
		const { links, discord } = this.#needs;
		const record = this.record(matchId);
		if (record === undefined) return { party: undefined, guildIds: new Set() };
		const party = partyOf(record, links);
		return { party, guildIds: guildsOf(party, discord) };
	}
}
