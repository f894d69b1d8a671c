// Queries about guilds: what an admin chose for one, and what the program did there that is not about one match.

import { eq, sql } from "drizzle-orm";
import { defaultSettings, type GuildRecord, type GuildSettings, newGuildRecord } from "../guild.ts";
import { type Store, transaction } from "./open.ts";
import { requireInPlace } from "./place.ts";
import { guildRecords, guilds, members } from "./schema.ts";

export type Guilds = {
	/** The guild's settings; the defaults where nobody chose any. */
	settings(guildId: string): GuildSettings;
	/** Changes the named settings and returns them all. */
	change(guildId: string, changes: Partial<GuildSettings>): GuildSettings;
	/** The guild's record; an empty one where there is nothing yet. The same object until it changes. */
	record(guildId: string): GuildRecord;
	/** All records that are not empty. */
	records(): Iterable<GuildRecord>;
	/** Writes the records; to be called in a transaction, and followed by `remember` once that is committed. */
	write(records: readonly GuildRecord[]): void;
	remember(records: readonly GuildRecord[]): void;
	/** Removes what is kept about a guild that the bot has left. */
	remove(guildId: string): void;
};

/** What was saved by a clock that was ahead of `now`, epoch ms, counts as saved now: nothing waits longer because of it. */
export function openGuilds(store: Store, now = Number.POSITIVE_INFINITY): Guilds {
	const { db } = store;
	const byId = db
		.select()
		.from(guilds)
		.where(eq(guilds.guildId, sql.placeholder("guildId")))
		.prepare();
	const inMemory = new Map(
		db
			.select()
			.from(guildRecords)
			.all()
			.map((record) => [record.guildId, noLaterThan(record, now)]),
	);
	const empty = new Map<string, GuildRecord>();
	const settings = (guildId: string): GuildSettings => {
		const row = byId.get({ guildId });
		if (row === undefined) return defaultSettings;
		const { guildId: _, ...chosen } = row;
		return chosen;
	};
	return {
		settings,
		change(guildId, changes) {
			requireInPlace(store);
			const changed = { ...settings(guildId), ...changes };
			const row = { guildId, ...changed };
			db.insert(guilds).values(row).onConflictDoUpdate({ target: guilds.guildId, set: changed }).run();
			return changed;
		},
		record(guildId) {
			const record = inMemory.get(guildId) ?? empty.get(guildId) ?? newGuildRecord(guildId);
			if (!inMemory.has(guildId)) empty.set(guildId, record);
			return record;
		},
		records: () => inMemory.values(),
		write(records) {
			for (const record of records) {
				db.insert(guildRecords).values(record).onConflictDoUpdate({ target: guildRecords.guildId, set: record }).run();
			}
		},
		remember(records) {
			for (const record of records) inMemory.set(record.guildId, record);
		},
		remove(guildId) {
			transaction(store, () => {
				db.delete(guilds).where(eq(guilds.guildId, guildId)).run();
				db.delete(guildRecords).where(eq(guildRecords.guildId, guildId)).run();
				db.delete(members).where(eq(members.guildId, guildId)).run();
			});
			inMemory.delete(guildId);
		},
	};
}

function noLaterThan(record: GuildRecord, now: number): GuildRecord {
	return {
		...record,
		categories: record.categories.map((one) => ({ ...one, createdAt: Math.min(one.createdAt, now) })),
		hints: record.hints.map((one) => ({ ...one, createdAt: Math.min(one.createdAt, now) })),
		notices: record.notices.map((one) => ({ ...one, at: Math.min(one.at, now) })),
	};
}
