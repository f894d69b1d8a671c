// What Discord shows of a guild now, and what follows from it for our work there.

import { hasAll, permission, permissionNames } from "./permission.ts";

/** A permission overwrite of a channel: bits allowed and denied to a role or a member. */
export type Overwrite = {
	readonly id: string;
	readonly kind: "role" | "member";
	readonly allow: bigint;
	readonly deny: bigint;
};

export type ChannelShown = {
	readonly channelId: string;
	readonly kind: "voice" | "stage" | "text" | "category" | "other";
	readonly name: string;
	readonly parentId: string | null;
	readonly position: number;
	/** How many may be in a voice channel; 0 is any number. */
	readonly userLimit: number;
	readonly overwrites: readonly Overwrite[];
};

/**
 * The rate limits that the program's own calls draw on in a guild, beside the one of the bot as a whole, which all share.
 * Moves in and moves back draw on the same. `message` and `other`: on one of their channel, or on none that matters.
 */
export type Limit = "createChannel" | "moveIn" | "moveBack" | "deleteChannel" | "message" | "other";

/** How many calls may start now, and when more may, epoch ms. */
export type Budget = { readonly left: number; readonly moreAt: number };

/** What Discord shows of one guild now. Reading it costs no request. */
export type GuildShown = {
	readonly guildId: string;
	readonly name: string;
	readonly botId: string;
	/** The role that Discord made for the bot; null for a bot without permissions of its own. */
	readonly botRole: { readonly roleId: string; readonly name: string } | null;
	readonly afkChannelId: string | null;
	/** Where Discord itself posts notices; null if nowhere. */
	readonly systemChannelId: string | null;
	/** When the bot joined it, by Discord's clock, epoch ms; 0 if that is not told. */
	readonly joinedAt: number;
	/** False while the gateway is away: who is in voice may have changed since. */
	readonly isCurrent: boolean;
	/** All channels except threads, including those that the program created and the gateway has not reported yet. */
	readonly channels: ReadonlyMap<string, ChannelShown>;
	/** One of the guild's roles, and whether Discord made it for a bot, which alone has it; undefined for one that is gone. */
	role(roleId: string): { readonly isOfBot: boolean } | undefined;
	/** What the bot may do in the guild, or in one of its channels; none in a channel that is not shown. */
	permissions(channelId?: string): bigint;
	/** The voice channel that the member is in. */
	position(discordId: string): string | undefined;
	/** True while only an answered move says so, and the gateway has not confirmed it. */
	isUnconfirmed(discordId: string): boolean;
	/** Everyone who is in the channel, and everyone who is as far as the gateway knows. */
	occupants(channelId: string): readonly string[];
	/** True for a channel that is known to be deleted, not only hidden; remembered for a while. */
	isDeleted(channelId: string): boolean;
	/** How many calls of this kind may start now as far as the guild is concerned. */
	budget(limit: Limit): Budget;
};

/** Discord: a guild holds at most 500 channels, categories included, and a category 50. */
export const channelsPerGuild = 500;
export const channelsPerCategory = 50;
/** Discord's OpenAPI description: how many overwrites a request to create a channel may carry. */
export const overwritesPerCreate = 100;

/** What it takes to move somebody into a channel. */
export const entry = permission.viewChannel | permission.connect | permission.moveMembers;

/** True when the guild has as many channels as Discord allows. */
export function isFull(guild: GuildShown): boolean {
	return guild.channels.size >= channelsPerGuild;
}

/** What the bot may do in each channel, by its id, and, for "", in the guild. */
export function allPermissionsIn(guild: GuildShown): ReadonlyMap<string, bigint> {
	const channels = [...guild.channels.keys()].map((id) => [id, guild.permissions(id)] as const);
	return new Map([["", guild.permissions()] as const, ...channels]);
}

/** The chosen category if it is one and there; undefined otherwise: rooms then go to the top of the channel list. */
export function categoryIn(guild: GuildShown, categoryId: string | null): ChannelShown | undefined {
	const channel = categoryId === null ? undefined : guild.channels.get(categoryId);
	return channel?.kind === "category" ? channel : undefined;
}

/** How many channels are in the category. */
export function childCount(guild: GuildShown, categoryId: string): number {
	let count = 0;
	for (const { parentId } of guild.channels.values()) if (parentId === categoryId) count += 1;
	return count;
}

/** True for a voice channel, neither stage nor AFK nor full, that the bot may move people to. */
export function canHost(guild: GuildShown, channelId: string): boolean {
	const channel = guild.channels.get(channelId);
	if (channel?.kind !== "voice" || channelId === guild.afkChannelId) return false;
	const isCrowded = channel.userLimit > 0 && guild.occupants(channelId).length >= channel.userLimit;
	return !isCrowded && hasAll(guild.permissions(channelId), entry);
}

/** What the bot lacks of `needs` in the guild, and which of the others it lacks in the category; bits. */
export function lackingBits(
	guild: GuildShown,
	needs: bigint,
	categoryId: string | null,
): { readonly inGuild: bigint; readonly inCategory: bigint } {
	const inGuild = needs & ~guild.permissions();
	const category = categoryIn(guild, categoryId);
	const inCategory = category === undefined ? 0n : needs & ~inGuild & ~guild.permissions(category.channelId);
	return { inGuild, inCategory };
}

/** The same in words, such as "Manage Channels" and "Connect in the category Matches". */
export function lacking(guild: GuildShown, needs: bigint, categoryId: string | null): readonly string[] {
	const { inGuild, inCategory } = lackingBits(guild, needs, categoryId);
	const name = categoryIn(guild, categoryId)?.name;
	return [...permissionNames(inGuild), ...permissionNames(inCategory).map((one) => `${one} in the category ${name}`)];
}
