// The gateway: what Discord tells of guilds, channels and voice, passed on in our words.

import { ChannelType, Client, Events, GatewayIntentBits, type Guild, Options } from "discord.js";
import type { Gateway } from "./gateway.ts";
import type { Voices } from "./voices.ts";

/** What the program wants to know of what happens in Discord. */
export type Happenings = {
	/** The gateway is up again and may have missed anything: everything is looked at afresh. The bot is in these guilds. */
	readonly refreshed: (guildIds: ReadonlySet<string>) => void;
	/** The guild is shown anew, or what the bot may do in it changed. */
	readonly guildShown: (guildId: string) => void;
	readonly guildLeft: (guildId: string) => void;
	readonly memberMoved: (move: {
		readonly guildId: string;
		readonly discordId: string;
		readonly from: string | undefined;
		readonly to: string | undefined;
	}) => void;
	readonly channelShown: (guildId: string, channelId: string, name: string) => void;
	readonly channelGone: (guildId: string, channelId: string) => void;
	/** The connection was lost, or is back. */
	readonly gateway: (state: "ready" | "resumed" | "reconnecting" | "lost", why?: string) => void;
	/** Nothing works any more until somebody does something about it. */
	readonly fatal: (why: string) => void;
};

export type ClientOptions = {
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	/** How long discord.js waits for an answer to an interaction's reply, ms. */
	readonly timeoutMs: number;
	/** How the gateway is entered; discord.js' own way where left out. */
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

/** A client that caches what is looked at and nothing else. Its own retries are off: discord.js repeats creates. */
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
			GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
			UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
		}),
	});
}

/** Passes on what happens. `voices` is kept up to date first, so that whoever is told sees it as it is. */
export function listen(client: Client, voices: Voices, on: Happenings): void {
	const show = (guild: Guild) => {
		readVoices(guild, voices);
		for (const channel of guild.channels.cache.values()) {
			if (channel.type === ChannelType.GuildVoice) on.channelShown(guild.id, channel.id, channel.name);
		}
		on.guildShown(guild.id);
	};
	const showAll = () => {
		for (const guild of client.guilds.cache.values()) if (guild.available) show(guild);
		on.refreshed(new Set(client.guilds.cache.keys()));
	};
	const showAgain = (guild: Guild) => {
		show(guild);
		for (const { id, channelId } of guild.voiceStates.cache.values()) {
			if (channelId !== null) on.memberMoved({ guildId: guild.id, discordId: id, from: undefined, to: channelId });
		}
	};

	client.on(Events.ClientReady, showAll);
	client.on(Events.ShardReady, () => {
		on.gateway("ready");
		showAll();
	});
	client.on(Events.ShardResume, () => {
		on.gateway("resumed");
		showAll();
	});
	client.on(Events.ShardReconnecting, () => on.gateway("reconnecting"));
	client.on(Events.ShardError, (error) => on.gateway("lost", error.message));
	client.on(Events.ShardDisconnect, ({ code }) => {
		on.fatal(fatalCloses.get(code) ?? `Discord closed the connection for good (${code}).`);
	});
	client.on(Events.Invalidated, () => on.fatal("Discord ended the bot's session for good."));
	client.on(Events.Error, (error) => on.gateway("lost", error.message));

	client.on(Events.GuildCreate, showAgain);
	client.on(Events.GuildAvailable, showAgain);
	client.on(Events.GuildDelete, (guild) => {
		voices.replace(guild.id, []);
		on.guildLeft(guild.id);
	});
	client.on(Events.GuildUpdate, (_, guild) => on.guildShown(guild.id));
	client.on(Events.GuildRoleUpdate, (role) => on.guildShown(role.guild.id));
	client.on(Events.GuildRoleDelete, (role) => on.guildShown(role.guild.id));
	client.on(Events.GuildMemberUpdate, (_, member) => {
		if (member.id === client.user?.id) on.guildShown(member.guild.id);
	});
	client.on(Events.VoiceStateUpdate, (_, { guild, id, channelId }) => {
		const to = channelId ?? undefined;
		const from = voices.set(guild.id, id, to);
		if (from !== to) on.memberMoved({ guildId: guild.id, discordId: id, from, to });
	});
	client.on(Events.ChannelCreate, ({ guild, id, name }) => on.channelShown(guild.id, id, name));
	client.on(Events.ChannelUpdate, (_, channel) => {
		if (channel.isDMBased()) return;
		on.channelShown(channel.guild.id, channel.id, channel.name);
		// What the bot may do in a category is what it may do with the rooms there.
		if (channel.type === ChannelType.GuildCategory) on.guildShown(channel.guild.id);
	});
	client.on(Events.ChannelDelete, (channel) => {
		if (!channel.isDMBased()) on.channelGone(channel.guild.id, channel.id);
	});
}

/** Those who left voice stay in discord.js' cache without a channel. */
function readVoices(guild: Guild, voices: Voices): void {
	voices.replace(
		guild.id,
		[...guild.voiceStates.cache.values()].flatMap(({ id, channelId }) => (channelId === null ? [] : [[id, channelId]])),
	);
}
