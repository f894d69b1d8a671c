// move: takes a member from the voice channel they are in to their team's room.

import { discordCode, isRefused } from "../../call.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, placementOf, withPlacement } from "../../record.ts";
import { type Handler, subjectOf } from "../action.ts";

export type Move = {
	readonly discordId: string;
	readonly channelId: string;
	/** Where to bring them back to; null if they are to stay when the match is over. */
	readonly originId: string | null;
};

export const move: Handler<MatchRecord, Move> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.moveMembers,
	wants: 0n,
	rank: 1,
	metric: "move",
	past: () => "member moved into the room",
	target: ({ discordId, channelId }) => ({ discordId, channelId }),
	places: ({ channelId }) => [channelId],
	subject: ({ discordId }) => subjectOf.member(discordId),
	// To be moved takes no access to the channel: an edit of it holds nobody up. Its deletion does.
	blockedBy: () => [],
	awaits: ({ channelId }) => [subjectOf.channel(channelId)],
	// A channel that is gone is known to be by now: they go elsewhere at once.
	rests: ({ discordId }, answer) =>
		isRefused(answer, discordCode.unknownChannel) ? [] : [subjectOf.member(discordId)],
	limit: "moveIn",

	/** Where they come from is saved before they are moved. */
	intend(record, { discordId, originId }, guildId, now) {
		const placement = placementOf(record, guildId, discordId);
		const { matchId, openings: opening } = record.match;
		const isKnown = placement?.state === "moving" && placement.originId === originId && placement.opening === opening;
		if (isKnown) return record;
		return withPlacement(record, { matchId, guildId, discordId, state: "moving", originId, opening, at: now });
	},

	perform: (discord, { guildId }, { discordId, channelId }) => discord.moveMember(guildId, discordId, channelId),

	/** That they are in the room is for the gateway to say: an answer alone has been seen to move nobody. */
	note: (record) => record,
};
