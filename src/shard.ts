// A shard: one of the connections to the gateway among which Discord divides the bot's guilds.

export type Shard = {
	/** From 0. */
	readonly id: number;
	/** How many the bot has. */
	readonly count: number;
};

/** A bot in few guilds has one connection for all of them. */
export const onlyShard: Shard = { id: 0, count: 1 };

/** Whether the guild is one of the shard's (Discord docs, "Sharding"). */
export function carries({ id, count }: Shard, guildId: string): boolean {
	return shardIdOf(guildId, count) === id;
}

/** The id of the guild's shard where there are so many. What is not an id of Discord's counts as the first one's. */
export function shardIdOf(guildId: string, count: number): number {
	return count > 1 && /^\d+$/.test(guildId) ? Number((BigInt(guildId) >> 22n) % BigInt(count)) : 0;
}

/** As people read it, such as "2 of 3"; undefined for the only one. */
export function shardName({ id, count }: Shard): string | undefined {
	return count > 1 ? `${id + 1} of ${count}` : undefined;
}
