// Queries about guilds: what an admin chose for one, and what the program did there that is not about one match.

import { eq, isNotNull, sql } from "drizzle-orm";
import {
	defaultSettings,
	type FollowedCompetition,
	type GuildRecord,
	type GuildSettings,
	newGuildRecord,
} from "../guild.ts";
import type { Post } from "../post.ts";
import { type Store, transaction } from "./open.ts";
import { requireInPlace } from "./place.ts";
import { guildRecords, guilds } from "./schema.ts";

export type Guilds = {
	/** The guild's settings; the defaults where nobody chose any. */
	settings(guildId: string): GuildSettings;
	/** Changes the named settings and returns them all. */
	change(guildId: string, changes: Partial<GuildSettings>): GuildSettings;
	/** What all guilds follow together, those that the bot has left excepted; one may be named more than once. */
	followed(): readonly FollowedCompetition[];
	/** The guild's record; an empty one where there is nothing yet. The same object until it changes. */
	record(guildId: string): GuildRecord;
	/** All records that are not empty. */
	records(): Iterable<GuildRecord>;
	/** Writes the records; to be called in a transaction, and followed by `remember` once that is committed. */
	write(records: readonly GuildRecord[]): void;
	remember(records: readonly GuildRecord[]): void;
	/** The guilds of which anything is kept, except for what is kept aside of those that the bot has left. */
	present(): readonly string[];
	/**
	 * The bot has left the guild, at `now`, epoch ms. What its admins chose and who is known there is kept aside, until it
	 * comes back or retention removes it; what the program did there is out of reach.
	 */
	leave(guildId: string, now: number): void;
	isLeft(guildId: string): boolean;
	/** The bot is in the guild again: what was kept aside holds again. */
	comeBack(guildId: string): void;
};

/** The guilds of members are found by steps through their index: there are many more members than guilds. */
const presentGuilds = `
	WITH RECURSIVE known(guild_id) AS (
		SELECT min(guild_id) FROM members
		UNION ALL
		SELECT (SELECT min(guild_id) FROM members WHERE guild_id > known.guild_id) FROM known WHERE guild_id IS NOT NULL
	)
	SELECT guild_id FROM known WHERE guild_id IS NOT NULL
	EXCEPT SELECT guild_id FROM guilds WHERE left_at IS NOT NULL
	UNION SELECT guild_id FROM guilds WHERE left_at IS NULL
	UNION SELECT guild_id FROM guild_records`;

/** Leaves no row for a guild of which nothing is kept; the first time it was left counts. */
const keptAside = `
	INSERT INTO guilds (guild_id, left_at) SELECT ?1, ?2
	WHERE EXISTS (SELECT 1 FROM guilds WHERE guild_id = ?1) OR EXISTS (SELECT 1 FROM members WHERE guild_id = ?1)
	ON CONFLICT (guild_id) DO UPDATE SET left_at = coalesce(left_at, excluded.left_at)`;

/** What was saved by a clock that was ahead of `now`, epoch ms, counts as saved now: nothing waits longer because of it. */
export function openGuilds(store: Store, now = Number.POSITIVE_INFINITY): Guilds {
	const { db, sqlite } = store;
	const keepAside = sqlite.prepare(keptAside);
	const follows = sqlite.prepare<{ follows: string }, []>(
		"SELECT follows FROM guilds WHERE follows <> '[]' AND left_at IS NULL",
	);
	const present = sqlite.prepare<{ guild_id: string }, []>(presentGuilds);
	const left = new Set(
		db
			.select({ guildId: guilds.guildId })
			.from(guilds)
			.where(isNotNull(guilds.leftAt))
			.all()
			.map(({ guildId }) => guildId),
	);
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
		const { guildId: _, leftAt: __, ...chosen } = row;
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
		followed: () => follows.all().flatMap((row): readonly FollowedCompetition[] => JSON.parse(row.follows)),
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
		present: () => present.all().map(({ guild_id }) => guild_id),
		leave(guildId, now) {
			transaction(store, () => {
				db.delete(guildRecords).where(eq(guildRecords.guildId, guildId)).run();
				// Where nobody chose anything, the row only says since when its members are kept aside.
				keepAside.run(guildId, now);
			});
			inMemory.delete(guildId);
			left.add(guildId);
		},
		isLeft: (guildId) => left.has(guildId),
		comeBack(guildId) {
			db.update(guilds).set({ leftAt: null }).where(eq(guilds.guildId, guildId)).run();
			left.delete(guildId);
		},
	};
}

function postedBy(post: Post, now: number): Post {
	return { ...post, createdAt: Math.min(post.createdAt, now), sentAt: Math.min(post.sentAt, now) };
}

function noLaterThan(record: GuildRecord, now: number): GuildRecord {
	return {
		...record,
		categories: record.categories.map((one) => ({ ...one, createdAt: Math.min(one.createdAt, now) })),
		hints: record.hints.map((one) => ({ ...one, createdAt: Math.min(one.createdAt, now) })),
		// What was saved by an earlier version names no message.
		notices: record.notices.map((one) => ({ ...one, at: Math.min(one.at, now), message: one.message ?? null })),
		welcome: record.welcome && postedBy(record.welcome, now),
		link: record.link && postedBy(record.link, now),
	};
}
