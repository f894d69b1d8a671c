CREATE TABLE `trail` (
	`entry_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`right` text NOT NULL,
	`actor_id` text,
	`guild_id` text,
	`discord_id` text,
	`faceit_id` text,
	`nickname` text,
	`match_id` text
);
--> statement-breakpoint
CREATE INDEX `trail_at` ON `trail` (`at`);--> statement-breakpoint
CREATE INDEX `trail_guild` ON `trail` (`guild_id`);--> statement-breakpoint
CREATE INDEX `trail_member` ON `trail` (`discord_id`);--> statement-breakpoint
CREATE TABLE `untold` (
	`entry_id` integer PRIMARY KEY NOT NULL,
	`discord_id` text NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `trail`(`entry_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `untold_member` ON `untold` (`discord_id`);--> statement-breakpoint
ALTER TABLE `guilds` ADD `claims` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `staff_role_id` text;--> statement-breakpoint
ALTER TABLE `links` ADD `asked_at` integer;--> statement-breakpoint
ALTER TABLE `links` ADD `opted_out` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `links` ADD `alone_since` integer;--> statement-breakpoint
CREATE INDEX `links_alone` ON `links` (`alone_since`) WHERE "links"."alone_since" is not null;--> statement-breakpoint
ALTER TABLE `members` ADD `vouched_at` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `confirmed_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `members_confirmed` ON `members` (`confirmed_at`);--> statement-breakpoint
CREATE TRIGGER `trail_is_only_added_to` BEFORE UPDATE ON `trail` BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END;
