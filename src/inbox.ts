// Every event is stored before it is answered, and processed once, in the order of arrival.

import { isDeepStrictEqual } from "node:util";
import type { Clock } from "./clock.ts";
import type { Delivery, NewDelivery } from "./delivery.ts";
import type { Publish } from "./fact.ts";
import { advance, type MatchEvent } from "./match.ts";
import type { Deliveries } from "./store/deliveries.ts";
import type { Records } from "./store/records.ts";

type Needs = {
	readonly clock: Clock;
	readonly deliveries: Deliveries;
	readonly records: Pick<Records, "get" | "save">;
	/** What a body reports about a match; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly read: (body: string, at: number) => MatchEvent | undefined;
	/** The match's record changed. */
	readonly onChange: (matchId: string) => void;
	readonly publish: Publish;
};

/** How many events are processed before others get their turn of the event loop. */
const atOnce = 50;
/** How soon to try again when the database could not be written, ms. */
const storeRetryMs = 1_000;

type Waiting = { readonly delivery: NewDelivery; readonly done: PromiseWithResolvers<void> };

export class Inbox {
	readonly #needs: Needs;
	#waiting: Waiting[] = [];
	#isWorking = false;
	#isStopped = false;
	#cancelRetry = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/**
	 * Resolves once the delivery is safe on disk, or known already; rejects if it could not be stored. Deliveries that
	 * arrive in one turn of the event loop share one transaction, and so one fsync.
	 */
	keep(delivery: NewDelivery): Promise<void> {
		const done = Promise.withResolvers<void>();
		if (this.#waiting.push({ delivery, done }) === 1) this.#needs.clock.soon(() => this.#commit());
		return done.promise;
	}

	/** Processes what is stored: after a start, and periodically, since other processes write to the inbox too. */
	work(): void {
		if (this.#isWorking || this.#isStopped) return;
		this.#isWorking = true;
		this.#needs.clock.soon(() => this.#workSome());
	}

	/** Commits what has been accepted; what is stored is processed after the next start. */
	stop(): void {
		this.#commit();
		this.#isStopped = true;
		this.#cancelRetry();
	}

	#commit(): void {
		const group = this.#waiting;
		this.#waiting = [];
		if (group.length === 0) return;
		try {
			this.#needs.deliveries.keep(group.map(({ delivery }) => delivery));
			for (const { done } of group) done.resolve();
			this.work();
		} catch (error) {
			this.#needs.publish({ kind: "inboxFailed", error });
			for (const { done } of group) done.reject(error);
		}
	}

	#workSome(): void {
		this.#isWorking = false;
		if (this.#isStopped) return;
		try {
			for (let count = 0; count < atOnce; count += 1) {
				const delivery = this.#needs.deliveries.next();
				if (delivery === undefined) return;
				this.#process(delivery);
			}
			this.work();
		} catch (error) {
			this.#needs.publish({ kind: "inboxFailed", error });
			this.#cancelRetry();
			this.#cancelRetry = this.#needs.clock.setTimeout(() => this.work(), storeRetryMs);
		}
	}

	/** An event that cannot be read is marked failed with the reason: it blocks nothing and can be retried. */
	#process(delivery: Delivery): void {
		const { clock, deliveries, records, onChange, publish } = this.#needs;
		const now = clock.now();
		const finish = (why: string | null) => deliveries.finish(delivery.deliveryId, now, why);
		const reading = this.#read(delivery, now);
		if ("why" in reading) {
			finish(reading.why);
			publish({ kind: "unreadable", delivery, why: reading.why });
			return;
		}
		const { event } = reading;
		if (event === undefined) {
			finish(null);
			publish({ kind: "ignored", delivery });
			return;
		}
		const changed = change(records, event, now, () => finish(null));
		publish({ kind: "applied", delivery, event, changed });
		if (changed) onChange(event.matchId);
	}

	#read(delivery: Delivery, now: number): { readonly event: MatchEvent | undefined } | { readonly why: string } {
		try {
			// It may have been received by an earlier run, whose clock was ahead.
			return { event: this.#needs.read(delivery.body, Math.min(delivery.receivedAt, now)) };
		} catch (error) {
			return { why: error instanceof Error ? error.message : String(error) };
		}
	}
}

/**
 * Applies one event to the match's record at `now` (epoch ms) and runs `alongside` in the same transaction. True if
 * anything changed.
 */
export function change(
	records: Pick<Records, "get" | "save">,
	event: MatchEvent,
	now: number,
	alongside?: () => void,
): boolean {
	const record = records.get(event.matchId);
	const match = advance(record?.match, event);
	// A check that finds nothing new is no reason to write, or to look at the match again.
	const isNews = match !== undefined && !isDeepStrictEqual(match, record?.match);
	const after = isNews ? [{ match, rooms: record?.rooms ?? [], placements: record?.placements ?? [] }] : [];
	records.save(after, now, alongside);
	return isNews;
}
