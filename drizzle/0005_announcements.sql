ALTER TABLE `guild_records` ADD `welcome` text;--> statement-breakpoint
ALTER TABLE `guild_records` ADD `link` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `coach_role_id` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `caster_role_id` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `casters_only_listen` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `room_name` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `least_players` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `opens_at` text DEFAULT 'start' NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `user_limit` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `pulls_from` text DEFAULT 'anywhere' NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `returns_to` text DEFAULT 'origin' NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `concerns` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `follows` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `card_channel_id` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `has_room_chat` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `has_voice_status` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `guilds` ADD `notice_channel_id` text;--> statement-breakpoint
ALTER TABLE `guilds` ADD `link_channel_id` text;--> statement-breakpoint
ALTER TABLE `matches` ADD `cards` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `matches` ADD `orders` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `rooms` ADD `guests` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `rooms` ADD `keep` text;--> statement-breakpoint
ALTER TABLE `rooms` ADD `chat` text;--> statement-breakpoint
ALTER TABLE `rooms` ADD `status` text;