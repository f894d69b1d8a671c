// The log of what the bot asked for, and of what a careful bot would never ask: the tests read both.
import type { SandboxClock } from "../clock.ts";
import { readReason } from "./request-body.ts";

export type Call = {
	method: string;
	/** what was asked for, below /api/v10 */
	path: string;
	/** the same with names in place of ids, or null when Discord has no such route */
	route: string | null;
	body: unknown;
	/** the audit log reason, decoded */
	reason: string | null;
	/** epoch ms, as all times of the sandbox */
	startedAt: number;
	/** null until answered, and forever when the answer was withheld */
	endedAt: number | null;
	status: number | null;
	/** Discord's error code, when it refused */
	code: number | null;
	/** true once it has taken effect, whether or not the answer arrived */
	acted: boolean;
};

export type CallLog = {
	calls: Call[];
	violations: string[];
	begin: (request: Request, path: string, route: string | null, body: unknown) => Call;
	blame: (call: Call, what: string) => void;
	end: (call: Call, status: number, code: number | null) => void;
};

export function createCallLog(clock: SandboxClock, onChange: (call: Call) => void): CallLog {
	const calls: Call[] = [];
	const violations: string[] = [];
	return {
		calls,
		violations,
		begin: (request, path, route, body) => {
			const call: Call = {
				method: request.method,
				path,
				route,
				body,
				reason: readReason(request),
				startedAt: clock.now(),
				endedAt: null,
				status: null,
				code: null,
				acted: false,
			};
			calls.push(call);
			onChange(call);
			return call;
		},
		blame: (call, what) => violations.push(`${call.method} ${call.path}: ${what}`),
		end: (call, status, code) => {
			call.endedAt = clock.now();
			call.status = status;
			call.code = code;
			onChange(call);
		},
	};
}
