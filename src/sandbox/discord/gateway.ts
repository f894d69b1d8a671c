// Connections to the gateway, the sessions behind them, and which of them hears of an event.
import { GatewayDispatchEvents, type GatewayOpcodes as Op } from "discord-api-types/v10";
import { hears } from "./intents.ts";
import type { Frame, Session } from "./session.ts";
import { createWire, type Wire } from "./wire.ts";
import type { GatewayEvent, World } from "./world.ts";

export type GatewaySettings = {
	token: string;
	heartbeatIntervalMs: number;
	privilegedIntents: boolean;
	latencyMs: number;
	port: number;
};
export type Connection = { session: Session | null; sends: number[]; closedByUs: boolean; watchdog: Timer | null };
export type Socket = Bun.ServerWebSocket<Connection>;
/** Events that shall get lost; a replayable one only misses the live connections. */
export type Loss = { matches: (event: GatewayEvent) => boolean; left: number; replayable: boolean };

export type Gateway = {
	world: World;
	settings: GatewaySettings;
	sockets: Set<Socket>;
	sessions: Map<string, Session>;
	wire: Wire;
	losses: Set<Loss>;
	/** how many IDENTIFY were received */
	starts: number;
	blame: (what: string) => void;
};

export const SESSION_STARTS = 1000;

export function gatewayUrl({ settings }: Gateway): string {
	return `ws://127.0.0.1:${settings.port}/gateway`;
}

export function startsLeft({ starts }: Gateway): number {
	return Math.max(0, SESSION_STARTS - starts);
}

export function createGateway(world: World, settings: GatewaySettings, blame: (what: string) => void): Gateway {
	const wire = createWire(() => settings.latencyMs / 2);
	const gateway: Gateway = {
		world,
		settings,
		sockets: new Set(),
		sessions: new Map(),
		wire,
		losses: new Set(),
		starts: 0,
		blame,
	};
	world.onEvent((event) => tell(gateway, event));
	return gateway;
}

export function deliver({ sockets, wire }: Gateway, socket: Socket, frame: Frame): void {
	wire.send(() => {
		if (sockets.has(socket)) socket.send(JSON.stringify(frame));
	});
}

export function send(gateway: Gateway, socket: Socket, op: Op, d: unknown = null): void {
	deliver(gateway, socket, { op, d, s: null, t: null });
}

export function close(gateway: Gateway, socket: Socket, code: number): void {
	socket.data.closedByUs = true;
	gateway.wire.send(() => socket.close(code));
}

export function dispatch(gateway: Gateway, session: Session, name: string, data: unknown): void {
	const frame = session.record(name, data);
	for (const socket of gateway.sockets) if (socket.data.session === session) deliver(gateway, socket, frame);
}

function tell(gateway: Gateway, event: GatewayEvent): void {
	const { world, sessions } = gateway;
	const guild = world.guilds.get(event.guildId ?? "");
	const silent = guild && !(guild.botIsIn && guild.available) && event.name !== GatewayDispatchEvents.GuildDelete;
	if (silent) return;
	const loss = [...gateway.losses].find((each) => each.left > 0 && each.matches(event));
	if (loss) loss.left -= 1;
	if (loss && !loss.replayable) return;
	for (const session of sessions.values()) {
		if (!hears(session.intents, event, world.bot.id)) continue;
		if (loss) session.record(event.name, event.data);
		else dispatch(gateway, session, event.name, event.data);
	}
}

/** Discord gives up a connection that has missed its heartbeat. */
export function watch(gateway: Gateway, socket: Socket, onSilence: () => void): void {
	clearTimeout(socket.data.watchdog ?? undefined);
	socket.data.watchdog = setTimeout(onSilence, gateway.settings.heartbeatIntervalMs * 1.5);
}

export function forget(gateway: Gateway, socket: Socket, code: number): void {
	gateway.sockets.delete(socket);
	clearTimeout(socket.data.watchdog ?? undefined);
	// A client that says goodbye with 1000 or 1001 ends its session; any other close leaves it resumable.
	const goodbye = !socket.data.closedByUs && (code === 1000 || code === 1001);
	if (goodbye && socket.data.session) gateway.sessions.delete(socket.data.session.id);
}

export function stopGateway(gateway: Gateway): void {
	gateway.wire.thaw();
	for (const socket of gateway.sockets) {
		clearTimeout(socket.data.watchdog ?? undefined);
		socket.terminate();
	}
}
