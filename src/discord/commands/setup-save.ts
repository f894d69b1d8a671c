// Saves settings for an admin, and lets those know who act on it or look at it.

import type { GuildSettings } from "../../guild.ts";
import type { Caller, CommandNeeds } from "./command.ts";
import type { Setting } from "./panels.ts";

export function save(
	settings: readonly Setting[],
	change: Partial<GuildSettings>,
	{ member }: Caller,
	needs: CommandNeeds,
): void {
	needs.guilds.change(member.guildId, change);
	needs.onSettings(member.guildId);
	for (const setting of settings) needs.panels.changed(member, setting);
}
