// The nickname in what a person typed: often a profile's whole address, or with spaces around it.

import { plain } from "../../markdown.ts";
import type { Command } from "./command.ts";

const profile = /^(?:https?:\/\/)?(?:www\.)?faceit\.com\/(?:[\w-]+\/)?players(?:-modal)?\/([^/?#\s]+)/i;
/** Wider than FACEIT's own rule (likely Latin letters, digits, _ and -, up to 24), which is not documented. */
const possible = /^[\p{L}\p{N}._-]{1,64}$/u;

/** Offers nicknames to somebody who is typing one. */
export const suggestNicknames: NonNullable<Command["suggest"]> = async (typed, { players }, { member }) => {
	const nickname = nicknameIn(typed);
	if (nickname === undefined) return [];
	const found = await players.suggest(nickname, member.discordId);
	const names = new Set(found.map((player) => player.nickname));
	return [...names].map((name) => ({ name: plain(name), value: name }));
};

/** The nickname, or undefined where no account of FACEIT can have it. */
export function nicknameIn(typed: string): string | undefined {
	const text = typed.trim();
	const nickname = decoded(profile.exec(text)?.[1] ?? text);
	return possible.test(nickname) ? nickname : undefined;
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
