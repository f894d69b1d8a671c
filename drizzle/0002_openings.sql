ALTER TABLE `matches` ADD `openings` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `placements` ADD `opening` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `matches` SET `openings` = 1 WHERE `opened_at` IS NOT NULL;--> statement-breakpoint
UPDATE `placements` SET `opening` = 1 WHERE `at` >= (SELECT `opened_at` FROM `matches` WHERE `matches`.`match_id` = `placements`.`match_id`);
