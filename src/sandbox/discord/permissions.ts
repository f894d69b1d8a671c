// Who may do what, computed as Discord documents it (topics/permissions: hierarchy, overwrites, implicit denials).
import { ChannelType, OverwriteType, PermissionFlagsBits } from "discord-api-types/v10";
import type { Channel, Guild, Overwrite } from "./world.ts";

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);
const { Administrator, Connect, ManageRoles, ViewChannel } = PermissionFlagsBits;

export function has(held: bigint, wanted: bigint): boolean {
	return (held & wanted) === wanted;
}

export function isVoice(channel: Channel): boolean {
	return channel.type === ChannelType.GuildVoice || channel.type === ChannelType.GuildStageVoice;
}

export function guildPermissions(guild: Guild, userId: string): bigint {
	const member = guild.members.get(userId);
	if (!member) return 0n;
	if (guild.ownerId === userId) return ALL;
	let held = guild.roles.get(guild.id)?.permissions ?? 0n;
	for (const id of member.roles) held |= guild.roles.get(id)?.permissions ?? 0n;
	return has(held, Administrator) ? ALL : held;
}

export function channelPermissions(guild: Guild, channel: Channel, userId: string): bigint {
	const base = guildPermissions(guild, userId);
	if (has(base, Administrator)) return base;
	const held = applyOverwrites(base, channel.overwrites, guild, userId);
	if (!has(held, ViewChannel)) return 0n;
	// "Denying CONNECT on a voice channel also implicitly denies other permissions such as MANAGE_CHANNELS."
	if (isVoice(channel) && !has(held, Connect)) return ViewChannel;
	return held;
}

/** The messages of a channel: whoever may not enter a voice channel does not see its chat either. */
export function canRead(guild: Guild, channel: Channel, userId: string): boolean {
	const wanted = isVoice(channel) ? ViewChannel | Connect : ViewChannel;
	return has(channelPermissions(guild, channel, userId), wanted);
}

function applyOverwrites(base: bigint, overwrites: Map<string, Overwrite>, guild: Guild, userId: string): bigint {
	const everyone = overwrites.get(guild.id);
	let held = everyone ? (base & ~everyone.deny) | everyone.allow : base;
	let allow = 0n;
	let deny = 0n;
	for (const roleId of guild.members.get(userId)?.roles ?? []) {
		const overwrite = overwrites.get(roleId);
		allow |= overwrite?.allow ?? 0n;
		deny |= overwrite?.deny ?? 0n;
	}
	held = (held & ~deny) | allow;
	const own = overwrites.get(userId);
	return own?.type === OverwriteType.Member ? (held & ~own.deny) | own.allow : held;
}

/** "unless your bot has a MANAGE_ROLES overwrite in the channel" (Modify Channel) */
export function managesRolesByOverwrite(guild: Guild, channel: Channel, userId: string): boolean {
	const ids = [userId, ...(guild.members.get(userId)?.roles ?? [])];
	return ids.some((id) => has(channel.overwrites.get(id)?.allow ?? 0n, ManageRoles));
}
