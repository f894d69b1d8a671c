// /setup: an admin sees how the bot is set up in a guild, and changes it, on one panel.

import { PermissionFlagsBits } from "discord.js";
import { type Command, inServers } from "./command.ts";
import { panel } from "./setup-panel.ts";
import { pressSetup, setupForm } from "./setup-press.ts";

export const setup: Command = {
	data: {
		name: "setup",
		description: "Set me up in this server: rooms, people, matches, announcements",
		...inServers,
		default_member_permissions: String(PermissionFlagsBits.ManageGuild),
	},

	// A server can offer the command to anybody, in its own settings.
	run: (use, needs) =>
		use.isAdmin ? panel({ page: "start" }, "", use, needs) : { content: use.texts.setup.adminsOnly },
	form: setupForm,
	press: pressSetup,
};
