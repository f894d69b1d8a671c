// Everything remembered about one match, and the ways in which it changes. Pure.

import type { Match } from "./match.ts";
import type { Placement } from "./placement.ts";
import type { Post } from "./post.ts";
import { ended, isLive, type Room } from "./room.ts";

/** Its parts are never mutated: a changed part is another object. */
export type MatchRecord = {
	readonly match: Match;
	readonly rooms: readonly Room[];
	readonly placements: readonly Placement[];
	readonly cards: readonly Card[];
	readonly orders: readonly Order[];
};

/** The one message that shows the match in a guild's announcements channel. */
export type Card = Post & { readonly guildId: string };

/** What a guild's staff decided about the match there: rooms although it gets none by itself, or none. */
export type Order = {
	readonly guildId: string;
	readonly is: "open" | "closed";
	/** The opening of the match that it is about: once FACEIT opens the match again, it no longer counts. */
	readonly opening: number;
	readonly at: number;
};

/** The record of a match of which nothing else is remembered yet. */
export function newRecord(match: Match): MatchRecord {
	return { match, rooms: [], placements: [], cards: [], orders: [] };
}

/**
 * A member is in another voice channel than before; undefined is no channel. `how`: `moved` is what the gateway reports,
 * `confirmed` the same of where an answered call of ours took them, and `found` that they are seen there, however they
 * got there.
 */
export type VoiceChange = {
	readonly how: "moved" | "confirmed" | "found";
	readonly guildId: string;
	readonly discordId: string;
	readonly from: string | undefined;
	readonly to: string | undefined;
};

/** True when nothing is left to do for the match: it is over, none of its rooms is left, and its cards say how it ended. */
export function isSettled({ match, rooms, cards }: MatchRecord): boolean {
	return match.phase === "over" && !rooms.some(isLive) && cards.every(({ state }) => state !== "kept");
}

/** The rooms of the match in the guild that are there, or may be. */
export function liveRooms({ rooms }: MatchRecord, guildId: string): readonly Room[] {
	return rooms.filter((room) => room.guildId === guildId && isLive(room));
}

export function placementOf(record: MatchRecord, guildId: string, discordId: string): Placement | undefined {
	return record.placements.find((one) => one.guildId === guildId && one.discordId === discordId);
}

/** The record with this room in place of the one with the same code in the same guild, or beside the others. */
export function withRoom(record: MatchRecord, room: Room): MatchRecord {
	const isSame = (one: Room) => one.code === room.code && one.guildId === room.guildId;
	if (!record.rooms.some(isSame)) return { ...record, rooms: [...record.rooms, room] };
	return { ...record, rooms: record.rooms.map((one) => (isSame(one) ? room : one)) };
}

export function cardIn({ cards }: MatchRecord, guildId: string): Card | undefined {
	return cards.find((card) => card.guildId === guildId);
}

/** True while the card is kept up to date: one that had said its last word is again once FACEIT opens the match again. */
export function isKeptUp({ state }: Post, { phase }: Match): boolean {
	return state === "kept" || (state === "final" && phase !== "over");
}

/** The record with this card in place of, or beside, the one in that guild. */
export function withCard(record: MatchRecord, card: Card): MatchRecord {
	return { ...record, cards: [...record.cards.filter(({ guildId }) => guildId !== card.guildId), card] };
}

/** The order that counts in the guild now. */
export function orderIn({ match, orders }: MatchRecord, guildId: string): Order | undefined {
	return orders.find((order) => order.guildId === guildId && order.opening === match.openings);
}

/** The record with this order in place of, or beside, the one in that guild. */
export function withOrder(record: MatchRecord, order: Order): MatchRecord {
	return { ...record, orders: [...record.orders.filter(({ guildId }) => guildId !== order.guildId), order] };
}

/** The record with this placement in place of, or beside, what was remembered of the member in that guild. */
export function withPlacement(record: MatchRecord, placement: Placement): MatchRecord {
	const others = record.placements.filter(
		(one) => one.guildId !== placement.guildId || one.discordId !== placement.discordId,
	);
	return { ...record, placements: [...others, placement] };
}

/** The record with the member in this state since `now`, epoch ms; the same record if they are in it for this opening. */
export function withState(
	record: MatchRecord,
	guildId: string,
	discordId: string,
	state: Placement["state"],
	now: number,
): MatchRecord {
	const placement = placementOf(record, guildId, discordId);
	const { matchId, openings: opening } = record.match;
	if (placement?.state === state && placement.opening === opening) return record;
	const originId = placement?.originId ?? null;
	return withPlacement(record, { matchId, guildId, discordId, state, originId, opening, at: now });
}

/**
 * The record once the channel of its room with this code is seen: a lost create was carried out after all, or a room
 * that was out of reach is back. The same record if that is no news.
 */
export function withChannel(record: MatchRecord, guildId: string, code: string, channelId: string): MatchRecord {
	const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
	if (room === undefined || room.state === "open" || room.state === "closed") return record;
	const isAnother = room.channelId !== null && room.channelId !== channelId;
	return isAnother ? record : withRoom(record, { ...room, state: "open", channelId });
}

/** The record once its rooms in the guild are out of reach: they are given up. */
export function withoutGuild(record: MatchRecord, guildId: string): MatchRecord {
	const isLeft = (room: Room) => room.guildId === guildId && isLive(room);
	if (!record.rooms.some(isLeft) && cardIn(record, guildId) === undefined) return record;
	return {
		...record,
		rooms: record.rooms.map((room) => (isLeft(room) ? ended(room, "lost") : room)),
		cards: record.cards.filter((card) => card.guildId !== guildId),
	};
}

/**
 * The record once the gateway has reported that a member moved themselves, or that an admin moved them; `now` is epoch
 * ms. Anyone who goes from an existing room straight to a channel outside this match has walked out; anyone who leaves
 * voice is away; anyone who had walked out and comes back is placed again. No other move changes the record.
 */
export function moved(record: MatchRecord, { guildId, discordId, from, to }: VoiceChange, now: number): MatchRecord {
	const channels = liveRooms(record, guildId).map((room) => room.channelId);
	const placement = placementOf(record, guildId, discordId);
	// Visitors were never placed: they come and go as they like.
	if (placement === undefined) return record;
	// A call in flight may move them elsewhere before the next look, which would then miss that they came back.
	if (to !== undefined && channels.includes(to))
		return placement.state === "walked" ? withState(record, guildId, discordId, "placed", now) : record;
	if (from === undefined || !channels.includes(from)) return record;
	const state = to === undefined ? "away" : "walked";
	// Having walked out before FACEIT reopened the match no longer counts; this time does.
	const opening = record.match.openings;
	const isKnown = placement.state === state && placement.opening === opening;
	return isKnown ? record : withPlacement(record, { ...placement, state, opening, at: now });
}
