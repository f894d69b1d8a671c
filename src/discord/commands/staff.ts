// /staff: a server's staff settle who is which player, and see who changed what.

import {
	type APIApplicationCommandSubcommandGroupOption,
	type APIApplicationCommandSubcommandOption,
	ApplicationCommandOptionType,
} from "discord.js";
import { sentences, shown } from "../../markdown.ts";
import { patiently } from "../../patience.ts";
import type { Settler } from "../../players.ts";
import { type Command, type CommandNeeds, inServers, type Message, type Use } from "./command.ts";
import { nicknameIn, suggestNicknames } from "./nickname.ts";
import { impossibleNickname } from "./registration.ts";
import { settlerOf } from "./settler.ts";
import { eventsMessage, retryEvent } from "./staff-events.ts";
import { onYourWord, staffLinked } from "./staff-linked.ts";
import { logMessage } from "./staff-log.ts";
import { addGuest, decideMatch, suggestMatches, suggestTeams } from "./staff-match.ts";
import { cleanUp, roomsMessage } from "./staff-rooms.ts";

const person = (description: string, isRequired = true) => ({
	...{ type: ApplicationCommandOptionType.User as const, name: "member", description },
	required: isRequired,
});

const theMatch = {
	...{ type: ApplicationCommandOptionType.String as const, name: "match", required: true, autocomplete: true },
	...{ description: "Which match: choose one, or paste its link at FACEIT", max_length: 200 },
};

const ofMatch = (name: string, description: string): APIApplicationCommandSubcommandOption => ({
	...{ type: ApplicationCommandOptionType.Subcommand, name, description, options: [theMatch] },
});

const subcommands: (APIApplicationCommandSubcommandOption | APIApplicationCommandSubcommandGroupOption)[] = [
	{
		type: ApplicationCommandOptionType.SubcommandGroup,
		name: "match",
		description: "Decide about a match in this server",
		options: [
			ofMatch("open", "Open its rooms, whatever keeps them from opening by themselves"),
			ofMatch("close", "Bring everybody back and close its rooms"),
			ofMatch("move", "Move its players again, also those who left their room"),
		],
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "add",
		description: "Let a member into a team's room as a guest",
		options: [
			person("Who it is"),
			{
				...{ type: ApplicationCommandOptionType.String, name: "team", required: true, autocomplete: true },
				...{ description: "Into whose room", max_length: 100 },
			},
		],
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "rooms",
		description: "Show the rooms in this server, and clean up those left behind",
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "events",
		description: "Show what FACEIT sent that could not be read, and try it again",
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "link",
		description: "Link a member with a FACEIT account, and vouch for it in this server",
		options: [
			person("Who it is"),
			{
				type: ApplicationCommandOptionType.String,
				name: "nickname",
				description: "Their FACEIT nickname, or the address of their FACEIT profile",
				required: true,
				autocomplete: true,
				max_length: 200,
			},
		],
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "unlink",
		description: "Remove a member's link to a FACEIT account",
		options: [person("Whose link")],
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "verify",
		description: "Vouch for a member's FACEIT account: it counts in this server from then on",
		options: [person("Whose account")],
	},
	{
		type: ApplicationCommandOptionType.Subcommand,
		name: "log",
		description: "Show who changed what about links in this server",
		options: [person("Only what concerns this member", false)],
	},
];

