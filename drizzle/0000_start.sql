CREATE TABLE `guilds` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`category_id` text,
	`lobby_id` text,
	`linger_ms` integer
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`delivery_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_key` text NOT NULL,
	`event` text NOT NULL,
	`match_id` text,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`received_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event_key` ON `inbox` (`event_key`);--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`delivery_id`) WHERE "inbox"."state" = 'kept';--> statement-breakpoint
CREATE INDEX `inbox_failed` ON `inbox` (`delivery_id`) WHERE "inbox"."state" = 'failed';--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE TABLE `links` (
	`faceit_id` text PRIMARY KEY NOT NULL,
	`discord_id` text NOT NULL,
	`nickname` text NOT NULL,
	`linked_at` integer NOT NULL,
	`verified_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_discord` ON `links` (`discord_id`);--> statement-breakpoint
CREATE TABLE `matches` (
	`match_id` text PRIMARY KEY NOT NULL,
	`phase` text NOT NULL,
	`version` integer,
	`competition` text,
	`teams` text NOT NULL,
	`scheduled_at` integer,
	`opened_at` integer,
	`over_at` integer,
	`heard_at` integer NOT NULL,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `matches_active` ON `matches` (`match_id`) WHERE "matches"."settled_at" is null;--> statement-breakpoint
CREATE INDEX `matches_settled` ON `matches` (`settled_at`);--> statement-breakpoint
CREATE TABLE `members` (
	`guild_id` text NOT NULL,
	`discord_id` text NOT NULL,
	PRIMARY KEY(`discord_id`, `guild_id`),
	FOREIGN KEY (`discord_id`) REFERENCES `links`(`discord_id`) ON UPDATE cascade ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `members_guild` ON `members` (`guild_id`);--> statement-breakpoint
CREATE TABLE `memos` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `placements` (
	`match_id` text NOT NULL,
	`guild_id` text NOT NULL,
	`discord_id` text NOT NULL,
	`state` text NOT NULL,
	`origin_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`match_id`, `guild_id`, `discord_id`),
	FOREIGN KEY (`match_id`) REFERENCES `matches`(`match_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `placements_member` ON `placements` (`discord_id`);--> statement-breakpoint
CREATE TABLE `rooms` (
	`code` text PRIMARY KEY NOT NULL,
	`match_id` text NOT NULL,
	`guild_id` text NOT NULL,
	`team_id` text NOT NULL,
	`state` text NOT NULL,
	`channel_id` text,
	`admitted` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`match_id`) REFERENCES `matches`(`match_id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "rooms_open_has_channel" CHECK("rooms"."state" <> 'open' or "rooms"."channel_id" is not null)
);
--> statement-breakpoint
CREATE INDEX `rooms_match` ON `rooms` (`match_id`);