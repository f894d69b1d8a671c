// Servers and the people in them: what an owner does in Discord's own client.
import { ChannelType, GatewayDispatchEvents, PermissionFlagsBits as P } from "discord-api-types/v10";
import { editChannel, placeChannel } from "./channels.ts";
import { guildCreatePayload, guildPayload } from "./guild-payload.ts";
import { memberPayload, rolePayload, userPayload } from "./payloads.ts";
import { setVoice } from "./voice.ts";
import { type Guild, type Member, type Role, timestamp, type User, type World } from "./world.ts";

/** What the invitation asks for. */
export const INVITED = 281475265138192n;

/** What @everyone may do in a server nobody has touched yet. */
const NEWCOMER = [
	P.ViewChannel,
	P.CreateInstantInvite,
	P.ChangeNickname,
	P.SendMessages,
	P.EmbedLinks,
	P.AttachFiles,
	P.AddReactions,
	P.UseExternalEmojis,
	P.MentionEveryone,
	P.ReadMessageHistory,
	P.UseApplicationCommands,
	P.Connect,
	P.Speak,
	P.Stream,
	P.UseVAD,
	P.RequestToSpeak,
].reduce((all, bit) => all | bit, 0n);

export type GuildSpec = {
	name: string;
	id?: string;
	botPermissions?: bigint;
	everyonePermissions?: bigint;
	/** when the bot came, now by default, as Discord writes it */
	joinedAt?: string;
};

export function addGuild(world: World, spec: GuildSpec): Guild {
	const id = spec.id ?? world.newId();
	const owner = addUser(world, `owner of ${spec.name}`);
	const joinedAt = spec.joinedAt ?? timestamp(world);
	const guild: Guild = {
		id,
		name: spec.name,
		ownerId: owner.id,
		botRoleId: world.newId(),
		joinedAt,
		afkChannelId: null,
		available: true,
		botIsIn: true,
		roles: new Map(),
		members: new Map(),
		channels: new Map(),
		voice: new Map(),
	};
	const everyone: Role = {
		id,
		name: "@everyone",
		permissions: spec.everyonePermissions ?? NEWCOMER,
		position: 0,
		managed: false,
	};
	const permissions = spec.botPermissions ?? INVITED;
	const managed: Role = { id: guild.botRoleId, name: world.bot.username, permissions, position: 1, managed: true };
	guild.roles.set(id, everyone).set(managed.id, managed);
	guild.members.set(owner.id, { user: owner, nick: null, roles: new Set(), joinedAt });
	guild.members.set(world.bot.id, { user: world.bot, nick: null, roles: new Set([managed.id]), joinedAt });
	// Discord gives every new server a text channel.
	placeChannel(world, guild, { name: "general", type: ChannelType.GuildText });
	world.guilds.set(id, guild);
	world.announce(GatewayDispatchEvents.GuildCreate, id, guildCreatePayload(guild, world.bot.id));
	return guild;
}

export function removeGuild(world: World, guild: Guild): Guild {
	guild.botIsIn = false;
	world.announce(GatewayDispatchEvents.GuildDelete, guild.id, { id: guild.id });
	return guild;
}

/** Back in a guild that it was removed from, with what the invitation asks for. */
export function inviteBot(world: World, guild: Guild, permissions = INVITED): void {
	guild.botIsIn = true;
	guild.joinedAt = timestamp(world);
	const role = guild.roles.get(guild.botRoleId);
	if (role) role.permissions = permissions;
	world.announce(GatewayDispatchEvents.GuildCreate, guild.id, guildCreatePayload(guild, world.bot.id));
}

export function setGuildAvailable(world: World, guild: Guild, available: boolean): void {
	guild.available = available;
	if (available) world.announce(GatewayDispatchEvents.GuildCreate, guild.id, guildCreatePayload(guild, world.bot.id));
	else world.announce(GatewayDispatchEvents.GuildDelete, guild.id, { id: guild.id, unavailable: true });
}

export function updateGuild(
	world: World,
	guild: Guild,
	changes: Partial<Pick<Guild, "name" | "afkChannelId" | "ownerId">>,
): void {
	Object.assign(guild, changes);
	world.announce(GatewayDispatchEvents.GuildUpdate, guild.id, guildPayload(guild));
}

export function addRole(world: World, guild: Guild, name: string, permissions: bigint): Role {
	const role: Role = { id: world.newId(), name, permissions, position: guild.roles.size, managed: false };
	guild.roles.set(role.id, role);
	world.announce(GatewayDispatchEvents.GuildRoleCreate, guild.id, { guild_id: guild.id, role: rolePayload(role) });
	return role;
}

export function setRolePermissions(world: World, guild: Guild, role: Role, permissions: bigint): void {
	role.permissions = permissions;
	world.announce(GatewayDispatchEvents.GuildRoleUpdate, guild.id, { guild_id: guild.id, role: rolePayload(role) });
}

/** Its overwrites go with it, and nobody holds it any longer. */
export function deleteRole(world: World, guild: Guild, roleId: string): void {
	guild.roles.delete(roleId);
	for (const member of guild.members.values()) member.roles.delete(roleId);
	for (const channel of guild.channels.values()) {
		const overwrites = new Map(channel.overwrites);
		if (overwrites.delete(roleId)) editChannel(world, guild, channel, { overwrites });
	}
	world.announce(GatewayDispatchEvents.GuildRoleDelete, guild.id, { guild_id: guild.id, role_id: roleId });
}

export function setMemberRoles(world: World, guild: Guild, member: Member, roles: Iterable<string>): void {
	member.roles = new Set(roles);
	const data = { ...memberPayload(member), guild_id: guild.id };
	world.announce(GatewayDispatchEvents.GuildMemberUpdate, guild.id, data);
}

export function addUser(world: World, username: string, id: string = world.newId()): User {
	const user: User = { id, username, bot: false };
	world.users.set(id, user);
	return user;
}

export function addMember(world: World, guild: Guild, user: User, roles: Iterable<string>): void {
	const member = { user, nick: null, roles: new Set(roles), joinedAt: timestamp(world) };
	guild.members.set(user.id, member);
	const data = { ...memberPayload(member), guild_id: guild.id };
	world.announce(GatewayDispatchEvents.GuildMemberAdd, guild.id, data);
}

export function removeMember(world: World, guild: Guild, userId: string): void {
	const member = guild.members.get(userId);
	if (!member) return;
	if (guild.voice.has(userId)) setVoice(world, guild, userId, null);
	guild.members.delete(userId);
	const data = { guild_id: guild.id, user: userPayload(member.user) };
	world.announce(GatewayDispatchEvents.GuildMemberRemove, guild.id, data);
}
