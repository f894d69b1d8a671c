// The private voice channel of one team of one match in one guild: its name, its code, and who is let in.

import type { Chance } from "./clock.ts";
import { beginning } from "./text.ts";

/** Someone let into a room: a member of the line-up, a role, or a guest whom somebody invited. */
export type Admission = { readonly kind: "member" | "role" | "guest"; readonly id: string };

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
	/** When the intent was saved, epoch ms. */
	readonly createdAt: number;
};

/** True while there is something left to do about it: it exists, or may exist. */
export function isLive({ state }: Pick<Room, "state">): boolean {
	return state === "opening" || state === "open";
}

/** The room as it is remembered once it is deleted: nobody has access. One that was lost may turn up as it was. */
export function ended(room: Room, state: "closed" | "lost"): Room {
	return { ...room, state, admitted: state === "closed" ? [] : room.admitted };
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

/** The code that ends a channel's name, if one does. */
export function codeOf(channelName: string): string | undefined {
	return codePattern.exec(channelName)?.[1];
}
