// What is wrong with a guild for our purpose, each with the one thing to do about it.

import { ChannelType, type Guild, type GuildMember, PermissionFlagsBits } from "discord.js";
import { needed } from "../permissions.ts";

const channelsPerGuild = 500;
const channelsPerCategory = 50;

/** What it takes to move somebody into a channel. */
const entry = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.Connect | PermissionFlagsBits.MoveMembers;

export function categoryProblem(guild: Guild, categoryId: string): string | undefined {
	const channel = guild.channels.cache.get(categoryId);
	if (channel === undefined) return "The category is gone.";
	if (channel.type === ChannelType.GuildCategory) return undefined;
	return `<#${categoryId}> is no category. Rooms need one: right-click the channel list, Create Category.`;
}

export function lobbyProblem(guild: Guild, lobbyId: string): string | undefined {
	const channel = guild.channels.cache.get(lobbyId);
	if (channel === undefined) return "The lobby is gone.";
	if (channel.type === ChannelType.GuildStageVoice) {
		return `<#${lobbyId}> is a stage, where those who are moved in can only listen: choose a voice channel.`;
	}
	if (channel.type !== ChannelType.GuildVoice) return `<#${lobbyId}> is no voice channel: choose one.`;
	if (lobbyId === guild.afkChannelId) {
		return `<#${lobbyId}> is this server's AFK channel, where nobody can speak: choose another voice channel.`;
	}
	const { me } = guild.members;
	if (me === null || channel.permissionsFor(me).has(entry)) return undefined;
	const missing = needed.filter(([flag]) => (entry & flag) !== 0n && !channel.permissionsFor(me).has(flag));
	const names = missing.map(([, name]) => name).join(", ");
	return `I may not move people into <#${lobbyId}>: Edit Channel → Permissions → ${role(me)}, allow ${names}.`;
}

/** A permission, and what to do if the bot lacks it. */
export type Check = { readonly name: string; readonly fix: string | null };

/** Each needed permission, in the guild and in the category that rooms go to. */
export function permissionChecks({ members, channels }: Guild, categoryId: string | null): Check[] {
	const { me } = members;
	if (me === null) return [];
	const category = categoryId === null ? undefined : channels.cache.get(categoryId);
	const inCategory = category?.type === ChannelType.GuildCategory ? category.permissionsFor(me) : undefined;
	return needed.map(([flag, name]) => {
		if (!me.permissions.has(flag))
			return { name, fix: `Server Settings → Roles → ${role(me)} → Permissions, turn it on` };
		if (inCategory?.has(flag) !== false) return { name, fix: null };
		return { name: `${name} in <#${categoryId}>`, fix: `Edit Category → Permissions → ${role(me)}, allow it` };
	});
}

/** How full the guild and its category are. */
export function channelLines(guild: Guild, categoryId: string | null): string[] {
	const channels = guild.channels.cache.filter((channel) => !channel.isThread());
	const used = `${channels.size} of ${channelsPerGuild} in this server`;
	const isFull = channels.size >= channelsPerGuild;
	const lines = [isFull ? `❌ ${used}: no room can be opened. Delete channels that nobody needs.` : used];
	if (categoryId === null || !channels.has(categoryId)) return lines;
	const children = channels.filter((channel) => channel.parentId === categoryId).size;
	return [
		...lines,
		`${children} of ${channelsPerCategory} in <#${categoryId}>; when it is full I open another after it`,
	];
}

/** The role that Discord made for the bot, by mention: names can be changed. */
function role(me: GuildMember): string {
	const { botRole } = me.roles;
	return botRole === null ? "my role" : `<@&${botRole.id}>`;
}
