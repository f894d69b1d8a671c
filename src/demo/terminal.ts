// The demo in a terminal: what is asked for on the command line, colours, Ctrl-C.

import { runDemo } from "../demo.ts";
import { firstSignal } from "../signals.ts";
import { wantsColour } from "./paint.ts";

/** Runs the demo in this process. Where nobody watches, it does not wait for a reader. Gives the exit code. */
export function demoHere({ fast, keep }: { readonly fast: boolean; readonly keep: boolean }): Promise<0 | 1> {
	const isTerminal = process.stdout.isTTY === true;
	const ending = new AbortController();
	void firstSignal().then(() => ending.abort());
	return runDemo({
		isFast: fast || !isTerminal,
		isColoured: wantsColour(process.env, isTerminal),
		write: (text) => void process.stdout.write(text),
		keep: keep ? process.stdin : null,
		signal: ending.signal,
	});
}
