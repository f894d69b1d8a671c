// What a voice channel says below its name, and VOICE_CHANNEL_STATUS_UPDATE whenever that changes.
import { GatewayDispatchEvents } from "discord-api-types/v10";
import type { Channel, Guild, World } from "./world.ts";

export function setStatus(world: World, guild: Guild, channel: Channel, status: string | null): void {
	channel.status = status;
	const data = { id: channel.id, guild_id: guild.id, status };
	world.announce(GatewayDispatchEvents.VoiceChannelStatusUpdate, guild.id, data);
}

/** It goes with the last one in the channel. */
export function clearIfEmpty(world: World, guild: Guild, channelId: string | undefined): void {
	const channel = guild.channels.get(channelId ?? "");
	const isEmpty = [...guild.voice.values()].every((state) => state.channelId !== channelId);
	if (channel && channel.status !== null && isEmpty) setStatus(world, guild, channel, null);
}
