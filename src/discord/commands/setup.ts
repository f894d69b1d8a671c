// /setup: an admin sees how the bot is set up in a guild, and changes it, on one panel.

import { PermissionFlagsBits } from "discord.js";
import { patiently } from "../../patience.ts";
import { type Command, inServers } from "./command.ts";
import { chooseTyped, setupOptions } from "./setup-options.ts";
import { panel } from "./setup-panel.ts";
import { pressSetup, setupForm } from "./setup-press.ts";

export const setup: Command = {
	data: {
		name: "setup",
		description: "Set me up in this server: rooms, people, matches, announcements",
		...inServers,
		default_member_permissions: String(PermissionFlagsBits.ManageGuild),
		options: [...setupOptions],
	},

	// A server can offer the command to anybody, in its own settings.
	run(use, needs) {
		if (!use.isAdmin) return { content: use.texts.setup.adminsOnly };
		if (Object.keys(use.options).length > 0) return patiently(needs.clock, () => chooseTyped(use, needs));
		return panel({ page: "start" }, "", use, needs);
	},
	form: setupForm,
	press: pressSetup,
};
