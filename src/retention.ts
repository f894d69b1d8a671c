// What is over is kept for a while and then removed, a little at a time, so that the program can run for years.

import { type Clock, every } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { keptDays } from "./kept.ts";
import type { History } from "./store/history.ts";

const hour = 3_600_000;
const day = 24 * hour;

/**
 * How long each is kept, ms. Bodies take up most of the space, and a processed one is needed only to investigate recent
 * problems; an unreadable one may still be needed once a later version can read it.
 */
export const kept = {
	done: keptDays.done * day,
	failed: keptDays.failed * day,
	matches: keptDays.matches * day,
	guilds: keptDays.guilds * day,
	trail: keptDays.trail * day,
};
/** How long one transaction may remove rows, in which nothing else runs, ms; how many that is shows as it goes on. */
const stepMs = 4;
/**
 * How many rows, or pages, the first step takes, and the largest: one page may take twenty times as long as another, and
 * no step that follows easy ones is to be too long for that.
 */
const rows = { first: 20, most: 200 };
/** After a start, once the initial rush is over, ms. */
const firstAfter = 10 * 60_000;
/** The pause between transactions, in which everything else has its turn, ms. */
const pause = 5;

type Needs = { readonly clock: Clock; readonly history: History; readonly publish: Publish };

/** Removes what is old some minutes after a start, and then every hour. Returns a function that ends it. */
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
	// A program that is started anew every hour must not keep everything.
	const cancelFirst = clock.setTimeout(() => void work(), firstAfter);
	const end = every(clock, hour, () => void work());
	return () => {
		isStopped = true;
		cancelFirst();
		end();
	};
}

/** Removes everything that is too old now, step by step, and frees the space. Returns how many rows of each. */
export async function removeOld(history: History, clock: Clock, isStopped: () => boolean) {
	const now = clock.now();
	const giveBack = fittedStep((limit) => history.giveBack(limit), history, clock);
	/** Space is given back as it comes: the more of it there is, the longer SQLite searches for each page. */
	const remove = async (act: (limit: number) => number) => {
		const step = fittedStep(act, history, clock);
		let sum = 0;
		for (let did = 1; did > 0 && !isStopped(); sum += did) {
			did = step();
			await clock.sleep(pause);
			while (!isStopped() && giveBack() > 0) await clock.sleep(pause);
		}
		return sum;
	};
	const done = await remove((limit) => history.removeDeliveries("done", now - kept.done, limit));
	const failed = await remove((limit) => history.removeDeliveries("failed", now - kept.failed, limit));
	const matches = await remove((limit) => history.removeMatches(now - kept.matches, limit));
	// A guild that the bot was removed from may take it back: a kick and a new invitation lose nothing.
	await remove((limit) => history.removeGuilds(now - kept.guilds, limit));
	await remove((limit) => history.removeTrail(now - kept.trail, limit));
	return { deliveries: done + failed, matches };
}

/** Returns what takes one step of `act`, in a transaction of its own, with as many rows as fit into it. */
function fittedStep(act: (limit: number) => number, history: History, clock: Clock): () => number {
	let limit = rows.first;
	return () =>
		history.step(() => {
			// The commit is not counted: how long the disk takes for it says nothing about the rows.
			const elapsed = clock.stopwatch();
			const did = act(limit);
			limit = fitting(limit, elapsed());
			return did;
		});
}

/** How many to take next, when so many took `tookMs`: at most twice as many, and never none. */
export function fitting(limit: number, tookMs: number): number {
	const factor = Math.min(2, stepMs / Math.max(tookMs, 0.001));
	return Math.min(rows.most, Math.max(1, Math.floor(limit * factor)));
}
