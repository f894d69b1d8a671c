// Draws the codes of a guild's new rooms.

import type { Chance } from "../clock.ts";
import { codeOf, drawCodes, shortestCode } from "../room.ts";
import type { GuildShown } from "../shown.ts";

/** How many are drawn together, and asked about in one query. If all of them are taken, codes get longer. */
const drawnAtOnce = 16;

/**
 * Codes that are neither at the end of a channel's name, nor among those that `takenOf` names because their rooms are
 * there or may turn up again, nor drawn before. It always finds one: finitely many are taken, and longer ones are free.
 * The guild's channels are read only if one is drawn at all.
 */
export function codesFor(
	guild: GuildShown,
	chance: Chance,
	takenOf: (codes: readonly string[]) => ReadonlySet<string>,
): () => string {
	let known: Set<string> | undefined;
	let length = shortestCode;
	const free: string[] = [];
	return () => {
		known ??= new Set([...guild.channels.values()].flatMap(({ name }) => codeOf(name) ?? []));
		for (;;) {
			const code = free.shift();
			if (code !== undefined) return code;
			const drawn = new Set(drawCodes(chance, length, drawnAtOnce)).difference(known);
			for (const one of drawn) known.add(one);
			free.push(...drawn.difference(takenOf([...drawn])));
			if (free.length === 0) length += 1;
		}
	};
}
