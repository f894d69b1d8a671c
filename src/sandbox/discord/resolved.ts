// The objects that ids stand for, which come along with an interaction that names them.
import { channelPayload, memberPayload, rolePayload, userPayload } from "./payloads.ts";
import { channelPermissions, guildPermissions } from "./permissions.ts";
import type { Channel, Guild, Member, World } from "./world.ts";

/** What an id may stand for. */
export type Kind = "user" | "role" | "channel";
export type Named = { id: string; kinds: readonly Kind[] };

/** As the person sees them; undefined where nothing is named. */
export function resolved(world: World, guild: Guild, viewerId: string, named: readonly Named[]) {
	const users: Record<string, object> = {};
	const members: Record<string, object> = {};
	const roles: Record<string, object> = {};
	const channels: Record<string, object> = {};
	for (const { id, kinds } of named) {
		const user = kinds.includes("user") ? world.users.get(id) : undefined;
		// Anybody can be named, by their id at least; who is no member has no entry among the members.
		const member = guild.members.get(id);
		const role = kinds.includes("role") ? guild.roles.get(id) : undefined;
		const channel = kinds.includes("channel") ? guild.channels.get(id) : undefined;
		if (user) users[id] = userPayload(user);
		if (user && member) members[id] = resolvedMember(guild, member);
		if (role) roles[id] = rolePayload(role);
		if (channel) channels[id] = resolvedChannel(world, guild, channel, viewerId);
	}
	const all = Object.entries({ users, members, roles, channels }).filter(([, found]) => Object.keys(found).length > 0);
	return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** Without the user, who is among the users. */
function resolvedMember(guild: Guild, member: Member): object {
	const { user, ...rest } = memberPayload(member);
	return { ...rest, permissions: guildPermissions(guild, user.id).toString() };
}

function resolvedChannel(world: World, guild: Guild, channel: Channel, viewerId: string): object {
	const { permission_overwrites: _, ...rest } = channelPayload(channel);
	return {
		...rest,
		permissions: channelPermissions(guild, channel, viewerId).toString(),
		app_permissions: channelPermissions(guild, channel, world.bot.id).toString(),
	};
}
