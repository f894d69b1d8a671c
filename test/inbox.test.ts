// The inbox on a virtual clock, with a real store: what becomes of each delivery, and when.

import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Delivery, NewDelivery } from "../src/delivery.ts";
import type { Fact } from "../src/fact.ts";
import { Inbox } from "../src/inbox.ts";
import type { MatchEvent } from "../src/match.ts";
import type { MatchRecord } from "../src/record.ts";
import { newRecord } from "../src/record.ts";
import { type Deliveries, openDeliveries } from "../src/store/deliveries.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { openRecords } from "../src/store/records.ts";
import { virtualClock } from "./clock.ts";
import { memoryStore } from "./memory-store.ts";
import { matchId, minute, over, report, team } from "./rules/given.ts";

const startAt = Date.UTC(2026, 10, 22);

type Words = {
	readonly record?: MatchRecord;
	/** How often the waiting deliveries cannot be read before it works. */
	readonly failures?: number;
	readonly store?: Store;
	/** False while the records are still to be read. */
	readonly isStarted?: boolean;
	/** Why nothing may be stored. */
	readonly problem?: () => string | undefined;
};

let ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.toReversed()) end();
	ends = [];
});

/** An inbox whose deliveries hold events as JSON. */
function given({ record, failures = 0, store = memoryStore(), isStarted = true, problem }: Words = {}) {
	const clock = virtualClock(startAt);
	const deliveries = openDeliveries(store);
	const records = openRecords(store, startAt);
	if (record !== undefined) records.save([record], startAt);
	let left = failures;
	/** How many deliveries each transaction accepted, and how many each processed. */
	const groups: number[] = [];
	const batches: number[] = [];
	let [accepted, processed] = [0, 0];
	const facts: Fact[] = [];
	const changes: string[] = [];
	const counting: Deliveries = {
		...deliveries,
		keep(group) {
			deliveries.keep(group);
			groups.push(group.length);
		},
		add(delivery, outcome) {
			accepted += 1;
			if (outcome !== undefined) processed += 1;
			return deliveries.add(delivery, outcome);
		},
		waiting(limit) {
			if (left-- > 0) throw new Error("disk I/O error");
			return deliveries.waiting(limit);
		},
		finish(...finished) {
			deliveries.finish(...finished);
			processed += 1;
		},
	};
	const rows = () =>
		store.sqlite.query<Row, []>("SELECT state, error, done_at AS doneAt FROM inbox ORDER BY delivery_id").all();
	const inbox = new Inbox({
		...{ clock, deliveries: counting, problem },
		publish(fact) {
			// Whoever hears of an event finds it done, and so does a second connection.
			if (fact.kind === "applied") expect(store.sqlite.inTransaction).toBe(false);
			facts.push(fact);
		},
	});
	const processing = {
		records: {
			...records,
			batch<T>(act: () => T) {
				[accepted, processed] = [0, 0];
				const result = records.batch(act);
				if (accepted > 0) groups.push(accepted);
				if (processed > 0) batches.push(processed);
				return result;
			},
		},
		read(body: string, at: number): MatchEvent | undefined {
			if (body === "unreadable") throw new Error("no id");
			return body === "" ? undefined : { ...JSON.parse(body), at };
		},
		onChange: (ids: ReadonlySet<string>) => void changes.push(...ids),
	};
	ends.push(
		() => store.close(),
		() => inbox.stop(),
	);
	const keep = (body: string, receivedAt = startAt) => inbox.keep(deliveryOf(body, receivedAt));
	/** As an earlier run left it. */
	const leave = (...bodies: readonly string[]) => deliveries.keep(bodies.map((body) => deliveryOf(body, startAt)));
	const match = (id = matchId) => records.get(id)?.match;
	const start = () => inbox.start(processing);
	if (isStarted) start();
	return { clock, inbox, start, keep, leave, rows, groups, batches, facts, changes, match, store, deliveries };
}

type Row = Pick<Delivery, "state" | "error" | "doneAt">;

function deliveryOf(body: string, receivedAt: number): NewDelivery {
	return { eventKey: crypto.randomUUID(), event: "any", matchId, body, receivedAt };
}

const ready = JSON.stringify(report("ready", 0));
const demo = JSON.stringify({ kind: "demoReady", matchId, demoUrl: "https://demos.example/1.dem.gz" });
const readyOf = (id: string) => JSON.stringify({ ...report("ready", 0, { teams: [team("one", "eve")] }), matchId: id });
/** An event that nobody foresaw: applying it throws. */
const poison = JSON.stringify({ ...report("ready", 0), teams: 7 });

