// Every event is stored before it is answered, and processed once, in the order of arrival.

import { Backlog, type BacklogNeeds } from "./backlog.ts";
import type { NewDelivery } from "./delivery.ts";
import type { InboxFact } from "./fact.ts";
import type { MatchEvent } from "./match.ts";
import { apply, errorIn, type Reading, reading } from "./processing.ts";
import { isBusy, isStoreFailure } from "./store/refused.ts";

type Needs = Pick<BacklogNeeds, "clock" | "deliveries" | "publish"> & {
	/** Why nothing new may be stored, in words; asked once for each transaction. Nothing, if left out. */
	readonly problem?: (() => string | undefined) | undefined;
};

/** What processing takes. Storing does without: it begins while the records are still to be read. */
type Processing = Pick<BacklogNeeds, "records" | "read"> & {
	/** The records of these matches changed. */
	readonly onChange: (matchIds: ReadonlySet<string>) => void;
};

/** What shares one transaction at most: how many deliveries, and characters of them. */
const mostInGroup = { count: 100, size: 1024 * 1024 };
/** How long that transaction may take events in, ms: those left are stored only, and processed later, at twice the cost. */
const processingMs = 15;
/** While another process holds the lock, webhooks wait this long for their answer, and are tried this often, ms. */
const patienceMs = 3_000;
const busyRetryMs = 50;
/** So much may wait to be stored, in characters: more would fill the memory. */
const mostWaiting = 32 * 1024 * 1024;

type Waiting = {
	readonly delivery: NewDelivery;
	/** Undefined while nothing is processed yet. */
	readonly reading: Reading | undefined;
	readonly since: number;
	readonly done: PromiseWithResolvers<void>;
};

