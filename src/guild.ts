// A guild: what its admins chose, and what the program did there that is not about one match.

import type { CompetitionRef } from "./competition.ts";
import type { ClaimRule } from "./link.ts";
import type { Competition } from "./match.ts";
import type { Post } from "./post.ts";
import type { Admission } from "./room.ts";

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
	/** Roles that are let into every room. */
	readonly coachRoleId: string | null;
	readonly casterRoleId: string | null;
	/** Casters hear, and do not speak. */
	readonly castersOnlyListen: boolean;
	/** What a room is called before its code, with words in braces such as {team}; null: the team's name. */
	readonly roomName: string | null;
	/** How many of a team's players have to be known in the guild before it gets a room. */
	readonly leastPlayers: number;
	/** Rooms open as soon as the match starts, or once somebody of the team is in voice in the guild. */
	readonly opensAt: "start" | "voice";
	/** How many may be in a room, of the line-up and others; 0: any number. */
	readonly userLimit: number;
	/** From where players are moved into their rooms. */
	readonly pullsFrom: "anywhere" | "lobby" | "nowhere";
	/** Where they are brought back to after a match. */
	readonly returnsTo: "origin" | "lobby" | "nowhere";
	/** Which matches get rooms: all, or those of the competitions and organizers that the guild follows. */
	readonly concerns: "all" | "followed";
	readonly follows: readonly FollowedCompetition[];
	/** Where a card is posted for each match; null: nowhere. */
	readonly cardChannelId: string | null;
	/** Whether each room has a message in its chat, and a voice status. */
	readonly hasRoomChat: boolean;
	readonly hasVoiceStatus: boolean;
	/** Where admins are told of problems; null: where the bot finds them. */
	readonly noticeChannelId: string | null;
	/** Where a message invites members to link their account; null: nowhere. */
	readonly linkChannelId: string | null;
};

/** A competition, or an organizer with all of theirs, whose matches concern the guild. */
export type FollowedCompetition = CompetitionRef & { readonly name: string };

/** Discord's limit for a menu, from which they are taken back. */
export const mostFollowed = 25;
export const mostLeastPlayers = 10;
/** Discord's limit for a voice channel. */
export const highestUserLimit = 99;
export const longestRoomName = 80;

type RoleSetting = Extract<keyof GuildSettings, `${string}RoleId`>;
/** The settings that let a role into every room. One that is not listed does not compile. */
const roleSettings: { readonly [K in RoleSetting]: true } = {
	staffRoleId: true,
	coachRoleId: true,
	casterRoleId: true,
};

/** The roles that the settings let into every room, each once. A role that may speak for any reason may speak. */
export function admittedRoles(settings: GuildSettings): readonly Admission[] {
	const { casterRoleId, castersOnlyListen } = settings;
	const chosen = new Map<string, unknown>(Object.entries(settings));
	const ids = Object.keys(roleSettings).map((setting) => ({ setting, id: chosen.get(setting) }));
	const speaking = new Set(
		ids.flatMap(({ setting, id }) =>
			typeof id === "string" && !(setting === "casterRoleId" && castersOnlyListen) ? [id] : [],
		),
	);
	const roles = [...speaking].map((id): Admission => ({ kind: "role", id }));
	const isListening = castersOnlyListen && casterRoleId !== null && !speaking.has(casterRoleId);
	return isListening ? [...roles, { kind: "listener", id: casterRoleId }] : roles;
}

/** True if matches of the competition get rooms in the guild. */
export function concerns({ concerns, follows }: GuildSettings, competition: Competition | null): boolean {
	if (concerns === "all") return true;
	if (competition === null) return false;
	return follows.some(({ kind, id }) => id === (kind === "organizer" ? competition.organizerId : competition.id));
}

/** The defaults, for guilds whose admins chose nothing. */
export const defaultSettings: GuildSettings = {
	...{ categoryId: null, lobbyId: null, lingerMs: null },
	...{ claims: null, staffRoleId: null, coachRoleId: null, casterRoleId: null, castersOnlyListen: false },
	...{ roomName: null, leastPlayers: 1, opensAt: "start", userLimit: 0, pullsFrom: "anywhere", returnsTo: "origin" },
	...{ concerns: "all", follows: [], cardChannelId: null, hasRoomChat: true, hasVoiceStatus: true },
	...{ noticeChannelId: null, linkChannelId: null },
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
	/** The message that told it, to be crossed out once it is solved; null where there is none. */
	readonly message: { readonly channelId: string; readonly messageId: string } | null;
};

/** Everything remembered about one guild. Its parts are never mutated. */
export type GuildRecord = {
	readonly guildId: string;
	readonly categories: readonly OverflowCategory[];
	readonly hints: readonly Hint[];
	readonly notices: readonly Notice[];
	/** The greeting after the bot joined, and the message that invites members to link their account. */
	readonly welcome: Post | null;
	readonly link: Post | null;
};

export function newGuildRecord(guildId: string): GuildRecord {
	return { guildId, categories: [], hints: [], notices: [], welcome: null, link: null };
}
