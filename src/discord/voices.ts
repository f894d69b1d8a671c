// Who is in which voice channel, in every guild: as the gateway reports it, and as our own moves were answered.

/** What an answered move has for a channel where it took the member out of voice. */
export const nowhere = "";

/** One stay in one channel: coming back to it is another. */
export type Stay = { readonly guildId: string; readonly channelId: string };

/** Members and their channels, found by either. */
class Places {
	/** discordId to where they are: nearly always in one guild, for which a map would cost more than the rest together. */
	readonly #members = new Map<string, readonly Stay[]>();
	/** channelId to discordIds. */
	readonly #channels = new Map<string, Set<string>>();
	readonly #guilds = new Map<string, Set<string>>();

	/** The member is in the channel now, or in none. */
	set(guildId: string, discordId: string, channelId: string | undefined): void {
		const before = this.stay(guildId, discordId)?.channelId;
		if (before === channelId) return;
		if (before !== undefined) this.#channels.get(before)?.delete(discordId);
		if (before !== undefined && this.#channels.get(before)?.size === 0) this.#channels.delete(before);
		const elsewhere = this.stays(discordId).filter((stay) => stay.guildId !== guildId);
		if (channelId === undefined) {
			if (elsewhere.length > 0) this.#members.set(discordId, elsewhere);
			else this.#members.delete(discordId);
			this.#guilds.get(guildId)?.delete(discordId);
		} else {
			this.#members.set(discordId, [...elsewhere, { guildId, channelId }]);
			entry(this.#channels, channelId, () => new Set<string>()).add(discordId);
			entry(this.#guilds, guildId, () => new Set<string>()).add(discordId);
		}
	}

	stays(discordId: string): readonly Stay[] {
		return this.#members.get(discordId) ?? [];
	}

	stay(guildId: string, discordId: string): Stay | undefined {
		return this.#members.get(discordId)?.find((stay) => stay.guildId === guildId);
	}

	occupants(channelId: string): Iterable<string> {
		return this.#channels.get(channelId) ?? [];
	}

	members(guildId: string): readonly string[] {
		return [...(this.#guilds.get(guildId) ?? [])];
	}
}

/** A move that Discord answered, and the gateway has not confirmed yet. */
export type AnsweredMove = { readonly guildId: string; readonly discordId: string; readonly channelId: string };

export class Voices {
	/** As the gateway reports it. */
	readonly #told = new Places();
	/** Where the last of our calls took members, as answered and not confirmed yet. */
	readonly #answered = new Places();
	/** All that is to be confirmed, of each member in order: a resumed session confirms one after the other. */
	readonly #moves = new Map<string, readonly AnsweredMove[]>();

	/**
	 * The gateway reports that the member is in the channel now, or in none. Returns where it had reported them before, and
	 * whether this confirms an answered move.
	 */
	set(
		guildId: string,
		discordId: string,
		channelId: string | undefined,
	): { from: string | undefined; isOurs: boolean } {
		const from = this.stay(guildId, discordId)?.channelId;
		this.#told.set(guildId, discordId, channelId);
		const moves = this.#movesOf(guildId, discordId);
		const confirmed = moves.findIndex((move) => move.channelId === (channelId ?? nowhere));
		// The same channel again, as for muting, says nothing about a move that was answered since.
		if (confirmed !== -1) this.#keep(guildId, discordId, moves.slice(confirmed + 1));
		else if (from !== channelId) this.#keep(guildId, discordId, []);
		return { from, isOurs: confirmed !== -1 };
	}

	/** Discord answered that it moved the member there. Returns what `withdraw` takes. */
	answer(guildId: string, discordId: string, channelId: string): AnsweredMove {
		const move = { guildId, discordId, channelId };
		this.#keep(guildId, discordId, [...this.#movesOf(guildId, discordId), move]);
		return move;
	}

	/** The gateway has not confirmed this move in time: they count as where it says. True if that is news. */
	withdraw(move: AnsweredMove): boolean {
		const { guildId, discordId } = move;
		const moves = this.#movesOf(guildId, discordId);
		if (!moves.includes(move)) return false;
		const before = this.position(guildId, discordId);
		this.#keep(guildId, discordId, moves.slice(moves.indexOf(move) + 1));
		return this.position(guildId, discordId) !== before;
	}

	/** What our calls did with the member is forgotten: they are where the gateway says. */
	forgetMoves(guildId: string, discordId: string): void {
		this.#keep(guildId, discordId, []);
	}

	/** Replaces everything known about the guild by a fresh view of it. */
	replace(guildId: string, states: Iterable<readonly [discordId: string, channelId: string]>): void {
		const now = new Map(states);
		for (const discordId of [...this.#told.members(guildId), ...this.#answered.members(guildId)]) {
			if (!now.has(discordId)) this.set(guildId, discordId, undefined);
		}
		for (const [discordId, channelId] of now) this.set(guildId, discordId, channelId);
	}

	position(guildId: string, discordId: string): string | undefined {
		return (this.#answered.stay(guildId, discordId) ?? this.stay(guildId, discordId))?.channelId;
	}

	isUnconfirmed(guildId: string, discordId: string): boolean {
		return this.#answered.stay(guildId, discordId) !== undefined;
	}

	/** Where the gateway says that they are: the same object for as long as they stay there. */
	stay(guildId: string, discordId: string): Stay | undefined {
		return this.#told.stay(guildId, discordId);
	}

	/** Everyone who is in the channel, be it by the gateway's word or by an answer. */
	occupants(channelId: string): readonly string[] {
		return [...new Set([...this.#told.occupants(channelId), ...this.#answered.occupants(channelId)])];
	}

	/** Everyone who is in voice in the guild, as the gateway reports it. */
	members(guildId: string): readonly string[] {
		return this.#told.members(guildId);
	}

	#movesOf(guildId: string, discordId: string): readonly AnsweredMove[] {
		return this.#moves.get(`${guildId}/${discordId}`) ?? [];
	}

	/** These are still to be confirmed. */
	#keep(guildId: string, discordId: string, moves: readonly AnsweredMove[]): void {
		if (moves.length === 0) this.#moves.delete(`${guildId}/${discordId}`);
		else this.#moves.set(`${guildId}/${discordId}`, moves);
		this.#answered.set(guildId, discordId, moves.at(-1)?.channelId);
	}

	/** The guilds in which the member is in voice. */
	guilds(discordId: string): readonly string[] {
		return this.#told.stays(discordId).map(({ guildId }) => guildId);
	}
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
	const value = map.get(key) ?? make();
	map.set(key, value);
	return value;
}
