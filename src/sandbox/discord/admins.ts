// What admins do in Discord's client: guilds, channels and roles, and what the bot may do there.

import { ChannelType, OverwriteType } from "discord-api-types/v10";
import { type ChannelSpec, createChannel, deleteChannel, editChannel } from "./channels.ts";
import * as guilds from "./guilds.ts";
import { deleteMessage } from "./messages.ts";
import { createRestrictions } from "./restrictions.ts";
import { findChannel, type Guild, known, type Overwrite, type World } from "./world.ts";

export type OverwriteSpec = { id: string; type?: "member" | "role"; allow?: bigint; deny?: bigint };
export type ChannelOptions = {
	name: string;
	type: "voice" | "category" | "text" | "stage";
	parentId?: string;
	userLimit?: number;
	overwrites?: OverwriteSpec[];
};
const TYPES = {
	voice: ChannelType.GuildVoice,
	category: ChannelType.GuildCategory,
	text: ChannelType.GuildText,
	stage: ChannelType.GuildStageVoice,
} satisfies Record<ChannelOptions["type"], ChannelType>;

export type Admins = ReturnType<typeof createAdmins>;

export function createAdmins(world: World) {
	const guildOf = (id: string): Guild => known(world.guilds.get(id), `guild ${id}`);
	const placeOf = (id: string) => known(findChannel(world, id), `channel ${id}`);
	const roleOf = (guildId: string, id: string) => known(guildOf(guildId).roles.get(id), `role ${id}`);
	return {
		addGuild: (spec: guilds.GuildSpec): Guild => guilds.addGuild(world, spec),
		removeGuild: (guildId: string) => guilds.removeGuild(world, guildOf(guildId)),
		inviteBot: (guildId: string, permissions?: bigint) => guilds.inviteBot(world, guildOf(guildId), permissions),
		renameGuild: (guildId: string, name: string) => guilds.updateGuild(world, guildOf(guildId), { name }),
		setGuildAvailable: (guildId: string, available: boolean) =>
			guilds.setGuildAvailable(world, guildOf(guildId), available),
		setAfkChannel: (guildId: string, afkChannelId: string | null) =>
			guilds.updateGuild(world, guildOf(guildId), { afkChannelId }),

		addChannel: (guildId: string, options: ChannelOptions): string =>
			createChannel(world, guildOf(guildId), channelSpec(guildOf(guildId), options)).id,
		editChannel: (channelId: string, options: Partial<Pick<ChannelOptions, "name" | "userLimit" | "overwrites">>) => {
			const { guild, channel } = placeOf(channelId);
			editChannel(world, guild, channel, {
				...(options.name !== undefined && { name: options.name }),
				...(options.userLimit !== undefined && { userLimit: options.userLimit }),
				...(options.overwrites && { overwrites: overwritesOf(guild, options.overwrites) }),
			});
		},
		/** Adds one overwrite, or takes the place of the one that the user or role had. */
		setOverwrite: (channelId: string, spec: OverwriteSpec) => {
			const { guild, channel } = placeOf(channelId);
			editChannel(world, guild, channel, {
				overwrites: new Map([...channel.overwrites, ...overwritesOf(guild, [spec])]),
			});
		},
		removeOverwrite: (channelId: string, id: string) => {
			const { guild, channel } = placeOf(channelId);
			const overwrites = new Map([...channel.overwrites].filter((each) => each[0] !== id));
			editChannel(world, guild, channel, { overwrites });
		},
		deleteChannel: (channelId: string) => {
			const { guild, channel } = placeOf(channelId);
			deleteChannel(world, guild, channel);
		},
		/** by an admin's hand, whoever wrote it */
		deleteMessage: (messageId: string) => {
			const all = [...world.messages.values()].flat();
			const message = all.find(({ id }) => id === messageId);
			deleteMessage(world, known(message, `message ${messageId}`));
		},

		addRole: (guildId: string, name: string, permissions = 0n): string =>
			guilds.addRole(world, guildOf(guildId), name, permissions).id,
		setRolePermissions: (guildId: string, roleId: string, permissions: bigint) =>
			guilds.setRolePermissions(world, guildOf(guildId), roleOf(guildId, roleId), permissions),
		setBotPermissions: (guildId: string, permissions: bigint) =>
			guilds.setRolePermissions(world, guildOf(guildId), roleOf(guildId, guildOf(guildId).botRoleId), permissions),
		...createRestrictions(world),
		deleteRole: (guildId: string, roleId: string) => guilds.deleteRole(world, guildOf(guildId), roleId),
	};
}

function channelSpec(guild: Guild, options: ChannelOptions): ChannelSpec {
	return {
		name: options.name,
		type: TYPES[options.type],
		parentId: options.parentId ?? null,
		userLimit: options.userLimit ?? 0,
		...(options.overwrites && { overwrites: overwritesOf(guild, options.overwrites) }),
	};
}

function overwritesOf(guild: Guild, specs: OverwriteSpec[]): Map<string, Overwrite> {
	const list = specs.map(({ id, type, allow = 0n, deny = 0n }): Overwrite => {
		const role = type === undefined ? guild.roles.has(id) : type === "role";
		return { id, type: role ? OverwriteType.Role : OverwriteType.Member, allow, deny };
	});
	return new Map(list.map((each) => [each.id, each]));
}
