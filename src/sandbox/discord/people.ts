// What people do in Discord's client, held to what the client would let them do.
import { ChannelType, OverwriteType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { type ChannelSpec, createChannel, deleteChannel, editChannel } from "./channels.ts";
import * as guilds from "./guilds.ts";
import { channelPermissions, has, isVoice } from "./permissions.ts";
import { setVoice, switchVoice, type VoiceSwitches } from "./voice.ts";
import { findChannel, type Guild, known, type Overwrite, type World } from "./world.ts";

export type OverwriteSpec = { id: string; type?: "member" | "role"; allow?: bigint; deny?: bigint };
export type ChannelWish = {
	name: string;
	type: "voice" | "category" | "text" | "stage";
	parentId?: string;
	userLimit?: number;
	overwrites?: OverwriteSpec[];
};
/** permissions are given by a role of the member's own */
export type MemberWish = { username: string; id?: string; permissions?: bigint };

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
		deleteRole: (guildId: string, roleId: string) => guilds.deleteRole(world, guildOf(guildId), roleId),

		/** The same person in a second guild is the same id. */
		addMember: (guildId: string, wish: MemberWish): string => {
			const guild = guildOf(guildId);
			const user = world.users.get(wish.id ?? "") ?? guilds.addUser(world, wish.username, wish.id);
			const roles = wish.permissions ? [guilds.addRole(world, guild, wish.username, wish.permissions).id] : [];
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
