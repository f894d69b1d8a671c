// What members do in Discord's client, held to what the client would let them do.
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import * as guilds from "./guilds.ts";
import { newMessage, postMessage } from "./messages.ts";
import { canRead, channelPermissions, has, isVoice } from "./permissions.ts";
import { setVoice, switchVoice, type VoiceSwitches } from "./voice.ts";
import { findChannel, type Guild, known, type Message, type World } from "./world.ts";

/** permissions are given by a role of the member's own */
export type MemberOptions = { username: string; id?: string; permissions?: bigint };

export type People = ReturnType<typeof createPeople>;

export function createPeople(world: World) {
	const guildOf = (id: string): Guild => known(world.guilds.get(id), `guild ${id}`);
	return {
		/** The same person in a second guild is the same id. */
		addMember: (guildId: string, options: MemberOptions): string => {
			const guild = guildOf(guildId);
			const user = world.users.get(options.id ?? "") ?? guilds.addUser(world, options.username, options.id);
			const roles = options.permissions ? [guilds.addRole(world, guild, options.username, options.permissions).id] : [];
			guilds.addMember(world, guild, user, roles);
			return user.id;
		},
		giveRole: (guildId: string, userId: string, roleId: string) => {
			const member = known(guildOf(guildId).members.get(userId), `member ${userId}`);
			guilds.setMemberRoles(world, guildOf(guildId), member, [...member.roles, roleId]);
		},
		takeRole: (guildId: string, userId: string, roleId: string) => {
			const member = known(guildOf(guildId).members.get(userId), `member ${userId}`);
			guilds.setMemberRoles(
				world,
				guildOf(guildId),
				member,
				[...member.roles].filter((id) => id !== roleId),
			);
		},
		removeMember: (guildId: string, userId: string) => guilds.removeMember(world, guildOf(guildId), userId),

		/** Writes into a text channel or the chat of a voice channel; returns the message. */
		say: (channelId: string, userId: string, content: string): Message => say(world, channelId, userId, content),

		joinVoice: (guildId: string, userId: string, channelId: string) => join(world, guildOf(guildId), userId, channelId),
		leaveVoice: (guildId: string, userId: string) => {
			if (guildOf(guildId).voice.has(userId)) setVoice(world, guildOf(guildId), userId, null);
		},
		setMute: (guildId: string, userId: string, switches: VoiceSwitches | boolean) => {
			const state = known(guildOf(guildId).voice.get(userId), `person in voice ${userId}`);
			switchVoice(world, guildOf(guildId), state, typeof switches === "boolean" ? { selfMute: switches } : switches);
		},
	};
}

function say(world: World, channelId: string, userId: string, content: string): Message {
	const { guild, channel } = known(findChannel(world, channelId), `channel ${channelId}`);
	const { user } = known(guild.members.get(userId), `member ${userId}`);
	const maySend = has(channelPermissions(guild, channel, userId), P.SendMessages);
	if (!maySend || !canRead(guild, channel, userId)) throw new Error(`Discord does not let ${userId} write here`);
	return postMessage(world, newMessage(world, channelId, { content, allowed_mentions: { parse: [] } }, null, user));
}

function join(world: World, guild: Guild, userId: string, channelId: string): void {
	known(guild.members.get(userId), `member ${userId}`);
	const channel = known(guild.channels.get(channelId), `channel ${channelId}`);
	const held = channelPermissions(guild, channel, userId);
	if (!isVoice(channel)) throw new Error(`${channel.name} is no voice channel`);
	if (!has(held, P.ViewChannel | P.Connect)) throw new Error(`Discord does not let ${userId} into ${channel.name}`);
	const others = [...guild.voice.values()].filter((state) => state.userId !== userId);
	const inside = others.filter((state) => state.channelId === channelId);
	const full = channel.userLimit > 0 && inside.length >= channel.userLimit;
	if (full && !has(held, P.MoveMembers)) throw new Error(`${channel.name} is full`);
	// Nobody is in two voice channels at once, not even in two guilds.
	for (const other of world.guilds.values()) {
		if (other !== guild && other.voice.has(userId)) setVoice(world, other, userId, null);
	}
	setVoice(world, guild, userId, channelId);
}
