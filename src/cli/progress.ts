// Shows that long work goes on: on a terminal, and only once it takes longer than a second.

import type { Console } from "./console.ts";

const quietMs = 1_000;

export type Progress = { readonly at: (text: string) => void; readonly end: () => void };

export function progress({ isWatched, tell }: Console): Progress {
	const startedAt = performance.now();
	let isShown = false;
	return {
		at(text) {
			if (!isWatched || performance.now() - startedAt < quietMs) return;
			isShown = true;
			tell(`\r\u001b[K${text}`);
		},
		end() {
			if (isShown) tell("\r\u001b[K");
		},
	};
}
