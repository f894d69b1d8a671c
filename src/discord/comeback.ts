// How a connection to the gateway comes back: ever more slowly while it cannot, one attempt at a time. discord.js, left
// alone, tries again every half second, and sometimes twice at once.

import {
	CloseCodes,
	type SessionInfo,
	type WebSocketShardDestroyOptions,
	WebSocketShardDestroyRecovery,
	WebSocketShardStatus,
} from "discord.js";
import { backoffMs, type Chance, type Clock, jittered } from "../clock.ts";

/** The first attempt comes at once, as with discord.js; with its jitter, none waits longer than 30 s. */
const retryMs = { first: 500, longest: 24_000 };

/** A session that is lost within this time is a brief one; after so many in a row, they count as failures, ms. */
const brief = { ms: 60_000, free: 8 };

/** How long to wait before connecting again, ms, after so many attempts that did not bring a session back. Pure. */
export function retryDelayMs(failures: number, chance: Chance): number {
	return jittered(backoffMs(retryMs, failures), chance);
}

/** What is used of discord.js' connection. It calls its own `destroy` for each loss, with how to come back. */
type Shard = {
	readonly id: number;
	readonly status: WebSocketShardStatus;
	connect(): Promise<void>;
	destroy(options?: WebSocketShardDestroyOptions): Promise<void>;
	setMaxListeners(count: number): unknown;
};

/** Where discord.js keeps the session that a connection can go on with. */
type Sessions = {
	readonly retrieveSessionInfo: (shardId: number) => SessionInfo | null | PromiseLike<SessionInfo | null>;
	readonly updateSessionInfo: (shardId: number, session: SessionInfo | null) => unknown;
};

type Needs = {
	readonly clock: Clock;
	readonly chance: Chance;
	/** The connection was lost (0), or so many attempts in a row to get it back for good have failed. */
	readonly onLost: (failures: number, why: string) => void;
};

/** Takes over how the connection comes back. Returns what to call when it has a session. */
export function comeBackPatiently(shard: Shard, sessions: Sessions, { clock, chance, onLost }: Needs): () => void {
	const close = shard.destroy.bind(shard);
	const over = new AbortController();
	let failures = 0;
	let briefInARow = 0;
	let backAt: number | undefined;
	let isReconnecting = false;
	// Until the first session, each attempt to connect listens for it.
	shard.setMaxListeners(0);

	shard.destroy = async ({ recover, ...how } = {}) => {
		if (recover === undefined) {
			over.abort();
			return close(how);
		}
		// discord.js may call again while it is closing: two connections would steal the session from each other.
		if (isReconnecting || over.signal.aborted || shard.status === WebSocketShardStatus.Idle) return;
		isReconnecting = true;
		if (backAt !== undefined) briefInARow = clock.now() - backAt < brief.ms ? briefInARow + 1 : 0;
		backAt = undefined;
		onLost(failures, how.reason ?? `closed with ${how.code}`);
		const goesOn = recover === WebSocketShardDestroyRecovery.Resume;
		const session = goesOn ? await sessions.retrieveSessionInfo(shard.id) : null;
		await close({ code: goesOn ? CloseCodes.Resuming : CloseCodes.Normal, ...how });
		// Closing for good, as that was, forgets it.
		await sessions.updateSessionInfo(shard.id, session);
		const delayMs = retryDelayMs(failures, chance);
		failures += 1;
		const isDue = await clock.sleep(delayMs, over.signal).then(
			() => true,
			() => false,
		);
		isReconnecting = false;
		// How the attempt fares is told by what discord.js calls next.
		if (isDue) void shard.connect().catch(() => {});
	};

	return () => {
		backAt = clock.now();
		failures = Math.max(0, briefInARow - brief.free);
	};
}
