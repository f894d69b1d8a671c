// Looking at the world from outside: what a test asserts and a demo draws.
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import { channelPermissions, has } from "./permissions.ts";
import { type GuildSnapshot, snapshotOf } from "./snapshot.ts";
import { type Channel, findChannel, type Guild, known, type Message, type VoiceState, type World } from "./world.ts";

export type Looking = ReturnType<typeof createLooking>;

export function createLooking(world: World) {
	const guildOf = (id: string): Guild => known(world.guilds.get(id), `guild ${id}`);
	const placeOf = (id: string) => known(findChannel(world, id), `channel ${id}`);
	const can = (userId: string, channelId: string, wanted: bigint) => {
		const { guild, channel } = placeOf(channelId);
		return has(channelPermissions(guild, channel, userId), wanted);
	};
	return {
		/** All of it, as it is now. */
		guild: (guildId: string): Guild => guildOf(guildId),
		snapshot: (guildId: string): GuildSnapshot => snapshotOf(guildOf(guildId)),
		channelsOf: (guildId: string): Channel[] => [...guildOf(guildId).channels.values()],
		channel: (channelId: string): Channel | undefined => findChannel(world, channelId)?.channel,
		membersIn: (channelId: string): string[] => {
			const states = [...(findChannel(world, channelId)?.guild.voice.values() ?? [])];
			return states.filter((state) => state.channelId === channelId).map((state) => state.userId);
		},
		voiceOf: (guildId: string, userId: string): VoiceState | undefined => guildOf(guildId).voice.get(userId),
		canView: (userId: string, channelId: string): boolean => can(userId, channelId, P.ViewChannel),
		canConnect: (userId: string, channelId: string): boolean => can(userId, channelId, P.ViewChannel | P.Connect),
		permissionsOf: (userId: string, channelId: string): bigint => {
			const { guild, channel } = placeOf(channelId);
			return channelPermissions(guild, channel, userId);
		},
		/** What everybody in the channel can read; ephemeral answers are with their Reply. */
		messagesIn: (channelId: string): Message[] =>
			(world.messages.get(channelId) ?? []).filter((message) => message.onlyFor === null),
	};
}
