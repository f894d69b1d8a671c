// Who is in which voice channel, and VOICE_STATE_UPDATE whenever that or a mute changes.
import { ChannelType, GatewayDispatchEvents } from "discord-api-types/v10";
import { drawHex } from "../chance.ts";
import { memberPayload, voicePayload } from "./payloads.ts";
import { clearIfEmpty } from "./voice-status.ts";
import type { Guild, VoiceState, World } from "./world.ts";

export type VoiceSwitches = Partial<Pick<VoiceState, "selfMute" | "selfDeaf" | "mute" | "deaf">>;

export function setVoice(world: World, guild: Guild, userId: string, channelId: string | null): void {
	const before = guild.voice.get(userId);
	if (channelId === null) guild.voice.delete(userId);
	else {
		const suppress = guild.channels.get(channelId)?.type === ChannelType.GuildStageVoice;
		const fresh = {
			userId,
			sessionId: drawHex(world.chance, 32),
			selfMute: false,
			selfDeaf: false,
			mute: false,
			deaf: false,
		};
		guild.voice.set(userId, { ...fresh, ...before, channelId, suppress });
	}
	announce(world, guild, userId);
	if (before?.channelId === channelId) return;
	for (const id of [before?.channelId, channelId]) {
		const channel = guild.channels.get(id ?? "");
		if (channel) channel.comings += 1;
	}
	clearIfEmpty(world, guild, before?.channelId);
}

export function switchVoice(world: World, guild: Guild, state: VoiceState, switches: VoiceSwitches): void {
	Object.assign(state, switches);
	announce(world, guild, state.userId);
}

function announce(world: World, guild: Guild, userId: string): void {
	const member = guild.members.get(userId);
	world.announce(GatewayDispatchEvents.VoiceStateUpdate, guild.id, {
		...voicePayload(userId, guild.voice.get(userId)),
		guild_id: guild.id,
		...(member && { member: memberPayload(member) }),
	});
}
