// The tables. Ids of Discord and FACEIT are text (they exceed 2^53); times are epoch ms and end in `At`.

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Delivery } from "../delivery.ts";
import type { GuildSettings, Hint, Notice, OverflowCategory } from "../guild.ts";
import type { Competition, Match, MatchDetails, Team } from "../match.ts";
import type { Placement } from "../placement.ts";
import type { Post } from "../post.ts";
import type { Card, Order } from "../record.ts";
import type { Admission, Room } from "../room.ts";
import type { Entry } from "../trail.ts";

/** Every webhook as it came, stored before it was answered. */
export const inbox = sqliteTable(
	"inbox",
	{
		deliveryId: integer("delivery_id").primaryKey({ autoIncrement: true }),
		eventKey: text("event_key").notNull(),
		event: text("event").notNull(),
		matchId: text("match_id"),
		body: text("body").notNull(),
		state: text("state").$type<Delivery["state"]>().notNull(),
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
		openings: integer("openings").notNull().default(0),
		openedAt: integer("opened_at"),
		overAt: integer("over_at"),
		heardAt: integer("heard_at").notNull(),
		/** Facts that are not the match's state, such as where its demos are. */
		details: text("details", { mode: "json" }).$type<MatchDetails>().notNull().default(sql`'{"demoUrls":[]}'`),
		cards: text("cards", { mode: "json" }).$type<readonly Card[]>().notNull().default(sql`'[]'`),
		orders: text("orders", { mode: "json" }).$type<readonly Order[]>().notNull().default(sql`'[]'`),
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
		code: text("code").notNull(),
		matchId: text("match_id")
			.notNull()
			.references(() => matches.matchId, { onDelete: "cascade" }),
		guildId: text("guild_id").notNull(),
		teamId: text("team_id").notNull(),
		state: text("state").$type<Room["state"]>().notNull(),
		channelId: text("channel_id"),
		admitted: text("admitted", { mode: "json" }).$type<readonly Admission[]>().notNull(),
		guests: text("guests", { mode: "json" }).$type<Room["guests"]>().notNull().default(sql`'[]'`),
		keep: text("keep", { mode: "json" }).$type<NonNullable<Room["keep"]>>(),
		chat: text("chat", { mode: "json" }).$type<Post>(),
		status: text("status"),
		createdAt: integer("created_at").notNull(),
	},
	(table) => [
		primaryKey({ columns: [table.matchId, table.guildId, table.code] }),
		// A code is unique in its guild among rooms that are there, or may turn up again.
		uniqueIndex("rooms_code").on(table.guildId, table.code).where(sql`${table.state} <> 'closed'`),
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
		opening: integer("opening").notNull().default(0),
		at: integer("at").notNull(),
	},
	(table) => [
		primaryKey({ columns: [table.matchId, table.guildId, table.discordId] }),
		// Anyone who unlinks is forgotten: this finds what is kept about them without reading everybody's.
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
		/** When FACEIT's login, or the host, proved it; null for a claim by nickname. */
		verifiedAt: integer("verified_at"),
		/** When its member was asked to prove it; null for one who was not. */
		askedAt: integer("asked_at"),
		/** The member asked never to be moved. */
		isOptedOut: integer("opted_out", { mode: "boolean" }).notNull().default(false),
		/** Since when its member is in no guild that the bot is in; null while they are in one. */
		aloneSince: integer("alone_since"),
	},
	(table) => [
		uniqueIndex("links_discord").on(table.discordId),
		index("links_alone").on(table.aloneSince).where(sql`${table.aloneSince} is not null`),
	],
);

/** The guilds in which a linked member is known: they registered there, or were seen in voice there. */
export const members = sqliteTable(
	"members",
	{
		guildId: text("guild_id").notNull(),
		discordId: text("discord_id")
			.notNull()
			.references(() => links.discordId, { onDelete: "cascade", onUpdate: "cascade" }),
		/** When the guild's staff vouched for the link: it counts there from then on. */
		vouchedAt: integer("vouched_at"),
		/** When the member was last known to be in the guild; 0 if that was never noted. */
		confirmedAt: integer("confirmed_at").notNull().default(0),
	},
	(table) => [
		primaryKey({ columns: [table.discordId, table.guildId] }),
		index("members_guild").on(table.guildId),
		index("members_confirmed").on(table.confirmedAt),
	],
);

