// Saves one setting for an admin, and lets those know who act on it or look at it.

import type { GuildSettings } from "../../guild.ts";
import type { CommandNeeds, Press } from "./command.ts";
import type { Setting } from "./panels.ts";

export function save(setting: Setting, change: Partial<GuildSettings>, { member }: Press, needs: CommandNeeds): void {
	needs.guilds.change(member.guildId, change);
	needs.onSettings(member.guildId);
	needs.panels.changed(member, setting);
}
