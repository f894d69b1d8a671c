// What a verb knows of its surroundings: where its output goes, and the environment it reads.

import { writeSync } from "node:fs";
import type { ExitCode } from "./exit.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Surroundings = {
	readonly env: Environment;
	/** For the result: standard output. Each line with its newline. */
	readonly write: (text: string) => void;
	/** For everything else, such as mistakes and progress: standard error. */
	readonly tell: (text: string) => void;
	/** True when somebody watches standard error. */
	readonly isWatched: boolean;
};

export type Console = Omit<Surroundings, "env"> & {
	/** The environment, with what `--env-file` adds to it. */
	readonly env: () => Environment;
	/** The code to end with; 0 unless said. */
	readonly end: (code: ExitCode) => void;
};

/** Written at once: the process may end right after. A reader that has gone away, such as `head`, is no mistake. */
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
