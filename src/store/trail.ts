// Queries about the trail, and about what of it members are still to be told.

import { and, desc, eq, inArray, or, type SQL } from "drizzle-orm";
import { type Entry, isNews, type StoredEntry } from "../trail.ts";
import type { Store } from "./open.ts";
import { members, trail, untold } from "./schema.ts";

export type Trail = {
	/** Adds the entries; to be called in the transaction that does what they say. */
	add(entries: readonly Entry[]): void;
	/** What others did about the member that they have not been told yet, oldest first. */
	untold(discordId: string): readonly StoredEntry[];
	/** The member has been told these. */
	told(entryIds: readonly number[]): void;
	/** The newest entries first, of everybody or one member. */
	latest(limit: number, discordId?: string): readonly StoredEntry[];
	/** Those of the guild, and those about anybody who is known there, the newest first; of everybody or one member. */
	ofGuild(guildId: string, limit: number, discordId?: string): readonly StoredEntry[];
};

export function openTrail({ db }: Store): Trail {
	const stored = { ...columns(), entryId: trail.entryId };
	const newest = (limit: number, ...which: readonly (SQL | undefined)[]) =>
		db
			.select(stored)
			.from(trail)
			.where(and(...which))
			.orderBy(desc(trail.entryId))
			.limit(limit)
			.all();
	const about = (discordId: string | undefined) =>
		discordId === undefined ? undefined : eq(trail.discordId, discordId);
	return {
		add(entries) {
			for (const entry of entries) {
				const { entryId } = db.insert(trail).values(entry).returning({ entryId: trail.entryId }).get();
				if (isNews(entry) && entry.discordId !== null)
					db.insert(untold).values({ entryId, discordId: entry.discordId }).run();
			}
		},
		untold: (discordId) =>
			db
				.select(stored)
				.from(untold)
				.innerJoin(trail, eq(trail.entryId, untold.entryId))
				.where(eq(untold.discordId, discordId))
				.orderBy(untold.entryId)
				.all(),
		told(entryIds) {
			db.delete(untold)
				.where(inArray(untold.entryId, [...entryIds]))
				.run();
		},
		latest: (limit, discordId) => newest(limit, about(discordId)),
		ofGuild(guildId, limit, discordId) {
			const known = db.select({ discordId: members.discordId }).from(members).where(eq(members.guildId, guildId));
			return newest(limit, about(discordId), or(eq(trail.guildId, guildId), inArray(trail.discordId, known)));
		},
	};
}

function columns() {
	const { at, what, right, actorId, guildId, discordId, faceitId, nickname, matchId } = trail;
	return { at, what, right, actorId, guildId, discordId, faceitId, nickname, matchId };
}
