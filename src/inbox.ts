// Every event is kept before it is answered, and worked off once, in the order it came.

import { isDeepStrictEqual } from "node:util";
import { advance, type Expired, type MatchEvent, type Report } from "./match.ts";
import type { Deliveries, Delivery, NewDelivery } from "./store/deliveries.ts";
import type { Records } from "./store/records.ts";

/** What FACEIT reports, or a person who takes a match for over. */
export type Told = Report | Expired;

/** What became of a delivery, for the log and the metrics. */
export type InboxFact =
	| { readonly kind: "applied"; readonly delivery: Delivery; readonly report: Told; readonly changed: boolean }
	| { readonly kind: "ignored"; readonly delivery: Delivery }
	| { readonly kind: "unreadable"; readonly delivery: Delivery; readonly why: string }
	| { readonly kind: "broken"; readonly error: unknown };

type Needs = {
	readonly deliveries: Deliveries;
	readonly records: Records;
	/** What a body reports of a match's state; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly read: (body: string, at: number) => Told | undefined;
	/** The match's record changed. */
	readonly onChange: (matchId: string) => void;
	readonly tell: (fact: InboxFact) => void;
};

/** How many events are worked off before others get their turn of the event loop. */
const atOnce = 50;
/** How soon to try again when the database could not be written, ms. */
const storeRetryMs = 1_000;

type Waiting = { readonly delivery: NewDelivery; readonly done: PromiseWithResolvers<void> };

export class Inbox {
	readonly #needs: Needs;
	#waiting: Waiting[] = [];
	#isWorking = false;
	#isStopped = false;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/**
	 * Resolves once the delivery is safe on disk, or known already; rejects when it could not be kept. Those that come in
	 * one turn of the event loop share one transaction, and so one fsync.
	 */
	keep(delivery: NewDelivery): Promise<void> {
		const done = Promise.withResolvers<void>();
		if (this.#waiting.push({ delivery, done }) === 1) setImmediate(() => this.#commit());
		return done.promise;
	}

	/** Works off what is kept: after a start, and now and then, for the command line puts something back from outside. */
	work(): void {
		if (this.#isWorking || this.#isStopped) return;
		this.#isWorking = true;
		setImmediate(() => this.#workSome());
	}

	/** Commits what has been accepted; what is kept is worked off after the next start. */
	stop(): void {
		this.#commit();
		this.#isStopped = true;
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
			this.#needs.tell({ kind: "broken", error });
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
				this.#workOff(delivery);
			}
			this.work();
		} catch (error) {
			this.#needs.tell({ kind: "broken", error });
			setTimeout(() => this.work(), storeRetryMs).unref();
		}
	}

	/** An event that cannot be read is finished with the reason: it holds nothing up and can be tried again. */
	#workOff(delivery: Delivery): void {
		const { deliveries, read, tell } = this.#needs;
		let report: Told | undefined;
		try {
			report = read(delivery.body, delivery.receivedAt);
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			deliveries.finish(delivery.deliveryId, Date.now(), why);
			tell({ kind: "unreadable", delivery, why });
			return;
		}
		if (report === undefined) {
			deliveries.finish(delivery.deliveryId, Date.now(), null);
			tell({ kind: "ignored", delivery });
			return;
		}
		const changed = change(this.#needs.records, report, () => deliveries.finish(delivery.deliveryId, Date.now(), null));
		tell({ kind: "applied", delivery, report, changed });
		if (changed) this.#needs.onChange(report.matchId);
	}
}

/** Applies one event to the match's record and runs `alongside` in the same transaction. True if anything changed. */
export function change(records: Records, event: MatchEvent, alongside?: () => void): boolean {
	const record = records.get(event.matchId);
	const match = advance(record?.match, event);
	// A comparison with FACEIT that finds what is known already is no reason to write, or to look.
	const changed = !isDeepStrictEqual(match, record?.match);
	const after = { match, rooms: record?.rooms ?? [], placements: record?.placements ?? [] };
	records.save(changed ? [after] : [], Date.now(), alongside);
	return changed;
}
