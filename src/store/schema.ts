// The tables. Ids of Discord and FACEIT are text (they exceed 2^53); times are epoch ms and end in `At`.

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Competition, Match, Team } from "../match.ts";
import type { Placement, Room } from "../plan.ts";

/** Every webhook as it came, kept before it was answered. `kept` waits its turn; `failed` could not be read. */
export const inbox = sqliteTable(
	"inbox",
	{
		deliveryId: integer("delivery_id").primaryKey({ autoIncrement: true }),
		/** FACEIT's `event_id`, or a hash of the body where it is missing: a repeated delivery is known already. */
		eventKey: text("event_key").notNull(),
		event: text("event").notNull(),
		matchId: text("match_id"),
		body: text("body").notNull(),
		state: text("state", { enum: ["kept", "done", "failed"] }).notNull(),
		error: text("error"),
		receivedAt: integer("received_at").notNull(),
		doneAt: integer("done_at"),
	},
	(table) => [
		uniqueIndex("inbox_event_key").on(table.eventKey),
		index("inbox_waiting").on(table.deliveryId).where(sql`${table.state} = 'kept'`),
		index("inbox_failed").on(table.deliveryId).where(sql`${table.state} = 'failed'`),
		index("inbox_received").on(table.receivedAt),
	],
);

export const matches = sqliteTable(
	"matches",
	{
		matchId: text("match_id").primaryKey(),
		phase: text("phase").$type<Match["phase"]>().notNull(),
		version: integer("version"),
		competition: text("competition", { mode: "json" }).$type<Competition>(),
		teams: text("teams", { mode: "json" }).$type<readonly Team[]>().notNull(),
		scheduledAt: integer("scheduled_at"),
		openedAt: integer("opened_at"),
		overAt: integer("over_at"),
		heardAt: integer("heard_at").notNull(),
		/** When it was over and its last room gone: nothing is left to do. Null while it is active. */
		settledAt: integer("settled_at"),
	},
	(table) => [
		index("matches_active").on(table.matchId).where(sql`${table.settledAt} is null`),
		index("matches_settled").on(table.settledAt),
	],
);

/** The intent is saved before the channel is created; the code in the channel's name finds it if the answer is lost. */
export const rooms = sqliteTable(
	"rooms",
	{
		code: text("code").primaryKey(),
		matchId: text("match_id")
			.notNull()
			.references(() => matches.matchId, { onDelete: "cascade" }),
		guildId: text("guild_id").notNull(),
		teamId: text("team_id").notNull(),
		state: text("state").$type<Room["state"]>().notNull(),
		channelId: text("channel_id"),
		admitted: text("admitted", { mode: "json" }).$type<readonly string[]>().notNull(),
		createdAt: integer("created_at").notNull(),
	},
	(table) => [
		index("rooms_match").on(table.matchId),
		check("rooms_open_has_channel", sql`${table.state} <> 'open' or ${table.channelId} is not null`),
	],
);

export const placements = sqliteTable(
	"placements",
	{
		matchId: text("match_id")
			.notNull()
			.references(() => matches.matchId, { onDelete: "cascade" }),
		guildId: text("guild_id").notNull(),
		discordId: text("discord_id").notNull(),
		state: text("state").$type<Placement["state"]>().notNull(),
		originId: text("origin_id"),
		at: integer("at").notNull(),
	},
	(table) => [
		primaryKey({ columns: [table.matchId, table.guildId, table.discordId] }),
		// Who unlinks is forgotten: what is remembered of them is found without reading everybody's.
		index("placements_member").on(table.discordId),
	],
);

/** One player = one member, both ways. */
export const links = sqliteTable(
	"links",
	{
		faceitId: text("faceit_id").primaryKey(),
		discordId: text("discord_id").notNull(),
		/** As last seen; names change, ids do not. */
		nickname: text("nickname").notNull(),
		linkedAt: integer("linked_at").notNull(),
		/** When FACEIT itself proved it by its login; null for a claim by nickname. */
		verifiedAt: integer("verified_at"),
	},
	(table) => [uniqueIndex("links_discord").on(table.discordId)],
);

/** The guilds in which a linked member is known, because they used a command there. */
export const members = sqliteTable(
	"members",
	{
		guildId: text("guild_id").notNull(),
		discordId: text("discord_id")
			.notNull()
			.references(() => links.discordId, { onDelete: "cascade", onUpdate: "cascade" }),
	},
	(table) => [primaryKey({ columns: [table.discordId, table.guildId] }), index("members_guild").on(table.guildId)],
);

/** What an admin chose with /setup. A guild without a row has the defaults. */
export const guilds = sqliteTable("guilds", {
	guildId: text("guild_id").primaryKey(),
	categoryId: text("category_id"),
	lobbyId: text("lobby_id"),
	/** Null: the program's own default. */
	lingerMs: integer("linger_ms"),
});

/** Small things that the program remembers of itself, such as the hash of the commands last registered. */
export const memos = sqliteTable("memos", {
	name: text("name").primaryKey(),
	value: text("value").notNull(),
});