test("given deliveries that come in one turn of the event loop, then they are stored and processed in one transaction", async () => {
	const { clock, groups, batches, rows, keep } = given();
	const all = [keep(ready), keep("unreadable"), keep("")];
	await clock.advance(0);
	await Promise.all(all);
	expect(groups).toEqual([3]);
	expect(batches).toEqual([3]);
	expect(rows().map(({ state, error }) => [state, error])).toEqual([
		["done", null],
		["failed", "no id"],
		["done", null],
	]);
});

test("given an inbox that is not started, when deliveries come, then they are stored; and processed in order once it is", async () => {
	const { clock, start, rows, keep, match, changes } = given({ isStarted: false });
	const all = [keep(ready), keep(demo)];
	await clock.advance(60_000);
	await Promise.all(all);
	expect([rows().map(({ state }) => state), match()]).toEqual([["kept", "kept"], undefined]);
	start();
	await clock.advance(0);
	expect([rows().map(({ state }) => state), changes]).toEqual([["done", "done"], [matchId]]);
	expect(match()?.details.demoUrls).toHaveLength(1);
});

test("given a match that nobody knows, when its demo is ready, then the delivery is done and no match appears", async () => {
	const { clock, rows, facts, changes, match, keep } = given();
	const kept = keep(demo);
	await clock.advance(0);
	await kept;
	expect([match(), changes, rows()[0]?.state]).toEqual([undefined, [], "done"]);
	expect(facts).toMatchObject([{ kind: "applied", event: { kind: "demoReady" }, changed: false }]);
});

test("given a settled match that is still stored, when its demo is ready, then it is added to it", async () => {
	const { clock, changes, match, keep } = given({ record: newRecord(over()) });
	const kept = keep(demo);
	await clock.advance(0);
	await kept;
	expect(match()).toEqual({ ...over(), details: { ...over().details, demoUrls: ["https://demos.example/1.dem.gz"] } });
	expect(changes).toEqual([matchId]);
});

test("given a delivery that an earlier run received in the future, when it is processed, then it counts as now", async () => {
	const { clock, match, keep } = given();
	const kept = keep(ready, startAt + 60 * minute);
	await clock.advance(0);
	await kept;
	expect(match()).toMatchObject({ openedAt: startAt, heardAt: startAt });
});

test("given a store that fails, when the wall clock is set back, then it is tried again, ever later, all the same", async () => {
	const { clock, inbox, rows, facts, leave } = given({ failures: 2 });
	leave(ready);
	inbox.work();
	await clock.advance(0);
	clock.shiftWall(-60 * minute);
	await clock.advance(1_999);
	expect([rows()[0]?.state, facts.map(({ kind }) => kind)]).toEqual(["kept", ["inboxFailed", "inboxFailed"]]);
	await clock.advance(1);
	expect(rows()[0]).toMatchObject({ state: "done", doneAt: startAt + 2_000 });
	inbox.stop();
	expect(clock.pending).toBe(0);
});

describe("a batch", () => {
	test("takes many events in one transaction, in the order they came; each is told once, after the commit", async () => {
		const { clock, inbox, batches, facts, changes, match, leave } = given();
		leave(ready, JSON.stringify(report("finished", 0)), readyOf("1-other"), "unreadable", "");
		inbox.work();
		await clock.advance(0);
		expect(batches).toEqual([5]);
		expect(facts.map(({ kind }) => kind)).toEqual(["applied", "applied", "applied", "unreadable", "ignored"]);
		expect(changes).toEqual([matchId, "1-other"]);
		expect([match()?.phase, match("1-other")?.phase]).toEqual(["over", "open"]);
	});

	test("of a flood of 2,000 ends before it is long, and others get their turn before the next", async () => {
		const { clock, batches, deliveries, facts, inbox } = given();
		deliveries.keep(Array.from({ length: 2_000 }, (_, at) => deliveryOf(readyOf(`1-${at}`), startAt)));
		inbox.work();
		const between: number[] = [];
		const watch = () => {
			if (between.at(-1) === 2_000) return;
			between.push(facts.length);
			clock.soon(watch);
		};
		clock.soon(watch);
		await clock.advance(0);
		expect(batches.reduce((sum, size) => sum + size, 0)).toBe(2_000);
		expect(Math.max(...batches)).toBeLessThanOrEqual(200);
		expect(batches.length).toBeLessThanOrEqual(11);
		expect(between.length).toBeGreaterThanOrEqual(batches.length);
		expect(facts.map((fact) => fact.kind === "applied" && fact.event.matchId)).toEqual(
			Array.from({ length: 2_000 }, (_, at) => `1-${at}`),
		);
	});

	test("that fails is repeated one by one: the event that nobody foresaw is finished with its error, and holds up none", async () => {
		const { clock, rows, facts, changes, match, keep } = given();
		const all = [keep(readyOf("1-before")), keep(poison), keep(readyOf("1-after")), keep(ready)];
		await clock.advance(0);
		await Promise.all(all);
		expect(rows().map(({ state }) => state)).toEqual(["done", "failed", "done", "done"]);
		expect(rows()[1]?.error).not.toBe("");
		expect(facts.map(({ kind }) => kind)).toEqual(["applied", "unreadable", "applied", "applied"]);
		expect(changes).toEqual(["1-before", "1-after", matchId]);
		expect([match("1-before")?.phase, match("1-after")?.phase, match()?.phase]).toEqual(["open", "open", "open"]);
	});

	test("that cannot be committed leaves nothing behind, and is processed whole once it can", async () => {
		const { clock, inbox, rows, facts, changes, match, leave, store } = given();
		leave(ready, readyOf("1-other"));
		store.sqlite.run("PRAGMA query_only = ON");
		inbox.work();
		await clock.advance(400);
		expect([facts.map(({ kind }) => kind), changes, match()]).toEqual([["inboxFailed"], [], undefined]);
		expect(rows().map(({ state }) => state)).toEqual(["kept", "kept"]);
		store.sqlite.run("PRAGMA query_only = OFF");
		await clock.advance(100);
		expect(rows().map(({ state }) => state)).toEqual(["done", "done"]);
		expect(changes).toEqual([matchId, "1-other"]);
	});
});

