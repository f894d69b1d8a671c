// Draws the codes of a guild's new rooms.

import type { Chance } from "../clock.ts";
import { codeOf, roomCode } from "../room.ts";
import type { GuildShown } from "../shown.ts";

/**
 * Codes that are neither at the end of a channel's name, nor `isTaken` by a room that may turn up again, nor drawn before.
 * The guild's channels are read only if one is drawn at all.
 */
export function codesFor(guild: GuildShown, chance: Chance, isTaken: (code: string) => boolean): () => string {
	let shown: Set<string> | undefined;
	return () => {
		shown ??= new Set([...guild.channels.values()].flatMap(({ name }) => codeOf(name) ?? []));
		const known = shown;
		const code = roomCode(chance, (one) => known.has(one) || isTaken(one));
		known.add(code);
		return code;
	};
}
