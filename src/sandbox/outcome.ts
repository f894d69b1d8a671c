// The outcome of a call, and how the caller learns of it: over HTTP, or in process without a socket in between.

/** A hanging call is never answered, a cut one loses its connection. */
export type Outcome = Response | "hang" | "cut";

/** What a client sees of a connection that was cut; fetch fails with the same code. */
export class ConnectionReset extends Error {
	readonly code = "ECONNRESET";

	constructor() {
		super("The socket connection was closed unexpectedly");
	}
}

export function overHttp(outcome: Outcome): Response | Promise<Response> {
	if (outcome === "hang") return new Promise(() => {});
	return outcome === "cut" ? cut() : outcome;
}

/** A body that fails before its first byte makes Bun drop the connection: the client sees ECONNRESET, no status. */
function cut(): Response {
	return new Response(new ReadableStream({ pull: (controller) => controller.error() }));
}

/** Settles as fetch would: it fails at once when the request is aborted, although what was begun goes on. */
export function inProcess(request: Request, outcome: Promise<Outcome>): Promise<Response> {
	const { signal } = request;
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) abort();
		signal.addEventListener("abort", abort, { once: true });
		outcome.then((known) => {
			if (known === "hang") return;
			signal.removeEventListener("abort", abort);
			if (known === "cut") reject(new ConnectionReset());
			else resolve(known);
		}, reject);
	});
}
