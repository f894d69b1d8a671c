// Decisions that are written down for a person who waits: while another process holds the database, they are taken
// afresh a moment later. Nothing else stands still meanwhile.

import type { Clock } from "./clock.ts";
import { isBusy } from "./store/refused.ts";

/** A person looks at "thinking…" for so long, ms; Discord would let us answer for 15 minutes. */
const patienceMs = 20_000;
const againMs = 250;

/** Another process has held the database for too long. Nothing was written. */
export class StillBusy extends Error {
	override readonly name = "StillBusy";
}

/**
 * Runs `decide`, which reads, decides and writes in one go. It runs again until the database is free, so it never acts on
 * what it read before. Rejects with a StillBusy after some seconds, and with any other error at once.
 */
export async function patiently<T>(clock: Clock, decide: () => T): Promise<T> {
	const giveUpAt = clock.now() + patienceMs;
	for (;;) {
		try {
			return decide();
		} catch (cause) {
			if (!isBusy(cause)) throw cause;
			if (clock.now() >= giveUpAt) throw new StillBusy("another process held the database for too long", { cause });
		}
		await clock.sleep(againMs);
	}
}
