// Looks at everything again periodically, a little at a time; and at once when another process has written something,
// such as a link or an event to retry, because that process cannot notify this one.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { MatchRecord } from "./record.ts";
import { isLive } from "./room.ts";

/** How often to check whether another process has written anything, ms. */
const askMs = 1_000;
/** Each match has its turn within this many of those checks, unless there are so many that it takes longer. */
const turns = 60;
/** So many at a time: what changes is looked at anyway, and with thousands open this must not be what costs most. */
const mostAtOnce = 50;

type Needs = {
	readonly clock: Clock;
	/** True if another process has written to the database since it was last asked. */
	readonly isWrittenByOthers: () => boolean;
	/** Forgets what is in memory of what another process may write. */
	readonly forget: () => void;
	/** Takes up the matches that concern someone who has been linked meanwhile. */
	readonly takeUp: () => void;
	readonly workInbox: () => void;
	/** The matches with something left to do. */
	readonly active: () => Iterable<MatchRecord>;
	readonly lookAt: (matchId: string) => void;
	readonly publish: Publish;
};

/** Starts it; returns a function that stops it. Matches take turns: looking at a thousand at once would take 0.1 s. */
export function startRounds(needs: Needs): () => void {
	let due: string[] = [];
	let share = 1;
	let turn = 0;
	function look(): void {
		const isNews = needs.isWrittenByOthers();
		if (isNews) {
			needs.forget();
			needs.takeUp();
			needs.workInbox();
		}
		if (isNews || turn === 0) {
			// Those whose turn has not come yet come first: a process that writes all the time must not keep them waiting.
			due = [...new Set([...due, ...byGuild(needs.active())])];
			share = Math.ceil(due.length / turns);
			turn = 0;
		}
		turn = (turn + 1) % turns;
		// What another process wrote may concern any match; if there are only a few, all are looked at together.
		for (const matchId of due.splice(0, isNews ? Math.max(share, turns) : Math.min(share, mostAtOnce)))
			needs.lookAt(matchId);
	}
	return every(needs.clock, askMs, () => {
		try {
			look();
		} catch (error) {
			needs.publish({ kind: "roundFailed", error });
		}
	});
}

/** The matches' ids, those with rooms in one guild in a row: their turns then come together, and cost it one look. */
function byGuild(records: Iterable<MatchRecord>): string[] {
	const groups = Map.groupBy(records, ({ rooms }) => rooms.find(isLive)?.guildId);
	return [...groups.values()].flat().map(({ match }) => match.matchId);
}
