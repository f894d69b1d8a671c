// demo: one match from start to end between stand-ins, for anyone who wants to see what the program does.

import type { Command } from "commander";
import { firstSignal } from "../signals.ts";
import type { Console } from "./console.ts";

export function addDemo(program: Command, console: Console): void {
	program
		.command("demo")
		.description("show one match from start to end, between a Discord and a FACEIT on this machine")
		.option("--fast", "without pauses for a reader")
		.option("--keep", "leave everything running afterwards, until Ctrl-C")
		.addHelpText(
			"after",
			"\nNothing outside this machine is asked, and no setting is read.\n\nExamples:\n  faceit-comms demo\n  faceit-comms demo --fast",
		)
		.action(async ({ fast = false, keep = false }: { fast?: boolean; keep?: boolean }) => {
			const interrupted = new AbortController();
			void firstSignal().then(() => interrupted.abort());
			const [{ runDemo }, { wantsColour }] = await Promise.all([import("../demo.ts"), import("../demo/paint.ts")]);
			const code = await runDemo({
				// Nobody reads along in a pipe.
				isFast: fast || !process.stdout.isTTY,
				isColoured: wantsColour(process.env, process.stdout.isTTY === true),
				write: console.write,
				keep: keep ? process.stdin : null,
				signal: interrupted.signal,
			});
			console.end(code);
		});
}
