// What a client may send over the gateway, and the close codes for everything else.
import { GatewayCloseCodes as Close, GatewayDispatchEvents, GatewayOpcodes as Op } from "discord-api-types/v10";
import { z } from "zod";
import { type Connection, close, dispatch, type Gateway, send, watch } from "./gateway.ts";
import { Closing, identify, resume } from "./handshake.ts";
import { memberPayload } from "./payloads.ts";
import type { Session } from "./session.ts";

const SENDS_PER_MINUTE = 120;

const frameShape = z.object({ op: z.number(), d: z.unknown() });
const membersShape = z.object({
	guild_id: z.string(),
	user_ids: z.union([z.string(), z.array(z.string()).max(100)]),
	nonce: z.string().optional(),
});

export function greet(gateway: Gateway, connection: Connection): void {
	gateway.connections.add(connection);
	send(gateway, connection, Op.Hello, { heartbeat_interval: gateway.settings.heartbeatIntervalMs });
}

export function expectHeartbeat(gateway: Gateway, connection: Connection): void {
	watch(gateway, connection, () => close(gateway, connection, Close.SessionTimedOut));
}

export async function receive(gateway: Gateway, connection: Connection, text: string): Promise<void> {
	await gateway.wire.untilAwake();
	if (!gateway.connections.has(connection) || connection.closedByUs) return;
	try {
		handle(gateway, connection, text);
	} catch (error) {
		if (!(error instanceof Closing)) throw error;
		if (error.misuse) gateway.blame(`gateway: ${error.message} (${error.code})`);
		close(gateway, connection, error.code);
	}
}

function handle(gateway: Gateway, connection: Connection, text: string): void {
	const frame = frameShape.safeParse(decode(text));
	if (!frame.success) throw new Closing(Close.DecodeError, "not decodable");
	if (overspending(connection, gateway.world.clock.now()))
		throw new Closing(Close.RateLimited, "more than 120 sends a minute");
	const { op, d } = frame.data;
	switch (op) {
		case Op.Heartbeat:
			expectHeartbeat(gateway, connection);
			send(gateway, connection, Op.HeartbeatAck);
			break;
		case Op.Identify:
			identify(gateway, connection, d);
			break;
		case Op.Resume:
			resume(gateway, connection, d);
			break;
		case Op.PresenceUpdate:
			sessionOf(connection);
			break;
		case Op.RequestGuildMembers:
			sendMembers(gateway, sessionOf(connection), d);
			break;
		case Op.VoiceStateUpdate:
			sessionOf(connection);
			gateway.blame("gateway: the bot joins voice itself");
			break;
		default:
			throw new Closing(Close.UnknownOpcode, `unknown opcode ${op}`);
	}
}

function sessionOf(connection: Connection): Session {
	if (!connection.session) throw new Closing(Close.NotAuthenticated, "sent before IDENTIFY");
	return connection.session;
}

function sendMembers(gateway: Gateway, session: Session, d: unknown): void {
	const asked = membersShape.safeParse(d);
	const guild = asked.success ? gateway.world.guilds.get(asked.data.guild_id) : undefined;
	if (!asked.success || !guild) {
		gateway.blame("gateway: asked for all members, which needs a privileged intent");
		return;
	}
	const ids = [asked.data.user_ids].flat();
	dispatch(gateway, session, GatewayDispatchEvents.GuildMembersChunk, {
		guild_id: guild.id,
		members: ids.flatMap((id) => guild.members.get(id) ?? []).map(memberPayload),
		not_found: ids.filter((id) => !guild.members.has(id)),
		chunk_index: 0,
		chunk_count: 1,
		nonce: asked.data.nonce,
	});
}

function decode(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function overspending(connection: Connection, now: number): boolean {
	connection.sends = [...connection.sends.filter((time) => time > now - 60_000), now];
	return connection.sends.length > SENDS_PER_MINUTE;
}
