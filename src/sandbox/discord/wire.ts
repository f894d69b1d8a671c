// The time on the way to the client, and a peer that has gone silent: sends keep their order through both.
import type { SandboxClock } from "../clock.ts";

export type Wire = {
	send: (deliver: () => void) => void;
	freeze: () => void;
	thaw: () => void;
	/** Resolves at once unless the peer is silent. */
	untilAwake: () => Promise<void>;
};

export function createWire(clock: SandboxClock, delayMs: () => number): Wire {
	const underway: (() => void)[] = [];
	let due = 0;
	let asleep: PromiseWithResolvers<void> | null = null;

	const deliverDue = () => {
		while (due > 0 && !asleep) {
			due -= 1;
			underway.shift()?.();
		}
	};
	const arrive = () => {
		due += 1;
		deliverDue();
	};
	return {
		send: (deliver) => {
			underway.push(deliver);
			const delay = delayMs();
			if (delay > 0) clock.setTimeout(arrive, delay);
			else arrive();
		},
		freeze: () => {
			asleep ??= Promise.withResolvers<void>();
		},
		thaw: () => {
			asleep?.resolve();
			asleep = null;
			deliverDue();
		},
		untilAwake: () => asleep?.promise ?? Promise.resolve(),
	};
}
