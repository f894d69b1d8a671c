// The inbox on a virtual clock, with a store in memory: what becomes of each delivery, and when.

import { expect, test } from "bun:test";
import type { Delivery, NewDelivery } from "../src/delivery.ts";
import type { Fact } from "../src/fact.ts";
import { Inbox } from "../src/inbox.ts";
import type { MatchEvent } from "../src/match.ts";
import type { MatchRecord } from "../src/record.ts";
import type { Deliveries } from "../src/store/deliveries.ts";
import { virtualClock } from "./clock.ts";
import { matchId, minute, over, report } from "./rules/given.ts";

const startAt = Date.UTC(2026, 10, 22);

/** An inbox whose deliveries hold events as JSON, and how often the store fails before it works. */
function given(record?: MatchRecord, failures = 0) {
	const clock = virtualClock(startAt);
	let known = record;
	let left = failures;
	const rows: Delivery[] = [];
	const groups: number[] = [];
	const facts: Fact[] = [];
	const changes: string[] = [];
	const deliveries: Deliveries = {
		keep(group) {
			groups.push(group.length);
			for (const one of group) {
				rows.push({ ...one, deliveryId: rows.length, state: "kept", error: null, doneAt: null });
			}
		},
		next() {
			if (left-- > 0) throw new Error("disk I/O error");
			return rows.find(({ state }) => state === "kept");
		},
		finish(deliveryId, doneAt, error) {
			const row = rows[deliveryId];
			if (row !== undefined) rows[deliveryId] = { ...row, state: error === null ? "done" : "failed", error, doneAt };
		},
		retry: () => 0,
		depth: () => ({ waiting: 0, oldestAt: null, failed: 0 }),
	};
	const inbox = new Inbox({
		clock,
		deliveries,
		records: {
			get: () => known,
			save([saved = known], _, alongside) {
				alongside?.();
				known = saved;
			},
		},
		read(body, at): MatchEvent | undefined {
			if (body === "unreadable") throw new Error("no id");
			return body === "" ? undefined : { ...JSON.parse(body), at };
		},
		onChange: (id) => changes.push(id),
		publish: (fact) => facts.push(fact),
	});
	const keep = (body: string, receivedAt = startAt) => inbox.keep(deliveryOf(body, receivedAt));
	return { clock, inbox, keep, rows, groups, facts, changes, match: () => known?.match };
}

function deliveryOf(body: string, receivedAt: number): NewDelivery {
	return { eventKey: crypto.randomUUID(), event: "any", matchId, body, receivedAt };
}

const ready = JSON.stringify(report("ready", 0));
const demo = JSON.stringify({ kind: "demoReady", matchId, demoUrl: "https://demos.example/1.dem.gz" });

test("given deliveries that come in one turn of the event loop, when they are stored, then in one transaction", async () => {
	const { clock, groups, rows, keep } = given();
	const all = [keep(ready), keep("unreadable"), keep("")];
	await clock.advance(0);
	await Promise.all(all);
	expect(groups).toEqual([3]);
	expect(rows.map(({ state, error }) => [state, error])).toEqual([
		["done", null],
		["failed", "no id"],
		["done", null],
	]);
});

test("given a match that nobody knows, when its demo is ready, then the delivery is done and no match appears", async () => {
	const { clock, rows, facts, changes, match, keep } = given();
	const kept = keep(demo);
	await clock.advance(0);
	await kept;
	expect([match(), changes, rows[0]?.state]).toEqual([undefined, [], "done"]);
	expect(facts).toMatchObject([{ kind: "applied", event: { kind: "demoReady" }, changed: false }]);
});

test("given a settled match that is still stored, when its demo is ready, then it is added to it", async () => {
	const { clock, changes, match, keep } = given({ match: over(), rooms: [], placements: [] });
	const kept = keep(demo);
	await clock.advance(0);
	await kept;
	expect(match()).toEqual({ ...over(), details: { demoUrls: ["https://demos.example/1.dem.gz"] } });
	expect(changes).toEqual([matchId]);
});

test("given a delivery that an earlier run received in the future, when it is processed, then it counts as now", async () => {
	const { clock, match, keep } = given();
	const kept = keep(ready, startAt + 60 * minute);
	await clock.advance(0);
	await kept;
	expect(match()).toMatchObject({ openedAt: startAt, heardAt: startAt });
});

test("given a store that fails, when the wall clock is set back, then it is tried again a second later all the same", async () => {
	const { clock, inbox, rows, facts, keep } = given(undefined, 2);
	const kept = keep(ready);
	await clock.advance(0);
	await kept;
	clock.shiftWall(-60 * minute);
	await clock.advance(1_999);
	expect([rows[0]?.state, facts.map(({ kind }) => kind)]).toEqual(["kept", ["inboxFailed", "inboxFailed"]]);
	await clock.advance(1);
	expect(rows[0]).toMatchObject({ state: "done", doneAt: startAt + 2_000 });
	inbox.stop();
	expect(clock.pending).toBe(0);
});
