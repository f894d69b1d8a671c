// How a message of ours is posted, edited, found again and given up, whichever record it belongs to.

import { type Answer, discordCode, isRefused } from "../../call.ts";
import type { Layout } from "../../message.ts";
import { permission } from "../../permission.ts";
import type { Post } from "../../post.ts";
import { type Handler, noCall, type Scope, type Subject, subjectOf } from "../action.ts";

/** The message as it is to be remembered once the action is done. */
export type About = { readonly post: Post };
export type Sent = About & { readonly layout: Layout };
/** It is found by what the id of one of its buttons or menus ends with. */
export type Sought = About & { readonly mark: string };

/** Where the message is kept in its record, and what it is called. `Where` says which of the record's messages it is. */
type Holder<R, Where> = {
	readonly scope: Scope;
	/** Such as "card". */
	readonly name: string;
	readonly subject: (where: Where) => Subject;
	readonly of: (record: R, where: Where, guildId: string) => Post | null;
	readonly with: (record: R, where: Where, guildId: string, post: Post | null) => R;
};

const write = permission.viewChannel | permission.sendMessages | permission.readMessageHistory;
/** The channel is gone, and the message with it. */
const gone = [discordCode.unknownChannel, discordCode.unknownMessage];

export function posting<R, Where>(holder: Holder<R, Where>) {
	const { scope, name } = holder;
	const common = <A extends Where & About>(metric: string, past: string) => ({
		...{ scope, metric, wants: 0n, rank: 4, limit: "message" as const },
		past: () => past,
		target: ({ post }: A) => ({ channelId: post.channelId }),
		places: ({ post }: A) => [post.channelId],
		subject: (action: A) => holder.subject(action),
		// A room's chat goes with the room.
		blockedBy: ({ post }: A) => [subjectOf.channel(post.channelId)],
		rests: (action: A) => [holder.subject(action)],
	});
	/** Changes the message if it is still the one that the action is about. */
	const changed = (record: R, action: Where & About, guildId: string, change: (post: Post) => Post | null) => {
		const post = holder.of(record, action, guildId);
		if (post === null || post.nonce !== action.post.nonce) return record;
		return holder.with(record, action, guildId, change(post));
	};

	const post: Handler<R, Where & Sent> = {
		...common(`post${titled(name)}`, `${name} posted`),
		needs: write,
		// Until it is answered, nothing is known of what it shows.
		intend: (record, action, guildId, now) =>
			holder.with(record, action, guildId, { ...action.post, shows: "", sentAt: now }),
		perform: (discord, { guildId }, { post, layout }) =>
			discord.postMessage(guildId, post.channelId, { nonce: post.nonce, layout }),
		note: (record, action, guildId, answer) =>
			changed(record, action, guildId, (one) => {
				// After an answer that was lost, a refusal does not prove that nothing was posted before.
				if (answer.is === "refused") return action.post.shows === "" && !isGone(answer) ? one : null;
				const { value } = answer.is === "done" ? answer : { value: undefined };
				return typeof value === "string" ? { ...one, messageId: value, shows: action.post.shows } : one;
			}),
	};

	const edit: Handler<R, Where & Sent> = {
		...common(`edit${titled(name)}`, `${name} edited`),
		needs: permission.viewChannel,
		intend: (record, action, guildId, now) =>
			changed(record, action, guildId, (one) => ({ ...one, shows: "", sentAt: now })),
		perform: (discord, { guildId }, { post: { channelId, messageId }, layout }) =>
			messageId === null ? noCall : discord.editMessage(guildId, channelId, messageId, layout),
		note: (record, action, guildId, answer) =>
			changed(record, action, guildId, (one) => {
				if (isGone(answer)) return { ...one, state: "gone" };
				return answer.is === "done" ? { ...one, shows: action.post.shows, state: action.post.state } : one;
			}),
	};

	const find: Handler<R, Where & Sought> = {
		...common(`find${titled(name)}`, `${name} looked for`),
		needs: permission.viewChannel | permission.readMessageHistory,
		intend: (record) => record,
		perform: async (discord, { guildId }, { post, mark }) => {
			const answer = await discord.ownMessages(guildId, post.channelId);
			if (answer.is !== "done") return answer;
			return {
				is: "done",
				value: answer.value.find(({ ids }) => ids.some((id) => id.endsWith(mark)))?.messageId ?? null,
			};
		},
		note: (record, action, guildId, answer) =>
			changed(record, action, guildId, (one) => {
				if (isGone(answer)) return null;
				if (answer.is !== "done") return one;
				return typeof answer.value === "string" ? { ...one, messageId: answer.value, shows: "" } : null;
			}),
	};

	/** It has said its last word, or can say none any more. */
	const end: Handler<R, Where & About> = {
		...common(`end${titled(name)}`, `${name} closed`),
		needs: 0n,
		limit: null,
		places: () => [],
		intend: (record) => record,
		perform: () => noCall,
		note: (record, action, guildId) =>
			changed(record, action, guildId, (one) => ({ ...one, state: action.post.state })),
	};

	/** Takes it away. */
	const remove: Handler<R, Where & About> = {
		...common(`delete${titled(name)}`, `${name} deleted`),
		needs: permission.viewChannel,
		intend: (record) => record,
		perform: (discord, { guildId }, { post: { channelId, messageId } }) =>
			messageId === null ? noCall : discord.deleteMessage(guildId, channelId, messageId),
		note: (record, action, guildId, answer) =>
			changed(record, action, guildId, (one) => (answer.is === "done" || isGone(answer) ? null : one)),
	};

	return { post, edit, find, end, remove };
}

function isGone(answer: Answer<unknown>): boolean {
	return gone.some((code) => isRefused(answer, code));
}

function titled(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}
