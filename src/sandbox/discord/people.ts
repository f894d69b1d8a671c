// What people do in Discord's client, held to what the client would let them do.
import { ChannelType, OverwriteType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { type ChannelSpec, createChannel, deleteChannel, editChannel } from "./channels.ts";
import * as guilds from "./guilds.ts";
import { channelPermissions, has, isVoice } from "./permissions.ts";
import { type GuildSnapshot, snapshotOf } from "./snapshot.ts";
import { setVoice, switchVoice, type VoiceSwitches } from "./voice.ts";
import {
	type Channel,
	findChannel,
	type Guild,
	known,
	type Message,
	type Overwrite,
	type VoiceState,
	type World,
} from "./world.ts";

export type OverwriteSpec = { id: string; type?: "member" | "role"; allow?: bigint; deny?: bigint };
export type ChannelWish = {
	name: string;
	type: "voice" | "category" | "text" | "stage";
	parentId?: string;
	userLimit?: number;
	overwrites?: OverwriteSpec[];
};
export type MemberWish = { username: string; id?: string /** given by a role of their own */; permissions?: bigint };

const TYPES = {
	voice: ChannelType.GuildVoice,
	category: ChannelType.GuildCategory,
	text: ChannelType.GuildText,
	stage: ChannelType.GuildStageVoice,
} satisfies Record<ChannelWish["type"], ChannelType>;

export type People = ReturnType<typeof createPeople>;

export function createPeople(world: World) {
	const guildOf = (id: string): Guild => known(world.guilds.get(id), `guild ${id}`);
	const placeOf = (id: string) => known(findChannel(world, id), `channel ${id}`);
	const can = (userId: string, channelId: string, wanted: bigint) => {
		const { guild, channel } = placeOf(channelId);
		return has(channelPermissions(guild, channel, userId), wanted);
	};
	return {
		addGuild: (spec: guilds.GuildSpec): Guild => guilds.addGuild(world, spec),
		removeGuild: (guildId: string) => guilds.removeGuild(world, guildOf(guildId)),
		renameGuild: (guildId: string, name: string) => guilds.updateGuild(world, guildOf(guildId), { name }),
		setGuildAvailable: (guildId: string, available: boolean) =>
			guilds.setGuildAvailable(world, guildOf(guildId), available),
		setAfkChannel: (guildId: string, afkChannelId: string | null) =>
			guilds.updateGuild(world, guildOf(guildId), { afkChannelId }),

		addChannel: (guildId: string, wish: ChannelWish): string =>
			createChannel(world, guildOf(guildId), channelSpec(guildOf(guildId), wish)).id,
		editChannel: (channelId: string, wish: Partial<Pick<ChannelWish, "name" | "userLimit" | "overwrites">>) => {
			const { guild, channel } = placeOf(channelId);
			editChannel(world, guild, channel, {
				...(wish.name !== undefined && { name: wish.name }),
				...(wish.userLimit !== undefined && { userLimit: wish.userLimit }),
				...(wish.overwrites && { overwrites: overwritesOf(guild, wish.overwrites) }),
			});
		},
		deleteChannel: (channelId: string) => {
			const { guild, channel } = placeOf(channelId);
			deleteChannel(world, guild, channel);
		},

		addRole: (guildId: string, name: string, permissions = 0n): string =>
			guilds.addRole(world, guildOf(guildId), name, permissions).id,
		setRolePermissions: (guildId: string, roleId: string, permissions: bigint) =>
			guilds.setRolePermissions(
				world,
				guildOf(guildId),
				known(guildOf(guildId).roles.get(roleId), `role ${roleId}`),
				permissions,
			),
		setBotPermissions: (guildId: string, permissions: bigint) => {
			const guild = guildOf(guildId);
			guilds.setRolePermissions(world, guild, known(guild.roles.get(guild.botRoleId), "bot role"), permissions);
		},

		/** The same person in a second guild is the same id. */
		addMember: (guildId: string, wish: MemberWish): string => {
			const guild = guildOf(guildId);
			const user = world.users.get(wish.id ?? "") ?? guilds.addUser(world, wish.username, wish.id);
			const roles = wish.permissions ? [guilds.addRole(world, guild, wish.username, wish.permissions).id] : [];
			guilds.addMember(world, guild, user, roles);
			return user.id;
		},
		removeMember: (guildId: string, userId: string) => guilds.removeMember(world, guildOf(guildId), userId),

		joinVoice: (guildId: string, userId: string, channelId: string) => join(world, guildOf(guildId), userId, channelId),
		leaveVoice: (guildId: string, userId: string) => {
			if (guildOf(guildId).voice.has(userId)) setVoice(world, guildOf(guildId), userId, null);
		},
		setMute: (guildId: string, userId: string, switches: VoiceSwitches | boolean) => {
			const state = known(guildOf(guildId).voice.get(userId), `person in voice ${userId}`);
			switchVoice(world, guildOf(guildId), state, typeof switches === "boolean" ? { selfMute: switches } : switches);
		},

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

function join(world: World, guild: Guild, userId: string, channelId: string): void {
	known(guild.members.get(userId), `member ${userId}`);
	const channel = known(guild.channels.get(channelId), `channel ${channelId}`);
	const held = channelPermissions(guild, channel, userId);
	if (!isVoice(channel)) throw new Error(`${channel.name} is no voice channel`);
	if (!has(held, P.ViewChannel | P.Connect)) throw new Error(`Discord does not let ${userId} into ${channel.name}`);
	const inside = [...guild.voice.values()].filter((state) => state.channelId === channelId && state.userId !== userId);
	const full = channel.userLimit > 0 && inside.length >= channel.userLimit;
	if (full && !has(held, P.MoveMembers)) throw new Error(`${channel.name} is full`);
	setVoice(world, guild, userId, channelId);
}

function channelSpec(guild: Guild, wish: ChannelWish): ChannelSpec {
	return {
		name: wish.name,
		type: TYPES[wish.type],
		parentId: wish.parentId ?? null,
		userLimit: wish.userLimit ?? 0,
		...(wish.overwrites && { overwrites: overwritesOf(guild, wish.overwrites) }),
	};
}

function overwritesOf(guild: Guild, specs: OverwriteSpec[]): Map<string, Overwrite> {
	const list = specs.map(({ id, type, allow = 0n, deny = 0n }): Overwrite => {
		const role = type === undefined ? guild.roles.has(id) : type === "role";
		return { id, type: role ? OverwriteType.Role : OverwriteType.Member, allow, deny };
	});
	return new Map(list.map((each) => [each.id, each]));
}
