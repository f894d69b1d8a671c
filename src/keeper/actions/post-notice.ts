// postNotice: tells a guild's admins what keeps matches from getting rooms there, once each time that changes.

import type { GuildRecord, Notice } from "../../guild.ts";
import { permission } from "../../permission.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";

export type PostNotice = {
	readonly notice: Notice;
	/** A channel that admins read; null for a change that needs no message. */
	readonly channelId: string | null;
};

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
	limit: "other",
	intend: (record, { notice }) => withNotice(record, notice),

	// The nonce makes posting again after a lost answer harmless.
	perform: (discord, { guildId }, { notice, channelId }) =>
		channelId === null
			? noCall
			: discord.postMessage(guildId, channelId, {
					nonce: `${notice.topic}-${notice.at}`.slice(0, 25),
					content: words(notice),
				}),

	note: (record, { notice }, _guildId, answer) =>
		answer.is === "done" ? withNotice(record, { ...notice, isPosted: true }) : record,
};

function words({ topic, words }: Notice): string {
	switch (topic) {
		case "permissions": {
			if (words === "") return "Thank you, I have all permissions I need now. Matches get their rooms again.";
			const names = words.split(", ").map((name) => `**${name}**`);
			return `I can't give matches their rooms here: give my role ${names.join(", ")} in Server Settings → Roles. I go on by myself once that is done.`;
		}
		case "channels":
			return "I can't open match rooms: this server has 500 channels, as many as Discord allows. Delete some that nobody needs; I go on by myself.";
		case "hidden":
			return `I can no longer work with ${words}: somebody took away what I may do there. Give it back, or delete the channel; everything else goes on.`;
		case "refusals":
			return "Discord refuses what I need to do here although my role seems to allow it. Please check what my role may do in the category for match rooms, and whether this server requires two-factor authentication of its moderators. I try again in a few minutes.";
		default:
			throw new Error(`no such topic: ${topic satisfies never}`);
	}
}

function withNotice(record: GuildRecord, notice: Notice): GuildRecord {
	return { ...record, notices: [...record.notices.filter(({ topic }) => topic !== notice.topic), notice] };
}
