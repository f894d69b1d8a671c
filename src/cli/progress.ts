// Shows that long work goes on: on a terminal, and only once a step takes longer than a second.

import type { Console } from "./console.ts";

const quietMs = 1_000;
const everyMs = 200;

export type Progress = {
	/** What is being done now. */
	readonly at: (text: string) => void;
	/** Takes the line away, so that something else can be written. */
	readonly clear: () => void;
	readonly end: () => void;
};

export function progress({ isWatched, tell }: Pick<Console, "isWatched" | "tell">): Progress {
	let text = "";
	let isShown = false;
	let quietUntil = performance.now() + quietMs;
	const show = () => {
		if (performance.now() < quietUntil) return;
		isShown = true;
		tell(`\r\u001b[K${text}`);
	};
	const clear = () => {
		if (isShown) tell("\r\u001b[K");
		isShown = false;
		quietUntil = performance.now() + quietMs;
	};
	const timer = isWatched ? setInterval(show, everyMs) : undefined;
	return {
		at(next) {
			text = next;
		},
		clear,
		end() {
			clearInterval(timer);
			clear();
		},
	};
}
