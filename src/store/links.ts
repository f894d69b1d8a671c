// Queries about links: which player is which member, and in which guilds that member is known.

import { and, eq, sql } from "drizzle-orm";
import type { Known, Link, Member } from "../link.ts";
import { forgetMember } from "./history.ts";
import { type Store, transaction } from "./open.ts";
import { requireInPlace } from "./place.ts";
import { links, members } from "./schema.ts";

export type Links = {
	byPlayer(faceitId: string): Link | undefined;
	byMember(discordId: string): Link | undefined;
	/** The links of these players with each guild where the member is known. */
	known(faceitIds: readonly string[]): readonly Known[];
	/** Makes or renews a link, known in `guildId`; a former link of the same member is replaced. */
	put(link: Link, guildId: string): void;
	/** Remembers the nickname that FACEIT shows now. */
	rename(faceitId: string, nickname: string): void;
	/** Removes the link and all that is kept of the member. Returns what it was. */
	remove(discordId: string): Link | undefined;
	/** The guilds in which any member is known. */
	guilds(): readonly string[];
	/** These members are known in these guilds from now on, if they are linked. Writes only what is new. */
	meet(members: readonly Member[]): void;
	/** The member is no longer known in the guild. */
	part(guildId: string, discordId: string): void;
};

export function openLinks(store: Store): Links {
	const { db } = store;
	const known = db
		.select({ faceitId: links.faceitId, discordId: links.discordId, guildId: members.guildId })
		.from(links)
		.leftJoin(members, eq(members.discordId, links.discordId))
		.where(sql`${links.faceitId} in (select value from json_each(${sql.placeholder("faceitIds")}))`)
		.prepare();
	const byPlayer = db
		.select()
		.from(links)
		.where(eq(links.faceitId, sql.placeholder("faceitId")))
		.prepare();
	const byMember = db
		.select()
		.from(links)
		.where(eq(links.discordId, sql.placeholder("discordId")))
		.prepare();
	const isKnown = db
		.select()
		.from(members)
		.where(and(eq(members.guildId, sql.placeholder("guildId")), eq(members.discordId, sql.placeholder("discordId"))))
		.prepare();
	return {
		byPlayer: (faceitId) => byPlayer.get({ faceitId }),
		byMember: (discordId) => byMember.get({ discordId }),
		known: (faceitIds) => known.all({ faceitIds: JSON.stringify(faceitIds) }),
		put(link, guildId) {
			requireInPlace(store);
			transaction(store, () => {
				const former = byMember.get({ discordId: link.discordId });
				if (former !== undefined && former.faceitId !== link.faceitId) {
					db.delete(links).where(eq(links.discordId, link.discordId)).run();
				}
				db.insert(links).values(link).onConflictDoUpdate({ target: links.faceitId, set: link }).run();
				db.insert(members).values({ guildId, discordId: link.discordId }).onConflictDoNothing().run();
			});
		},
		rename(faceitId, nickname) {
			db.update(links).set({ nickname }).where(eq(links.faceitId, faceitId)).run();
		},
		remove(discordId) {
			requireInPlace(store);
			return transaction(store, () => {
				forgetMember(store, discordId);
				return db.delete(links).where(eq(links.discordId, discordId)).returning().get();
			});
		},
		guilds: () =>
			db
				.selectDistinct({ guildId: members.guildId })
				.from(members)
				.all()
				.map(({ guildId }) => guildId),
		meet(met) {
			const isNew = (member: Member) => byMember.get(member) !== undefined && isKnown.get(member) === undefined;
			const added = met.filter(isNew);
			if (added.length > 0) db.insert(members).values(added).onConflictDoNothing().run();
		},
		part(guildId, discordId) {
			db.delete(members)
				.where(and(eq(members.guildId, guildId), eq(members.discordId, discordId)))
				.run();
		},
	};
}
