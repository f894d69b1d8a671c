// Time and chance, passed as arguments to everything that waits or draws at random.

/** Where time comes from. Tests of waiting pass a virtual one and move it by hand. */
export type Clock = {
	/**
	 * Epoch ms: the wall time when the process started plus the time that has passed since. It never jumps, so waits and
	 * ages are counted with it, and it is what we save.
	 */
	now(): number;
	/** Epoch ms as the machine's clock reads now: for times of the day, and for what people read. It may jump. */
	wall(): number;
	/** Starts a stopwatch: the function gives how long it has run, ms with fractions. */
	stopwatch(): () => number;
	/** Runs `act` once after `ms`; returns a function that cancels it. */
	setTimeout(act: () => void, ms: number): () => void;
	/** Runs `act` once this turn of the event loop is over. */
	soon(act: () => void): void;
	/** Resolves after `ms`; rejects with the signal's reason if that is aborted first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Draws a number from 0 up to, but not including, 1. */
export type Chance = () => number;

/** The longest that a timer can wait; waking early only means looking once more. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. */
export function systemClock(): Clock {
	const startedAt = Date.now() - performance.now();
	const clock: Clock = {
		now: () => Math.round(startedAt + performance.now()),
		wall: () => Date.now(),
		stopwatch() {
			const from = performance.now();
			return () => performance.now() - from;
		},
		setTimeout(act, ms) {
			const timer = setTimeout(act, Math.min(Math.max(ms, 0), longestTimerMs));
			return () => clearTimeout(timer);
		},
		soon: (act) => void setImmediate(act),
		sleep: (ms, signal) => sleepOn(clock, ms, signal),
	};
	return clock;
}

/** `Clock.sleep`, built on a clock's `setTimeout`. */
export function sleepOn(clock: Pick<Clock, "setTimeout">, ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const stop = () => {
			cancel();
			reject(signal?.reason);
		};
		const cancel = clock.setTimeout(() => {
			// A signal may outlive many sleeps.
			signal?.removeEventListener("abort", stop);
			resolve();
		}, ms);
		signal?.addEventListener("abort", stop, { once: true });
	});
}

/** Runs `act` every `ms`, the first time after `ms`; returns a function that stops it. */
export function every(clock: Clock, ms: number, act: () => void): () => void {
	let cancel = clock.setTimeout(tick, ms);
	function tick(): void {
		cancel = clock.setTimeout(tick, ms);
		act();
	}
	return () => cancel();
}

/** Resolves when `work` is done, or after `ms` whatever becomes of it. Rejects if `work` fails first. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
	await Promise.race([work, clock.sleep(ms)]);
}

/** How waits grow, ms: twice as long each time unless another factor is given, up to the longest. */
export type Backoff = { readonly first: number; readonly factor?: number; readonly longest: number };

/** How long to wait, ms, after so many failures in a row before the last one. */
export function backoffMs({ first, factor = 2, longest }: Backoff, failures: number): number {
	return Math.min(first * factor ** failures, longest);
}

/** `ms`, up to a quarter shorter or longer, so that many waiters do not return at the same moment. */
export function jittered(ms: number, chance: Chance): number {
	return ms * (0.75 + chance() / 2);
}
