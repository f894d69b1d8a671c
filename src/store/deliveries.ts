// Queries about the inbox: webhooks as they came, in the order they came.

import { and, asc, count, eq, min, sql } from "drizzle-orm";
import type { Delivery, NewDelivery } from "../delivery.ts";
import { type Store, transaction } from "./open.ts";
import { inbox } from "./schema.ts";

export type Deliveries = {
	/** Keeps them all in one durable transaction; those whose key is known already are left out. */
	keep(deliveries: readonly NewDelivery[]): void;
	/** The delivery that waits longest. */
	next(): Delivery | undefined;
	/** Marks a delivery as processed, or as unreadable with the reason. */
	finish(deliveryId: number, at: number, error: string | null): void;
	/** Lets unreadable deliveries be tried again: one, or all. Returns how many. */
	retry(deliveryId?: number): number;
	/** How many wait, since when the oldest does (epoch ms), and how many could not be read. */
	depth(): { readonly waiting: number; readonly oldestAt: number | null; readonly failed: number };
};

// Literals, not parameters: SQLite uses a partial index only where it can see the condition.
const isKept = sql`${inbox.state} = 'kept'`;
const isFailed = sql`${inbox.state} = 'failed'`;

export function openDeliveries(store: Store): Deliveries {
	const { db } = store;
	const insert = db
		.insert(inbox)
		.values({
			eventKey: sql.placeholder("eventKey"),
			event: sql.placeholder("event"),
			matchId: sql.placeholder("matchId"),
			body: sql.placeholder("body"),
			state: "kept",
			receivedAt: sql.placeholder("receivedAt"),
		})
		.onConflictDoNothing({ target: inbox.eventKey })
		.prepare();
	const next = db.select().from(inbox).where(isKept).orderBy(asc(inbox.deliveryId)).limit(1).prepare();
	return {
		keep(deliveries) {
			transaction(store, () => {
				for (const delivery of deliveries) insert.run(delivery);
			});
		},
		next: () => next.get(),
		finish(deliveryId, at, error) {
			const state = error === null ? "done" : "failed";
			db.update(inbox).set({ state, error, doneAt: at }).where(eq(inbox.deliveryId, deliveryId)).run();
		},
		retry(deliveryId) {
			const which = deliveryId === undefined ? isFailed : and(isFailed, eq(inbox.deliveryId, deliveryId));
			return db.update(inbox).set({ state: "kept", error: null, doneAt: null }).where(which).returning().all().length;
		},
		depth() {
			const waiting = db
				.select({ count: count(), oldestAt: min(inbox.receivedAt) })
				.from(inbox)
				.where(isKept)
				.get();
			const failed = db.select({ count: count() }).from(inbox).where(isFailed).get();
			return { waiting: waiting?.count ?? 0, oldestAt: waiting?.oldestAt ?? null, failed: failed?.count ?? 0 };
		},
	};
}
