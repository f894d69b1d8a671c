// postNotice: tells a guild's admins what keeps matches from getting rooms there, once; what changes is told in place.

import { type Answer, discordCode, isRefused } from "../../call.ts";
import type { GuildRecord, Notice } from "../../guild.ts";
import type { Layout } from "../../message.ts";
import { permission } from "../../permission.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";

export type PostNotice = {
	readonly notice: Notice;
	/** A channel that admins read; null for a change that needs no message. */
	readonly channelId: string | null;
	readonly layout: Layout;
};

const gone = [discordCode.unknownMessage, discordCode.unknownChannel];

export const postNotice: Handler<GuildRecord, PostNotice> = {
	scope: "messages",
	needs: permission.viewChannel | permission.sendMessages,
	wants: 0n,
	rank: 3,
	metric: "postNotice",
	past: () => "admins told",
	target: ({ channelId }) => (channelId === null ? {} : { channelId }),
	places: ({ channelId }) => (channelId === null ? [] : [channelId]),
	subject: ({ notice }) => subjectOf.notice(notice.topic),
	blockedBy: () => [],
	rests: ({ notice }) => [subjectOf.notice(notice.topic)],
	limit: "message",
	intend: (record, { notice }) => withNotice(record, notice),

	// The nonce makes posting again after a lost answer harmless.
	perform(discord, { guildId }, { notice, channelId, layout }) {
		const { topic, at, message } = notice;
		if (channelId === null) return noCall;
		if (message !== null) return discord.editMessage(guildId, message.channelId, message.messageId, layout);
		return discord.postMessage(guildId, channelId, { nonce: `${topic}-${at}`.slice(0, 25), layout });
	},

	note(record, { notice, channelId }, _guildId, answer) {
		if (notice.message !== null && gone.some((code) => isRefused(answer, code)))
			return withNotice(record, { ...notice, message: null });
		if (answer.is !== "done") return record;
		return withNotice(record, { ...notice, isPosted: true, message: notice.message ?? posted(answer, channelId) });
	},
};

function posted(answer: Extract<Answer<unknown>, { is: "done" }>, channelId: string | null): Notice["message"] {
	const { value } = answer;
	return channelId !== null && typeof value === "string" ? { channelId, messageId: value } : null;
}

export function withNotice(record: GuildRecord, notice: Notice): GuildRecord {
	return { ...record, notices: [...record.notices.filter(({ topic }) => topic !== notice.topic), notice] };
}