/** Who changed what about links and rooms, and by what right. Rows are added, never altered, and removed when they are old. */
export const trail = sqliteTable(
	"trail",
	{
		entryId: integer("entry_id").primaryKey({ autoIncrement: true }),
		at: integer("at").notNull(),
		what: text("what").$type<Entry["what"]>().notNull(),
		right: text("right").$type<Entry["right"]>().notNull(),
		actorId: text("actor_id"),
		guildId: text("guild_id"),
		discordId: text("discord_id"),
		faceitId: text("faceit_id"),
		nickname: text("nickname"),
		matchId: text("match_id"),
	},
	(table) => [
		index("trail_at").on(table.at),
		index("trail_guild").on(table.guildId),
		index("trail_member").on(table.discordId),
	],
);

/** The entries of the trail that their member is still to be told about. */
export const untold = sqliteTable(
	"untold",
	{
		entryId: integer("entry_id")
			.primaryKey()
			.references(() => trail.entryId, { onDelete: "cascade" }),
		discordId: text("discord_id").notNull(),
	},
	(table) => [index("untold_member").on(table.discordId)],
);

/** What an admin chose with /setup. A guild without a row has the defaults. */
export const guilds = sqliteTable(
	"guilds",
	{
		guildId: text("guild_id").primaryKey(),
		categoryId: text("category_id"),
		lobbyId: text("lobby_id"),
		/** Null: the program's own default. */
		lingerMs: integer("linger_ms"),
		/** Which claims count for rooms. Null: as the program's settings have it. */
		claims: text("claims").$type<GuildSettings["claims"]>(),
		staffRoleId: text("staff_role_id"),
		coachRoleId: text("coach_role_id"),
		casterRoleId: text("caster_role_id"),
		castersOnlyListen: integer("casters_only_listen", { mode: "boolean" }).notNull().default(false),
		roomName: text("room_name"),
		leastPlayers: integer("least_players").notNull().default(1),
		opensAt: text("opens_at").$type<GuildSettings["opensAt"]>().notNull().default("start"),
		userLimit: integer("user_limit").notNull().default(0),
		pullsFrom: text("pulls_from").$type<GuildSettings["pullsFrom"]>().notNull().default("anywhere"),
		returnsTo: text("returns_to").$type<GuildSettings["returnsTo"]>().notNull().default("origin"),
		concerns: text("concerns").$type<GuildSettings["concerns"]>().notNull().default("all"),
		follows: text("follows", { mode: "json" }).$type<GuildSettings["follows"]>().notNull().default(sql`'[]'`),
		cardChannelId: text("card_channel_id"),
		hasRoomChat: integer("has_room_chat", { mode: "boolean" }).notNull().default(true),
		hasVoiceStatus: integer("has_voice_status", { mode: "boolean" }).notNull().default(true),
		noticeChannelId: text("notice_channel_id"),
		linkChannelId: text("link_channel_id"),
		/** When the bot left it; null while it is there. Meanwhile nobody counts as known in it. */
		leftAt: integer("left_at"),
	},
	(table) => [index("guilds_left").on(table.leftAt).where(sql`${table.leftAt} is not null`)],
);

/** What the program did in a guild that is not about one match. A guild without a row has nothing of it. */
export const guildRecords = sqliteTable("guild_records", {
	guildId: text("guild_id").primaryKey(),
	categories: text("categories", { mode: "json" }).$type<readonly OverflowCategory[]>().notNull(),
	hints: text("hints", { mode: "json" }).$type<readonly Hint[]>().notNull(),
	notices: text("notices", { mode: "json" }).$type<readonly Notice[]>().notNull(),
	welcome: text("welcome", { mode: "json" }).$type<Post>(),
	link: text("link", { mode: "json" }).$type<Post>(),
});

/** Small things that the program remembers about itself, such as the hash of the commands last registered. */
export const memos = sqliteTable("memos", {
	name: text("name").primaryKey(),
	value: text("value").notNull(),
});
