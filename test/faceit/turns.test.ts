import { expect, test } from "bun:test";
import { Turns, type TurnsOptions } from "../../src/faceit/turns.ts";
import { virtualClock } from "../clock.ts";

function given(options: Partial<TurnsOptions> = {}) {
	const clock = virtualClock(0);
	const turns = new Turns(clock, {
		...{ perSecond: 1000, atOnce: 10, keptForSoon: 0, patienceMs: { soon: 5000, whenever: 5000 } },
		...options,
	});
	return { clock, turns };
}

/** A task that ends when it is told to. */
function blocker() {
	const { promise, resolve } = Promise.withResolvers<void>();
	return { task: () => promise, release: resolve };
}

test("those a person waits for go first, each kind in its order", async () => {
	const { turns } = given({ atOnce: 1 });
	const { task, release } = blocker();
	const order: string[] = [];
	const note = (name: string) => async () => void order.push(name);
	const all = [
		turns.take("whenever", task),
		turns.take("whenever", note("match 1")),
		turns.take("whenever", note("match 2")),
		turns.take("soon", note("player 1")),
		turns.take("soon", note("player 2")),
	];
	release();
	await Promise.all(all);
	expect(order).toEqual(["player 1", "player 2", "match 1", "match 2"]);
});

test("no more run at once than allowed, and some places are kept for people", async () => {
	const { clock, turns } = given({ atOnce: 3, keptForSoon: 1 });
	const { task, release } = blocker();
	let running = 0;
	const counted = () => {
		running += 1;
		return task();
	};
	const matches = Array.from({ length: 5 }, () => turns.take("whenever", counted));
	await clock.advance(1_000);
	expect(running).toBe(2);
	const players = Array.from({ length: 2 }, () => turns.take("soon", counted));
	await clock.advance(1_000);
	expect(running).toBe(3);
	release();
	await Promise.all([...matches, ...players]);
	expect(running).toBe(7);
});

test("no more start within any second than allowed, and the first ones at once", async () => {
	const { clock, turns } = given({ perSecond: 3 });
	const starts: number[] = [];
	const all = Array.from({ length: 7 }, () => turns.take("soon", async () => void starts.push(clock.now())));
	await clock.advance(3_000);
	await Promise.all(all);
	expect(starts).toEqual([0, 0, 0, 1_000, 1_000, 1_000, 2_000]);
});

test("a task that fails fails its caller and gives its place free", async () => {
	const { turns } = given({ atOnce: 1 });
	const failing = turns.take("soon", () => Promise.reject(new Error("broken")));
	const next = turns.take("soon", async () => "fine");
	await expect(failing).rejects.toThrow("broken");
	expect(await next).toEqual({ ran: true, result: "fine" });
});

test("while calls are held nobody starts; a hold that is short enough is waited out", async () => {
	const { clock, turns } = given();
	turns.hold(40);
	turns.hold(10);
	const turn = turns.take("soon", async () => clock.now());
	await clock.advance(1_000);
	expect(await turn).toEqual({ ran: true, result: 40 });
});

test("callers that would not wait out a hold are refused at once, whether waiting already or new", async () => {
	const { clock, turns } = given({ atOnce: 1, patienceMs: { soon: 100, whenever: 60_000 } });
	const { task, release } = blocker();
	const running = turns.take("soon", task);
	const waiting = turns.take("soon", async () => "ran");
	turns.hold(5000);
	const late = turns.take("soon", async () => "ran");
	expect([await waiting, await late]).toEqual([
		{ ran: false, waitMs: 5000 },
		{ ran: false, waitMs: 5000 },
	]);
	expect(clock.now()).toBe(0);
	release();
	await running;
});

test("patience ends while all places are taken, and says when to come back", async () => {
	const { clock, turns } = given({ atOnce: 1, perSecond: 10, patienceMs: { soon: 20, whenever: 5000 } });
	const { task, release } = blocker();
	const running = turns.take("soon", task);
	const turn = turns.take("soon", async () => "ran");
	await clock.advance(20);
	expect(await turn).toEqual({ ran: false, waitMs: 100 });
	release();
	expect(await running).toMatchObject({ ran: true });
});

test("a wall clock that is set back or forward delays nobody and lets nobody in early", async () => {
	const { clock, turns } = given({ perSecond: 1 });
	const starts: number[] = [];
	const all = Array.from({ length: 3 }, () => turns.take("soon", async () => void starts.push(clock.now())));
	clock.shiftWall(-3_600_000);
	await clock.advance(1_500);
	clock.shiftWall(24 * 3_600_000);
	await clock.advance(1_500);
	await Promise.all(all);
	expect(starts).toEqual([0, 1_000, 2_000]);
});
