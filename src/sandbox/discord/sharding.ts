// Which of a bot's connections hears of what, and who may open one: Discord divides the guilds among them by their ids.
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

/** As IDENTIFY names it: the connection's number, and how many the bot has. */
export type Shard = readonly [id: number, count: number];

/** Of all connections, the first one also hears what is about no guild. */
export function carries([id, count]: Shard, guildId: string | null): boolean {
	return id === (guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)));
}

export function isShard([id, count]: Shard): boolean {
	return count > 0 && id >= 0 && id < count;
}

export function guildsOf(world: World, shard: Shard) {
	return [...world.guilds.values()].filter(({ id, botIsIn }) => botIsIn && carries(shard, id));
}

export function isOf(session: Session | null, shardId: number | undefined): boolean {
	return shardId === undefined || session?.shard[0] === shardId;
}
