// What is over is kept for a while and then removed, a little at a time, so that the program can run for years.

import type { History } from "./store/history.ts";

/** What was removed, or why it could not be, for the log. */
export type RetentionFact =
	| { readonly kind: "removed"; readonly deliveries: number; readonly matches: number; readonly placements: number }
	| { readonly kind: "broken"; readonly error: unknown };

const hour = 3_600_000;
const day = 24 * hour;

/**
 * How long each is kept, ms. Bodies are by far the most of it, and one that was worked off is wanted only to find out what
 * went wrong lately; one that could not be read may still be wanted when the program has learned to read it.
 */
const kept = { done: 7 * day, failed: 90 * day, matches: 30 * day };
/** So many in one transaction: a few milliseconds, in which nothing else is done. */
const atOnce = { deliveries: 200, matches: 50, pages: 200 };
/** Between transactions everything else has its turn, ms. */
const pause = 5;
/** Who unlinked while a match was under way is forgotten once it has settled; so far back that is looked for. */
const lookBack = day;

type Needs = {
	readonly history: History;
	readonly tell: (fact: RetentionFact) => void;
	readonly everyMs?: number;
};

/** Removes what is old now and then. Returns a function that ends it. */
export function startRetention({ history, tell, everyMs = hour }: Needs): () => void {
	let isStopped = false;
	let isWorking = false;
	const work = async () => {
		if (isWorking) return;
		isWorking = true;
		try {
			const removed = await removeOld(history, Date.now(), () => isStopped);
			if (Object.values(removed).some((count) => count > 0)) tell({ kind: "removed", ...removed });
		} catch (error) {
			tell({ kind: "broken", error });
		}
		isWorking = false;
	};
	const timer = setInterval(() => void work(), everyMs);
	timer.unref();
	return () => {
		isStopped = true;
		clearInterval(timer);
	};
}

/** Removes all that is too old at `now` (epoch ms), step by step, and gives the space back. */
export async function removeOld(history: History, now: number, isStopped: () => boolean) {
	const steps = (step: () => number) => repeat(step, isStopped);
	const done = await steps(() => history.removeDeliveries("done", now - kept.done, atOnce.deliveries));
	const failed = await steps(() => history.removeDeliveries("failed", now - kept.failed, atOnce.deliveries));
	const matches = await steps(() => history.removeMatches(now - kept.matches, atOnce.matches));
	const placements = isStopped() ? 0 : history.removeUnlinked(now - lookBack);
	await steps(() => history.giveBack(atOnce.pages));
	return { deliveries: done + failed, matches, placements };
}

/** Takes steps until one finds nothing left to do. Returns the sum of what they did. */
async function repeat(step: () => number, isStopped: () => boolean): Promise<number> {
	let sum = 0;
	while (!isStopped()) {
		const did = step();
		if (did === 0) break;
		sum += did;
		await Bun.sleep(pause);
	}
	return sum;
}
