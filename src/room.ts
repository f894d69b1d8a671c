// The private voice channel of one team of one match in one guild: its name, its code, and who is let in.

import type { Chance } from "./clock.ts";
import type { Post } from "./post.ts";
import { beginning } from "./text.ts";

/** Someone let into a room: a member of the line-up, a role, one that may only listen, or a guest whom somebody invited. */
export type Admission = { readonly kind: "member" | "role" | "listener" | "guest"; readonly id: string };

export type Room = {
	readonly code: string;
	readonly matchId: string;
	readonly guildId: string;
	readonly teamId: string;
	/**
	 * `opening`: to be created, perhaps created already. `open`: its channel is known. `closed`: deleted, as Discord
	 * confirmed. `lost`: given up without that: it may turn up again, so its code stays taken.
	 */
	readonly state: "opening" | "open" | "closed" | "lost";
	readonly channelId: string | null;
	/** Everyone we ever let in, or asked Discord to let in. Discord shows which of them have access now. */
	readonly admitted: readonly Admission[];
	/** The members whom the line-up or staff let in as guests, until the room closes. */
	readonly guests: readonly string[];
	/** When it closes after the match instead of at the usual time, epoch ms, and the opening of the match that this is about. */
	readonly keep: { readonly until: number; readonly opening: number } | null;
	/** The message in its chat; null while there is none. */
	readonly chat: Post | null;
	/** What we wrote last as its voice status; null for nothing, as when it is empty: Discord clears it then. */
	readonly status: string | null;
	/** When the intent was saved, epoch ms. */
	readonly createdAt: number;
};

/** What a room begins with. */
export const bare = { guests: [], keep: null, chat: null, status: null } as const satisfies Partial<Room>;

/** How many guests a room may have: a menu of Discord's offers no more to choose at once. */
export const mostGuests = 25;

/** True while there is something left to do about it: it exists, or may exist. */
export function isLive({ state }: Pick<Room, "state">): boolean {
	return state === "opening" || state === "open";
}

/** The room as it is remembered once it is deleted: nobody has access. One that was lost may turn up as it was. */
export function ended(room: Room, state: "closed" | "lost"): Room {
	return { ...room, state, admitted: state === "closed" ? [] : room.admitted, guests: [], chat: null, status: null };
}

const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** How long a code is, unless too many of that length are taken. */
export const shortestCode = 4;
const codePattern = /· ([2-9A-HJ-NP-Z]{4,})$/u;
/** Discord allows names of 1 to 100 characters. */
const nameLength = 100;

/** So many codes of one length, drawn at random: letters and digits, without those that look alike. */
export function drawCodes(chance: Chance, length: number, count: number): string[] {
	const draw = () => letters[Math.floor(chance() * letters.length)];
	return Array.from({ length: count }, () => Array.from({ length }, draw).join(""));
}

/**
 * What nobody should be able to put into a name: control characters, and format characters such as those that reverse the
 * text. Joiners and tags stay: emoji such as 🏴󠁧󠁢󠁥󠁮󠁧󠁿 are made with them.
 */
const unseen = /[[\p{Cc}\p{Cf}]--[\u200D\u{E0020}-\u{E007F}]]/gv;

/** "Team Vale · 4F2A", cut so that the code always fits. */
export function roomName(teamName: string, code: string): string {
	const clean = teamName.toWellFormed().replaceAll(unseen, "").trim();
	const name = beginning(clean, nameLength - ` · ${code}`.length).trim();
	return `${name || "Team"} · ${code}`;
}

/** The words that a template for room names may have, in braces; what a match does not have is left out. */
export const roomNameWords = ["team", "captain", "opponent", "round"] as const;

/** What a room is called before its code, by the guild's template: "{team} – {round}". */
export function roomTitle(
	template: string | null,
	words: Readonly<Record<(typeof roomNameWords)[number], string>>,
): string {
	if (template === null) return words.team;
	const filled = roomNameWords.reduce((name, word) => name.replaceAll(`{${word}}`, words[word]), template);
	// Where a word was left out, so is what stood between it and the others.
	const tidy = filled.replaceAll(/\s+/g, " ").replaceAll(/^[\s·|:,–—-]+|[\s·|:,–—-]+$/g, "");
	return tidy === "" ? words.team : tidy;
}

/** The code that ends a channel's name, if one does. */
export function codeOf(channelName: string): string | undefined {
	return codePattern.exec(channelName)?.[1];
}
