// Calls over HTTP, on connections that are kept: one pool, and over TLS one HTTP/2 connection for each origin. A new
// connection costs two round trips before the call, and over HTTP/1.1 each of ten calls at once needs one of its own.

import type { Clock } from "./clock.ts";
import { type Failure, type Protocol, Protocols } from "./http-protocol.ts";

export type Fetch = (request: Request) => Promise<Response>;

/** Sends one request with this version of HTTP. */
export type Send = (request: Request, protocol: Protocol) => Promise<Response>;

/** How long a connection is kept without a call, seconds: servers close theirs sooner. */
const idleSeconds = 600;
const mostIdle = 32;

/** `fetch` that chooses the version of HTTP. It repeats a call only where the first one cannot have done anything. */
export function openHttp(clock: Clock, send: Send = pooled()): Fetch {
	const protocols = new Protocols();

	async function attempt(request: Request, origin: string, protocol: Protocol): Promise<Response> {
		const made = { origin, protocol, startedAt: clock.now() };
		try {
			const response = await send(request, protocol);
			protocols.answered(made);
			return response;
		} catch (error) {
			protocols.failed(made, failureOf(error), clock.now());
			throw error;
		}
	}

	return async (request) => {
		const { origin, protocol: scheme } = new URL(request.url);
		if (scheme !== "https:") return send(request, "http1.1");
		const protocol = protocols.choose(origin, clock.now());
		if (protocol === "http1.1") return attempt(request, origin, protocol);
		const text = await request.text();
		// What was sent once has no body left to send.
		const anew = () => new Request(request, text === "" ? {} : { body: text });
		try {
			return await attempt(anew(), origin, protocol);
		} catch (error) {
			if (mayRepeat(request, failureOf(error))) return attempt(anew(), origin, "http1.1");
			throw error;
		}
	};
}

/**
 * Where HTTP/2 is not spoken, nothing was sent. TLS fails in the handshake, before the call, but with the same error also on
 * a connection in use, when the call may have been carried out: one that only asks may be made again.
 */
function mayRepeat({ method }: Request, failure: Failure): boolean {
	return failure === "unsupported" || (failure === "tls" && method === "GET");
}

function failureOf(error: unknown): Failure {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "HTTP2Unsupported") return "unsupported";
	return code === "EPROTO" ? "tls" : "lost";
}

/**
 * Bun's `fetch` with a pool of its own. The pool does not know which version to use: each call says. A connection that has
 * died unnoticed is left for a new one once a call on it is given up, but not if that was given less than a second.
 */
function pooled(): Send {
	const pool = new Bun.FetchSession({ keepAlive: { idleTimeout: idleSeconds, maxIdleSockets: mostIdle } });
	return (request, protocol) => pool.fetch(request, { protocol });
}
