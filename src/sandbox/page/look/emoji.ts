// The emoji of a button or an entry, as text: one of Unicode's as it is, one of a server's own by its name.

import type { APIMessageComponentEmoji } from "discord-api-types/v10";

export function emojiText({ id, name }: APIMessageComponentEmoji): string {
	return id === undefined || id === null ? (name ?? "") : `:${name ?? "emoji"}:`;
}
