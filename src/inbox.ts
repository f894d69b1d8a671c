// Every event is stored before it is answered, and processed once, in the order of arrival.

import { isDeepStrictEqual } from "node:util";
import { backoffMs, type Clock } from "./clock.ts";
import type { Delivery, NewDelivery } from "./delivery.ts";
import type { Fact, Publish } from "./fact.ts";
import { advance, type MatchEvent } from "./match.ts";
import type { Deliveries } from "./store/deliveries.ts";
import type { Records } from "./store/records.ts";
import { isBusy, isStoreFailure } from "./store/refused.ts";

type Needs = {
	readonly clock: Clock;
	readonly deliveries: Deliveries;
	readonly records: Pick<Records, "get" | "save" | "batch">;
	/** What a body reports about a match; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly read: (body: string, at: number) => MatchEvent | undefined;
	/** The records of these matches changed. */
	readonly onChange: (matchIds: ReadonlySet<string>) => void;
	readonly publish: Publish;
};

/** How long one transaction may take events in before others get their turn, ms; and how many it takes at most. */
const batchMs = 5;
const mostInBatch = 200;
/** How many are read at once: a body may have 256 KiB. */
const readAtOnce = 10;
/** How soon to try again when the database could not be read or written: ever later, ms. */
const retryMs = { first: 500, factor: 3, longest: 5_000 };
/** While another process holds the lock, webhooks wait this long for their answer, and are tried this often, ms. */
const patienceMs = 3_000;
const busyRetryMs = 50;
/** So much may wait to be stored, in characters: more would fill the memory. */
const mostWaiting = 32 * 1024 * 1024;

type Waiting = { readonly delivery: NewDelivery; readonly since: number; readonly done: PromiseWithResolvers<void> };

export class Inbox {
	readonly #needs: Needs;
	#waiting: Waiting[] = [];
	/** Of all that waits, in characters. */
	#size = 0;
	#isWorking = false;
	#isStopped = false;
	/** How many deliveries at the front are processed one by one, because together they failed. */
	#suspects = 0;
	#failures = 0;
	#cancelRetry = () => {};
	#cancelCommit = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/**
	 * Resolves once the delivery is safe on disk, or known already; rejects if it could not be stored. Deliveries that
	 * arrive in one turn of the event loop share one transaction, and so one fsync.
	 */
	keep(delivery: NewDelivery): Promise<void> {
		const { clock } = this.#needs;
		const size = this.#size + delivery.body.length;
		if (size > mostWaiting) return Promise.reject(new Error("too many events wait to be stored"));
		this.#size = size;
		const done = Promise.withResolvers<void>();
		if (this.#waiting.push({ delivery, done, since: clock.now() }) === 1) clock.soon(() => this.#commit());
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
		this.#isStopped = true;
		this.#commit();
		this.#cancelRetry();
	}

	#commit(): void {
		this.#cancelCommit();
		const group = this.#waiting;
		this.#leaveWaiting([]);
		if (group.length === 0) return;
		try {
			this.#needs.deliveries.keep(group.map(({ delivery }) => delivery));
			for (const { done } of group) done.resolve();
			this.work();
		} catch (error) {
			this.#refuse(group, error);
		}
	}

	/** Another process's lock is soon released; after any other failure the same would fail again. */
	#refuse(group: readonly Waiting[], error: unknown): void {
		const { clock, publish } = this.#needs;
		const isHopeless = this.#isStopped || !isBusy(error);
		const impatientSince = clock.now() - patienceMs;
		const { refused = [], left = [] } = Object.groupBy(group, ({ since }) =>
			isHopeless || since <= impatientSince ? "refused" : "left",
		);
		this.#leaveWaiting(left);
		if (left.length > 0) this.#cancelCommit = clock.setTimeout(() => this.#commit(), busyRetryMs);
		if (refused.length > 0) publish({ kind: "inboxFailed", error });
		for (const { done } of refused) done.reject(error);
	}

	#leaveWaiting(left: Waiting[]): void {
		this.#waiting = left;
		this.#size = left.reduce((sum, { delivery }) => sum + delivery.body.length, 0);
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
		const { clock, deliveries, records } = this.#needs;
		const elapsed = clock.stopwatch();
		const now = clock.now();
		const most = this.#suspects > 0 ? 1 : mostInBatch;
		const read = () => deliveries.waiting(Math.min(readAtOnce, most));
		let next = read();
		if (next.length === 0) return false;
		const tried: Delivery[] = [];
		const facts: Fact[] = [];
		const isEnough = () => tried.length >= most || elapsed() >= batchMs;
		try {
			records.batch(() => {
				while (next.length > 0) {
					for (const delivery of next) {
						tried.push(delivery);
						facts.push(this.#process(delivery, now));
						if (isEnough()) return;
					}
					next = read();
				}
			});
		} catch (error) {
			if (isStoreFailure(error)) throw error;
			this.#isolate(tried, error, now);
			return true;
		}
		this.#suspects = Math.max(0, this.#suspects - tried.length);
		this.#publish(facts);
		return next.length > 0;
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

	/** Publishes what was committed. */
	#publish(facts: readonly Fact[]): void {
		for (const fact of facts) this.#needs.publish(fact);
		const changed = facts.flatMap((fact) => (fact.kind === "applied" && fact.changed ? fact.event.matchId : []));
		if (changed.length > 0) this.#needs.onChange(new Set(changed));
	}

	/** An event that cannot be read is marked failed with the reason: it blocks nothing and can be retried. */
	#process(delivery: Delivery, now: number): Fact {
		const { deliveries, records } = this.#needs;
		const reading = this.#read(delivery, now);
		deliveries.finish(delivery.deliveryId, now, "why" in reading ? reading.why : null);
		if ("why" in reading) return { kind: "unreadable", delivery, why: reading.why };
		const { event } = reading;
		if (event === undefined) return { kind: "ignored", delivery };
		return { kind: "applied", delivery, event, changed: change(records, event, now) };
	}

	#read(delivery: Delivery, now: number): { readonly event: MatchEvent | undefined } | { readonly why: string } {
		try {
			// It may have been received by an earlier run, whose clock was ahead.
			return { event: this.#needs.read(delivery.body, Math.min(delivery.receivedAt, now)) };
		} catch (error) {
			return { why: messageOf(error) };
		}
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Applies one event to the match's record at `now` (epoch ms). True if anything changed. */
export function change(records: Pick<Records, "get" | "save">, event: MatchEvent, now: number): boolean {
	const record = records.get(event.matchId);
	const match = advance(record?.match, event);
	// A check that finds nothing new is no reason to write, or to look at the match again.
	const isNews = match !== undefined && !isDeepStrictEqual(match, record?.match);
	if (isNews) records.save([{ match, rooms: record?.rooms ?? [], placements: record?.placements ?? [] }], now);
	return isNews;
}
