// /setup: an admin chooses a guild's settings, or looks at how things stand.

import { ApplicationCommandOptionType, PermissionFlagsBits } from "discord.js";
import { defaultSettings, type GuildSettings } from "../../guild.ts";
import { patiently } from "../../patience.ts";
import type { GuildShown } from "../../shown.ts";
import { type Command, type CommandNeeds, inServers, type Message, type Use } from "./command.ts";
import { overview } from "./overview.ts";
import { allSettings } from "./settings.ts";
import { allKeys } from "./setup-choices.ts";
import { panel, pressPanel, setupForm } from "./setup-panel.ts";

/** What can be reset, by the name under which it is chosen. */
const clearable: ReadonlyMap<string, Partial<GuildSettings>> = new Map([
	...allSettings.map(({ option, cleared }) => [option.name, cleared] as const),
	["everything", defaultSettings],
]);

export const setup: Command = {
	data: {
		name: "setup",
		description: "Show how I am set up in this server, or change it",
		...inServers,
		default_member_permissions: String(PermissionFlagsBits.ManageGuild),
		options: [
			...allSettings.map(({ option }) => option),
			{
				type: ApplicationCommandOptionType.String,
				name: "reset",
				description: "What goes back to the default",
				choices: [...clearable.keys()].map((what) => ({ name: what, value: what })),
			},
		],
	},

	run: (use, needs) =>
		use.isAdmin && Object.keys(use.options).length === 0
			? panel("start", "", use, needs)
			: patiently(needs.clock, () => decide(use, needs)),
	form: setupForm,
	press: pressPanel,
};

function decide({ member, isAdmin, options }: Use, needs: CommandNeeds): Message {
	const { guildId } = member;
	// A server can offer the command to anybody, in its own settings.
	if (!isAdmin) {
		return { content: "❌ Only members with the permission Manage Server may do that. Nothing changed." };
	}
	const guild = needs.see(guildId);
	if (guild === undefined) {
		return { content: "⏳ Discord does not show me this server right now. Nothing changed; try again in a moment." };
	}
	const { chosen, reset } = wishes(options);
	const problems = problemsWith(chosen, reset, guild);
	if (problems.length > 0) return { content: ["❌ Nothing changed.", ...problems].join("\n") };
	const changes = { ...reset, ...chosen };
	const hasChanges = Object.keys(changes).length > 0;
	const settings = hasChanges ? needs.guilds.change(guildId, changes) : needs.guilds.settings(guildId);
	if (hasChanges) {
		needs.onSettings(guildId);
		needs.panels.changed(guildId, member.discordId, keysOf(changes));
	}
	const { scopes, grace, logins, defaultLingerMs } = needs;
	const defaults = {
		...{ lingerMs: defaultLingerMs, claims: grace.rule, graceUntil: grace.until() },
		canProve: logins !== null,
	};
	return overview(guild, settings, { scopes, defaults, hasChanges });
}

function keysOf(changes: Partial<GuildSettings>): readonly (keyof GuildSettings)[] {
	return allKeys.filter((key) => key in changes);
}

type Wishes = { readonly chosen: Partial<GuildSettings>; readonly reset: Partial<GuildSettings> };

function wishes(options: Use["options"]): Wishes {
	let chosen: Partial<GuildSettings> = {};
	for (const setting of allSettings) chosen = { ...chosen, ...setting.chosen(options) };
	return { chosen, reset: clearable.get(String(options.reset)) ?? {} };
}

/** Sentences on what does not fit. */
export function problemsWith(
	chosen: Partial<GuildSettings>,
	reset: Partial<GuildSettings>,
	guild: GuildShown,
): string[] {
	const isBoth = Object.keys(chosen).some((key) => key in reset);
	const problems = [
		...allSettings.map(({ problem }) => problem(chosen, guild)),
		isBoth ? "You chose something and reset it: which of the two?" : undefined,
	];
	return problems.filter((problem) => problem !== undefined);
}
