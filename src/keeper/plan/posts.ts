// What is to be done so that a message of ours shows what it should, and when to look again. Pure.

import type { Layout } from "../../message.ts";
import { editEveryMs, isUnanswered, nonceMs, type Post } from "../../post.ts";

export type Step =
	| { readonly is: "post" | "edit"; readonly post: Post; readonly layout: Layout }
	| { readonly is: "find" | "end"; readonly post: Post };

export type Posting = { readonly step: Step | null; readonly wakeAt: number | null };

type Wanted = {
	readonly channelId: string;
	readonly nonce: string;
	readonly layout: Layout;
	/** It changes no more after this. */
	readonly isFinal: boolean;
	/** False for one that is edited, but not posted any more. */
	readonly mayPost: boolean;
};

const nothing: Posting = { step: null, wakeAt: null };

/** `post` is the message as it is remembered, null for none; `now` is epoch ms. */
export function planPost(post: Post | null, wanted: Wanted, now: number): Posting {
	const { channelId, nonce, layout, isFinal, mayPost } = wanted;
	const shows = digest(layout);
	if (post === null) {
		if (!mayPost) return nothing;
		const fresh: Post = { channelId, nonce, messageId: null, shows, createdAt: now, sentAt: now, state: "kept" };
		return { step: { is: "post", post: fresh, layout }, wakeAt: null };
	}
	if (post.state !== "kept") return nothing;
	if (isUnanswered(post)) {
		// Discord answers with the first message, whatever it shows.
		const again = { ...post, shows: "" };
		return {
			step: now < post.createdAt + nonceMs ? { is: "post", post: again, layout } : { is: "find", post },
			wakeAt: null,
		};
	}
	const state = isFinal ? "final" : "kept";
	if (post.shows === shows) return isFinal ? { step: { is: "end", post: { ...post, state } }, wakeAt: null } : nothing;
	const mayEditAt = post.sentAt + editEveryMs;
	if (now < mayEditAt) return { step: null, wakeAt: mayEditAt };
	return { step: { is: "edit", post: { ...post, shows, state }, layout }, wakeAt: null };
}

/** The same for the same layout, and with all likelihood another for another. */
export function digest(layout: Layout): string {
	return Bun.hash(JSON.stringify(layout)).toString(36);
}

/** The earlier of two times; null is never. */
export function earliest(...times: readonly (number | null)[]): number | null {
	const set = times.filter((time) => time !== null);
	return set.length === 0 ? null : Math.min(...set);
}
