// A guild's settings: how each is chosen with /setup, what is wrong with a choice, and how it reads. One entry each: a
// setting without one does not compile.

import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType, ChannelType } from "discord.js";
import { type GuildSettings, longestLingerMs } from "../../guild.ts";
import type { ClaimRule } from "../../link.ts";
import { date, duration } from "../../markdown.ts";
import type { GuildShown } from "../../shown.ts";
import type { Use } from "./command.ts";
import { categoryProblem, lobbyProblem } from "./guild-problems.ts";

type Some = Partial<GuildSettings>;

export type Setting = {
	readonly option: APIApplicationCommandBasicOption;
	/** What the options choose; nothing where this one is left out. */
	readonly chosen: (options: Use["options"]) => Some;
	readonly cleared: Some;
	/** A sentence on what does not fit. Discord's own client offers only what does, but others may not. */
	readonly problem: (chosen: Some, guild: GuildShown) => string | undefined;
	readonly title: string;
	/** How it stands, for an admin. */
	readonly reads: (settings: GuildSettings, guild: GuildShown, defaults: Defaults) => string;
};

/** What holds where an admin chose nothing. */
export type Defaults = {
	readonly lingerMs: number;
	readonly claims: ClaimRule;
	/** Until when claims from before count, epoch ms; null if they do not, or for ever. */
	readonly graceUntil: number | null;
	/** FACEIT's login is set up. */
	readonly canProve: boolean;
};

const longestLinger = longestLingerMs / 1000;
const fallback = "Anyone who cannot go back to their own channel stays in the room until it closes.";

export const settings: { readonly [K in "categoryId" | "lobbyId" | "lingerMs" | "claims" | "staffRoleId"]: Setting } = {
	categoryId: {
		option: {
			type: ApplicationCommandOptionType.Channel,
			name: "category",
			description: "The category in which rooms are created",
			channel_types: [ChannelType.GuildCategory],
		},
		chosen: ({ category }) => (category === undefined ? {} : { categoryId: String(category) }),
		cleared: { categoryId: null },
		problem: ({ categoryId = null }, guild) => (categoryId === null ? undefined : categoryProblem(guild, categoryId)),
		title: "Rooms",
		reads({ categoryId }, guild) {
			if (categoryId === null) return "At the top of the channel list. Choose a category with `category`.";
			const problem = categoryProblem(guild, categoryId);
			if (problem === undefined) return `In the category <#${categoryId}>`;
			return `⚠️ ${problem} Rooms are created at the top of the channel list until you choose another.`;
		},
	},
	lobbyId: {
		option: {
			type: ApplicationCommandOptionType.Channel,
			name: "lobby",
			description: "The voice channel for players whose own channel is gone or full after a match",
			channel_types: [ChannelType.GuildVoice],
		},
		chosen: ({ lobby }) => (lobby === undefined ? {} : { lobbyId: String(lobby) }),
		cleared: { lobbyId: null },
		problem: ({ lobbyId = null }, guild) => (lobbyId === null ? undefined : lobbyProblem(guild, lobbyId)),
		title: "Lobby",
		reads({ lobbyId }, guild) {
			if (lobbyId === null) return `None. ${fallback}`;
			const problem = lobbyProblem(guild, lobbyId);
			if (problem === undefined) return `<#${lobbyId}>, for anyone whose own channel is gone or full`;
			return `⚠️ ${problem} ${fallback}`;
		},
	},
	lingerMs: {
		option: {
			type: ApplicationCommandOptionType.Integer,
			name: "linger",
			description: "How long rooms stay after a match, in seconds",
			min_value: 0,
			max_value: longestLinger,
		},
		chosen: ({ linger }) => (linger === undefined ? {} : { lingerMs: Number(linger) * 1000 }),
		cleared: { lingerMs: null },
		problem: ({ lingerMs = null }) =>
			lingerMs !== null && (lingerMs < 0 || lingerMs > longestLingerMs)
				? `Rooms can stay from 0 to ${longestLinger.toLocaleString("en")} seconds.`
				: undefined,
		title: "After a match",
		reads({ lingerMs }, _guild, defaults) {
			const kept = lingerMs ?? defaults.lingerMs;
			const source = lingerMs === null ? " (the default)" : "";
			if (kept === 0) return `Everybody goes back at once, and the rooms close${source}.`;
			return `Rooms stay for **${duration(kept)}**${source}, then everybody goes back and they close.`;
		},
	},
	claims: {
		option: {
			type: ApplicationCommandOptionType.String,
			name: "claims",
			description: "Whether a FACEIT account counts before its player has proven that it is theirs",
			choices: [
				{ name: "count: whoever types a nickname counts as that player", value: "count" },
				{ name: "prove: only accounts proven by FACEIT's login or by staff count", value: "prove" },
			],
		},
		chosen: ({ claims }) => (claims === "count" || claims === "prove" ? { claims } : {}),
		cleared: { claims: null },
		problem: () => undefined,
		title: "Accounts",
		reads({ claims }, _guild, { claims: fallback, graceUntil, canProve }) {
			const rule = claims ?? fallback;
			const source = claims === null ? " (the default)" : "";
			if (rule === "count") {
				const remedy = canProve
					? "`claims: prove` lets only proven accounts in."
					: "The host of this bot can set up FACEIT's login; `claims: prove` lets in only those your staff vouch for.";
				return `⚠️ Anyone who types a nickname with \`/register\` counts as that player${source}, and gets into their room. ${remedy}`;
			}
			const how = canProve ? "by FACEIT's login or by your staff" : "by your staff, since FACEIT's login is not set up";
			const grace =
				rule === "grace" && graceUntil !== null ? ` Those claimed before count until ${date(graceUntil)}.` : "";
			return `Only accounts that are proven ${how} count${source}.${grace}`;
		},
	},
	staffRoleId: {
		option: {
			type: ApplicationCommandOptionType.Role,
			name: "staff",
			description: "The role that settles links with /staff and may enter every room",
		},
		chosen: ({ staff }) => (staff === undefined ? {} : { staffRoleId: String(staff) }),
		cleared: { staffRoleId: null },
		problem({ staffRoleId = null }, guild) {
			if (staffRoleId === null) return undefined;
			if (staffRoleId === guild.guildId) return "@everyone cannot be your staff: they may enter every room.";
			const role = guild.role(staffRoleId);
			if (role === undefined) return "That role is gone.";
			return role.isOfBot
				? `<@&${staffRoleId}> is a bot's own role, which nobody else can have: choose your staff's.`
				: undefined;
		},
		title: "Staff",
		reads({ staffRoleId }, guild) {
			if (staffRoleId === null)
				return "Only those who manage the server settle links with `/staff`. Choose a role with `staff`.";
			return guild.role(staffRoleId) === undefined
				? "⚠️ The role is gone: only those who manage the server settle links until you choose another."
				: `<@&${staffRoleId}>: settles links with \`/staff\`, and may enter every room`;
		},
	},
};

/** In the order in which people see them. */
export const allSettings: readonly Setting[] = Object.values(settings);
