// Where the sandbox takes its time from, so that a simulation can run it on a clock of its own.

/** The program's own clock is one too; the sandbox imports nothing of the program. */
export type SandboxClock = {
	/** Epoch ms; it never runs backwards. */
	now(): number;
	/** Runs `act` once after `ms`; returns a function that cancels it. */
	setTimeout(act: () => void, ms: number): () => void;
	sleep(ms: number): Promise<void>;
};

/** The machine's time. */
export const systemClock: SandboxClock = {
	now: () => performance.timeOrigin + performance.now(),
	setTimeout(act, ms) {
		const timer = setTimeout(act, ms);
		return () => clearTimeout(timer);
	},
	sleep: (ms) => Bun.sleep(ms),
};
