// Queries about links: which player is which member, and in which guilds that member is known.

import { and, eq, isNotNull, notExists, sql } from "drizzle-orm";
import type { Known, Link, Member } from "../link.ts";
import { forgetMember } from "./history.ts";
import { KnownLinks } from "./known-links.ts";
import { type Store, transaction } from "./open.ts";
import { requireInPlace } from "./place.ts";
import { guilds, links, members } from "./schema.ts";

export type Links = {
	byPlayer(faceitId: string): Link | undefined;
	byMember(discordId: string): Link | undefined;
	/** The player whom the member is linked with, from memory: see `forget`. */
	playerOf(discordId: string): string | undefined;
	/**
	 * The links of these players with each guild where the member is known, unless the bot has left it, from memory: see
	 * `forget`. The same array for as long as it reads the same.
	 */
	known(faceitIds: readonly string[]): readonly Known[];
	/** Another process may have written, or somebody has removed members: what is in memory is read anew. */
	forget(): void;
	/** Makes or renews a link, known in `guildId`; a former link of the same member is replaced. */
	put(link: Link, guildId: string): void;
	/** Remembers the nickname that FACEIT shows now. */
	rename(faceitId: string, nickname: string): void;
	/** Removes the link and all that is kept of the member. Returns what it was. */
	remove(discordId: string): Link | undefined;
	/** These members are known in these guilds from now on, if they are linked. Writes only what is new. */
	meet(members: readonly Member[]): void;
	/** The member is no longer known in the guild. */
	part(guildId: string, discordId: string): void;
};

export function openLinks(store: Store): Links {
	const { db } = store;
	const leftGuild = db
		.select({ guildId: guilds.guildId })
		.from(guilds)
		.where(and(eq(guilds.guildId, members.guildId), isNotNull(guilds.leftAt)));
	const knownRows = db
		.select({ faceitId: links.faceitId, discordId: links.discordId, guildId: members.guildId })
		.from(links)
		.leftJoin(members, and(eq(members.discordId, links.discordId), notExists(leftGuild)))
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
	const inMemory = new KnownLinks({
		known: (faceitIds) => knownRows.all({ faceitIds: JSON.stringify(faceitIds) }),
		playerOf: (discordId) => byMember.get({ discordId })?.faceitId,
		isInTransaction: () => store.sqlite.inTransaction,
	});
	/** Before each write: one that fails then does no harm either. */
	const forget = (...changing: readonly (Link | undefined)[]) =>
		inMemory.forget(changing.filter((link) => link !== undefined));

	return {
		byPlayer: (faceitId) => byPlayer.get({ faceitId }),
		byMember: (discordId) => byMember.get({ discordId }),
		playerOf: (discordId) => inMemory.playerOf(discordId),
		known: (faceitIds) => inMemory.known(faceitIds),
		forget: () => inMemory.forgetAll(),
		put(link, guildId) {
			requireInPlace(store);
			transaction(store, () => {
				const former = byMember.get({ discordId: link.discordId });
				forget(link, former, byPlayer.get({ faceitId: link.faceitId }));
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
				forget(byMember.get({ discordId }));
				forgetMember(store, discordId);
				return db.delete(links).where(eq(links.discordId, discordId)).returning().get();
			});
		},
		meet(met) {
			// Memory tells quickly that there is nothing to write; to write, a member has to be linked at this moment.
			const isNew = (member: Member) => byMember.get(member) !== undefined && isKnown.get(member) === undefined;
			const added = inMemory.news(met).filter(isNew);
			if (added.length === 0) return;
			forget(...added.map((member) => byMember.get(member)));
			db.insert(members).values(added).onConflictDoNothing().run();
		},
		part(guildId, discordId) {
			forget(byMember.get({ discordId }));
			db.delete(members)
				.where(and(eq(members.guildId, guildId), eq(members.discordId, discordId)))
				.run();
		},
	};
}
