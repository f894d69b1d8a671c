// What is kept about one member is found a little at a time, however long the program has been running.

import { expect, test } from "bun:test";
import { openDeliveries } from "../../src/store/deliveries.ts";
import { openPersonal } from "../../src/store/personal.ts";
import { memoryStore } from "../memory-store.ts";

test("given years of deliveries that are gone, then only those that are left are gone through", () => {
	const store = memoryStore();
	const body = JSON.stringify({ payload: { id: "m", player: "f-ann" } });
	openDeliveries(store).keep([{ eventKey: "1", event: "match_status_ready", matchId: "m", body, receivedAt: 5 }]);
	store.sqlite.run("UPDATE inbox SET delivery_id = 900000000");
	const steps = openPersonal(store).events("f-ann");
	expect(steps.next()).toMatchObject({ done: false, value: [{ event: "match_status_ready", receivedAt: 5 }] });
	expect(steps.next().done).toBe(true);
});

test("given nothing is kept, then nothing is found", () => {
	expect([...openPersonal(memoryStore()).events("f-ann")].flat()).toEqual([]);
});
