// Whose call to FACEIT is next: one budget for line-ups, people, comparisons and suggestions.

import { describe, expect, test } from "bun:test";
import type { Clock } from "../../src/clock.ts";
import { type Kind, kinds, Turns, type TurnsOptions } from "../../src/faceit/turns.ts";
import { virtualClock } from "../clock.ts";

const places = (count: number) => ({ lineUp: count, person: count, compare: count, follow: count, suggest: count });

function given(options: Partial<TurnsOptions> & { readonly clock?: Clock } = {}) {
	const clock = virtualClock(0);
	const turns = new Turns(options.clock ?? clock, {
		...{
			perSecond: 1000,
			places: places(10),
			patienceMs: { lineUp: 60_000, person: 5000, compare: 60_000, follow: 60_000 },
		},
		...options,
	});
	const started: { readonly kind: Kind; readonly at: number }[] = [];
	/** So many calls of the kind, each of which is answered at once, or as the task says. */
	const ask = (kind: Kind, count: number, task: () => Promise<void> = async () => {}) =>
		Array.from({ length: count }, () =>
			turns.take(kind, () => {
				started.push({ kind, at: clock.now() });
				return task();
			}),
		);
	const startedOf = (kind: Kind) => started.filter((one) => one.kind === kind);
	return { clock, turns, started, ask, startedOf };
}

/** A task that ends when it is told to. */
function blocker() {
	const { promise, resolve } = Promise.withResolvers<void>();
	return { task: () => promise, release: resolve };
}

describe("the order", () => {
	test("line-ups, then people, comparisons and lists, whichever came first; each kind in its order", async () => {
		const { clock, turns, started, ask } = given({ perSecond: 2 });
		const first = ask("compare", 2);
		const later = [...ask("follow", 2), ...ask("compare", 2), ...ask("person", 2), ...ask("lineUp", 2)];
		await clock.advance(10_000);
		await Promise.all([...first, ...later]);
		const expected: Kind[] = [
			"compare",
			"compare",
			"lineUp",
			"lineUp",
			"person",
			"person",
			"compare",
			"compare",
			"follow",
			"follow",
		];
		expect(started.map(({ kind }) => kind)).toEqual(expected);
		const order: number[] = [];
		const three = [1, 2, 3].map((name) => turns.take("lineUp", async () => void order.push(name)));
		await clock.advance(2_000);
		await Promise.all(three);
		expect(order).toEqual([1, 2, 3]);
	});

	test("an endless flood of line-ups leaves people every fifth call, comparisons and lists every tenth or so", async () => {
		const { clock, ask, started } = given({ perSecond: 5 });
		const all = [...ask("lineUp", 200), ...ask("person", 30), ...ask("compare", 30), ...ask("follow", 30)];
		await clock.advance(5_000);
		const within = started.map(({ kind }) => kind);
		expect(within.filter((kind) => kind === "person").length).toBeGreaterThanOrEqual(5);
		expect(within.filter((kind) => kind === "compare").length).toBeGreaterThanOrEqual(2);
		expect(within.filter((kind) => kind === "follow").length).toBeGreaterThanOrEqual(2);
		expect(within.filter((kind) => kind === "lineUp").length).toBeGreaterThan(within.length / 2);
		await clock.advance(120_000);
		await Promise.all(all);
	});

	for (const hung of kinds) {
		test(`calls that hang, of the kind ${hung}, delay none of another kind`, async () => {
			const { clock, ask, startedOf } = given({ places: places(2) });
			const { task, release } = blocker();
			const hanging = ask(hung, 5, task);
			await clock.advance(2_000);
			expect(startedOf(hung).length).toBeLessThanOrEqual(2);
			const others = kinds.filter((kind) => kind !== hung);
			for (const kind of others) expect(await ask(kind, 1)[0]).toMatchObject({ ran: true });
			release();
			await clock.advance(60_000);
			await Promise.all(hanging);
		});
	}
});

