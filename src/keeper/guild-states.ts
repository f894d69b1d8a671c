// The states of all guilds, and in which of them each match stands.

import type { GuildState } from "./guild-state.ts";

export class GuildStates {
	readonly #make: (guildId: string) => GuildState;
	readonly #states = new Map<string, GuildState>();
	readonly #places = new Map<string, Set<string>>();

	/** `make` makes the state of a guild that has none. */
	constructor(make: (guildId: string) => GuildState) {
		this.#make = make;
	}

	/** The guild's state; undefined where nothing is remembered. */
	get(guildId: string): GuildState | undefined {
		return this.#states.get(guildId);
	}

	/** The guild's state, a new one if need be. */
	of(guildId: string): GuildState {
		const state = this.#states.get(guildId) ?? this.#make(guildId);
		this.#states.set(guildId, state);
		return state;
	}

	all(): Iterable<GuildState> {
		return this.#states.values();
	}

	/** The guilds in which the match stands. */
	placesOf(matchId: string): Iterable<string> {
		return this.#places.get(matchId) ?? [];
	}

	/** True if the match stands in a guild. */
	isPlaced(matchId: string): boolean {
		return this.#places.has(matchId);
	}

	/** The match concerns the guild, and something about it may have changed. */
	place(matchId: string, guildId: string): void {
		this.of(guildId).standings.add(matchId);
		this.#places.set(matchId, (this.#places.get(matchId) ?? new Set()).add(guildId));
	}

	/** What is known of these matches is another now: wherever they stand, they are planned anew. */
	matchesChanged(matchIds: Iterable<string>): void {
		for (const matchId of matchIds)
			for (const guildId of this.placesOf(matchId)) this.#states.get(guildId)?.standings.add(matchId);
	}

	/** The match concerns the guild no more. */
	drop(matchId: string, guildId: string): void {
		this.#states.get(guildId)?.drop(matchId);
		const places = this.#places.get(matchId);
		places?.delete(guildId);
		if (places?.size === 0) this.#places.delete(matchId);
	}

	/** Nothing is remembered of the guild any more. */
	forget(guildId: string): void {
		const state = this.#states.get(guildId);
		for (const matchId of state?.standings.ids() ?? []) this.drop(matchId, guildId);
		state?.stop();
		this.#states.delete(guildId);
	}
}
