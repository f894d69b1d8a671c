// The one port: REST below /api, the gateway at /gateway.
import { type Connection, forget, type Gateway } from "./gateway.ts";
import { greet, receive } from "./protocol.ts";
import type { Rest } from "./rest.ts";

export type Listening = { port: number; stop: () => Promise<void> };

export function listen(port: number, rest: Rest, gateway: Gateway, door: { refused: boolean }): Listening {
	const server = Bun.serve<Connection>({
		port,
		hostname: "127.0.0.1",
		// Withheld answers may take longer than any idle timeout.
		idleTimeout: 0,
		development: false,
		fetch: async (request, self) => {
			const { pathname } = new URL(request.url);
			if (pathname !== "/gateway" && pathname !== "/gateway/") return rest.answer(request);
			if (door.refused) return new Response("Service Unavailable", { status: 503 });
			await gateway.wire.untilAwake();
			const data: Connection = { session: null, sends: [], closedByUs: false, watchdog: null };
			return self.upgrade(request, { data }) ? undefined : new Response("Upgrade Required", { status: 426 });
		},
		error: (error) => {
			rest.log.violations.push(`the sandbox failed: ${error.stack ?? error.message}`);
			return new Response("Internal Server Error", { status: 500 });
		},
		websocket: {
			idleTimeout: 0,
			sendPings: false,
			open: (socket) => greet(gateway, socket),
			message: (socket, message) => receive(gateway, socket, message.toString()),
			close: (socket, code) => forget(gateway, socket, code),
		},
	});
	return { port: server.port ?? port, stop: () => server.stop(true) };
}
