// Looks at everything again periodically, a little at a time; and at once when another process has written something,
// such as a link or an event to retry, because that process cannot notify this one.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";

/** How often to check whether another process has written anything, ms. */
const askMs = 1_000;
/** Each match has its turn within this many of those checks. */
const turns = 60;

type Needs = {
	readonly clock: Clock;
	/** True if another process has written to the database since it was last asked. */
	readonly isWrittenByOthers: () => boolean;
	/** Takes up the matches that concern someone who has been linked meanwhile. */
	readonly takeUp: () => void;
	readonly workInbox: () => void;
	/** The matches with something left to do. */
	readonly matches: () => readonly string[];
	readonly lookAt: (matchId: string) => void;
	readonly publish: Publish;
};

/** Starts it; returns a function that stops it. Matches take turns: looking at a thousand at once would take 0.1 s. */
export function startRounds(needs: Needs): () => void {
	let due: string[] = [];
	let share = 1;
	let turn = 0;
	const look = () => {
		const isNews = needs.isWrittenByOthers();
		if (isNews) {
			needs.takeUp();
			needs.workInbox();
		}
		if (isNews || turn === 0) {
			due = [...needs.matches()];
			share = Math.ceil(due.length / turns);
		}
		turn = (turn + 1) % turns;
		// What another process wrote may concern any match; if there are only a few, all are looked at together.
		for (const matchId of due.splice(0, isNews ? Math.max(share, turns) : share)) needs.lookAt(matchId);
	};
	return every(needs.clock, askMs, () => {
		try {
			look();
		} catch (error) {
			needs.publish({ kind: "roundFailed", error });
		}
	});
}
