// Goes the rounds: another process may have put something into the inbox or linked members, and tells nobody.

/** How often the inbox is asked, which is one look into an index, ms. */
const inboxMs = 1_000;
/** How often some of the matches are looked at again, ms. */
const matchesMs = 1_000;
/** Each match has its turn within so many of those times. */
const turns = 60;

type Needs = {
	readonly workInbox: () => void;
	/** The matches with something left to do. */
	readonly matches: () => readonly string[];
	readonly lookAt: (matchId: string) => void;
};

/** Starts it; gives a function that ends it. Matches take turns: looking at a thousand at once would take 0.1 s. */
export function goRounds({ workInbox, matches, lookAt }: Needs): () => void {
	let due: string[] = [];
	let share = 1;
	const inbox = setInterval(workInbox, inboxMs);
	const looks = setInterval(() => {
		if (due.length === 0) {
			due = [...matches()];
			share = Math.ceil(due.length / turns);
		}
		for (const matchId of due.splice(0, share)) lookAt(matchId);
	}, matchesMs);
	return () => {
		clearInterval(inbox);
		clearInterval(looks);
	};
}
