// Time that stands still until a test moves it: waits of hours pass in milliseconds, with the same result every time.

import { type Clock, sleepOn } from "../src/clock.ts";

export type VirtualClock = Clock & {
	/** Lets this many ms pass: what falls due runs in order, and promises settle before the next does. */
	advance(ms: number): Promise<void>;
	/** Lets time pass until the condition holds; rejects when it does not within this many ms. */
	runUntil(condition: () => boolean, limitMs: number): Promise<void>;
	/** Sets the machine's clock forward by this many ms, or back: `now` does not notice. */
	shiftWall(ms: number): void;
	/** How many timers and `soon` callbacks wait. */
	readonly pending: number;
};

type Timer = { readonly at: number; readonly order: number; readonly act: () => void };

/** As on the machine's clock: a timer cannot wait longer, ms. */
const longestTimerMs = 2 ** 31 - 1;
/** So much at one instant never ends by itself. */
const mostAtOnce = 100_000;

/** A clock that starts at `startAt`, epoch ms, for `now` and for `wall`. */
export function virtualClock(startAt = Date.UTC(2026, 10, 22, 18)): VirtualClock {
	/** The next one last, so that it is taken off the end. */
	const timers: Timer[] = [];
	let soon: (() => void)[] = [];
	let now = startAt;
	let wallAheadMs = 0;
	let order = 0;
	let runsNow = 0;

	/** Where in `timers` it stands, or would. */
	function placeOf(timer: Timer): number {
		let low = 0;
		let high = timers.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const other = timers[middle];
			if (other !== undefined && isLater(other, timer)) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Runs what was asked for `soon`, or else the next timer due by `until`. False if there is neither. */
	function step(until: number): boolean {
		if (soon.length > 0) {
			const batch = soon;
			soon = [];
			for (const act of batch) act();
		} else {
			const next = timers.at(-1);
			if (next === undefined || next.at > until) return false;
			timers.pop();
			if (next.at > now) runsNow = 0;
			now = Math.max(now, next.at);
			next.act();
		}
		runsNow += 1;
		if (runsNow > mostAtOnce) throw new Error(`${mostAtOnce} timers and callbacks ran at the same instant`);
		return true;
	}

	async function run(until: number, isEnough: () => boolean): Promise<boolean> {
		await settled();
		runsNow = 0;
		while (!isEnough()) {
			if (!step(until)) {
				now = until;
				return isEnough();
			}
			await settled();
		}
		return true;
	}

	const clock: VirtualClock = {
		now: () => now,
		wall: () => now + wallAheadMs,
		stopwatch() {
			const from = now;
			return () => now - from;
		},
		setTimeout(act, ms) {
			if (Number.isNaN(ms)) throw new Error("a timer of NaN ms");
			const waitMs = Math.ceil(Math.min(Math.max(ms, 0), longestTimerMs));
			const timer = { at: now + waitMs, order: order++, act };
			timers.splice(placeOf(timer), 0, timer);
			return () => {
				const place = placeOf(timer);
				if (timers[place] === timer) timers.splice(place, 1);
			};
		},
		soon: (act) => void soon.push(act),
		sleep: (ms, signal) => sleepOn(clock, ms, signal),
		async advance(ms) {
			await run(now + ms, () => false);
		},
		async runUntil(condition, limitMs) {
			const isMet = await run(now + limitMs, condition);
			if (!isMet) throw new Error(`not so within ${limitMs} ms: ${condition}`);
		},
		shiftWall(ms) {
			wallAheadMs += ms;
		},
		get pending() {
			return timers.length + soon.length;
		},
	};
	return clock;
}

function isLater(one: Timer, other: Timer): boolean {
	return one.at > other.at || (one.at === other.at && one.order > other.order);
}

/** One turn of the real event loop: every promise that can settle by itself has. */
export function settled(): Promise<void> {
	return new Promise((resolve) => void setImmediate(resolve));
}
