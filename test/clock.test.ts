// The clock that tests move by hand, and what the program builds on any clock.

import { expect, test } from "bun:test";
import { every } from "../src/clock.ts";
import { virtualClock } from "./clock.ts";

test("timers run in the order of their times, and of their making at one time", async () => {
	const clock = virtualClock(1_000);
	const ran: string[] = [];
	for (const [name, ms] of [
		["late", 20],
		["first", 10],
		["second", 10],
		["at once", 0],
	] as const) {
		clock.setTimeout(() => ran.push(`${name} ${clock.now()}`), ms);
	}
	await clock.advance(15);
	expect(ran).toEqual(["at once 1000", "first 1010", "second 1010"]);
	expect([clock.now(), clock.pending]).toEqual([1_015, 1]);
});

test("promises settle before the next timer runs, and what is asked for soon runs first", async () => {
	const clock = virtualClock();
	const ran: string[] = [];
	clock.setTimeout(() => {
		clock.soon(() => ran.push("soon"));
		void clock.sleep(0).then(() => ran.push("slept"));
	}, 5);
	clock.setTimeout(() => ran.push("timer"), 5);
	await clock.advance(5);
	expect(ran).toEqual(["soon", "timer", "slept"]);
});

test("a timer that is called off does not run, whenever that happens", async () => {
	const clock = virtualClock();
	const ran: number[] = [];
	const cancels = [3, 1, 2].map((ms) => clock.setTimeout(() => ran.push(ms), ms));
	cancels[2]?.();
	await clock.advance(1);
	cancels[1]?.();
	cancels[2]?.();
	await clock.advance(10);
	expect([ran, clock.pending]).toEqual([[1, 3], 0]);
});

test("an interval runs until it is ended", async () => {
	const clock = virtualClock(0);
	const ran: number[] = [];
	const end = every(clock, 10, () => ran.push(clock.now()));
	await clock.advance(35);
	end();
	await clock.advance(100);
	expect([ran, clock.pending]).toEqual([[10, 20, 30], 0]);
});

test("it runs until a condition holds, or says that it did not", async () => {
	const clock = virtualClock(0);
	let count = 0;
	const end = every(clock, 10, () => (count += 1));
	await clock.runUntil(() => count === 3, 1_000);
	expect(clock.now()).toBe(30);
	await expect(clock.runUntil(() => count === 100, 100)).rejects.toThrow("not so within 100 ms");
	end();
});

test("an endless chain at one instant is an error instead of a test that hangs", async () => {
	const clock = virtualClock();
	const again = () => void clock.setTimeout(again, 0);
	again();
	await expect(clock.advance(1)).rejects.toThrow("at the same instant");
});

test("the wall clock is set without anything noticing that waits", async () => {
	const clock = virtualClock(0);
	let ran = false;
	clock.setTimeout(() => (ran = true), 1_000);
	clock.shiftWall(-3_600_000);
	await clock.advance(999);
	expect([clock.wall(), ran]).toEqual([-3_599_001, false]);
	await clock.advance(1);
	expect(ran).toBe(true);
});

test("a sleep that is aborted rejects with the reason and leaves no timer behind", async () => {
	const clock = virtualClock();
	const stop = new AbortController();
	const sleep = clock.sleep(1_000, stop.signal);
	stop.abort(new Error("enough"));
	await expect(sleep).rejects.toThrow("enough");
	expect(clock.pending).toBe(0);
});
