// Connections to the gateway, the sessions behind them, and which of them hears of an event.
import { GatewayDispatchEvents, type GatewayOpcodes as Op } from "discord-api-types/v10";
import { createEventFaults, type EventFaults } from "./event-faults.ts";
import { hears } from "./intents.ts";
import type { Frame, Session } from "./session.ts";
import { carries } from "./sharding.ts";
import { createWire, type Wire } from "./wire.ts";
import type { GatewayEvent, World } from "./world.ts";

export type GatewaySettings = {
	token: string;
	heartbeatIntervalMs: number;
	privilegedIntents: boolean;
	latencyMs: number;
	limits: boolean;
	gatewayUrl: string;
	/** how many connections GET /gateway/bot recommends */
	shards: number;
	/** how many of them may identify within five seconds */
	maxConcurrency: number;
	/** with more on one connection, it is closed */
	guildsPerShard: number;
	/** whether who identifies sooner than that is turned down */
	pacesSignIns: boolean;
};

/** How a client is reached: over a WebSocket, or in process. */
export type Line = {
	send: (frame: Frame) => void;
	close: (code: number) => void;
	/** Ends it without a close frame. */
	cut: () => void;
};
export type Connection = Line & {
	session: Session | null;
	/** when the client sent what it sent in the last minute */
	sends: number[];
	closedByUs: boolean;
	/** cancels the end of a connection whose heartbeats have stopped */
	calm: () => void;
};

export type Gateway = {
	world: World;
	settings: GatewaySettings;
	connections: Set<Connection>;
	sessions: Map<string, Session>;
	wire: Wire;
	faults: EventFaults;
	/** new connections are turned away: with a 503, or with a close as soon as they are there */
	refuses: boolean | "close";
	/** how many were */
	turnedAway: number;
	/** shards that are closed when they identify or resume */
	refusedShards: Set<number>;
	/** how many IDENTIFY were received */
	starts: number;
	/** when one of each group of connections last did */
	identifiedAt: Map<number, number>;
	blame: (what: string) => void;
};

export const SESSION_STARTS = 1000;

export function startsLeft({ starts }: Gateway): number {
	return Math.max(0, SESSION_STARTS - starts);
}

export function createGateway(world: World, settings: GatewaySettings, blame: (what: string) => void): Gateway {
	const wire = createWire(world.clock, () => settings.latencyMs / 2);
	const gateway: Gateway = {
		world,
		settings,
		connections: new Set(),
		sessions: new Map(),
		wire,
		faults: createEventFaults(),
		refuses: false,
		refusedShards: new Set(),
		turnedAway: 0,
		starts: 0,
		identifiedAt: new Map(),
		blame,
	};
	world.onEvent((event) => broadcast(gateway, event));
	return gateway;
}

export function newConnection(line: Line): Connection {
	return { ...line, session: null, sends: [], closedByUs: false, calm: () => {} };
}

export function deliver({ connections, wire }: Gateway, connection: Connection, frame: Frame): void {
	wire.send(() => {
		if (connections.has(connection)) connection.send(frame);
	});
}

export function send(gateway: Gateway, connection: Connection, op: Op, d: unknown = null): void {
	deliver(gateway, connection, { op, d: JSON.stringify(d), s: null, t: null });
}

export function close(gateway: Gateway, connection: Connection, code: number): void {
	connection.closedByUs = true;
	gateway.wire.send(() => connection.close(code));
}

export function dispatch(gateway: Gateway, session: Session, name: string, data: unknown): void {
	deliverTo(gateway, session, session.record(name, JSON.stringify(data)));
}

function deliverTo(gateway: Gateway, session: Session, frame: Frame): void {
	for (const connection of gateway.connections) {
		if (connection.session === session) deliver(gateway, connection, frame);
	}
}

/** An event that is lost meets no other fault. */
function broadcast(gateway: Gateway, event: GatewayEvent): void {
	const { world, faults } = gateway;
	const guild = world.guilds.get(event.guildId ?? "");
	const silent = guild && !(guild.botIsIn && guild.available) && event.name !== GatewayDispatchEvents.GuildDelete;
	if (silent) return;
	const fault = faults.take(event, "lost") ?? faults.take(event);
	if (fault?.kind === "lost" && !fault.replayable) return;
	const data = fault?.kind === "changed" ? fault.change(event.data) : event.data;
	const tell = teller(gateway, { ...event, data }, fault?.kind !== "lost");
	if (fault?.kind === "late") world.clock.setTimeout(tell, fault.ms);
	else tell();
	if (fault?.kind === "twice") tell();
}

/** What is told is how things were when they happened. */
function teller(gateway: Gateway, event: GatewayEvent, isLive: boolean): () => void {
	const json = JSON.stringify(event.data);
	return () => {
		for (const session of gateway.sessions.values()) {
			if (!carries(session.shard, event.guildId) || !hears(session.intents, event, gateway.world.bot.id)) continue;
			const frame = session.record(event.name, json);
			if (isLive) deliverTo(gateway, session, frame);
		}
	};
}

/** Discord gives up a connection that has missed its heartbeat. */
export function watch({ world, settings }: Gateway, connection: Connection, onSilence: () => void): void {
	connection.calm();
	connection.calm = world.clock.setTimeout(onSilence, settings.heartbeatIntervalMs * 1.5);
}

export function forget(gateway: Gateway, connection: Connection, code: number): void {
	gateway.connections.delete(connection);
	connection.calm();
	// A client that says goodbye with 1000 or 1001 ends its session; any other close leaves it resumable.
	const goodbye = !connection.closedByUs && (code === 1000 || code === 1001);
	if (goodbye && connection.session) gateway.sessions.delete(connection.session.id);
}

export function stopGateway(gateway: Gateway): void {
	gateway.refuses = true;
	gateway.wire.thaw();
	for (const connection of [...gateway.connections]) {
		connection.calm();
		connection.cut();
	}
}
