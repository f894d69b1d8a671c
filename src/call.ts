// Calls to Discord: what can be requested, and the possible outcomes.

import type { Layout } from "./message.ts";
import type { Budget, ChannelShown, GuildShown, Overwrite } from "./shown.ts";

/** `later`: not sent, or sent back, because of a limit; `at` in epoch ms. `lost`: it may or may not have happened. */
export type Answer<Value = undefined> =
	| { readonly is: "done"; readonly value: Value }
	| { readonly is: "refused"; readonly status: number; readonly code: number; readonly why: string }
	| { readonly is: "later"; readonly at: number }
	| { readonly is: "lost"; readonly why: string };

/** The error codes of Discord's API that mean something to us (Discord docs, "JSON Error Codes"). */
export const discordCode = {
	/** The only proof that a channel is gone. */
	unknownChannel: 10003,
	/** They left the guild. */
	unknownMember: 10007,
	unknownMessage: 10008,
	/** A permission overwrite that is not there (any more). */
	unknownOverwrite: 10009,
	unknownRole: 10011,
	unknownUser: 10013,
	/** A move of somebody who is not in voice: nobody can be pulled into it. */
	notInVoice: 40032,
	/** Hidden, or gone: proof of neither. */
	missingAccess: 50001,
	missingPermissions: 50013,
	/** A part of the request that Discord does not accept; the text says which. */
	invalidForm: 50035,
} as const;

/** Races that happen every day and are nobody's fault: not in voice, gone already, left the guild. */
export const everyday: ReadonlySet<number> = new Set([
	discordCode.notInVoice,
	discordCode.unknownChannel,
	discordCode.unknownMember,
	discordCode.unknownMessage,
	discordCode.unknownUser,
]);

/** True if the answer is Discord's refusal with this code. */
export function isRefused(answer: Answer<unknown>, code: number): boolean {
	return answer.is === "refused" && answer.code === code;
}

export type NewChannel = {
	readonly kind: "voice" | "category";
	/** 1 to 100 characters. */
	readonly name: string;
	/** The category it goes into; null for the top of the channel list. */
	readonly parentId: string | null;
	readonly overwrites: readonly Overwrite[];
	/** How many may be in a voice channel; 0: any number. */
	readonly userLimit: number;
	/** For the guild's audit log. */
	readonly reason: string;
};

/** Nobody is ever pinged. */
export type NewMessage = {
	readonly layout: Layout;
	/** At most 25 characters. Posting again with the same nonce within minutes gives the first message's id. */
	readonly nonce: string;
};

export type OwnMessage = { readonly messageId: string; readonly ids: readonly string[] };

/** What the keeper needs from Discord. No call waits for a limit, retries or throws: the keeper plans again instead. */
export type Discord = {
	/** Undefined while Discord does not show the guild (an outage, or no gateway): nothing is known about it. */
	see(guildId: string): GuildShown | undefined;
	/** The guilds in which the member is in voice. */
	voiceGuilds(discordId: string): readonly string[];
	/** How many calls the bot may make now, in all guilds together, if `kept` of them are to be left for others. */
	allowance(kept: number): Budget;
	/** Whether the member is in the guild. */
	isMember(guildId: string, discordId: string): Promise<Answer<boolean>>;
	/** The guilds that the bot is in, shown or not. */
	guildIds(): Iterable<string>;
	/** Creates a channel with its overwrites, at most 100, in one call. The value is its id. */
	createChannel(guildId: string, channel: NewChannel): Promise<Answer<string>>;
	/** Fetches the guild's channels, in case the gateway has not reported them all. */
	listChannels(guildId: string): Promise<Answer<readonly ChannelShown[]>>;
	/** Sets one overwrite of a channel; those of others stay as they are. */
	setOverwrite(guildId: string, channelId: string, overwrite: Overwrite, reason: string): Promise<Answer>;
	/** Removes the overwrite of a member or a role from a channel. */
	removeOverwrite(guildId: string, channelId: string, id: string, reason: string): Promise<Answer>;
	/** Moves the member to another voice channel; null takes them out of voice. */
	moveMember(guildId: string, discordId: string, channelId: string | null): Promise<Answer>;
	deleteChannel(guildId: string, channelId: string, reason: string): Promise<Answer>;
	/** The value is the message's id. */
	postMessage(guildId: string, channelId: string, message: NewMessage): Promise<Answer<string>>;
	editMessage(guildId: string, channelId: string, messageId: string, layout: Layout): Promise<Answer>;
	/** The bot's own among the channel's latest hundred messages, the newest first, with the ids of their buttons and menus. */
	ownMessages(guildId: string, channelId: string): Promise<Answer<readonly OwnMessage[]>>;
	deleteMessage(guildId: string, channelId: string, messageId: string): Promise<Answer>;
	/** Sets what a voice channel says below its name, at most 500 characters; null for nothing. */
	setVoiceStatus(guildId: string, channelId: string, status: string | null): Promise<Answer>;
};
