// Queries about links: which player is which member, and in which guilds that member is known.

import { and, eq, isNotNull, notExists, sql } from "drizzle-orm";
import type { Known, Link, Member, Proof } from "../link.ts";
import { type Deed, entriesOf, entryOf } from "../trail.ts";
import { forgetMember } from "./history.ts";
import { KnownLinks } from "./known-links.ts";
import { type Store, transaction } from "./open.ts";
import { requireInPlace } from "./place.ts";
import { guilds, links, members, untold } from "./schema.ts";
import { openTrail } from "./trail.ts";

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
	/** How sure the member's link is in the guild; undefined for somebody who is not linked. */
	proofIn(guildId: string, discordId: string): Pick<Known, "guildId" | "proof" | "isVouched"> | undefined;
	isKnownIn(guildId: string, discordId: string): boolean;
	/** Another process may have written, or somebody has removed members: what is in memory is read anew. */
	forget(): void;
	/** Claims made before this, epoch ms, are `graced` from now on; 0 for none. */
	setGrace(before: number): void;
	/**
	 * Makes or renews a link, known in `guildId` if one is given: whoever had the player, and whatever the member had, is
	 * unlinked. All of it is on the trail. `isVouched`: the guild's staff vouch for it, as by `vouch`.
	 */
	put(link: Link, guildId: string | null, deed: Deed, isVouched?: boolean): void;
	/** Remembers the nickname that FACEIT shows now. */
	rename(faceitId: string, nickname: string): void;
	/** Removes the link and all that is kept of the member, except for the trail. Returns what it was. */
	remove(discordId: string, deed: Deed): Link | undefined;
	/** The guild's staff vouch for the link: it counts there from now on. Returns it; undefined if there is none. */
	vouch(guildId: string, discordId: string, deed: Deed): Link | undefined;
	/** Since when the member has been asked to prove their claim, epoch ms; null for not yet. */
	askedAt(discordId: string): number | null;
	asked(discordId: string, at: number): void;
	isOptedOut(discordId: string): boolean;
	/** Whether the member asks never to be moved. False for somebody who is not linked: nothing is changed. */
	optOut(discordId: string, isOptedOut: boolean): boolean;
	/** These members are known in these guilds from now on, if they are linked. Writes only what is new. */
	meet(members: readonly Member[]): void;
	/** The member is no longer known in the guild. */
	part(guildId: string, discordId: string): void;
};

const linkColumns = {
	...{ faceitId: links.faceitId, discordId: links.discordId, nickname: links.nickname },
	...{ linkedAt: links.linkedAt, verifiedAt: links.verifiedAt },
};

const isVouched = sql`${members.vouchedAt} IS NOT NULL`.mapWith(Boolean);

const proof = sql<Proof>`CASE WHEN ${links.verifiedAt} IS NOT NULL THEN 'verified'
	WHEN ${links.linkedAt} < ${sql.placeholder("gracedBefore")} THEN 'graced' ELSE 'claimed' END`;

