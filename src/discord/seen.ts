// What Discord shows of a guild, as the keeper asks for it: from discord.js' caches, and from what our own calls made
// before the gateway told of it.

import { ChannelType, type Guild, OverwriteType, PermissionFlagsBits } from "discord.js";
import type { GuildSeen } from "../view.ts";
import { needed, type Overwrite } from "./permissions.ts";
import type { Voices } from "./voices.ts";

/** Discord: a guild holds at most 500 channels, categories included. */
const channelsPerGuild = 500;

/** What the bot needs in a channel to move somebody there. */
const entry = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.Connect | PermissionFlagsBits.MoveMembers;

/** The overwrites of rooms that we made or changed and that the gateway has not told of yet, by channel. */
export type Fresh = ReadonlyMap<string, readonly Overwrite[]>;

/** The guild as it is now; each answer is read when it is asked for. */
export function seen(guild: Guild, voices: Voices, fresh: Fresh, budget: GuildSeen["budget"]): GuildSeen {
	return {
		lacking: (categoryId) => lacking(guild, categoryId),
		isFull: guild.channels.cache.filter((one) => !one.isThread()).size >= channelsPerGuild,
		// A fresh one is there until 10003 says otherwise.
		has: (channelId) => guild.channels.cache.has(channelId) || fresh.has(channelId),
		occupants: (channelId) => voices.occupants(channelId),
		admitted: (channelId) =>
			overwritesOf(guild, channelId, fresh)?.flatMap(({ id, type }) => (type === OverwriteType.Member ? [id] : [])),
		position: (discordId) => voices.position(guild.id, discordId),
		canHost: (channelId) => canHost(guild, channelId, voices),
		budget,
	};
}

/** The overwrites of a voice channel; undefined for one that is not there. */
export function overwritesOf(guild: Guild, channelId: string, fresh: Fresh): readonly Overwrite[] | undefined {
	const channel = guild.channels.cache.get(channelId);
	const shown = channel?.type === ChannelType.GuildVoice ? channel.permissionOverwrites.cache : undefined;
	return (
		fresh.get(channelId) ??
		shown?.map(({ id, type, allow, deny }) => ({ id, type, allow: `${allow.bitfield}`, deny: `${deny.bitfield}` }))
	);
}

function canHost(guild: Guild, channelId: string, voices: Voices): boolean {
	const channel = guild.channels.cache.get(channelId);
	if (channel?.type !== ChannelType.GuildVoice || channelId === guild.afkChannelId) return false;
	const isFull = channel.userLimit > 0 && voices.occupants(channelId).length >= channel.userLimit;
	const { me } = guild.members;
	return !isFull && me !== null && channel.permissionsFor(me).has(entry);
}

/** The needed permissions that the bot lacks in the guild, or in the category that rooms go to. */
function lacking(guild: Guild, categoryId: string | null): string[] {
	const { me } = guild.members;
	if (me === null) return [];
	const category = categoryId === null ? undefined : guild.channels.cache.get(categoryId);
	const inCategory = category === undefined || category.isThread() ? undefined : category.permissionsFor(me);
	const missing = needed.filter(([flag]) => !me.permissions.has(flag)).map(([, name]) => name);
	const missingThere = needed
		.filter(([flag, name]) => inCategory?.has(flag) === false && !missing.includes(name))
		.map(([, name]) => `${name} in the category ${category?.name}`);
	return [...missing, ...missingThere];
}
