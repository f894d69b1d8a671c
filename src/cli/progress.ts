// Shows the progress of long work: only on a terminal, and only once a step takes longer than a second.

import { every } from "../clock.ts";
import type { Console } from "./console.ts";

const quietMs = 1_000;
const everyMs = 200;

export type Progress = {
	/** What is being done now. */
	readonly at: (text: string) => void;
	/** Clears the line, so that something else can be written. */
	readonly clear: () => void;
	readonly end: () => void;
};

type Needs = Pick<Console, "clock" | "isWatched" | "writeError">;

export function progress({ clock, isWatched, writeError }: Needs): Progress {
	let text = "";
	let isShown = false;
	let quietUntil = clock.now() + quietMs;
	const show = () => {
		if (clock.now() < quietUntil) return;
		isShown = true;
		writeError(`\r\u001b[K${text}`);
	};
	const clear = () => {
		if (isShown) writeError("\r\u001b[K");
		isShown = false;
		quietUntil = clock.now() + quietMs;
	};
	const stop = isWatched ? every(clock, everyMs, show) : () => {};
	return {
		at(next) {
			text = next;
		},
		clear,
		end() {
			stop();
			clear();
		},
	};
}