export const staff: Command = {
	// Everybody sees it: Discord could show it to those who manage the server, but then not to the staff's role.
	data: {
		name: "staff",
		description: "For the staff of this server: links and rooms",
		...inServers,
		options: subcommands,
	},

	run(use, needs) {
		const settler = settlerOf(use, needs);
		if (settler === undefined) return notStaff;
		if (use.subcommand === "log") return log(use, needs);
		if (use.subcommand === "rooms") return roomsMessage(use, needs);
		if (use.subcommand === "events") return eventsMessage(use, needs);
		const [group, what = ""] = (use.subcommand ?? "").split(" ");
		if (group === "match") return decideMatch(what, settler, use, needs);
		const target = use.people.member;
		if (target?.isMember !== true) return { content: "❌ They are not a member of this server. Nothing changed." };
		if (target.isBot) return { content: "❌ That is a bot: it plays no matches. Nothing changed." };
		switch (use.subcommand) {
			case "link":
				return link(settler, target.discordId, use, needs);
			case "unlink":
				return patiently(needs.clock, () => unlink(settler, target.discordId, needs));
			case "add":
				return patiently(needs.clock, () => addGuest(settler, target.discordId, use, needs));
			case "verify":
				return patiently(needs.clock, () => verify(settler, target.discordId, needs));
			default:
				return { content: "I do not know that subcommand. Please type the command afresh." };
		}
	},

	press(press, needs) {
		if (settlerOf(press, needs) === undefined) return notStaff;
		const [what, which = ""] = press.words;
		if (what === "clean") return patiently(needs.clock, () => cleanUp(press, needs));
		if (what === "retry") return patiently(needs.clock, () => retryEvent(which, press, needs));
		return { content: press.texts.setup.outdated };
	},

	async suggest(typed, needs, at) {
		if (at.option === "nickname") return suggestNicknames(typed, needs, at) ?? [];
		if (settlerOf(at, needs) === undefined) return [];
		return at.option === "team" ? suggestTeams(typed, at, needs) : suggestMatches(typed, at, needs);
	},
};

const notStaff: Message = {
	content:
		"❌ Only members who manage this server, or have the role chosen with `/setup staff`, may do that. Nothing changed.",
};

async function link(
	settler: Settler,
	discordId: string,
	{ options }: Use,
	{ players, links, logins }: CommandNeeds,
): Promise<Message> {
	const typed = String(options.nickname ?? "");
	const nickname = nicknameIn(typed);
	if (nickname === undefined) return impossibleNickname(typed);
	const outcome = await players.staffLink(settler, discordId, nickname);
	const isProven = (links.byMember(discordId)?.verifiedAt ?? null) !== null;
	return staffLinked(outcome, { discordId, typed: nickname, isProven, canProve: logins !== null });
}

function unlink(settler: Settler, discordId: string, { players }: CommandNeeds): Message {
	const outcome = players.staffUnlink(settler, discordId);
	if (outcome.is === "none") return unlinked(discordId);
	const removed = outcome.link;
	if (outcome.is === "kept") {
		return {
			content: sentences(
				`❌ <@${discordId}> has proven that **${shown(removed.nickname)}** is theirs, and uses it in other servers too.`,
				"Nothing changed: they can remove it themselves with `/unregister`; else the person who hosts this bot can.",
			),
		};
	}
	return {
		content: sentences(
			`✅ <@${discordId}> is no longer linked to **${shown(removed.nickname)}**, and learns so at their next command.`,
			"Until somebody proves that the account is theirs, anyone can claim it: `/staff link` gives it to its owner.",
		),
	};
}

function verify(settler: Settler, discordId: string, { players, links, logins }: CommandNeeds): Message {
	const link = links.byMember(discordId);
	if (link === undefined) return unlinked(discordId);
	if (link.verifiedAt !== null) {
		return { content: `**${shown(link.nickname)}** was proven to be <@${discordId}>'s: there is nothing left to do.` };
	}
	players.staffVerify(settler, discordId);
	return {
		content: sentences(
			`✅ You vouch for it: **${shown(link.nickname)}** is <@${discordId}>'s.`,
			onYourWord(logins !== null),
		),
	};
}

function unlinked(discordId: string): Message {
	return { content: `<@${discordId}> is linked with no FACEIT account. \`/staff link\` links one. Nothing changed.` };
}

function log({ member: { guildId }, people }: Use, { trail, links }: CommandNeeds): Message {
	/** Somebody who is known here, or claimed it here: a link that was lost takes with it where its member was known. */
	const isOfHere = (discordId: string) =>
		links.isKnownIn(guildId, discordId) ||
		trail.ofGuild(guildId, 50, discordId).some((entry) => entry.guildId === guildId && entry.what !== "overrode");
	const asked = people.member?.discordId;
	return logMessage(trail.ofGuild(guildId, 20, asked), { guildId, isOfHere, isAboutOne: asked !== undefined });
}
