// Who is in which voice channel, in every guild: as the gateway reports it, and as our own moves were answered.

/** One stay in one channel: coming back to it is another. */
export type Stay = { readonly channelId: string };

export class Voices {
	/** discordId to guildId to where they are. */
	readonly #members = new Map<string, Map<string, Stay>>();
	/** channelId to discordIds. */
	readonly #channels = new Map<string, Set<string>>();
	readonly #guilds = new Map<string, Set<string>>();

	/** The member is in the channel now, or in none. Returns where they were. */
	set(guildId: string, discordId: string, channelId: string | undefined): string | undefined {
		const before = this.position(guildId, discordId);
		if (before === channelId) return before;
		if (before !== undefined) this.#channels.get(before)?.delete(discordId);
		if (before !== undefined && this.#channels.get(before)?.size === 0) this.#channels.delete(before);
		if (channelId === undefined) this.#drop(guildId, discordId);
		else {
			entry(this.#members, discordId, () => new Map<string, Stay>()).set(guildId, { channelId });
			entry(this.#channels, channelId, () => new Set<string>()).add(discordId);
			entry(this.#guilds, guildId, () => new Set<string>()).add(discordId);
		}
		return before;
	}

	/** Replaces everything known about the guild by a fresh view of it. */
	replace(guildId: string, states: Iterable<readonly [discordId: string, channelId: string]>): void {
		const now = new Map(states);
		for (const discordId of [...(this.#guilds.get(guildId) ?? [])]) {
			if (!now.has(discordId)) this.set(guildId, discordId, undefined);
		}
		for (const [discordId, channelId] of now) this.set(guildId, discordId, channelId);
	}

	position(guildId: string, discordId: string): string | undefined {
		return this.stay(guildId, discordId)?.channelId;
	}

	/** The same object for as long as they stay where they are. */
	stay(guildId: string, discordId: string): Stay | undefined {
		return this.#members.get(discordId)?.get(guildId);
	}

	occupants(channelId: string): readonly string[] {
		return [...(this.#channels.get(channelId) ?? [])];
	}

	/** The guilds in which the member is in voice. */
	guilds(discordId: string): readonly string[] {
		return [...(this.#members.get(discordId)?.keys() ?? [])];
	}

	#drop(guildId: string, discordId: string): void {
		const places = this.#members.get(discordId);
		places?.delete(guildId);
		if (places?.size === 0) this.#members.delete(discordId);
		this.#guilds.get(guildId)?.delete(discordId);
	}
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
	const value = map.get(key) ?? make();
	map.set(key, value);
	return value;
}
