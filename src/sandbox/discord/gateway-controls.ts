// Making the gateway fail on purpose: closing, refusing, falling silent, forgetting, losing events.
import { GatewayOpcodes as Op } from "discord-api-types/v10";
import { type Connection, close, type Gateway, send } from "./gateway.ts";
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
	/** While true, new connections are turned away: with a 503, over a WebSocket. */
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

export function gatewayControls(gateway: Gateway): GatewayControls {
	const each = (act: (connection: Connection) => void) => [...gateway.connections].forEach(act);
	let keepFrozen = () => {};
	return {
		get connections() {
			return gateway.connections.size;
		},
		get sessions() {
			return [...gateway.connections].filter(({ session }) => session !== null).length;
		},
		get identifies() {
			return gateway.starts;
		},
		close: (code) => each((connection) => close(gateway, connection, code)),
		cut: () => each((connection) => connection.cut()),
		refuse: (refused) => {
			gateway.refuses = refused;
		},
		freeze: (forMs) => {
			keepFrozen();
			gateway.wire.freeze();
			if (forMs !== true) keepFrozen = gateway.world.clock.setTimeout(gateway.wire.thaw, forMs);
		},
		unfreeze: () => {
			keepFrozen();
			gateway.wire.thaw();
		},
		invalidateSession: (resumable) =>
			each((connection) => {
				if (!resumable && connection.session) gateway.sessions.delete(connection.session.id);
				if (!resumable) connection.session = null;
				send(gateway, connection, Op.InvalidSession, resumable);
			}),
		reconnect: () => each((connection) => send(gateway, connection, Op.Reconnect)),
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
