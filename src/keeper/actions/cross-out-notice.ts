// crossOutNotice: what admins were told about is solved: the message says so, where it stands.

import { discordCode, isRefused } from "../../call.ts";
import type { GuildRecord, Notice } from "../../guild.ts";
import type { Layout } from "../../message.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";
import { withNotice } from "./post-notice.ts";

export type CrossOutNotice = {
	readonly notice: Notice;
	readonly message: NonNullable<Notice["message"]>;
	readonly layout: Layout;
};

const gone = [discordCode.unknownMessage, discordCode.unknownChannel, discordCode.missingAccess];

export const crossOutNotice: Handler<GuildRecord, CrossOutNotice> = {
	scope: "messages",
	needs: permission.viewChannel,
	wants: 0n,
	rank: 3,
	metric: "crossOutNotice",
	past: () => "notice crossed out",
	target: ({ message }) => ({ channelId: message.channelId }),
	places: () => [],
	subject: ({ notice }) => subjectOf.notice(notice.topic),
	blockedBy: () => [],
	rests: ({ notice }) => [subjectOf.notice(notice.topic)],
	limit: "message",
	intend: (record) => record,
	perform: (discord, { guildId }, { message: { channelId, messageId }, layout }) =>
		discord.editMessage(guildId, channelId, messageId, layout),
	note: (record, { notice }, _guildId, answer, now) =>
		answer.is === "done" || gone.some((code) => isRefused(answer, code))
			? withNotice(record, { topic: notice.topic, words: "", at: now, isPosted: true, message: null })
			: record,
};
