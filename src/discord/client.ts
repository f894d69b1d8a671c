// discord.js' part: the connection to the gateway, whose dispatches it passes on, and people's interactions.

import { Client, Events, GatewayIntentBits, Options } from "discord.js";
import type { Publish } from "../fact.ts";
import type { Gateway } from "./gateway.ts";

export type ClientOptions = {
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	/** How long discord.js waits for an answer to an interaction's reply, ms. */
	readonly timeoutMs: number;
	/** How to connect to the gateway; discord.js' own way if left out. */
	readonly gateway?: Gateway;
};

/** Closes that no reconnect mends, with what to do. Discord: gateway close codes 4004 and 4010 to 4014. */
const fatalCloses: ReadonlyMap<number, string> = new Map([
	[4004, "Discord does not accept the bot's token: put a valid one into DISCORD_TOKEN."],
	[4010, "Discord refused the shard."],
	[4011, "The bot is in too many servers for one connection (2,500)."],
	[4012, "Discord no longer speaks this version of its gateway: update faceit-comms."],
	[4013, "Discord refused the intents: update faceit-comms."],
	[4014, "Discord refused an intent that has to be switched on for the bot."],
]);

/** The dispatches that discord.js handles itself: those of the connection, of interactions, and of what these name. */
const forClient: ReadonlySet<string> = new Set([
	"READY",
	"RESUMED",
	"GUILD_CREATE",
	"GUILD_UPDATE",
	"GUILD_DELETE",
	"GUILD_ROLE_CREATE",
	"GUILD_ROLE_UPDATE",
	"GUILD_ROLE_DELETE",
	"CHANNEL_CREATE",
	"CHANNEL_UPDATE",
	"CHANNEL_DELETE",
	"INTERACTION_CREATE",
]);

/** A client that caches what interactions need. Its retries are off: they repeat calls that may have succeeded. */
export function createClient({ apiUrl, timeoutMs, gateway }: ClientOptions): Client {
	return new Client({
		...(gateway === undefined ? {} : { ws: gateway.options() }),
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
		allowedMentions: { parse: [] },
		rest: { api: apiUrl, version: "10", retries: 0, timeout: timeoutMs, invalidRequestWarningInterval: 100 },
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

/** Passes every dispatch on to `apply`, in order and from the first one, and publishes the connection's state. */
export function listen(
	client: Client,
	{
		apply,
		disconnected,
		publish,
		fatal,
	}: {
		readonly apply: (name: string, data: unknown) => void;
		readonly disconnected: () => void;
		readonly publish: Publish;
		readonly fatal: (why: string) => void;
	},
): void {
	client.on(Events.Raw, (raw: unknown) => {
		if (!isDispatch(raw)) return;
		const { t: name, d: data } = raw;
		// discord.js throws on some that it does not expect, such as an unrequested PRESENCE_UPDATE, and nothing would
		// catch that: it gets them without a name, and ignores them.
		if (!forClient.has(name)) raw.t = "";
		apply(name, data);
	});
	client.on(Events.ShardReconnecting, () => {
		disconnected();
		publish({ kind: "gateway", state: "reconnecting" });
	});
	client.on(Events.ShardError, ({ message }) => publish({ kind: "gateway", state: "lost", why: message }));
	client.on(Events.Error, ({ message }) => publish({ kind: "gateway", state: "lost", why: message }));
	client.on(Events.ShardDisconnect, ({ code }) => {
		fatal(fatalCloses.get(code) ?? `Discord closed the connection for good (${code}).`);
	});
	client.on(Events.Invalidated, () => fatal("Discord ended the bot's session for good."));
}

/** Checks the object without copying it: discord.js handles the same one after us. */
function isDispatch(raw: unknown): raw is { t: string; d: unknown } {
	return typeof raw === "object" && raw !== null && "t" in raw && "d" in raw && typeof raw.t === "string";
}
