// What a verb knows of its surroundings: where its output goes, and the environment it reads.

import { writeSync } from "node:fs";
import type { Clock } from "../clock.ts";
import type { ExitCode } from "./exit.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Surroundings = {
	readonly env: Environment;
	readonly clock: Clock;
	/** For the result: standard output. Each line with its newline. */
	readonly write: (text: string) => void;
	/** For everything else, such as errors and progress: standard error. */
	readonly writeError: (text: string) => void;
	/** True when standard error is a terminal. */
	readonly isWatched: boolean;
};

export type Console = Omit<Surroundings, "env"> & {
	/** The environment, with what `--env-file` adds to it. */
	readonly env: () => Environment;
	/** The exit code; 0 unless set. */
	readonly end: (code: ExitCode) => void;
};

/** Written at once: the process may end right after. A reader that has gone away, such as `head`, is no error. */
export function writeTo(descriptor: 1 | 2): (text: string) => void {
	return (text) => {
		for (let rest = Buffer.from(text); rest.length > 0; ) {
			const written = attempt(descriptor, rest);
			if (written === undefined) return;
			rest = rest.subarray(written);
		}
	};
}

/** How many bytes were taken: none when the pipe is full; undefined when nobody reads it any more. */
function attempt(descriptor: 1 | 2, bytes: Buffer): number | undefined {
	try {
		return writeSync(descriptor, bytes);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "EPIPE") return undefined;
		if (code !== "EAGAIN") throw error;
		Bun.sleepSync(1);
		return 0;
	}
}
