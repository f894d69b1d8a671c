// discord.js' part: the connection to the gateway, whose dispatches it passes on, and people's interactions.

import { Client, Events, GatewayIntentBits, Options, Status } from "discord.js";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import type { Gateway } from "./gateway.ts";
import { type Limit, requestsBy, withinLimit } from "./own-requests.ts";

export type ClientOptions = {
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	/** How long discord.js waits for an answer to an interaction's reply, ms. */
	readonly timeoutMs: number;
	/** How its calls are sent: the global `fetch` if left out. */
	readonly fetch?: Fetch | undefined;
	/** How to connect to the gateway; discord.js' own way if left out. */
	readonly gateway?: Gateway;
	/** What Discord has refused, and the time: its calls wait for none, but are not made while too many were. */
	readonly limit?: Limit;
};

/** Closes that no reconnect mends, with what to do. Discord: gateway close codes 4004 and 4010 to 4014. */
const fatalCloses: ReadonlyMap<number, string> = new Map([
	[4004, "Discord does not accept the bot's token: put a valid one into DISCORD_TOKEN."],
	[4010, "Discord refused the shard."],
	[4011, "The bot is in too many servers for its connections: starting anew asks Discord how many it needs."],
	[4012, "Discord no longer speaks this version of its gateway: update faceit-comms."],
	[4013, "Discord refused the intents: update faceit-comms."],
	[4014, "Discord refused an intent that has to be switched on for the bot."],
]);

/** The dispatches that discord.js handles itself: those of the connection, and of interactions. */
const forClient: ReadonlySet<string> = new Set([
	"READY",
	"RESUMED",
	"GUILD_CREATE",
	"GUILD_DELETE",
	"INTERACTION_CREATE",
]);

/** A client that caches what interactions need. Its retries are off: they repeat calls that may have succeeded. */
export function createClient({ apiUrl, timeoutMs, gateway, fetch, limit }: ClientOptions): Client {
	const make = requestsBy(fetch ?? ((request) => globalThis.fetch(request)));
	return new Client({
		...(gateway === undefined ? {} : { ws: gateway.options() }),
		// As many as Discord recommends at the start: one below 2,500 guilds.
		shards: "auto",
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
		allowedMentions: { parse: [] },
		rest: {
			...{ api: apiUrl, version: "10", retries: 0, timeout: timeoutMs },
			// It counts seconds by the machine's clock: set back by an hour, fifty calls would have to do for that hour. Its
			// calls are few, and replies to interactions do not count (Discord docs, "Global Rate Limit").
			globalRequestsPerSecond: Number.POSITIVE_INFINITY,
			makeRequest: limit === undefined ? make : withinLimit(make, limit),
		},
		makeCache: Options.cacheWithLimits({
			...Options.DefaultMakeCacheSettings,
			MessageManager: 0,
			PresenceManager: 0,
			ReactionManager: 0,
			GuildBanManager: 0,
			GuildInviteManager: 0,
			GuildScheduledEventManager: 0,
			GuildStickerManager: 0,
			GuildEmojiManager: 0,
			StageInstanceManager: 0,
			ThreadManager: 0,
			VoiceStateManager: 0,
			GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
			UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
		}),
	});
}

/**
 * Passes every dispatch on to `apply`, in order and from the first one, and says when a connection is lost. People are
 * answered from the first READY on: discord.js would hold interactions back until every shard has shown its guilds, and
 * they are worth nothing after three seconds.
 */
export function listen(
	client: Client,
	{
		apply,
		disconnected,
		publish,
		fatal,
	}: {
		readonly apply: (name: string, data: unknown, shardId: number) => void;
		readonly disconnected: (shardId: number) => void;
		readonly publish: Publish;
		readonly fatal: (why: string) => void;
	},
): void {
	client.on(Events.Raw, (raw: unknown, shardId) => {
		if (!isDispatch(raw)) return;
		const { t: name, d: data } = raw;
		leaveForClient(raw);
		if (name === "READY") client.ws.status = Status.Ready;
		try {
			apply(name, data, shardId);
		} catch (error) {
			publish({ kind: "dispatchFailed", event: name, error });
		}
	});
	client.on(Events.ShardReconnecting, disconnected);
	client.on(Events.Error, ({ message }) => publish({ kind: "gateway", state: "lost", why: message }));
	client.on(Events.ShardDisconnect, ({ code }) => {
		fatal(fatalCloses.get(code) ?? `Discord closed the connection for good (${code}).`);
	});
	client.on(Events.Invalidated, () => fatal("Discord ended the bot's session for good."));
}

/**
 * discord.js gets what it needs: of a guild only that the bot is in it, and what is not for it without a name, so that it
 * is ignored. It throws on much that it does not expect, such as an unrequested PRESENCE_UPDATE.
 */
function leaveForClient(raw: Dispatch): void {
	if (!forClient.has(raw.t)) raw.t = "";
	else if (raw.t === "GUILD_CREATE") raw.d = { id: idOf(raw.d), channels: [], roles: [], members: [] };
}

function idOf(data: unknown): unknown {
	return typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
}

type Dispatch = { t: string; d: unknown };

/** Checks the object without copying it: discord.js handles the same one after us. */
function isDispatch(raw: unknown): raw is Dispatch {
	return typeof raw === "object" && raw !== null && "t" in raw && "d" in raw && typeof raw.t === "string";
}
