// What there is: guilds, channels, people, who is in voice. Changing it is left to the files beside this one; each
// change is announced as the gateway event that Discord would send.
import type { ChannelType, GatewayDispatchEvents, OverwriteType } from "discord-api-types/v10";
import type { Chance } from "../chance.ts";
import type { SandboxClock } from "../clock.ts";
import { newQuirks, type Quirks } from "./quirks.ts";
import { snowflakes } from "./snowflake.ts";
import type { Upload } from "./uploads.ts";

export type Overwrite = { id: string; type: OverwriteType; allow: bigint; deny: bigint };
export type Role = { id: string; name: string; permissions: bigint; position: number; managed: boolean };
export type User = { id: string; username: string; bot: boolean };
export type Member = { user: User; nick: string | null; roles: Set<string>; joinedAt: string };

export type Channel = {
	id: string;
	guildId: string;
	type: ChannelType;
	name: string;
	position: number;
	parentId: string | null;
	overwrites: Map<string, Overwrite>;
	userLimit: number;
	bitrate: number;
	topic: string | null;
	nsfw: boolean;
	rateLimitPerUser: number;
	rtcRegion: string | null;
	status: string | null;
	/** how often somebody has come in or gone out */
	comings: number;
};

export type VoiceState = {
	userId: string;
	channelId: string;
	sessionId: string;
	selfMute: boolean;
	selfDeaf: boolean;
	mute: boolean;
	deaf: boolean;
	suppress: boolean;
};

export type Guild = {
	id: string;
	name: string;
	ownerId: string;
	botRoleId: string;
	joinedAt: string;
	afkChannelId: string | null;
	/** false during an outage of the guild */
	available: boolean;
	/** false once the bot was removed: the guild goes on, out of the bot's sight */
	botIsIn: boolean;
	roles: Map<string, Role>;
	members: Map<string, Member>;
	channels: Map<string, Channel>;
	voice: Map<string, VoiceState>;
};

/** Who would hear a notification sound because of a message. */
export type Pings = { everyone: boolean; users: string[]; roles: string[] };

export type Message = {
	id: string;
	channelId: string;
	guildId: string | null;
	author: User;
	content: string;
	embeds: unknown[];
	components: unknown[];
	files: ({ id: string } & Upload)[];
	flags: number;
	createdAt: string;
	editedAt: string | null;
	deleted: boolean;
	/** the sender's own mark, by which a repetition is known */
	nonce: string | number | null;
	/** the one person who sees it, when it is ephemeral */
	onlyFor: string | null;
	pings: Pings;
};

export type GatewayEvent = { name: GatewayDispatchEvents; guildId: string | null; data: object };

export type World = {
	clock: SandboxClock;
	chance: Chance;
	applicationId: string;
	bot: User;
	users: Map<string, User>;
	guilds: Map<string, Guild>;
	messages: Map<string, Message[]>;
	quirks: Quirks;
	/** whether the bot was granted the privileged intents, and so reads what others write */
	readsContent: boolean;
	newId: () => string;
	announce: (name: GatewayDispatchEvents, guildId: string | null, data: object) => void;
	onEvent: (listener: (event: GatewayEvent) => void) => () => void;
};

export function createWorld(clock: SandboxClock, chance: Chance, readsContent = false): World {
	const newId = snowflakes(clock);
	const listeners = new Set<(event: GatewayEvent) => void>();
	const bot: User = { id: newId(), username: "faceit-comms", bot: true };
	return {
		clock,
		chance,
		applicationId: bot.id,
		bot,
		users: new Map([[bot.id, bot]]),
		guilds: new Map(),
		messages: new Map(),
		quirks: newQuirks(),
		readsContent,
		newId,
		announce: (name, guildId, data) => {
			for (const listener of listeners) listener({ name, guildId, data });
		},
		onEvent: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

export function findChannel(world: World, channelId: string): { guild: Guild; channel: Channel } | undefined {
	for (const guild of world.guilds.values()) {
		const channel = guild.channels.get(channelId);
		if (channel) return { guild, channel };
	}
	return undefined;
}

/** The time as Discord writes it. */
export function timestamp({ clock }: World): string {
	return new Date(clock.now()).toISOString();
}

/** For those who arrange a test or a demo: a wrong id is their mistake, so it is thrown. */
export function known<T>(found: T | undefined, what: string): T {
	if (found === undefined) throw new Error(`The sandbox knows no such ${what}`);
	return found;
}
