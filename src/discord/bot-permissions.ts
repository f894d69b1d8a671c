// What the bot may do in a guild and in its channels, computed as Discord documents it (Permissions, "Permission
// Hierarchy", "Permission Overwrites" and "Implicit Permissions"). Pure.

import { allPermissions, hasAll, permission } from "../permission.ts";
import type { ChannelShown } from "../shown.ts";
import type { Role } from "./dispatches.ts";

/** What decides what the bot may do in a guild. */
export type Standing = {
	readonly guildId: string;
	readonly ownerId: string;
	readonly botId: string;
	/** The roles that the bot was given, without the one that everyone has, whose id is the guild's. */
	readonly roleIds: readonly string[];
	readonly roles: ReadonlyMap<string, Role>;
};

/** Bits that the bot holds in the whole guild. */
export function guildPermissions({ guildId, ownerId, botId, roleIds, roles }: Standing): bigint {
	if (ownerId === botId) return allPermissions;
	const held = [guildId, ...roleIds].reduce((bits, roleId) => bits | (roles.get(roleId)?.permissions ?? 0n), 0n);
	return hasAll(held, permission.administrator) ? allPermissions : held;
}

/** Bits that the bot holds in the channel; `inGuild` are those that it holds in the guild. */
export function channelPermissions(standing: Standing, inGuild: bigint, channel: ChannelShown): bigint {
	if (hasAll(inGuild, permission.administrator)) return allPermissions;
	const held = withOverwrites(standing, inGuild, channel);
	if (!hasAll(held, permission.viewChannel)) return 0n;
	const isVoice = channel.kind === "voice" || channel.kind === "stage";
	// "Denying CONNECT on a voice channel also implicitly denies other permissions such as MANAGE_CHANNELS." Which others
	// is not documented, so we count on none.
	return isVoice && !hasAll(held, permission.connect) ? permission.viewChannel : held;
}

/** Everyone's overwrite first, then those of the bot's roles together, then the bot's own: a later allow wins. */
function withOverwrites({ guildId, botId, roleIds }: Standing, held: bigint, { overwrites }: ChannelShown): bigint {
	const everyone = overwrites.filter(({ kind, id }) => kind === "role" && id === guildId);
	const ofRoles = overwrites.filter(({ kind, id }) => kind === "role" && id !== guildId && roleIds.includes(id));
	const own = overwrites.filter(({ kind, id }) => kind === "member" && id === botId);
	return [everyone, ofRoles, own].reduce((bits, stage) => {
		const denied = stage.reduce((all, { deny }) => all | deny, 0n);
		const allowed = stage.reduce((all, { allow }) => all | allow, 0n);
		return (bits & ~denied) | allowed;
	}, held);
}
