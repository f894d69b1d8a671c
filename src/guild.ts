// A guild: what its admins chose, and what the program did there that is not about one match.

import type { ClaimRule } from "./link.ts";

export type GuildSettings = {
	/** The category that rooms are created in; null: at the top of the channel list. */
	readonly categoryId: string | null;
	/** The voice channel for anyone whose own cannot be returned to; null: they stay until the room closes. */
	readonly lobbyId: string | null;
	/** How long rooms stay after the match, ms, at most `longestLingerMs`; null: the program's default. */
	readonly lingerMs: number | null;
	/**
	 * Which claims count for rooms: all, or none until they are proven; null: the program's default, which asks for proof,
	 * with some days of grace, wherever FACEIT's login is set up.
	 */
	readonly claims: Exclude<ClaimRule, "grace"> | null;
	/** The role whose members settle links in this guild, and may enter every room; null: only those who manage the server. */
	readonly staffRoleId: string | null;
};

type RoleSetting = Extract<keyof GuildSettings, `${string}RoleId`>;
/** The settings that let a role into every room. One that is not listed does not compile. */
const roleSettings: { readonly [K in RoleSetting]: true } = { staffRoleId: true };

/** The roles that the settings let into every room. */
export function admittedRoles(settings: GuildSettings): readonly string[] {
	const chosen = new Map<string, unknown>(Object.entries(settings));
	return Object.keys(roleSettings).flatMap((setting) => {
		const roleId = chosen.get(setting);
		return typeof roleId === "string" ? [roleId] : [];
	});
}

/** The defaults, for guilds whose admins chose nothing. */
export const defaultSettings: GuildSettings = {
	...{ categoryId: null, lobbyId: null, lingerMs: null },
	...{ claims: null, staffRoleId: null },
};

export const longestLingerMs = 3_600_000;

/** A category made because the one before it was full. `number` 2 follows the chosen one. */
export type OverflowCategory = {
	readonly baseId: string;
	readonly number: number;
	readonly name: string;
	/** Null until its create was answered. */
	readonly channelId: string | null;
	/** When the intent was saved, epoch ms. */
	readonly createdAt: number;
};

/** A message in the chat of the channel where members wait for Discord's limit on moves: it links their rooms. */
export type Hint = {
	readonly nonce: string;
	/** Where they wait. */
	readonly channelId: string;
	/** Null until its post was answered. */
	readonly messageId: string | null;
	/** The members who wait there, each with their room. */
	readonly ways: readonly { readonly discordId: string; readonly roomId: string }[];
	/** When the intent was saved, epoch ms. */
	readonly createdAt: number;
};

/** What admins were last told about a topic. */
export type Notice = {
	readonly topic: "permissions" | "channels" | "refusals" | "hidden";
	/** What was told, such as the permissions that were missing or the rooms that are hidden; "" once all is well again. */
	readonly words: string;
	/** When the intent was saved, epoch ms. */
	readonly at: number;
	/** False while its post is not answered. */
	readonly isPosted: boolean;
};

/** Everything remembered about one guild. Its parts are never mutated. */
export type GuildRecord = {
	readonly guildId: string;
	readonly categories: readonly OverflowCategory[];
	readonly hints: readonly Hint[];
	readonly notices: readonly Notice[];
};

export function newGuildRecord(guildId: string): GuildRecord {
	return { guildId, categories: [], hints: [], notices: [] };
}
