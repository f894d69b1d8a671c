// The time of one process: once it is killed, none of its timers fires, and no answer reaches it any more.

import { type Clock, sleepOn } from "../../src/clock.ts";

type Fetch = (request: Request) => Promise<Response>;

export type Lifetime = {
	readonly clock: Clock;
	/** The same `fetch`, as long as the process lives. */
	readonly within: (fetch: Fetch) => Fetch;
	readonly end: () => void;
	readonly isOver: boolean;
};

export function lifetime(outer: Clock): Lifetime {
	let isOver = false;
	// As a process begins: from what the machine's clock says then.
	const aheadMs = outer.wall() - outer.now();
	const alive = (act: () => void) => () => {
		if (!isOver) act();
	};
	const clock: Clock = {
		now: () => outer.now() + aheadMs,
		wall: () => outer.wall(),
		stopwatch: () => outer.stopwatch(),
		setTimeout: (act, ms) => outer.setTimeout(alive(act), ms),
		soon: (act) => outer.soon(alive(act)),
		sleep: (ms, signal) => sleepOn(clock, ms, signal),
	};
	return {
		clock,
		within: (fetch) => (request) =>
			new Promise((resolve, reject) => {
				fetch(request).then(
					(response) => isOver || resolve(response),
					(error: unknown) => isOver || reject(error),
				);
			}),
		end() {
			isOver = true;
		},
		get isOver() {
			return isOver;
		},
	};
}
