// The one port: REST below /api, the gateway at /gateway.
import { overHttp } from "../outcome.ts";
import { type Connection, forget, type Gateway, newConnection } from "./gateway.ts";
import { expectHeartbeat, greet, receive } from "./protocol.ts";
import type { Rest } from "./rest.ts";
import { encode } from "./session.ts";

/** To be reached over TLS. */
export type Tls = {
	/** PEM, for 127.0.0.1 */
	cert: string;
	key: string;
	/** whether HTTP/2 is spoken as well (true) */
	http2?: boolean;
	/** after how many seconds a silent connection is closed; never by default */
	idleSeconds?: number;
};

export type Listening = { port: number; stop: () => Promise<void> };
type Socket = Bun.ServerWebSocket<{ connection: Connection | null }>;

export function listen(port: number, rest: Rest, gateway: Gateway, tls?: Tls): Listening {
	const server = Bun.serve<{ connection: Connection | null }>({
		port,
		hostname: "127.0.0.1",
		...(tls && { http2: tls.http2 ?? true, tls: { cert: tls.cert, key: tls.key } }),
		// Withheld answers may take longer than any idle timeout.
		idleTimeout: tls?.idleSeconds ?? 0,
		development: false,
		fetch: async (request, self) => {
			const { pathname } = new URL(request.url);
			if (pathname !== "/gateway" && pathname !== "/gateway/") return overHttp(await rest.answer(request));
			if (gateway.refuses === true) {
				gateway.turnedAway += 1;
				return new Response("Service Unavailable", { status: 503 });
			}
			await gateway.wire.untilAwake();
			const data = { connection: null };
			return self.upgrade(request, { data }) ? undefined : new Response("Upgrade Required", { status: 426 });
		},
		error: (error) => {
			rest.log.violations.push(`the sandbox failed: ${error.stack ?? error.message}`);
			return new Response("Internal Server Error", { status: 500 });
		},
		websocket: {
			idleTimeout: 0,
			sendPings: false,
			// A client that is shown thousands of guilds takes them in more slowly than they are sent: none may be dropped.
			backpressureLimit: 2 ** 30,
			open: (socket) => {
				const connection = over(socket);
				socket.data.connection = connection;
				if (gateway.refuses) {
					gateway.turnedAway += 1;
					return socket.close(1011);
				}
				greet(gateway, connection);
				expectHeartbeat(gateway, connection);
			},
			message: async ({ data: { connection } }, message) => {
				if (connection) await receive(gateway, connection, message.toString());
			},
			close: ({ data: { connection } }, code) => {
				if (connection) forget(gateway, connection, code);
			},
		},
	});
	return { port: server.port ?? port, stop: () => server.stop(true) };
}

function over(socket: Socket): Connection {
	return newConnection({
		send: (frame) => socket.send(encode(frame)),
		close: (code) => socket.close(code),
		cut: () => socket.terminate(),
	});
}
