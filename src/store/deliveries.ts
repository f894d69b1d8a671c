// Queries about the inbox: webhooks as they came, in the order they came.

import { and, eq, sql } from "drizzle-orm";
import type { Delivery, NewDelivery } from "../delivery.ts";
import { type Store, transaction } from "./open.ts";
import { inbox } from "./schema.ts";

/** What became of a delivery: when it was processed, epoch ms, and why it could not be read; null if it could. */
export type Outcome = { readonly at: number; readonly error: string | null };

export type Deliveries = {
	/** Keeps them all in one durable transaction; those whose key is known already are left out. */
	keep(deliveries: readonly NewDelivery[]): void;
	/** Adds one, processed already if it has an outcome. Returns its id, or undefined if its key is known. */
	add(delivery: NewDelivery, outcome?: Outcome): number | undefined;
	/** True while any waits. */
	areWaiting(): boolean;
	/** Those that have waited longest, at most `limit`, in the order they came. */
	waiting(limit: number): readonly Delivery[];
	/** Marks a delivery as processed, or as unreadable with the reason. */
	finish(deliveryId: number, at: number, error: string | null): void;
	/** Lets unreadable deliveries be tried again: one, or all. Returns how many. */
	retry(deliveryId?: number): number;
	/** How many wait, since when the oldest does (epoch ms), and how many could not be read. */
	depth(): { readonly waiting: number; readonly oldestAt: number | null; readonly failed: number };
};

/**
 * Each by its index: after a stop with a backlog, SQLite's statistics say that reading the whole table is as good, which
 * it no longer is once most are done. Nothing behind the body is read of more than a few: it may fill many pages.
 */
export const queries = {
	waiting: `SELECT delivery_id AS deliveryId, event_key AS eventKey, event, match_id AS matchId, body, state, error,
		received_at AS receivedAt, done_at AS doneAt
		FROM inbox INDEXED BY inbox_waiting WHERE state = 'kept' ORDER BY delivery_id LIMIT ?`,
	finish: "UPDATE inbox SET state = ?, error = ?, done_at = ? WHERE delivery_id = ?",
	countWaiting: "SELECT count(*) AS count FROM inbox INDEXED BY inbox_waiting WHERE state = 'kept'",
	countFailed: "SELECT count(*) AS count FROM inbox INDEXED BY inbox_failed WHERE state = 'failed'",
	oldest:
		"SELECT received_at AS at FROM inbox INDEXED BY inbox_waiting WHERE state = 'kept' ORDER BY delivery_id LIMIT 1",
	areWaiting: "SELECT 1 AS found FROM inbox INDEXED BY inbox_waiting WHERE state = 'kept' LIMIT 1",
};
const add = `INSERT INTO inbox (event_key, event, match_id, body, state, error, received_at, done_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_key) DO NOTHING`;
/** A literal, not a parameter: SQLite uses a partial index only where it can see the condition. */
const isFailed = sql`${inbox.state} = 'failed'`;

export function openDeliveries(store: Store): Deliveries {
	const { db, sqlite } = store;
	const insert = sqlite.prepare(add);
	const waiting = sqlite.prepare<Delivery, [number]>(queries.waiting);
	const finish = sqlite.prepare(queries.finish);
	const areWaiting = sqlite.prepare(queries.areWaiting);
	const countWaiting = sqlite.prepare<{ count: number }, []>(queries.countWaiting);
	const countFailed = sqlite.prepare<{ count: number }, []>(queries.countFailed);
	const oldest = sqlite.prepare<{ at: number }, []>(queries.oldest);
	const addOne: Deliveries["add"] = ({ eventKey, event, matchId, body, receivedAt }, outcome) => {
		const [state, error, doneAt] =
			outcome === undefined ? ["kept", null, null] : [stateOf(outcome.error), outcome.error, outcome.at];
		const { changes, lastInsertRowid } = insert.run(eventKey, event, matchId, body, state, error, receivedAt, doneAt);
		return changes === 0 ? undefined : Number(lastInsertRowid);
	};
	return {
		keep(deliveries) {
			transaction(store, () => {
				for (const delivery of deliveries) addOne(delivery);
			});
		},
		add: addOne,
		areWaiting: () => areWaiting.get() !== null,
		waiting: (limit) => waiting.all(limit),
		finish: (deliveryId, at, error) => void finish.run(stateOf(error), error, at, deliveryId),
		retry(deliveryId) {
			const which = deliveryId === undefined ? isFailed : and(isFailed, eq(inbox.deliveryId, deliveryId));
			return db.update(inbox).set({ state: "kept", error: null, doneAt: null }).where(which).returning().all().length;
		},
		depth: () => ({
			waiting: countWaiting.get()?.count ?? 0,
			// Nearly so: one that is processed again keeps its place.
			oldestAt: oldest.get()?.at ?? null,
			failed: countFailed.get()?.count ?? 0,
		}),
	};
}

function stateOf(error: string | null): Delivery["state"] {
	return error === null ? "done" : "failed";
}
