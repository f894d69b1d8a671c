// Channels come, change and go; people inside a deleted one are thrown out of voice (discordeno#2388).
import { ChannelType, GatewayDispatchEvents } from "discord-api-types/v10";
import { channelPayload } from "./payloads.ts";
import { setVoice } from "./voice.ts";
import type { Channel, Guild, Overwrite, World } from "./world.ts";

export type ChannelSpec = Pick<Channel, "name" | "type"> & Partial<Omit<Channel, "id" | "guildId">>;

export function createChannel(world: World, guild: Guild, spec: ChannelSpec): Channel {
	const channel = placeChannel(world, guild, spec);
	world.announce(GatewayDispatchEvents.ChannelCreate, guild.id, channelPayload(channel));
	return channel;
}

/** Without an announcement, for a guild that is about to be announced as a whole. */
export function placeChannel(world: World, guild: Guild, spec: ChannelSpec): Channel {
	const channel: Channel = {
		position: guild.channels.size,
		parentId: null,
		userLimit: 0,
		bitrate: 64_000,
		topic: null,
		nsfw: false,
		rateLimitPerUser: 0,
		rtcRegion: null,
		status: null,
		comings: 0,
		...spec,
		overwrites: new Map(spec.overwrites ?? inherited(guild, spec.parentId)),
		id: world.newId(),
		guildId: guild.id,
	};
	guild.channels.set(channel.id, channel);
	return channel;
}

/** A channel that comes into a category without overwrites of its own gets those of the category. */
function inherited(guild: Guild, parentId: string | null | undefined): Map<string, Overwrite> {
	return guild.channels.get(parentId ?? "")?.overwrites ?? new Map();
}

export function editChannel(world: World, guild: Guild, channel: Channel, changes: Partial<Channel>): void {
	const synced = changes.overwrites ? syncedChildren(guild, channel) : [];
	Object.assign(channel, changes);
	world.announce(GatewayDispatchEvents.ChannelUpdate, guild.id, channelPayload(channel));
	for (const child of synced) {
		child.overwrites = new Map(channel.overwrites);
		world.announce(GatewayDispatchEvents.ChannelUpdate, guild.id, channelPayload(child));
	}
}

/** Children whose overwrites equal those of their category follow it; the others keep their own. */
function syncedChildren(guild: Guild, category: Channel): Channel[] {
	const wanted = fingerprint(category.overwrites);
	return childrenOf(guild, category).filter((child) => fingerprint(child.overwrites) === wanted);
}

function fingerprint(overwrites: Map<string, Overwrite>): string {
	const parts = [...overwrites.values()].map(({ id, allow, deny }) => `${id}:${allow}:${deny}`);
	return parts.sort().join(" ");
}

export function childrenOf(guild: Guild, category: Channel): Channel[] {
	if (category.type !== ChannelType.GuildCategory) return [];
	return [...guild.channels.values()].filter((channel) => channel.parentId === category.id);
}

export function deleteChannel(world: World, guild: Guild, channel: Channel): void {
	for (const child of childrenOf(guild, channel)) editChannel(world, guild, child, { parentId: null });
	guild.channels.delete(channel.id);
	if (guild.afkChannelId === channel.id) guild.afkChannelId = null;
	world.announce(GatewayDispatchEvents.ChannelDelete, guild.id, channelPayload(channel));
	for (const state of [...guild.voice.values()]) {
		if (state.channelId === channel.id) setVoice(world, guild, state.userId, null);
	}
}
