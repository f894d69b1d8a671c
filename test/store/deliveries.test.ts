// The inbox as a table: what waits, in the order it came, found without reading what is done.

import { afterEach, expect, test } from "bun:test";
import type { NewDelivery } from "../../src/delivery.ts";
import { openDeliveries, queries } from "../../src/store/deliveries.ts";
import type { Store } from "../../src/store/open.ts";
import { memoryStore } from "../memory-store.ts";

let store: Store;
afterEach(() => store.close());

function given(count: number) {
	store = memoryStore();
	const deliveries = openDeliveries(store);
	const all = Array.from(
		{ length: count },
		(_, at): NewDelivery => ({
			eventKey: `key ${at}`,
			event: "any",
			matchId: null,
			body: `{"at":${at}}`,
			receivedAt: at,
		}),
	);
	deliveries.keep(all);
	return deliveries;
}

test("given more than is asked for, then those that came first, as they came", () => {
	const deliveries = given(3);
	expect(deliveries.waiting(2)).toEqual(
		[0, 1].map((at) => ({
			...{ deliveryId: at + 1, eventKey: `key ${at}`, event: "any", matchId: null, body: `{"at":${at}}` },
			...{ state: "kept", error: null, receivedAt: at, doneAt: null },
		})),
	);
});

test("given some that are done, and one that is processed again, then it comes before those after it", () => {
	const deliveries = given(3);
	deliveries.finish(1, 10, null);
	deliveries.finish(2, 10, "no id");
	expect(deliveries.waiting(9).map(({ deliveryId }) => deliveryId)).toEqual([3]);
	expect(deliveries.depth()).toEqual({ waiting: 1, oldestAt: 2, failed: 1 });
	expect(deliveries.retry()).toBe(1);
	expect(deliveries.waiting(9).map(({ deliveryId }) => deliveryId)).toEqual([2, 3]);
	expect(deliveries.depth()).toEqual({ waiting: 2, oldestAt: 1, failed: 0 });
});

test("given one that was processed as it came, then it does not wait, and its key is known", () => {
	const deliveries = given(0);
	const delivery = { eventKey: "key", event: "any", matchId: null, body: "{}", receivedAt: 1 };
	expect(deliveries.add(delivery, { at: 2, error: null })).toBe(1);
	expect(deliveries.areWaiting()).toBe(false);
	expect(deliveries.add(delivery)).toBeUndefined();
	expect(deliveries.add({ ...delivery, eventKey: "unread" }, { at: 2, error: "no id" })).toBeGreaterThan(1);
	expect(deliveries.depth()).toEqual({ waiting: 0, oldestAt: null, failed: 1 });
	expect(deliveries.retry()).toBe(1);
	expect(deliveries.areWaiting()).toBe(true);
});

test("given statistics of a day on which all waited, then what waits is still found by its index", () => {
	given(2_000);
	store.sqlite.run("ANALYZE");
	const plans = Object.values(queries).flatMap((query) =>
		store.sqlite.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${query}`).all(),
	);
	expect(plans.map(({ detail }) => detail)).toEqual([
		"SCAN inbox USING INDEX inbox_waiting",
		"SEARCH inbox USING INTEGER PRIMARY KEY (rowid=?)",
		"SCAN inbox USING COVERING INDEX inbox_waiting",
		"SCAN inbox USING COVERING INDEX inbox_failed",
		"SCAN inbox USING INDEX inbox_waiting",
		"SCAN inbox USING COVERING INDEX inbox_waiting",
	]);
});