describe("what arrives", () => {
	test("is processed in the order it came; each is told once, after the commit, and one that is known already never", async () => {
		const { clock, inbox, batches, facts, changes, match, keep, rows } = given();
		const same = deliveryOf(readyOf("1-same"), startAt);
		const finished = JSON.stringify(report("finished", 0));
		const all = [keep(ready), keep(finished), inbox.keep(same), inbox.keep(same), keep("unreadable"), keep("")];
		await clock.advance(0);
		await Promise.all(all);
		expect([rows().length, batches]).toEqual([5, [6]]);
		expect(facts.map(({ kind }) => kind)).toEqual(["applied", "applied", "applied", "unreadable", "ignored"]);
		expect(changes).toEqual([matchId, "1-same"]);
		expect([match()?.phase, match("1-same")?.phase]).toEqual(["over", "open"]);
	});

	test("turn after turn shares a transaction, until a turn brings nothing", async () => {
		const { clock, groups, keep } = given();
		const all = [keep(readyOf("1-0"))];
		const later = (left: number) => {
			if (left > 0) all.push(keep(readyOf(`1-${left}`)));
			clock.soon(() => (left > -2 ? later(left - 1) : all.push(keep(readyOf("1-late")))));
		};
		later(3);
		await clock.advance(0);
		await Promise.all(all);
		expect(groups).toEqual([4, 1]);
	});

	test("without end is not waited for", async () => {
		const { clock, groups, keep } = given();
		const all: Promise<void>[] = [];
		let storedMeanwhile: readonly number[] = [];
		const more = () => {
			all.push(keep(""));
			if (all.length < 150) clock.soon(more);
			else storedMeanwhile = [...groups];
		};
		more();
		await clock.advance(0);
		await Promise.all(all);
		expect(storedMeanwhile).toEqual([100]);
		expect(groups).toEqual([100, 50]);
	});

	test("while earlier deliveries wait is stored, and processed after them", async () => {
		const { clock, groups, batches, facts, keep, leave } = given({ failures: 1 });
		leave(ready);
		const kept = keep(readyOf("1-later"));
		await clock.advance(0);
		await kept;
		expect([groups, batches]).toEqual([[1], [2]]);
		expect(facts.flatMap((fact) => (fact.kind === "applied" ? fact.event.matchId : []))).toEqual([matchId, "1-later"]);
	});

	test("in great numbers is taken in several transactions, with others' turns between them", async () => {
		const { clock, groups, facts, keep } = given();
		const all = Array.from({ length: 250 }, (_, at) => keep(readyOf(`1-${at}`)));
		await clock.advance(0);
		await Promise.all(all);
		expect(groups).toEqual([100, 100, 50]);
		expect(facts.map((fact) => fact.kind === "applied" && fact.event.matchId)).toEqual(
			Array.from({ length: 250 }, (_, at) => `1-${at}`),
		);
	});

	test("in great size is taken in several transactions", async () => {
		const { clock, groups, keep } = given();
		const all = Array.from({ length: 10 }, () => keep(readyOf(`1-${"x".repeat(250_000)}`)));
		await clock.advance(0);
		await Promise.all(all);
		expect(groups).toEqual([4, 4, 2]);
	});

	test("parsed already is not parsed again, and is marked with the reason if it could not be read", async () => {
		const { clock, inbox, rows, match } = given();
		const read = () => ({ ...JSON.parse(ready), at: startAt });
		const refuse = () => {
			throw new Error("no such team");
		};
		const all = [inbox.keep(deliveryOf("unreadable", startAt), read), inbox.keep(deliveryOf(ready, startAt), refuse)];
		await clock.advance(0);
		await Promise.all(all);
		expect(rows().map(({ state, error }) => [state, error])).toEqual([
			["done", null],
			["failed", "no such team"],
		]);
		expect(match()?.phase).toBe("open");
	});

	test("when the program stops is stored, and left to the next start", async () => {
		const { inbox, rows, facts, keep } = given();
		const all = Array.from({ length: 150 }, () => keep(ready));
		inbox.stop();
		await Promise.all(all);
		expect(rows().filter(({ state }) => state === "kept")).toHaveLength(150);
		expect(facts).toEqual([]);
	});

	test("while nothing may be stored is refused, without a word in the log for each", async () => {
		let problem: string | undefined = "the database was deleted";
		const { clock, rows, facts, keep } = given({ problem: () => problem });
		const refused = Promise.allSettled([keep(ready), keep("")]);
		await clock.advance(0);
		expect((await refused).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		expect([rows(), facts]).toEqual([[], []]);
		problem = undefined;
		const kept = keep(ready);
		await clock.advance(0);
		await kept;
		expect(rows()).toHaveLength(1);
	});
});

describe("given another process that holds the database's lock", () => {
	/** A real file, and a second connection to it. */
	function locked() {
		const folder = mkdtempSync(join(tmpdir(), "inbox-"));
		const path = join(folder, "test.db");
		ends.push(() => rmSync(folder, { recursive: true }));
		const world = given({ store: openStore(path) });
		const other = new Database(path);
		ends.push(() => other.close());
		const lock = () => void other.run("BEGIN IMMEDIATE");
		lock();
		return { ...world, lock, release: () => void other.run("ROLLBACK") };
	}
	const statusOf = (kept: Promise<void>) =>
		kept.then(
			() => "stored",
			() => "refused",
		);

	test("for a moment, then webhooks wait for their answer, and are stored and processed once", async () => {
		const { clock, rows, facts, keep, release } = locked();
		const first = statusOf(keep(ready));
		await clock.advance(1_000);
		const second = statusOf(keep(""));
		expect([rows(), facts]).toEqual([[], []]);
		release();
		await clock.advance(50);
		expect(await Promise.all([first, second])).toEqual(["stored", "stored"]);
		expect(rows().map(({ state }) => state)).toEqual(["done", "done"]);
		expect(facts.map(({ kind }) => kind)).toEqual(["applied", "ignored"]);
	});

	test("for twelve seconds, then they are refused after three, one failure told, and the next one is stored", async () => {
		const { clock, rows, facts, keep, release } = locked();
		const refused = statusOf(keep(ready));
		await clock.advance(2_999);
		const late = statusOf(keep(ready));
		await clock.advance(51);
		expect(await refused).toBe("refused");
		expect(facts.map(({ kind }) => kind)).toEqual(["inboxFailed"]);
		await clock.advance(9_000);
		expect(await late).toBe("refused");
		expect(rows()).toEqual([]);
		release();
		const again = statusOf(keep(ready));
		await clock.advance(0);
		expect(await again).toBe("stored");
		expect(rows().map(({ state }) => state)).toEqual(["done"]);
	});

	test("then what was stored before is processed within five seconds of its release", async () => {
		const { clock, inbox, rows, facts, deliveries, lock, release } = locked();
		release();
		deliveries.keep([deliveryOf(ready, startAt), deliveryOf("", startAt)]);
		lock();
		inbox.work();
		await clock.advance(12_000);
		expect(rows().map(({ state }) => state)).toEqual(["kept", "kept"]);
		expect(facts.every(({ kind }) => kind === "inboxFailed")).toBe(true);
		expect(facts.length).toBeLessThan(10);
		release();
		await clock.advance(5_000);
		expect(rows().map(({ state }) => state)).toEqual(["done", "done"]);
		expect(facts.filter(({ kind }) => kind === "applied")).toHaveLength(1);
	});

	test("then no more than memory can hold waits for it, and the rest is refused at once", async () => {
		const { clock, rows, keep, release } = locked();
		const body = "x".repeat(256 * 1024);
		const all = Array.from({ length: 200 }, () => statusOf(keep(body)));
		release();
		await clock.advance(100);
		const stored = (await Promise.all(all)).filter((status) => status === "stored").length;
		expect(stored).toBe(128);
		expect(rows()).toHaveLength(128);
	});

	test("when the program stops, then what waits is refused at once", async () => {
		const { clock, inbox, keep } = locked();
		const kept = statusOf(keep(ready));
		await clock.advance(100);
		inbox.stop();
		expect(await kept).toBe("refused");
		expect(clock.pending).toBe(0);
	});
});
