// Notices that the gateway has gone deaf: discord.js may stay up for ever without hearing anything.

import { type Client, Status } from "discord.js";

/** Discord asks for a heartbeat every 41 s; without an answer for this long the connection is dead, ms. */
const silentMs = 150_000;
/** How long the gateway may be away: it usually is back within seconds, ms. */
const awayMs = 5 * 60_000;
const lookEveryMs = 5_000;

export type GatewayState = {
	readonly isReady: boolean;
	/** Round trip of the last heartbeat, ms; -1 before the first. */
	readonly pingMs: number;
	/** When Discord last answered a heartbeat, epoch ms; 0 before the first. */
	readonly heardAt: number;
};

export function gatewayState(client: Client): GatewayState {
	const shard = client.ws.shards.first();
	const isReady = client.isReady() && shard?.status === Status.Ready;
	return { isReady, pingMs: shard?.ping ?? -1, heardAt: shard?.lastPingTimestamp ?? 0 };
}

/** Calls `onDeaf` once when the gateway has been deaf for minutes, times `pace`. Returns a function that ends the watch. */
export function watch(client: Client, onDeaf: (why: string) => void, pace = 1): () => void {
	let readyAt = Date.now();
	const timer = setInterval(() => {
		const now = Date.now();
		const { isReady, heardAt } = gatewayState(client);
		if (isReady) readyAt = now;
		const isSilent = isReady && heardAt > 0 && now - heardAt > silentMs * pace;
		if (!isSilent && now - readyAt <= awayMs * pace) return;
		clearInterval(timer);
		onDeaf(`Discord's gateway has been ${isSilent ? "silent" : "away"} for minutes: starting anew is the way back.`);
	}, lookEveryMs * pace);
	return () => clearInterval(timer);
}
