// Finding what a request names, as far as the bot may know of it.

import { canRead, channelPermissions, guildPermissions, has } from "./permissions.ts";
import { Refusal, refusals } from "./refusals.ts";
import type { Channel, Guild, Member, World } from "./world.ts";
import { findChannel } from "./world.ts";

export function guildOf(world: World, guildId: string): Guild {
	const guild = world.guilds.get(guildId);
	if (!guild?.botIsIn) throw refusals.unknownGuild();
	if (!guild.available) throw refusals.unavailable();
	return guild;
}

/** A channel that the bot may act in; 50001 when it is hidden, or a voice channel that it may not enter. */
export function channelOf(world: World, channelId: string): { guild: Guild; channel: Channel } {
	const found = findChannel(world, channelId);
	if (!found) throw refusals.unknownChannel();
	if (!found.guild.botIsIn) throw refusals.missingAccess();
	if (!found.guild.available) throw refusals.unavailable();
	// Missing Access, not Missing Permissions, also without CONNECT (discord.js#6617).
	if (!canRead(found.guild, found.channel, world.bot.id)) throw refusals.missingAccess();
	return found;
}

export function memberOf(world: World, guild: Guild, userId: string): Member {
	const member = guild.members.get(userId);
	if (member) return member;
	throw world.users.has(userId) ? refusals.unknownMember() : refusals.unknownUser();
}

export function requireInGuild(world: World, guild: Guild, wanted: bigint): void {
	if (!has(guildPermissions(guild, world.bot.id), wanted)) throw refusals.missingPermissions();
}

export function requireIn(world: World, guild: Guild, channel: Channel, wanted: bigint): void {
	if (!has(channelPermissions(guild, channel, world.bot.id), wanted)) throw refusals.missingPermissions();
}

/** 429 with a code of its own: the day's creates are used up (one secondary source: 500 per bot, guild and day). */
export function dailyLimit(retryAfter: number): Refusal {
	const message = "The write action you are performing on the server has hit the write rate limit.";
	return new Refusal(429, 20029, message, { retryAfter });
}
