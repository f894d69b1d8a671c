// A message of ours that is kept up to date: posted once, then edited, and found again if its answer was lost. Pure.

export type Post = {
	readonly channelId: string;
	/** By which Discord recognizes it for some minutes, so that posting it again is harmless; at most 25 characters. */
	readonly nonce: string;
	/** Null until its post was answered. */
	readonly messageId: string | null;
	/** A digest of what it shows: where that is to be another, it is edited. */
	readonly shows: string;
	/** When it was first intended, and when it was last sent, epoch ms. */
	readonly createdAt: number;
	readonly sentAt: number;
	/** `kept`: to be kept up to date. `final`: it has said its last word. `gone`: somebody deleted it, and it is not repeated. */
	readonly state: "kept" | "final" | "gone";
};

/** How long Discord recognizes a message by its nonce after the first post, ms; later, it is looked for in the channel. */
export const nonceMs = 3 * 60_000;

/** Edits are combined to at most one in so many ms: Discord counts those of a channel, whoever makes them. */
export const editEveryMs = 5_000;

/** True while its post may have been carried out without an answer. */
export function isUnanswered({ messageId, state }: Post): boolean {
	return messageId === null && state !== "gone";
}
