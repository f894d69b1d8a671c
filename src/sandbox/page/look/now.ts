// The time, for what counts down on the page: one timer for all, which runs while anything is counting.

import { useEffect, useState } from "preact/hooks";

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
	const now = Date.now();
	for (const listener of listeners) listener(now);
}

/** Epoch ms, anew each second. */
export function useNow(): number {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		listeners.add(setNow);
		timer ??= setInterval(tick, 1000);
		return () => {
			listeners.delete(setNow);
			if (listeners.size > 0) return;
			clearInterval(timer);
			timer = undefined;
		};
	}, []);
	return now;
}
