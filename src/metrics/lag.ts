// How late the event loop runs what is due: while it is late, nobody is served. Bun has no measure of it of its own.

import { type Clock, every } from "../clock.ts";

const everyMs = 100;

/** Calls `observe` for each tick with how much too late it came, ms. Returns a function that ends it. */
export function measureLag(clock: Clock, observe: (lateMs: number) => void, tickMs: number = everyMs): () => void {
	let elapsed = clock.stopwatch();
	return every(clock, tickMs, () => {
		observe(Math.max(0, elapsed() - tickMs));
		elapsed = clock.stopwatch();
	});
}