export class Inbox {
	readonly #needs: Needs;
	#processing: Processing | undefined;
	#backlog: Backlog | undefined;
	#waiting: Waiting[] = [];
	/** Of all that waits, in characters. */
	#size = 0;
	#isStopped = false;
	#cancelCommit = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/**
	 * Resolves once the delivery is safe on disk, or known already; rejects if it could not be stored. Deliveries that
	 * arrive together share one transaction, and so one fsync. Whoever has parsed the body already passes `read`, which
	 * returns what it reports about a match, or throws an Error that says why it cannot be read.
	 */
	keep(delivery: NewDelivery, read?: () => MatchEvent | undefined): Promise<void> {
		const { clock } = this.#needs;
		const since = clock.now();
		const size = this.#size + delivery.body.length;
		if (size > mostWaiting) return Promise.reject(new Error("too many events wait to be stored"));
		this.#size = size;
		const done = Promise.withResolvers<void>();
		const found = this.#reading(delivery, since, read);
		if (this.#waiting.push({ delivery, reading: found, since, done }) === 1) this.#commitSoon();
		return done.promise;
	}

	/** Processes what is stored, and from now on whatever comes. */
	start(processing: Processing): void {
		this.#processing = processing;
		const processed = (facts: readonly InboxFact[]) => this.#publish(facts, processing);
		this.#backlog = new Backlog({ ...this.#needs, ...processing, processed });
		this.work();
	}

	/** Looks for what is stored, once started: periodically, since other processes write to the inbox too. */
	work(): void {
		this.#backlog?.work();
	}

	/** Commits what has been accepted; what is stored is processed after the next start. */
	stop(): void {
		this.#isStopped = true;
		while (this.#waiting.length > 0) this.#commit();
		this.#backlog?.stop();
	}

	/** Commits once a turn of the event loop brings no more: the more share an fsync, the more can be stored. */
	#commitSoon(seen = 0): void {
		this.#needs.clock.soon(() => {
			const { length } = this.#waiting;
			if (length > seen && length < mostInGroup.count) this.#commitSoon(length);
			else this.#commit();
		});
	}

	#commit(): void {
		this.#cancelCommit();
		const group = groupOf(this.#waiting);
		if (group.length === 0) return;
		const problem = this.#needs.problem?.();
		if (problem !== undefined) {
			for (const { done } of this.#waiting) done.reject(new Error(problem));
			this.#leave([]);
			return;
		}
		const processing = this.#processing;
		let facts: readonly InboxFact[] = [];
		try {
			if (processing === undefined) this.#needs.deliveries.keep(group.map(({ delivery }) => delivery));
			else facts = this.#store(group, processing);
		} catch (error) {
			this.#failed(error);
			return;
		}
		this.#leave(this.#waiting.slice(group.length));
		for (const { done } of group) done.resolve();
		if (this.#waiting.length > 0) this.#commitSoon();
		if (facts.length < group.length) this.work();
		if (processing !== undefined) this.#publish(facts, processing);
	}

	#reading(delivery: NewDelivery, now: number, read?: () => MatchEvent | undefined): Reading | undefined {
		const processing = this.#processing;
		if (processing === undefined) return undefined;
		return reading(read ?? (() => processing.read(delivery.body, Math.min(delivery.receivedAt, now))));
	}

	/**
	 * Stores them in one transaction. Unless earlier ones wait, it processes them in the same one: writing, reading and
	 * updating each of them again would cost half as much once more. Returns what was processed.
	 */
	#store(group: readonly Waiting[], { records }: Processing): readonly InboxFact[] {
		const { clock, deliveries } = this.#needs;
		const elapsed = clock.stopwatch();
		const now = clock.now();
		const store = () => {
			const facts: InboxFact[] = [];
			let isTurn = !this.#isStopped && !deliveries.areWaiting();
			for (const { delivery, reading } of group) {
				isTurn &&= reading !== undefined && elapsed() < processingMs;
				const outcome = isTurn && reading !== undefined ? { at: now, error: errorIn(reading) } : undefined;
				const deliveryId = deliveries.add(delivery, outcome);
				if (outcome === undefined || reading === undefined || deliveryId === undefined) continue;
				const { event, receivedAt } = delivery;
				facts.push(apply(records, { deliveryId, event, receivedAt }, reading, now));
			}
			return facts;
		};
		try {
			return records.batch(store);
		} catch (error) {
			if (isStoreFailure(error)) throw error;
			// One of them cannot be applied: the backlog finds out which, once all of them are safe.
			deliveries.keep(group.map(({ delivery }) => delivery));
			return [];
		}
	}

	/** Another process's lock is soon released; after any other failure the same would fail again. */
	#failed(error: unknown): void {
		const { clock, publish } = this.#needs;
		const isHopeless = this.#isStopped || !isBusy(error);
		const impatientSince = clock.now() - patienceMs;
		const { refused = [], left = [] } = Object.groupBy(this.#waiting, ({ since }) =>
			isHopeless || since <= impatientSince ? "refused" : "left",
		);
		this.#leave(left);
		if (left.length > 0) this.#cancelCommit = clock.setTimeout(() => this.#commit(), busyRetryMs);
		if (refused.length > 0) publish({ kind: "inboxFailed", error });
		for (const { done } of refused) done.reject(error);
	}

	#leave(left: Waiting[]): void {
		this.#waiting = left;
		this.#size = left.reduce((sum, { delivery }) => sum + delivery.body.length, 0);
	}

	/** Publishes what was committed. */
	#publish(facts: readonly InboxFact[], { onChange }: Processing): void {
		for (const fact of facts) this.#needs.publish(fact);
		const changed = facts.flatMap((fact) => (fact.kind === "applied" && fact.changed ? fact.event.matchId : []));
		if (changed.length > 0) onChange(new Set(changed));
	}
}

/** Those at the front that share one transaction. */
function groupOf(waiting: readonly Waiting[]): readonly Waiting[] {
	let size = 0;
	const end = waiting.findIndex(({ delivery }, at) => {
		size += delivery.body.length;
		return at > 0 && (at >= mostInGroup.count || size > mostInGroup.size);
	});
	return end === -1 ? waiting : waiting.slice(0, end);
}
