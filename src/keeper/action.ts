// What an action is made of. Each has a file of its own in actions/ that holds everything about it.

import type { Answer, Discord } from "../call.ts";
import type { ActionTarget } from "../fact.ts";
import type { GuildShown, Limit } from "../shown.ts";

/** What admins read about together: what rooms lack is not what messages lack. */
export type Scope = "rooms" | "messages" | "cards" | "roomChat" | "status";

/** What an action is about: at most one call is in flight for each, and it rests after a failure. */
export type Subject = `${Kind}:${string}`;
type Kind =
	| ("room" | "access" | "member" | "channel" | "team" | "category")
	| ("chat" | "notice" | "card" | "roomChat" | "status" | "greeting");

/** Where Discord checks the bot's permissions: in a channel, or, for null, in the guild as a whole. */
export type Place = string | null;

export const subjectOf = {
	/** A room, by its code. */
	room: (code: string): Subject => `room:${code}`,
	/** Someone's access to a room. */
	access: (code: string, id: string): Subject => `access:${code}/${id}`,
	/** A room for its deletion, by its channel: an edit in flight holds no move up, a deletion does. */
	channel: (channelId: string): Subject => `channel:${channelId}`,
	member: (discordId: string): Subject => `member:${discordId}`,
	/** A team in one match: the same team may play another at the same time. */
	team: (matchId: string, teamId: string): Subject => `team:${matchId}/${teamId}`,
	category: (name: string): Subject => `category:${name}`,
	chat: (channelId: string): Subject => `chat:${channelId}`,
	notice: (topic: string): Subject => `notice:${topic}`,
	/** The card of a match. */
	card: (matchId: string): Subject => `card:${matchId}`,
	/** The message in a room's chat, and its voice status, by the room's code. */
	roomChat: (code: string): Subject => `roomChat:${code}`,
	status: (code: string): Subject => `status:${code}`,
	/** A guild's greeting, or its invitation to link an account. */
	greeting: (which: string): Subject => `greeting:${which}`,
};

/**
 * Everything about one kind of action. `R` is the record that it belongs to, `A` what one such action holds. All but
 * `perform` is pure.
 */
export type Handler<R, A> = {
	readonly scope: Scope;
	/** The permissions it cannot be done without, and those that it passes on if the bot has them. */
	readonly needs: bigint;
	readonly wants: bigint;
	/** Its order among actions that draw on the same limit: the lower first. */
	readonly rank: number;
	/** Its name in the metrics, which stays when the action is renamed. */
	readonly metric: string;
	/** For the log, such as "room opened". */
	readonly past: (action: A) => string;
	readonly target: (action: A) => ActionTarget;
	/** The channels in which the permissions count, beside or instead of the guild. */
	readonly places: (action: A) => readonly Place[];
	/** At most one call is in flight for each. */
	readonly subject: (action: A) => Subject;
	/** What else must neither be in flight nor rest. */
	readonly blockedBy: (action: A) => readonly Subject[];
	/** What else must not have a call that may still be carried out. */
	readonly awaits?: (action: A) => readonly Subject[];
	/** What rests after a failure. */
	readonly rests: (action: A, answer: Answer<unknown>) => readonly Subject[];
	/** The rate limit that it draws on; null for no call at all. */
	readonly limit: Limit | null;
	/** The record before the call, saved before it starts, so that a crash in between loses nothing; `now` is epoch ms. */
	readonly intend: (record: R, action: A, guildId: string, now: number) => R;
	/** Makes the one call. `guild` is as Discord shows it at that moment. */
	readonly perform: (discord: Discord, guild: GuildShown, action: A) => Promise<Answer<unknown>>;
	/** The record once the answer is known. */
	readonly note: (record: R, action: A, guildId: string, answer: Answer<unknown>, now: number) => R;
};

/** For an action that makes no call: it only changes the record. */
export const noCall: Promise<Answer<unknown>> = Promise.resolve({ is: "done", value: undefined });
