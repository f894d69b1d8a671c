// How each shard's connection to the gateway is now, and what of that people should know.

import { type Client, Status } from "discord.js";
import { onlyShard, type Shard, shardName } from "../shard.ts";

export type ShardState = Shard & {
	readonly isReady: boolean;
	/** Its sign-in waits for its turn. */
	readonly isWaiting: boolean;
	/** Round trip of the last heartbeat, ms; -1 before the first. */
	readonly pingMs: number;
	/** When Discord last answered a heartbeat, epoch ms by the machine's clock; 0 before the first. */
	readonly heardAt: number;
};

/** By id. Before Discord has said how many shards there are, it is one that is not ready. */
export function shardStates(client: Client, isWaiting: (shardId: number) => boolean): readonly ShardState[] {
	const { shards } = client.ws;
	const states = [...shards.values()].map(({ id, status, ping, lastPingTimestamp }) => ({
		...{ id, count: shards.size, isReady: status === Status.Ready, isWaiting: isWaiting(id) },
		...{ pingMs: ping, heardAt: Math.max(lastPingTimestamp, 0) },
	}));
	const unknown = { ...onlyShard, isReady: false, isWaiting: isWaiting(onlyShard.id), pingMs: -1, heardAt: 0 };
	return states.length === 0 ? [unknown] : states;
}

/** Which shards are not connected, in words. */
export function notConnected(states: readonly ShardState[]): readonly string[] {
	const away = states.filter(({ isReady }) => !isReady);
	if (away.length === states.length) return ["Discord's gateway is not connected"];
	return away.map((shard) => `shard ${shardName(shard)} of Discord's gateway is not connected`);
}
