// A guild as Discord shows it, for tests of what follows from it.

import { allPermissions, permission, type ScopePermissions } from "../src/permission.ts";
import type { ChannelShown, GuildShown } from "../src/shown.ts";

type Parts = {
	readonly guildId?: string;
	readonly channels?: readonly ChannelShown[];
	/** What the bot may do in the guild; everything by default. */
	readonly held?: bigint;
	/** What it may not do in a channel although it may in the guild. */
	readonly denied?: Readonly<Record<string, bigint>>;
	/** Which voice channel members are in, by their Discord id. */
	readonly positions?: Readonly<Record<string, string>>;
	readonly name?: string;
	readonly afkChannelId?: string | null;
	readonly botRole?: GuildShown["botRole"];
	/** The roles that there are, each with whether it is a bot's own. */
	readonly roles?: Readonly<Record<string, { readonly isOfBot: boolean }>>;
};

export function guildShown(parts: Parts = {}): GuildShown {
	const { channels = [], held = allPermissions, denied = {}, positions = {} } = parts;
	const byId = new Map(channels.map((one) => [one.channelId, one]));
	return {
		guildId: parts.guildId ?? "guild",
		name: parts.name ?? "Vale",
		botId: "bot",
		botRole: parts.botRole === undefined ? { roleId: "7", name: "faceit-comms" } : parts.botRole,
		afkChannelId: parts.afkChannelId ?? null,
		systemChannelId: null,
		...{ joinedAt: 0, isCurrent: true },
		channels: byId,
		role: (roleId) => parts.roles?.[roleId],
		permissions(channelId) {
			if (channelId === undefined) return held;
			return byId.has(channelId) ? held & ~(denied[channelId] ?? 0n) : 0n;
		},
		isUnconfirmed: () => false,
		isDeleted: () => false,
		position: (discordId) => positions[discordId],
		occupants: (channelId) => Object.keys(positions).filter((discordId) => positions[discordId] === channelId),
		budget: () => ({ left: 10, moreAt: 0 }),
	};
}

export function channel(
	channelId: string,
	kind: ChannelShown["kind"],
	changes: Partial<ChannelShown> = {},
): ChannelShown {
	const name = `the ${channelId}`;
	return { channelId, kind, name, parentId: null, position: 0, userLimit: 0, overwrites: [], ...changes };
}

/** Any number of channels that are in nobody's way. */
export function manyChannels(count: number, parentId: string | null = null): ChannelShown[] {
	return Array.from({ length: count }, (_, index) => channel(`${parentId}-${index}`, "text", { parentId }));
}

/** The parts of the work as the program has them. */
export const scopes: readonly ScopePermissions[] = [
	{
		scope: "messages",
		purpose: "notices and hints",
		needs: permission.viewChannel | permission.sendMessages,
		wants: 0n,
	},
	{
		scope: "rooms",
		purpose: "rooms and moves",
		needs:
			permission.viewChannel |
			permission.manageChannels |
			permission.manageRoles |
			permission.connect |
			permission.moveMembers,
		wants: permission.speak | permission.stream,
	},
];
