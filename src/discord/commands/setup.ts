// /setup: an admin chooses where rooms go, where people go back to and how long rooms stay, or looks at how it stands.

import {
	ApplicationCommandOptionType,
	ChannelType,
	type ChatInputCommandInteraction,
	type Guild,
	PermissionFlagsBits,
} from "discord.js";
import { type Command, inServers, type Settings } from "./command.ts";
import { categoryProblem, lobbyProblem } from "./guild-check.ts";
import { overview } from "./overview.ts";

const longestLinger = 3600;

const cleared = {
	category: { categoryId: null },
	lobby: { lobbyId: null },
	linger: { lingerMs: null },
	everything: { categoryId: null, lobbyId: null, lingerMs: null },
} as const satisfies Record<string, Partial<Settings>>;

export const setup: Command = {
	data: {
		name: "setup",
		description: "Show how I am set up in this server, or change it",
		...inServers,
		default_member_permissions: String(PermissionFlagsBits.ManageGuild),
		options: [
			{
				type: ApplicationCommandOptionType.Channel,
				name: "category",
				description: "The category in which rooms are created",
				channel_types: [ChannelType.GuildCategory],
			},
			{
				type: ApplicationCommandOptionType.Channel,
				name: "lobby",
				description: "The voice channel for players whose own channel is gone or full after a match",
				channel_types: [ChannelType.GuildVoice],
			},
			{
				type: ApplicationCommandOptionType.Integer,
				name: "linger",
				description: "How long rooms stay after a match, in seconds",
				min_value: 0,
				max_value: longestLinger,
			},
			{
				type: ApplicationCommandOptionType.String,
				name: "reset",
				description: "What goes back to the default",
				choices: Object.keys(cleared).map((what) => ({ name: what, value: what })),
			},
		],
	},

	run(use, needs) {
		// A server can offer the command to anybody, in its own settings.
		if (!use.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
			return { content: "❌ Only members with the permission Manage Server may do that. Nothing changed." };
		}
		const { chosen, reset } = wishes(use.options);
		const problems = problemsWith(chosen, reset, use.guild);
		if (problems.length > 0) return { content: ["❌ Nothing changed.", ...problems].join("\n") };
		const changes = { ...reset, ...chosen };
		const hasChanges = Object.keys(changes).length > 0;
		const { guildId } = use;
		const settings = hasChanges ? needs.guilds.change(guildId, changes) : needs.guilds.settings(guildId);
		if (hasChanges) needs.onSettings(guildId);
		return overview(use.guild, settings, { hasChanges, defaultLingerMs: needs.defaultLingerMs });
	},
};

type Wishes = { readonly chosen: Partial<Settings>; readonly reset: Partial<Settings> };

function wishes(options: ChatInputCommandInteraction<"cached">["options"]): Wishes {
	const category = options.getChannel("category");
	const lobby = options.getChannel("lobby");
	const linger = options.getInteger("linger");
	const reset = options.getString("reset");
	return {
		chosen: {
			...(category !== null && { categoryId: category.id }),
			...(lobby !== null && { lobbyId: lobby.id }),
			...(linger !== null && { lingerMs: linger * 1000 }),
		},
		reset: reset !== null && isClearable(reset) ? cleared[reset] : {},
	};
}

/** Discord's client offers only what fits, but it is not the client that is to be trusted. */
function problemsWith(chosen: Partial<Settings>, reset: Partial<Settings>, guild: Guild): string[] {
	const { categoryId = null, lobbyId = null, lingerMs = null } = chosen;
	const problems = [
		categoryId === null ? undefined : categoryProblem(guild, categoryId),
		lobbyId === null ? undefined : lobbyProblem(guild, lobbyId),
		lingerMs !== null && (lingerMs < 0 || lingerMs > longestLinger * 1000)
			? `Rooms can stay from 0 to ${longestLinger.toLocaleString("en")} seconds.`
			: undefined,
		Object.keys(chosen).some((key) => key in reset) ? "You chose something and reset it: which of both?" : undefined,
	];
	return problems.filter((problem) => problem !== undefined);
}

function isClearable(what: string): what is keyof typeof cleared {
	return Object.hasOwn(cleared, what);
}
