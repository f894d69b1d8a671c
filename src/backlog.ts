// What was stored and still waits is processed in the order of arrival: events of an earlier run, what another process
// asked for, and whatever came faster than it could be processed.

import { backoffMs, type Clock } from "./clock.ts";
import type { Delivery } from "./delivery.ts";
import type { InboxFact, Publish } from "./fact.ts";
import type { MatchEvent } from "./match.ts";
import { apply, errorIn, messageOf, reading } from "./processing.ts";
import type { Deliveries } from "./store/deliveries.ts";
import type { Records } from "./store/records.ts";
import { isStoreFailure } from "./store/refused.ts";

export type BacklogNeeds = {
	readonly clock: Clock;
	readonly deliveries: Deliveries;
	readonly records: Pick<Records, "get" | "save" | "batch">;
	/** What a body reports about a match; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly read: (body: string, at: number) => MatchEvent | undefined;
	/** Called with what was done, once it is committed. */
	readonly processed: (facts: readonly InboxFact[]) => void;
	readonly publish: Publish;
};

/** How long one transaction may take before others get their turn, ms; and how many events it takes at most. */
const batchMs = 5;
const mostInBatch = 200;
/** How many are read at once: a body may have 256 KiB. */
const readAtOnce = 10;
/** How soon to try again when the database could not be read or written: ever later, ms. */
const retryMs = { first: 500, factor: 3, longest: 5_000 };

export class Backlog {
	readonly #needs: BacklogNeeds;
	#isWorking = false;
	#isStopped = false;
	/** How many deliveries at the front are processed one by one, because together they failed. */
	#suspects = 0;
	#failures = 0;
	#cancelRetry = () => {};

	constructor(needs: BacklogNeeds) {
		this.#needs = needs;
	}

	/** Processes whatever waits, a batch in each turn of the event loop. */
	work(): void {
		if (this.#isWorking || this.#isStopped) return;
		this.#isWorking = true;
		this.#needs.clock.soon(() => this.#workSome());
	}

	stop(): void {
		this.#isStopped = true;
		this.#cancelRetry();
	}

	#workSome(): void {
		this.#isWorking = false;
		if (this.#isStopped) return;
		this.#cancelRetry();
		try {
			if (this.#processSome()) this.work();
			this.#failures = 0;
		} catch (error) {
			this.#needs.publish({ kind: "inboxFailed", error });
			this.#cancelRetry = this.#needs.clock.setTimeout(() => this.work(), backoffMs(retryMs, this.#failures));
			this.#failures += 1;
		}
	}

	/** Processes some deliveries in one transaction; true if there may be more. Throws if the store fails. */
	#processSome(): boolean {
		const { clock, deliveries, records, processed } = this.#needs;
		const elapsed = clock.stopwatch();
		const now = clock.now();
		const most = this.#suspects > 0 ? 1 : mostInBatch;
		const next = () => deliveries.waiting(Math.min(readAtOnce, most));
		let waiting = next();
		if (waiting.length === 0) return false;
		const tried: Delivery[] = [];
		const facts: InboxFact[] = [];
		const isEnough = () => tried.length >= most || elapsed() >= batchMs;
		try {
			records.batch(() => {
				while (waiting.length > 0) {
					for (const delivery of waiting) {
						tried.push(delivery);
						facts.push(this.#process(delivery, now));
						if (isEnough()) return;
					}
					waiting = next();
				}
			});
		} catch (error) {
			if (isStoreFailure(error)) throw error;
			this.#isolate(tried, error, now);
			return true;
		}
		this.#suspects = Math.max(0, this.#suspects - tried.length);
		processed(facts);
		return waiting.length > 0;
	}

	/** Those that fail together are tried one by one; one that fails alone is finished with its error. */
	#isolate(tried: readonly Delivery[], error: unknown, now: number): void {
		const [only, another] = tried;
		if (only !== undefined && another === undefined) {
			const why = messageOf(error);
			this.#needs.deliveries.finish(only.deliveryId, now, why);
			this.#needs.publish({ kind: "unreadable", delivery: only, why });
		}
		this.#suspects = another === undefined ? Math.max(0, this.#suspects - 1) : tried.length;
	}

	#process(delivery: Delivery, now: number): InboxFact {
		const { deliveries, records, read } = this.#needs;
		// It may have been received by an earlier run, whose clock was ahead.
		const found = reading(() => read(delivery.body, Math.min(delivery.receivedAt, now)));
		deliveries.finish(delivery.deliveryId, now, errorIn(found));
		return apply(records, delivery, found, now);
	}
}