describe("suggestions", () => {
	test("start also where a ms passes whenever the clock is read", async () => {
		let now = 0;
		const { turns } = given({ clock: { ...virtualClock(0), now: () => now++ } });
		expect(await turns.take("suggest", async () => "found")).toEqual({ ran: true, result: "found" });
	});

	test("start at once or not at all: none waits", async () => {
		const { ask } = given({ perSecond: 5 });
		const [first, second] = ask("suggest", 2);
		expect(await first).toMatchObject({ ran: true });
		expect(await second).toMatchObject({ ran: false });
	});

	test("give way to whatever else waits", async () => {
		const { clock, ask } = given({ perSecond: 2 });
		const matches = ask("compare", 3);
		const [suggestion] = ask("suggest", 1);
		expect(await suggestion).toMatchObject({ ran: false });
		await clock.advance(2_000);
		await Promise.all(matches);
	});

	test("twenty a second never take more than a fifth of the calls", async () => {
		const { clock, ask, startedOf } = given({ perSecond: 5 });
		for (let at = 0; at < 10_000; at += 50) {
			for (const turn of ask("suggest", 1)) void turn;
			await clock.advance(50);
		}
		expect(startedOf("suggest")).toHaveLength(10);
	});
});

test("no more start within any second than allowed, and the first ones at once", async () => {
	const { clock, ask, started } = given({ perSecond: 3 });
	const all = ask("person", 7);
	await clock.advance(3_000);
	await Promise.all(all);
	expect(started.map(({ at }) => at)).toEqual([0, 0, 0, 1_000, 1_000, 1_000, 2_000]);
});

test("a task that fails fails its caller and gives its place free", async () => {
	const { turns } = given({ places: places(1) });
	const failing = turns.take("person", () => Promise.reject(new Error("broken")));
	const next = turns.take("person", async () => "fine");
	await expect(failing).rejects.toThrow("broken");
	expect(await next).toEqual({ ran: true, result: "fine" });
});

test("while calls are held nobody starts; a hold that is short enough is waited out", async () => {
	const { clock, turns } = given();
	turns.hold(40);
	turns.hold(10);
	const turn = turns.take("person", async () => clock.now());
	await clock.advance(1_000);
	expect(await turn).toEqual({ ran: true, result: 40 });
});

test("callers that would not wait out a hold are refused at once, whether waiting already or new", async () => {
	const patienceMs = { lineUp: 60_000, person: 100, compare: 60_000, follow: 60_000 };
	const { clock, turns } = given({ places: places(1), patienceMs });
	const { task, release } = blocker();
	const running = turns.take("person", task);
	const waiting = turns.take("person", async () => "ran");
	turns.hold(5000);
	const late = turns.take("person", async () => "ran");
	expect([await waiting, await late]).toEqual([
		{ ran: false, waitMs: 5000 },
		{ ran: false, waitMs: 5000 },
	]);
	expect(clock.now()).toBe(0);
	release();
	await running;
});

test("patience ends while all places are taken, and says when to come back", async () => {
	const patienceMs = { lineUp: 60_000, person: 20, compare: 60_000, follow: 60_000 };
	const { clock, turns } = given({ places: places(1), perSecond: 10, patienceMs });
	const { task, release } = blocker();
	const running = turns.take("person", task);
	const turn = turns.take("person", async () => "ran");
	await clock.advance(20);
	expect(await turn).toEqual({ ran: false, waitMs: 100 });
	release();
	expect(await running).toMatchObject({ ran: true });
});

test("a wall clock that is set back or forward delays nobody and lets nobody in early", async () => {
	const { clock, ask, started } = given({ perSecond: 1 });
	const all = ask("person", 3);
	clock.shiftWall(-3_600_000);
	await clock.advance(1_500);
	clock.shiftWall(24 * 3_600_000);
	await clock.advance(1_500);
	await Promise.all(all);
	expect(started.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
});
