// IDENTIFY and RESUME: how a connection comes by a session, and why it may not.
import { GatewayCloseCodes as Close, GatewayDispatchEvents, GatewayOpcodes as Op } from "discord-api-types/v10";
import { z } from "zod";
import { drawHex } from "../chance.ts";
import { type Connection, close, deliver, dispatch, type Gateway, SESSION_STARTS, send } from "./gateway.ts";
import { guildCreatePayload } from "./guild-payload.ts";
import { hears, KNOWN_INTENTS, PRIVILEGED } from "./intents.ts";
import { userPayload } from "./payloads.ts";
import { createSession, type Session } from "./session.ts";
import { guildsOf, isShard, type Shard } from "./sharding.ts";
import type { GatewayEvent, Guild } from "./world.ts";

/** Ends the connection; misuse is also held against the bot. */
export class Closing extends Error {
	readonly code: number;
	readonly misuse: boolean;

	constructor(code: number, why: string, misuse = true) {
		super(why);
		this.code = code;
		this.misuse = misuse;
	}
}

const IDENTIFY_EVERY_MS = 5_000;

const identifyShape = z.object({
	token: z.string(),
	intents: z.number().int(),
	properties: z.looseObject({}),
	shard: z.tuple([z.number().int(), z.number().int()]).default([0, 1]),
});
const resumeShape = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int().nonnegative() });

export function identify(gateway: Gateway, connection: Connection, d: unknown): void {
	const { world, settings } = gateway;
	if (connection.session) throw new Closing(Close.AlreadyAuthenticated, "identified twice");
	const asked = identifyShape.safeParse(d);
	if (!asked.success) throw new Closing(Close.DecodeError, "IDENTIFY without its fields");
	const { token, intents, shard } = asked.data;
	refuse(gateway, shard);
	gateway.starts += 1;
	if (gateway.starts > SESSION_STARTS) throw new Closing(Close.AuthenticationFailed, "1000 IDENTIFY reset the token");
	if (token !== settings.token) throw new Closing(Close.AuthenticationFailed, "wrong token", false);
	if ((intents & ~KNOWN_INTENTS) !== 0) throw new Closing(Close.InvalidIntents, "invalid intents");
	if ((intents & PRIVILEGED) !== 0 && !settings.privilegedIntents) {
		throw new Closing(Close.DisallowedIntents, "disallowed intents", false);
	}
	if (!isShard(shard)) throw new Closing(Close.InvalidShard, "invalid shard");
	const guilds = guildsOf(world, shard);
	if (guilds.length > settings.guildsPerShard) throw new Closing(Close.ShardingRequired, "sharding required", false);
	if (isTooSoon(gateway, shard)) {
		gateway.blame("gateway: IDENTIFY sooner than max_concurrency allows");
		send(gateway, connection, Op.InvalidSession, false);
		return;
	}
	const session = createSession(drawHex(world.chance, 32), intents, shard);
	gateway.sessions.set(session.id, session);
	connection.session = session;
	const begun = { name: GatewayDispatchEvents.Ready, guildId: null, data: ready(gateway, session, guilds) };
	dispatch(gateway, session, begun.name, altered(gateway, begun));
	for (const guild of guilds.filter(({ available }) => available)) {
		const name = GatewayDispatchEvents.GuildCreate;
		const data = guildCreatePayload(guild, world.bot.id);
		const event = { name, guildId: guild.id, data };
		if (hears(intents, event, world.bot.id)) dispatch(gateway, session, name, altered(gateway, event));
	}
}

function refuse({ refusedShards }: Gateway, [id]: Shard): void {
	if (refusedShards.has(id)) throw new Closing(Close.UnknownError, "the shard is refused", false);
}

/** Connections of one group wait for each other (Discord docs, "Max Concurrency"). */
function isTooSoon({ world, settings, identifiedAt }: Gateway, [id]: Shard): boolean {
	const group = id % settings.maxConcurrency;
	const now = world.clock.now();
	const former = identifiedAt.get(group);
	identifiedAt.set(group, now);
	return settings.limits && settings.pacesSignIns && former !== undefined && now - former < IDENTIFY_EVERY_MS;
}

/** The guilds of a new session are never lost or late, but perhaps not as documented. */
function altered({ faults }: Gateway, event: GatewayEvent): object {
	const fault = faults.take(event, "changed");
	return fault?.kind === "changed" ? fault.change(event.data) : event.data;
}

export function resume(gateway: Gateway, connection: Connection, d: unknown): void {
	const asked = resumeShape.safeParse(d);
	if (!asked.success) throw new Closing(Close.DecodeError, "RESUME without its fields");
	const { token, session_id, seq } = asked.data;
	if (token !== gateway.settings.token) throw new Closing(Close.AuthenticationFailed, "wrong token", false);
	const session = gateway.sessions.get(session_id);
	const missed = session?.since(seq);
	if (!session || !missed) {
		send(gateway, connection, Op.InvalidSession, false);
		return;
	}
	refuse(gateway, session.shard);
	for (const other of gateway.connections) {
		if (other !== connection && other.session === session) close(gateway, other, Close.SessionTimedOut);
	}
	connection.session = session;
	for (const frame of missed) deliver(gateway, connection, frame);
	dispatch(gateway, session, GatewayDispatchEvents.Resumed, {});
}

function ready(gateway: Gateway, session: Session, guilds: Guild[]) {
	const { world, settings } = gateway;
	return {
		v: 10,
		user: { ...userPayload(world.bot), verified: true, mfa_enabled: true, email: null },
		guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
		session_id: session.id,
		resume_gateway_url: settings.gatewayUrl,
		session_type: "normal",
		shard: session.shard,
		application: { id: world.applicationId, flags: 0 },
		private_channels: [],
		relationships: [],
		user_settings: {},
	};
}
