// deleteHint: takes a hint away once it has served its purpose.

import { discordCode, isRefused } from "../../call.ts";
import type { GuildRecord, Hint } from "../../guild.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";
import { withoutHint } from "./post-hint.ts";

export type DeleteHint = { readonly hint: Hint };

/** The chat is gone, or hidden: the hint with it. */
const gone = [discordCode.unknownMessage, discordCode.unknownChannel, discordCode.missingAccess];

export const deleteHint: Handler<GuildRecord, DeleteHint> = {
	scope: "messages",
	needs: 0n,
	wants: 0n,
	rank: 3,
	metric: "deleteHint",
	past: () => "hint deleted",
	target: ({ hint }) => ({ channelId: hint.channelId }),
	places: () => [],
	subject: ({ hint }) => subjectOf.chat(hint.channelId),
	blockedBy: () => [],
	rests: ({ hint }) => [subjectOf.chat(hint.channelId)],
	limit: "message",
	intend: (record) => record,
	perform: (discord, { guildId }, { hint: { channelId, messageId } }) =>
		messageId === null ? noCall : discord.deleteMessage(guildId, channelId, messageId),
	note: (record, { hint }, _guildId, answer) =>
		answer.is === "done" || gone.some((code) => isRefused(answer, code)) ? withoutHint(record, hint) : record,
};
