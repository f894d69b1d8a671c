// A gateway connection without a socket: the client's half of the protocol, for a program that runs in this process.
// It takes part in everything but heartbeats and the pace of sign-ins; nobody falls silent here except through `freeze`.
import { GatewayCloseCodes as Close, GatewayDispatchEvents, GatewayOpcodes as Op } from "discord-api-types/v10";
import { forget, type Gateway, newConnection } from "./gateway.ts";
import { greet, receive } from "./protocol.ts";
import type { Frame } from "./session.ts";
import type { Shard } from "./sharding.ts";

export type InProcessConnection = {
	/** null until READY has arrived */
	readonly sessionId: string | null;
	/** the number of the last event that has arrived */
	readonly seq: number;
	/** By default a goodbye, which ends the session; with 4000, for one, it can be resumed. `onClose` is not called. */
	close: (code?: number) => void;
};

/** The gateway's close code; 1006 when there was none, and 4200 when the client closed because it was asked to. */
export type Closed = { code: number; resumable: boolean };

export type ConnectOptions = {
	/**
	 * An earlier connection whose session is to be resumed: what it missed is dispatched again, then RESUMED. If the
	 * gateway no longer knows the session, this one identifies afresh, and READY follows.
	 */
	resume?: Pick<InProcessConnection, "sessionId" | "seq">;
	/** The only one by default. */
	shard?: Shard;
};

export type Connect = (
	intents: number,
	onDispatch: (name: string, data: unknown) => void,
	onClose?: (closed: Closed) => void,
	options?: ConnectOptions,
) => InProcessConnection;

/** A goodbye; no close frame; and what discord.js closes with after op 7 or op 9. */
const NORMAL = 1000;
const ABNORMAL = 1006;
const ASKED_TO_LEAVE = 4200;

/** After these a new session has to be started, or none at all ("Gateway Close Event Codes"); discord.js adds the goodbye. */
const ENDS_SESSION = new Set<number>([
	NORMAL,
	Close.NotAuthenticated,
	Close.AuthenticationFailed,
	Close.InvalidSeq,
	Close.SessionTimedOut,
	Close.InvalidShard,
	Close.ShardingRequired,
	Close.InvalidAPIVersion,
	Close.InvalidIntents,
	Close.DisallowedIntents,
]);

export function connector(gateway: Gateway): Connect {
	return (intents, onDispatch, onClose = () => {}, { resume, shard = [0, 1] } = {}) => {
		const { token } = gateway.settings;
		let sessionId = resume?.sessionId ?? null;
		let seq = sessionId === null ? 0 : (resume?.seq ?? 0);
		let state: "open" | "resuming" | "closed" = "open";

		const connection = newConnection({
			send: (frame) => soon(() => hear(frame)),
			close: (code) => soon(() => end(code)),
			cut: () => end(ABNORMAL),
		});
		// In order, and never while the gateway is still processing what it sends.
		const soon = (act: () => void) => queueMicrotask(() => state !== "closed" && act());
		const say = (op: Op, d: object) => void receive(gateway, connection, JSON.stringify({ op, d }));

		function hear({ op, d, s, t }: Frame): void {
			if (op === Op.Hello) begin();
			else if (op === Op.Dispatch) heard(t ?? "", d, s ?? seq);
			else if (op === Op.InvalidSession) invalidated(d === "true");
			else if (op === Op.Reconnect) end(ASKED_TO_LEAVE);
		}

		function begin(): void {
			state = sessionId === null ? "open" : "resuming";
			if (sessionId === null) say(Op.Identify, { token, intents, properties: {}, shard });
			else say(Op.Resume, { token, session_id: sessionId, seq });
		}

		function heard(name: string, json: string, number: number): void {
			state = "open";
			seq = number;
			if (name === GatewayDispatchEvents.Ready) sessionId = connection.session?.id ?? null;
			onDispatch(name, JSON.parse(json));
		}

		function invalidated(resumable: boolean): void {
			if (!resumable) sessionId = null;
			if (resumable || state === "open") end(ASKED_TO_LEAVE);
			else begin();
		}

		function end(code: number): void {
			leave(code);
			const closed = { code, resumable: sessionId !== null && !ENDS_SESSION.has(code) };
			queueMicrotask(() => onClose(closed));
		}

		function leave(code: number): void {
			state = "closed";
			forget(gateway, connection, code);
		}

		async function enter(): Promise<void> {
			if (gateway.refuses) end(ABNORMAL);
			await gateway.wire.untilAwake();
			if (state !== "closed") greet(gateway, connection);
		}

		void enter();
		return {
			get sessionId() {
				return sessionId;
			},
			get seq() {
				return seq;
			},
			close: (code = NORMAL) => {
				if (state !== "closed") leave(code);
			},
		};
	};
}
