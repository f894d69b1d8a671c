// Notices that the gateway has gone deaf: discord.js may stay up forever without hearing anything.

import { type Clock, every } from "../clock.ts";
import { shardName } from "../shard.ts";
import type { ShardState } from "./connection-state.ts";

/** Discord asks for a heartbeat every 41 s; without an answer for this long the connection is dead, ms. */
const silentMs = 150_000;
/** How long a shard may be away: it usually is back within seconds, ms. */
const awayMs = 5 * 60_000;
const lookEveryMs = 5_000;

/** Calls `onDeaf` once when a shard has been deaf for minutes. Returns a function that ends the watch. */
export function watch(look: () => readonly ShardState[], clock: Clock, onDeaf: (why: string) => void): () => void {
	const startedAt = clock.now();
	const watched = new Map<number, (state: ShardState) => "silent" | "away" | undefined>();
	const end = every(clock, lookEveryMs, () => {
		for (const state of look()) {
			const judge = watched.get(state.id) ?? listenTo(clock, startedAt);
			watched.set(state.id, judge);
			const fault = judge(state);
			if (fault === undefined) continue;
			end();
			const name = shardName(state);
			const which = name === undefined ? "Discord's gateway" : `Shard ${name} of Discord's gateway`;
			return onDeaf(`${which} has been ${fault} for minutes: starting anew is the way back.`);
		}
	});
	return end;
}

/** Judges one shard by how it was at each look. */
function listenTo(clock: Clock, startedAt: number) {
	let readyAt = startedAt;
	/** When a new answer to a heartbeat was last seen, by our own clock: the machine's may jump. */
	let heard = { answer: 0, at: 0 };
	return ({ isReady, isWaiting, heardAt }: ShardState) => {
		const now = clock.now();
		// Starting anew would only wait again.
		if (isReady || isWaiting) readyAt = now;
		// A connection that is not up hears nothing: its silence counts from when it is.
		if (!isReady || heardAt !== heard.answer) heard = { answer: heardAt, at: now };
		if (heard.answer > 0 && now - heard.at > silentMs) return "silent";
		return now - readyAt > awayMs ? "away" : undefined;
	};
}
