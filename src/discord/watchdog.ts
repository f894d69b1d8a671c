// Notices that the gateway has gone deaf: discord.js may stay up forever without hearing anything.

import { type Client, Status } from "discord.js";
import { type Clock, every } from "../clock.ts";

/** Discord asks for a heartbeat every 41 s; without an answer for this long the connection is dead, ms. */
const silentMs = 150_000;
/** How long the gateway may be away: it usually is back within seconds, ms. */
const awayMs = 5 * 60_000;
const lookEveryMs = 5_000;

/** How the connection is now. */
export type ConnectionState = {
	readonly isReady: boolean;
	/** A sign-in waits for its turn. */
	readonly isWaiting: boolean;
	/** Round trip of the last heartbeat, ms; -1 before the first. */
	readonly pingMs: number;
	/** When Discord last answered a heartbeat, epoch ms by the machine's clock; 0 before the first. */
	readonly heardAt: number;
};

export function connectionState(client: Client): Omit<ConnectionState, "isWaiting"> {
	const shard = client.ws.shards.first();
	const isReady = client.isReady() && shard?.status === Status.Ready;
	return { isReady, pingMs: shard?.ping ?? -1, heardAt: Math.max(shard?.lastPingTimestamp ?? 0, 0) };
}

/** Calls `onDeaf` once when the gateway has been deaf for minutes. Returns a function that ends the watch. */
export function watch(look: () => ConnectionState, clock: Clock, onDeaf: (why: string) => void): () => void {
	let readyAt = clock.now();
	/** When a new answer to a heartbeat was last seen, by our own clock: the machine's may jump. */
	let heard = { answer: 0, at: 0 };
	const end = every(clock, lookEveryMs, () => {
		const now = clock.now();
		const { isReady, isWaiting, heardAt } = look();
		// Starting anew would only wait again.
		if (isReady || isWaiting) readyAt = now;
		// A connection that is not up hears nothing: its silence counts from when it is.
		if (!isReady || heardAt !== heard.answer) heard = { answer: heardAt, at: now };
		const isSilent = heard.answer > 0 && now - heard.at > silentMs;
		if (!isSilent && now - readyAt <= awayMs) return;
		end();
		onDeaf(`Discord's gateway has been ${isSilent ? "silent" : "away"} for minutes: starting anew is the way back.`);
	});
	return end;
}
