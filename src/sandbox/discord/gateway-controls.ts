// Making the gateway fail on purpose: closing, refusing, falling silent, forgetting, losing events.
import { GatewayOpcodes as Op } from "discord-api-types/v10";
import { close, type Gateway, type Socket, send } from "./gateway.ts";
import type { GatewayEvent } from "./world.ts";

export type GatewayControls = {
	/** open connections */
	readonly connections: number;
	/** connections that have identified or resumed */
	readonly sessions: number;
	/** how many IDENTIFY were sent so far */
	readonly identifies: number;
	close: (code: number) => void;
	/** Cuts every connection without a close frame. */
	cut: () => void;
	/** While true, new connections are turned away with a 503. */
	refuse: (refused: boolean) => void;
	/** Open connections fall silent and new ones hang, for a time or until unfreeze. */
	freeze: (forMs: number | true) => void;
	unfreeze: () => void;
	invalidateSession: (resumable: boolean) => void;
	/** Asks clients to reconnect (op 7). */
	reconnect: () => void;
	/** Loses the next events for every session; they cannot be replayed either unless told so. */
	drop: (
		which: number | ((event: GatewayEvent) => boolean),
		options?: { replayable?: boolean },
	) => { remove: () => void };
	/** Every later RESUME is answered with "invalid session". */
	forgetSessions: () => void;
};

export function gatewayControls(gateway: Gateway, door: { refused: boolean }): GatewayControls {
	const each = (act: (socket: Socket) => void) => [...gateway.sockets].forEach(act);
	let thawing: Timer | undefined;
	return {
		get connections() {
			return gateway.sockets.size;
		},
		get sessions() {
			return [...gateway.sockets].filter((socket) => socket.data.session !== null).length;
		},
		get identifies() {
			return gateway.starts;
		},
		close: (code) => each((socket) => close(gateway, socket, code)),
		cut: () => each((socket) => socket.terminate()),
		refuse: (refused) => {
			door.refused = refused;
		},
		freeze: (forMs) => {
			clearTimeout(thawing);
			gateway.wire.freeze();
			if (forMs !== true) thawing = setTimeout(gateway.wire.thaw, forMs);
		},
		unfreeze: () => {
			clearTimeout(thawing);
			gateway.wire.thaw();
		},
		invalidateSession: (resumable) =>
			each((socket) => {
				if (!resumable && socket.data.session) gateway.sessions.delete(socket.data.session.id);
				if (!resumable) socket.data.session = null;
				send(gateway, socket, Op.InvalidSession, resumable);
			}),
		reconnect: () => each((socket) => send(gateway, socket, Op.Reconnect)),
		drop: (which, { replayable = false } = {}) => {
			const counted = typeof which === "number";
			const loss = {
				matches: counted ? () => true : which,
				left: counted ? which : Number.POSITIVE_INFINITY,
				replayable,
			};
			gateway.losses.add(loss);
			return { remove: () => gateway.losses.delete(loss) };
		},
		forgetSessions: () => gateway.sessions.clear(),
	};
}
