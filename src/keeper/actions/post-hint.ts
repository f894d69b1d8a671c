// postHint: shows members who are waiting for Discord's move limit where their rooms are, in the chat of their channel.

import type { GuildRecord, Hint } from "../../guild.ts";
import type { Layout } from "../../message.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";

export type PostHint = { readonly hint: Hint; readonly layout: Layout };

export const postHint: Handler<GuildRecord, PostHint> = {
	scope: "messages",
	needs: permission.viewChannel | permission.sendMessages,
	wants: 0n,
	rank: 3,
	metric: "postHint",
	past: () => "members shown the way to their rooms",
	target: ({ hint }) => ({ channelId: hint.channelId }),
	places: ({ hint }) => [hint.channelId],
	subject: ({ hint }) => subjectOf.chat(hint.channelId),
	blockedBy: () => [],
	rests: ({ hint }) => [subjectOf.chat(hint.channelId)],
	limit: "message",
	intend: (record, { hint }) => withHint(record, hint),

	// The nonce makes posting again after a lost answer harmless.
	perform: (discord, { guildId }, { hint: { channelId, nonce }, layout }) =>
		discord.postMessage(guildId, channelId, { nonce, layout }),

	note(record, { hint }, _guildId, answer) {
		if (answer.is === "done" && typeof answer.value === "string")
			return withHint(record, { ...hint, messageId: answer.value });
		return answer.is === "refused" ? withoutHint(record, hint) : record;
	},
};

function withHint(record: GuildRecord, hint: Hint): GuildRecord {
	return { ...record, hints: [...withoutHint(record, hint).hints, hint] };
}

export function withoutHint(record: GuildRecord, { nonce }: Hint): GuildRecord {
	return { ...record, hints: record.hints.filter((one) => one.nonce !== nonce) };
}
