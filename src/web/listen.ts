// Opens a port for HTTP and answers what goes wrong there without repeating anything of the request.

import { type AnyElysia, Elysia } from "elysia";

/** One controller: returned by a function elsewhere that takes what it needs as arguments. */
export type Route = AnyElysia;

type Options = {
	readonly host: string;
	/** 0 takes a free one. */
	readonly port: number;
	/** The largest body that is read, in bytes; more is answered 413. */
	readonly bodyLimit: number;
	readonly routes: readonly Route[];
};

export type Listener = {
	readonly port: number;
	/** Refuses new connections; resolves when the requests in flight are answered. */
	readonly stop: () => Promise<void>;
};

/** Another program listens on it. */
export class PortTaken extends Error {
	override readonly name = "PortTaken";
	readonly port: number;

	constructor(port: number, options?: ErrorOptions) {
		super(`port ${port} is taken`, options);
		this.port = port;
	}
}

/** How long a connection may be silent before it is cut, in seconds: nobody may hold the door open for long. */
const idleTimeout = 15;

/** Throws if the port cannot be opened, a PortTaken if another program has it. */
export function listen({ host, port, bodyLimit, routes }: Options): Listener {
	const app = new Elysia().onError(({ code }) => {
		const isUnknown = code === "NOT_FOUND";
		return new Response(`${isUnknown ? "Not found" : "Something went wrong"}\n`, { status: isUnknown ? 404 : 500 });
	});
	for (const route of routes) app.use(route);
	// Without reusePort, another program on the port is noticed: sharing it, each would get half of the webhooks.
	try {
		app.listen({ port, hostname: host, reusePort: false, maxRequestBodySize: bodyLimit, idleTimeout });
	} catch (error) {
		const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
		throw isTaken ? new PortTaken(port, { cause: error }) : error;
	}
	return {
		port: app.server?.port ?? port,
		stop: async () => {
			await app.server?.stop();
		},
	};
}
