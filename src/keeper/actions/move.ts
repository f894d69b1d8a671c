// move: takes a member from the voice channel they are in to their team's room.

import { discordCode, isRefused } from "../../call.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, placementOf, withPlacement, withState } from "../../record.ts";
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
	past: "member moved into the room",
	target: ({ discordId, channelId }) => ({ discordId, channelId }),
	subject: ({ discordId }) => subjectOf.member(discordId),
	// To be moved takes no access to the channel: an edit of it holds nobody up. Its deletion does.
	blockedBy: ({ channelId }) => [subjectOf.channel(channelId)],
	// A channel that is gone is known to be by now: they go elsewhere at once.
	rests: ({ discordId }, answer) =>
		isRefused(answer, discordCode.unknownChannel) ? [] : [subjectOf.member(discordId)],
	limit: "moveIn",

	/** Where they come from is saved before they are moved. */
	intend(record, { discordId, originId }, guildId, now) {
		const placement = placementOf(record, guildId, discordId);
		if (placement?.state === "moving" && placement.originId === originId) return record;
		const { matchId } = record.match;
		return withPlacement(record, { matchId, guildId, discordId, state: "moving", originId, at: now });
	},

	perform: (discord, { guildId }, { discordId, channelId }) => discord.moveMember(guildId, discordId, channelId),

	/** Someone may have left the room again before the answer came: that the gateway said so counts. */
	note(record, { discordId }, guildId, answer, now) {
		const isStillMoving = placementOf(record, guildId, discordId)?.state === "moving";
		return answer.is === "done" && isStillMoving ? withState(record, guildId, discordId, "placed", now) : record;
	},
};
