// Takes links from elsewhere, all or none. Nobody's link is replaced by a line of a file, unless that is asked for.

import { inArray } from "drizzle-orm";
import type { Link } from "../link.ts";
import { type Deed, entriesOf } from "../trail.ts";
import { type Store, transaction } from "./open.ts";
import { links, members } from "./schema.ts";
import { openTrail } from "./trail.ts";

/** `line`: where it stands in the file, for what is said about it. */
export type NewLink = Link & { readonly line: number; readonly guildIds: readonly string[] };

/** A link that stands in a line's way. */
export type Conflict = { readonly line: number; readonly is: "player held" | "member linked"; readonly by: Link };

export type Imported =
	/** `replaced`: the links that the lines took the place of. */
	| {
			readonly is: "imported";
			readonly added: number;
			readonly known: number;
			readonly replaced: readonly Conflict[];
	  }
	| { readonly is: "refused"; readonly conflicts: readonly Conflict[] };

type How = {
	/** It says what would happen and keeps nothing. */
	readonly isDry: boolean;
	/** A line takes the place of whatever stands in its way. */
	readonly isReplacing: boolean;
	readonly deed: Deed;
};

export function importLinks(store: Store, fresh: readonly NewLink[], { isDry, isReplacing, deed }: How): Imported {
	return transaction(store, (db) => {
		const all = db.select().from(links).all();
		const byPlayer = new Map(all.map((link) => [link.faceitId, link]));
		const byMember = new Map(all.map((link) => [link.discordId, link]));
		const conflicts = fresh.flatMap(({ line, faceitId, discordId }): Conflict[] => {
			const holder = byPlayer.get(faceitId);
			const former = byMember.get(discordId);
			const isHeld = holder !== undefined && holder.discordId !== discordId;
			const isLinked = former !== undefined && former.faceitId !== faceitId;
			return [
				...(isHeld ? [{ line, is: "player held" as const, by: holder }] : []),
				...(isLinked ? [{ line, is: "member linked" as const, by: former }] : []),
			];
		});
		if (conflicts.length > 0 && !isReplacing) return { is: "refused", conflicts };
		const gone = new Map(conflicts.map(({ by }) => [by.faceitId, by]));
		const isKnown = ({ faceitId, discordId }: NewLink) => byPlayer.get(faceitId)?.discordId === discordId;
		// What members wish for themselves holds for their next account as well.
		const isOptedOut = ({ discordId }: NewLink) => byMember.get(discordId)?.isOptedOut === true;
		const added = fresh.filter((link) => !isKnown(link)).map((link) => ({ ...link, isOptedOut: isOptedOut(link) }));
		if (!isDry) put(store, { gone: [...gone.values()], added, fresh }, deed);
		return { is: "imported", added: added.length, known: fresh.length - added.length, replaced: conflicts };
	});
}

type Changes = {
	readonly gone: readonly Link[];
	readonly added: readonly (NewLink & { readonly isOptedOut: boolean })[];
	readonly fresh: readonly NewLink[];
};

function put(store: Store, { gone, added, fresh }: Changes, deed: Deed): void {
	const { db } = store;
	if (gone.length > 0) {
		const faceitIds = gone.map(({ faceitId }) => faceitId);
		db.delete(links).where(inArray(links.faceitId, faceitIds)).run();
	}
	for (const { faceitId, discordId, nickname, linkedAt, verifiedAt, isOptedOut } of added) {
		db.insert(links).values({ faceitId, discordId, nickname, linkedAt, verifiedAt, isOptedOut }).run();
	}
	for (const { discordId, guildIds } of fresh) {
		for (const guildId of guildIds) db.insert(members).values({ guildId, discordId }).onConflictDoNothing().run();
	}
	openTrail(store).add(entriesOf(gone, added, deed));
}
