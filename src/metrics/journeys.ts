// How long it took from an event of FACEIT to the rooms it called for, and to the last player in place. Derived from
// the facts of inbox and keeper; only what was due because of the event counts, not anyone who joins voice later.

export type Journeys = {
	/** An event that calls for rooms was taken in; `receivedAt` in epoch ms. */
	begin(matchId: string, receivedAt: number): void;
	/** The member came into voice: from now on the delay is their own. */
	joined(discordId: string, at: number): void;
	opened(matchId: string, room: string, at: number): void;
	moved(matchId: string, discordId: string, at: number): void;
	/** The match is over: whatever has not happened is no longer due. */
	end(matchId: string): void;
	/** Counts the journeys that have come to rest by `now`, and forgets what is too old to be about the event. */
	settle(now: number): void;
};

type Journey = {
	readonly startedAt: number;
	readonly rooms: Set<string>;
	lastMovedAt: number | null;
	/** When something last happened that was due, epoch ms. */
	stirredAt: number | null;
};

/** Discord's limits make moves wait for ten seconds at a time; after this much silence nobody is on the way, ms. */
const restMs = 20_000;
/** What happens later has another cause, ms. */
const longestMs = 10 * 60_000;

/** `observe` is given seconds. */
export function journeys(observe: {
	readonly roomOpened: (seconds: number) => void;
	readonly allPlaced: (seconds: number) => void;
}): Journeys {
	const current = new Map<string, Journey>();
	const joins = new Map<string, number>();

	function close(matchId: string, journey: Journey): void {
		current.delete(matchId);
		if (journey.lastMovedAt !== null) observe.allPlaced((journey.lastMovedAt - journey.startedAt) / 1000);
	}

	return {
		begin(matchId, receivedAt) {
			const journey = current.get(matchId);
			if (journey !== undefined && !isAtRest(journey, receivedAt)) return;
			if (journey !== undefined) close(matchId, journey);
			current.set(matchId, { startedAt: receivedAt, rooms: new Set(), lastMovedAt: null, stirredAt: null });
		},
		joined: (discordId, at) => void joins.set(discordId, at),
		opened(matchId, room, at) {
			const journey = current.get(matchId);
			if (journey === undefined || journey.rooms.has(room)) return;
			journey.rooms.add(room);
			journey.stirredAt = at;
			observe.roomOpened((at - journey.startedAt) / 1000);
		},
		moved(matchId, discordId, at) {
			const journey = current.get(matchId);
			if (journey === undefined || (joins.get(discordId) ?? 0) > journey.startedAt) return;
			journey.lastMovedAt = at;
			journey.stirredAt = at;
		},
		end(matchId) {
			const journey = current.get(matchId);
			if (journey !== undefined) close(matchId, journey);
		},
		settle(now) {
			for (const [matchId, journey] of current) {
				if (isAtRest(journey, now) || now - journey.startedAt > longestMs) close(matchId, journey);
			}
			for (const [discordId, at] of joins) if (now - at > longestMs) joins.delete(discordId);
		},
	};
}

/** Something was done, and then nothing for a while. */
function isAtRest({ stirredAt }: Journey, now: number): boolean {
	return stirredAt !== null && now - stirredAt > restMs;
}
