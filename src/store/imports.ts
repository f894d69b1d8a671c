// Takes links from elsewhere, all or none: nobody's link is replaced by a line of a file.

import type { Link } from "../link.ts";
import { type Store, transaction } from "./open.ts";
import { links, members } from "./schema.ts";

/** `line`: where it stands in the file, for what is said about it. */
export type NewLink = Link & { readonly line: number; readonly guildIds: readonly string[] };

export type Conflict = { readonly line: number; readonly is: "player held" | "member linked"; readonly by: Link };

export type Imported =
	| { readonly is: "imported"; readonly added: number; readonly known: number }
	| { readonly is: "refused"; readonly conflicts: readonly Conflict[] };

/** With `dryRun` it says what would happen and keeps nothing. */
export function importLinks(store: Store, fresh: readonly NewLink[], dryRun: boolean): Imported {
	return transaction(store, (db) => {
		const all = db.select().from(links).all();
		const byPlayer = new Map(all.map((link) => [link.faceitId, link]));
		const byMember = new Map(all.map((link) => [link.discordId, link]));
		const conflicts = fresh.flatMap(({ line, faceitId, discordId }): Conflict[] => {
			const holder = byPlayer.get(faceitId);
			if (holder !== undefined && holder.discordId !== discordId) return [{ line, is: "player held", by: holder }];
			const former = byMember.get(discordId);
			return former !== undefined && former.faceitId !== faceitId ? [{ line, is: "member linked", by: former }] : [];
		});
		if (conflicts.length > 0) return { is: "refused", conflicts };
		const added = fresh.filter(({ faceitId }) => !byPlayer.has(faceitId));
		if (!dryRun) put(db, added, fresh);
		return { is: "imported", added: added.length, known: fresh.length - added.length };
	});
}

function put(db: Store["db"], added: readonly NewLink[], fresh: readonly NewLink[]): void {
	for (const { faceitId, discordId, nickname, linkedAt, verifiedAt } of added) {
		db.insert(links).values({ faceitId, discordId, nickname, linkedAt, verifiedAt }).run();
	}
	for (const { discordId, guildIds } of fresh) {
		for (const guildId of guildIds) db.insert(members).values({ guildId, discordId }).onConflictDoNothing().run();
	}
}
