// Making the gateway fail on purpose: closing, refusing, falling silent, forgetting, losing events.
import { GatewayOpcodes as Op } from "discord-api-types/v10";
import type { Which } from "./event-faults.ts";
import { type Connection, close, dispatch, type Gateway, send } from "./gateway.ts";
import { isOf } from "./sharding.ts";

export type GatewayControls = {
	/** open connections */
	readonly connections: number;
	/** connections that have identified or resumed */
	readonly sessions: number;
	/** how many IDENTIFY were sent so far */
	readonly identifies: number;
	/** Every connection, or the one of this shard. */
	close: (code: number, shardId?: number) => void;
	/** Cuts every connection without a close frame, or the one of this shard. */
	cut: (shardId?: number) => void;
	/** how many new connections were turned away so far */
	readonly turnedAway: number;
	/** While true, new connections are turned away: with a 503, over a WebSocket. With "close", they are closed at once. */
	refuse: (refused: boolean | "close") => void;
	/** While true, this shard is closed (4000) when it identifies or resumes. */
	refuseShard: (shardId: number, refused: boolean) => void;
	/** From now on, GET /gateway/bot recommends so many connections. */
	recommend: (shards: number) => void;
	/** Open connections fall silent and new ones hang, for a time or until unfreeze. */
	freeze: (forMs: number | true) => void;
	unfreeze: () => void;
	invalidateSession: (resumable: boolean) => void;
	/** Asks clients to reconnect (op 7). */
	reconnect: () => void;
	/** Loses the next events for every session; they cannot be replayed either unless told so. */
	drop: (which: Which, options?: { replayable?: boolean }) => { remove: () => void };
	/** Holds each of these back for so long: what happens meanwhile overtakes it. */
	delay: (which: Which, ms: number) => { remove: () => void };
	/** Sends each of these twice. */
	repeat: (which: Which) => { remove: () => void };
	/** Sends each of these with other data, also those that follow an IDENTIFY. */
	alter: (which: Which, change: (data: object) => object) => { remove: () => void };
	/** Sends this to every session, as it is. */
	dispatch: (name: string, data: unknown) => void;
	/** Every later RESUME is answered with "invalid session", or those of this shard. */
	forgetSessions: (shardId?: number) => void;
};

export function gatewayControls(gateway: Gateway): GatewayControls {
	const each = (act: (connection: Connection) => void, shardId?: number) =>
		[...gateway.connections].filter(({ session }) => isOf(session, shardId)).forEach(act);
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
		get turnedAway() {
			return gateway.turnedAway;
		},
		close: (code, shardId) => each((connection) => close(gateway, connection, code), shardId),
		cut: (shardId) => each((connection) => connection.cut(), shardId),
		refuse: (refused) => {
			gateway.refuses = refused;
		},
		refuseShard: (shardId, refused) => {
			if (refused) gateway.refusedShards.add(shardId);
			else gateway.refusedShards.delete(shardId);
		},
		recommend: (shards) => {
			gateway.settings.shards = shards;
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
		drop: (which, { replayable = false } = {}) => gateway.faults.add(which, { kind: "lost", replayable }),
		delay: (which, ms) => gateway.faults.add(which, { kind: "late", ms }),
		repeat: (which) => gateway.faults.add(which, { kind: "twice" }),
		alter: (which, change) => gateway.faults.add(which, { kind: "changed", change }),
		dispatch: (name, data) =>
			each(({ session }) => {
				if (session) dispatch(gateway, session, name, data);
			}),
		forgetSessions: (shardId) => {
			for (const [id, session] of gateway.sessions) if (isOf(session, shardId)) gateway.sessions.delete(id);
		},
	};
}
