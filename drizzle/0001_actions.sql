CREATE TABLE `guild_records` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`categories` text NOT NULL,
	`hints` text NOT NULL,
	`notices` text NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_rooms` (
	`code` text NOT NULL,
	`match_id` text NOT NULL,
	`guild_id` text NOT NULL,
	`team_id` text NOT NULL,
	`state` text NOT NULL,
	`channel_id` text,
	`admitted` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`match_id`, `guild_id`, `code`),
	FOREIGN KEY (`match_id`) REFERENCES `matches`(`match_id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "rooms_open_has_channel" CHECK("__new_rooms"."state" <> 'open' or "__new_rooms"."channel_id" is not null)
);
--> statement-breakpoint
INSERT INTO `__new_rooms`("code", "match_id", "guild_id", "team_id", "state", "channel_id", "admitted", "created_at") SELECT "code", "match_id", "guild_id", "team_id", "state", "channel_id", (SELECT json_group_array(json_object('kind', 'member', 'id', "value")) FROM json_each("admitted")), "created_at" FROM `rooms`;--> statement-breakpoint
DROP TABLE `rooms`;--> statement-breakpoint
ALTER TABLE `__new_rooms` RENAME TO `rooms`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `rooms_code` ON `rooms` (`guild_id`,`code`) WHERE "rooms"."state" <> 'closed';--> statement-breakpoint
ALTER TABLE `matches` ADD `details` text DEFAULT '{"demoUrls":[]}' NOT NULL;