// What is over is kept for a while and then removed, a little at a time, so that the program can run for years.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { History } from "./store/history.ts";

const hour = 3_600_000;
const day = 24 * hour;

/**
 * How long each is kept, ms. Bodies take up most of the space, and a processed one is needed only to investigate recent
 * problems; an unreadable one may still be needed once a later version can read it.
 */
const kept = { done: 7 * day, failed: 90 * day, matches: 30 * day };
/** How many are removed in one transaction: a few milliseconds, in which nothing else runs. */
const atOnce = { deliveries: 200, matches: 50, pages: 200 };
/** The pause between transactions, in which everything else has its turn, ms. */
const pause = 5;
/** How far back settled matches are searched for members who unlinked meanwhile, who are then forgotten, ms. */
const lookBack = day;

type Needs = { readonly clock: Clock; readonly history: History; readonly publish: Publish };

/** Removes what is old every hour. Returns a function that ends it. */
export function startRetention({ clock, history, publish }: Needs): () => void {
	let isStopped = false;
	let isWorking = false;
	const work = async () => {
		if (isWorking) return;
		isWorking = true;
		try {
			const removed = await removeOld(history, clock, () => isStopped);
			if (Object.values(removed).some((count) => count > 0)) publish({ kind: "oldRemoved", ...removed });
		} catch (error) {
			publish({ kind: "retentionFailed", error });
		}
		isWorking = false;
	};
	const end = every(clock, hour, () => void work());
	return () => {
		isStopped = true;
		end();
	};
}

/** Removes everything that is too old now, step by step, and frees the space. Returns how many rows of each. */
export async function removeOld(history: History, clock: Clock, isStopped: () => boolean) {
	const now = clock.now();
	const steps = (step: () => number) => repeat(step, clock, isStopped);
	const done = await steps(() => history.removeDeliveries("done", now - kept.done, atOnce.deliveries));
	const failed = await steps(() => history.removeDeliveries("failed", now - kept.failed, atOnce.deliveries));
	const matches = await steps(() => history.removeMatches(now - kept.matches, atOnce.matches));
	const placements = isStopped() ? 0 : history.removeUnlinked(now - lookBack);
	await steps(() => history.giveBack(atOnce.pages));
	return { deliveries: done + failed, matches, placements };
}

/** Takes steps until one finds nothing left to do. Returns the sum of what they did. */
async function repeat(step: () => number, clock: Clock, isStopped: () => boolean): Promise<number> {
	let sum = 0;
	while (!isStopped()) {
		const did = step();
		if (did === 0) break;
		sum += did;
		await clock.sleep(pause);
	}
	return sum;
}
