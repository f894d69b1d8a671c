// Runs verbs of this program in a process of their own, for work that would hold up everything else: one after the other,
// and only with what the rest of the machine leaves.

import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { dirname, join } from "node:path";

export type Verb = {
	readonly args: readonly string[];
	/** All it gets of an environment. */
	readonly env?: Readonly<Record<string, string>>;
	/** Aborting ends it. */
	readonly signal: AbortSignal;
	/** It is ended after so long, ms. */
	readonly timeoutMs?: number;
};

/** `code` is null for a process that was ended by a signal. `said`: its errors, as it wrote them. */
export type Ended = { readonly code: number | null; readonly said: string };

/** Resolves when it has ended; rejects if it cannot be started. It ends with this process, however that ends. */
export type RunVerb = (verb: Verb) => Promise<Ended>;

export const runVerb: RunVerb = async ({ args, env, signal, timeoutMs }) => {
	const child = Bun.spawn([process.execPath, ...program(), ...args], {
		cwd: dirname(process.execPath),
		env: { ...env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
		stdio: ["ignore", "ignore", "pipe"],
		signal,
		...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
		killSignal: "SIGKILL",
	});
	yieldTo(child.pid);
	const [, said] = await Promise.all([child.exited, child.stderr.text()]);
	return { code: child.signalCode === null ? child.exitCode : null, said: said.trim() };
};

/** Returns what runs each verb once the one before it has ended: together they would only get in each other's way. */
export function oneByOne(run: RunVerb): RunVerb {
	let last: Promise<unknown> = Promise.resolve();
	return (verb) => {
		const mine = last.then(() => {
			verb.signal.throwIfAborted();
			return run(verb);
		});
		last = mine.catch(() => {});
		return mine;
	};
}

function yieldTo(pid: number): void {
	try {
		setPriority(pid, constants.priority.PRIORITY_LOW);
	} catch {
		// It has ended already.
	}
}

/** The executable is the program; under Bun, the program is this source's entry. */
function program(): string[] {
	const entry = join(import.meta.dir, "main.ts");
	return existsSync(entry) ? ["--no-env-file", entry] : [];
}
