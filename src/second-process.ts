// Runs a verb of this program in a process of its own, for work that would hold up everything else.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** `code` is null for a process that was ended by a signal. `said`: its errors, as it wrote them. */
export type Ended = { readonly code: number | null; readonly said: string };

/** Resolves when it has ended; rejects if it cannot be started. Aborting ends it. It gets none of our environment. */
export async function runVerb(args: readonly string[], signal: AbortSignal): Promise<Ended> {
	const child = Bun.spawn([process.execPath, ...program(), ...args], {
		cwd: dirname(process.execPath),
		env: {},
		stdio: ["ignore", "ignore", "pipe"],
		signal,
		killSignal: "SIGKILL",
	});
	const [, said] = await Promise.all([child.exited, child.stderr.text()]);
	return { code: child.signalCode === null ? child.exitCode : null, said: said.trim() };
}

/** The executable is the program; under Bun, the program is this source's entry. */
function program(): string[] {
	const entry = join(import.meta.dir, "main.ts");
	return existsSync(entry) ? ["--no-env-file", entry] : [];
}
