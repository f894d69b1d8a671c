// Sends one request to FACEIT and reads the answer to its last byte, within a time limit.

import type { Clock } from "../clock.ts";
import type { Fetch } from "../http.ts";
import type { Reply } from "./answer.ts";

/** The response to its last byte, or why there is none. `fetch` may ignore the abort. */
export async function send(
	fetch: Fetch,
	request: Request,
	clock: Clock,
	timeoutMs: number,
): Promise<Reply | "slow" | "down"> {
	const abort = new AbortController();
	const timeout = Promise.withResolvers<"slow">();
	const cancel = clock.setTimeout(() => {
		timeout.resolve("slow");
		abort.abort();
	}, timeoutMs);
	const reply = read(fetch, new Request(request, { signal: abort.signal })).catch(() => "down" as const);
	try {
		return await Promise.race([timeout.promise, reply]);
	} finally {
		cancel();
	}
}

async function read(fetch: Fetch, request: Request): Promise<Reply> {
	const response = await fetch(request);
	return { status: response.status, headers: response.headers, text: await response.text() };
}
