ALTER TABLE `guilds` ADD `left_at` integer;--> statement-breakpoint
CREATE INDEX `guilds_left` ON `guilds` (`left_at`) WHERE "guilds"."left_at" is not null;