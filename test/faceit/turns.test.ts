import { expect, test } from "bun:test";
import { Turns, type TurnsOptions } from "../../src/faceit/turns.ts";

function turns(options: Partial<TurnsOptions> = {}): Turns {
	return new Turns({
		...{ perSecond: 1000, atOnce: 10, keptForSoon: 0, patienceMs: { soon: 5000, whenever: 5000 } },
		...options,
	});
}

/** A task that ends when it is told to. */
function blocker() {
	const { promise, resolve } = Promise.withResolvers<void>();
	return { task: () => promise, release: resolve };
}

test("those a person waits for go first, each kind in its order", async () => {
	const queue = turns({ atOnce: 1 });
	const { task, release } = blocker();
	const order: string[] = [];
	const note = (name: string) => async () => void order.push(name);
	const all = [
		queue.take("whenever", task),
		queue.take("whenever", note("match 1")),
		queue.take("whenever", note("match 2")),
		queue.take("soon", note("player 1")),
		queue.take("soon", note("player 2")),
	];
	release();
	await Promise.all(all);
	expect(order).toEqual(["player 1", "player 2", "match 1", "match 2"]);
});

test("no more run at once than allowed, and some places are kept for people", async () => {
	const queue = turns({ atOnce: 3, keptForSoon: 1 });
	const { task, release } = blocker();
	let running = 0;
	const counted = () => {
		running += 1;
		return task();
	};
	const matches = Array.from({ length: 5 }, () => queue.take("whenever", counted));
	await Bun.sleep(5);
	expect(running).toBe(2);
	const players = Array.from({ length: 2 }, () => queue.take("soon", counted));
	await Bun.sleep(5);
	expect(running).toBe(3);
	release();
	await Promise.all([...matches, ...players]);
	expect(running).toBe(7);
});

test("no more start within any second than allowed, and the first ones at once", async () => {
	const queue = turns({ perSecond: 3 });
	const starts: number[] = [];
	const begin = performance.now();
	await Promise.all(
		Array.from({ length: 6 }, () => queue.take("soon", async () => void starts.push(performance.now() - begin))),
	);
	expect(starts[2]).toBeLessThan(100);
	expect(starts[3]).toBeGreaterThanOrEqual(999);
	expect(starts[5]).toBeLessThan(1500);
});

test("a task that fails fails its caller and gives its place free", async () => {
	const queue = turns({ atOnce: 1 });
	const failing = queue.take("soon", () => Promise.reject(new Error("broken")));
	const next = queue.take("soon", async () => "fine");
	expect(failing).rejects.toThrow("broken");
	expect(await next).toEqual({ ran: true, result: "fine" });
});

test("while calls are held nobody starts; a hold that is short enough is waited out", async () => {
	const queue = turns();
	const begin = performance.now();
	queue.hold(40);
	queue.hold(10);
	expect(await queue.take("soon", async () => performance.now() - begin)).toMatchObject({ ran: true });
	expect(performance.now() - begin).toBeGreaterThanOrEqual(39);
});

test("who would not wait out a hold is told at once, whether waiting already or new", async () => {
	const queue = turns({ atOnce: 1, patienceMs: { soon: 100, whenever: 60_000 } });
	const { task, release } = blocker();
	const running = queue.take("soon", task);
	const waiting = queue.take("soon", async () => "ran");
	const begin = performance.now();
	queue.hold(5000);
	const late = queue.take("soon", async () => "ran");
	for (const turn of [await waiting, await late]) {
		expect(turn.ran).toBe(false);
		if (!turn.ran) expect(Math.abs(turn.waitMs - 5000)).toBeLessThan(50);
	}
	expect(performance.now() - begin).toBeLessThan(50);
	release();
	await running;
});

test("patience ends while all places are taken, and says when to come back", async () => {
	const queue = turns({ atOnce: 1, perSecond: 10, patienceMs: { soon: 20, whenever: 5000 } });
	const { task, release } = blocker();
	const running = queue.take("soon", task);
	const turn = await queue.take("soon", async () => "ran");
	expect(turn).toEqual({ ran: false, waitMs: 100 });
	release();
	expect(await running).toMatchObject({ ran: true });
});