export function openLinks(store: Store): Links {
	const { db } = store;
	const trail = openTrail(store);
	let gracedBefore = 0;
	const leftGuild = db
		.select({ guildId: guilds.guildId })
		.from(guilds)
		.where(and(eq(guilds.guildId, members.guildId), isNotNull(guilds.leftAt)));
	const knownRows = db
		.select({
			...{ faceitId: links.faceitId, discordId: links.discordId, guildId: members.guildId },
			...{ proof, isVouched, isOptedOut: links.isOptedOut },
		})
		.from(links)
		.leftJoin(members, and(eq(members.discordId, links.discordId), notExists(leftGuild)))
		.where(sql`${links.faceitId} in (select value from json_each(${sql.placeholder("faceitIds")}))`)
		.prepare();
	const byPlayer = db
		.select(linkColumns)
		.from(links)
		.where(eq(links.faceitId, sql.placeholder("faceitId")))
		.prepare();
	const byMember = db
		.select(linkColumns)
		.from(links)
		.where(eq(links.discordId, sql.placeholder("discordId")))
		.prepare();
	const isKnown = db
		.select()
		.from(members)
		.where(and(eq(members.guildId, sql.placeholder("guildId")), eq(members.discordId, sql.placeholder("discordId"))))
		.prepare();
	const wished = db
		.select({ askedAt: links.askedAt, isOptedOut: links.isOptedOut })
		.from(links)
		.where(eq(links.discordId, sql.placeholder("discordId")))
		.prepare();
	const wishes = (discordId: string) => wished.get({ discordId }) ?? { askedAt: null, isOptedOut: false };
	const inMemory = new KnownLinks({
		known: (faceitIds) => knownRows.all({ faceitIds: JSON.stringify(faceitIds), gracedBefore }),
		playerOf: (discordId) => byMember.get({ discordId })?.faceitId,
		isInTransaction: () => store.sqlite.inTransaction,
	});
	/** Before each write: one that fails then does no harm either. */
	const forget = (...changing: readonly (Link | undefined)[]) =>
		inMemory.forget(changing.filter((link) => link !== undefined));

	/** In a transaction. */
	function vouch(guildId: string, link: Link, deed: Deed): void {
		const { discordId } = link;
		const vouched = { vouchedAt: deed.at };
		db.insert(members)
			.values({ guildId, discordId, ...vouched })
			.onConflictDoUpdate({ target: [members.discordId, members.guildId], set: vouched })
			.run();
		trail.add([entryOf(link, "verified", deed)]);
	}

	return {
		byPlayer: (faceitId) => byPlayer.get({ faceitId }),
		byMember: (discordId) => byMember.get({ discordId }),
		playerOf: (discordId) => inMemory.playerOf(discordId),
		known: (faceitIds) => inMemory.known(faceitIds),
		forget: () => inMemory.forgetAll(),
		proofIn(guildId, discordId) {
			const link = byMember.get({ discordId });
			if (link === undefined) return undefined;
			const here = isKnown.get({ guildId, discordId });
			const isGraced = link.linkedAt < gracedBefore;
			return {
				...{ guildId, isVouched: (here?.vouchedAt ?? null) !== null },
				proof: link.verifiedAt !== null ? "verified" : isGraced ? "graced" : "claimed",
			};
		},
		isKnownIn: (guildId, discordId) => isKnown.get({ guildId, discordId }) !== undefined,
		setGrace(before) {
			gracedBefore = before;
			inMemory.forgetAll();
		},
		put(link, guildId, deed, isVouched = false) {
			requireInPlace(store);
			const { discordId, faceitId } = link;
			transaction(store, () => {
				const before = [byMember.get({ discordId }), byPlayer.get({ faceitId })].filter((one) => one !== undefined);
				forget(link, ...before);
				const others = before.filter((one) => one.discordId !== discordId || one.faceitId !== faceitId);
				// What the member wishes for themselves holds for their next account as well.
				const isOptedOut = before.some((one) => one.discordId === discordId) && wishes(discordId).isOptedOut;
				for (const one of others) db.delete(links).where(eq(links.faceitId, one.faceitId)).run();
				db.insert(links)
					.values({ ...link, isOptedOut })
					.onConflictDoUpdate({ target: links.faceitId, set: link })
					.run();
				if (guildId !== null) db.insert(members).values({ guildId, discordId }).onConflictDoNothing().run();
				trail.add(entriesOf(before, [link], deed));
				if (guildId !== null && isVouched) vouch(guildId, link, deed);
			});
		},
		rename(faceitId, nickname) {
			db.update(links).set({ nickname }).where(eq(links.faceitId, faceitId)).run();
		},
		remove(discordId, deed) {
			requireInPlace(store);
			return transaction(store, () => {
				const removed = byMember.get({ discordId });
				forget(removed);
				forgetMember(store, discordId);
				db.delete(links).where(eq(links.discordId, discordId)).run();
				db.delete(untold).where(eq(untold.discordId, discordId)).run();
				trail.add(entriesOf(removed === undefined ? [] : [removed], [], deed));
				return removed;
			});
		},
		vouch(guildId, discordId, deed) {
			requireInPlace(store);
			return transaction(store, () => {
				const link = byMember.get({ discordId });
				if (link === undefined) return undefined;
				forget(link);
				vouch(guildId, link, deed);
				return link;
			});
		},
		askedAt: (discordId) => wishes(discordId).askedAt,
		asked(discordId, at) {
			db.update(links).set({ askedAt: at }).where(eq(links.discordId, discordId)).run();
		},
		isOptedOut: (discordId) => wishes(discordId).isOptedOut,
		optOut(discordId, isOptedOut) {
			requireInPlace(store);
			const link = byMember.get({ discordId });
			forget(link);
			if (link !== undefined) db.update(links).set({ isOptedOut }).where(eq(links.discordId, discordId)).run();
			return link !== undefined && isOptedOut;
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
