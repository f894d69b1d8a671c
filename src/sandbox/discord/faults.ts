// Misbehaviour on demand: what a network, a proxy or a tired Discord does to a call.
import type { Call } from "./calls.ts";

export type FaultKind = { delayMs?: number } & (
	| { status: number; code?: number; message?: string; html?: string; body?: unknown }
	| { retryAfter: number; scope?: "user" | "global" | "shared" }
	/** never answered, and not acted on */
	| { hang: true }
	/** cut off before it is acted on */
	| { reset: true }
	/** acted on, then the answer is withheld (true), cut off ('reset') or replaced (a status) */
	| { loseAnswer: true | "reset" | number }
	| { delayMs: number }
);

export type FaultMatch = {
	method?: string;
	/** a string stands for the whole path or the whole route */
	path?: string | RegExp;
	times?: number;
	when?: (call: Call) => boolean;
};

export type FaultHandle = { remove: () => void; readonly hits: number };

export type Faults = {
	add: (match: FaultMatch, kind: FaultKind) => FaultHandle;
	clear: () => void;
	take: (call: Call) => FaultKind | undefined;
};

export function createFaults(): Faults {
	const faults = new Set<{ match: FaultMatch; kind: FaultKind; hits: number }>();
	return {
		add: (match, kind) => {
			const fault = { match, kind, hits: 0 };
			faults.add(fault);
			return {
				remove: () => faults.delete(fault),
				get hits() {
					return fault.hits;
				},
			};
		},
		clear: () => faults.clear(),
		take: (call) => {
			for (const fault of faults) {
				if (fault.hits >= (fault.match.times ?? 1) || !fits(fault.match, call)) continue;
				fault.hits += 1;
				return fault.kind;
			}
			return undefined;
		},
	};
}

function fits({ method, path, when }: FaultMatch, call: Call): boolean {
	if (method !== undefined && method !== call.method) return false;
	if (path instanceof RegExp && !path.test(call.path)) return false;
	if (typeof path === "string" && path !== call.path && path !== call.route) return false;
	return when?.(call) ?? true;
}
