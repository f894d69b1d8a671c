// return: brings a member back to the channel they came from, or to the lobby.

import { discordCode, isRefused } from "../../call.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, withState } from "../../record.ts";
import { type Handler, subjectOf } from "../action.ts";

export type Return = { readonly discordId: string; readonly channelId: string };

export const returnMember: Handler<MatchRecord, Return> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.moveMembers,
	wants: 0n,
	// Moves into rooms are counted first; both draw on one limit.
	rank: 2,
	metric: "return",
	past: () => "member brought back",
	target: ({ discordId, channelId }) => ({ discordId, channelId }),
	places: ({ channelId }) => [channelId],
	subject: ({ discordId }) => subjectOf.member(discordId),
	blockedBy: () => [],
	awaits: ({ channelId }) => [subjectOf.channel(channelId)],
	rests: ({ discordId }, answer) =>
		isRefused(answer, discordCode.unknownChannel) ? [] : [subjectOf.member(discordId)],
	limit: "moveBack",

	/** Saved before the call: seen outside after an answer that got lost, they have not walked out. */
	intend: (record, { discordId }, guildId, now) => withState(record, guildId, discordId, "returned", now),

	perform: (discord, { guildId }, { discordId, channelId }) => discord.moveMember(guildId, discordId, channelId),

	note: (record, { discordId }, guildId, answer, now) =>
		answer.is === "done" ? withState(record, guildId, discordId, "returned", now) : record,
};
