// /help: what the bot does, how to begin, and what it keeps.

import { sentences } from "../../markdown.ts";
import { fieldsOf } from "./card.ts";
import { type Command, inServers, type Message } from "./command.ts";

export const help: Command = {
	data: {
		name: "help",
		description: "What this bot does and how to begin",
		...inServers,
	},
	run: async ({ commandIds }) => helpMessage(await commandIds()),
};

/** Names the commands as links to click, or as text where Discord did not tell their ids. */
function helpMessage(ids: ReadonlyMap<string, string>): Message {
	const link = (name: string) => (ids.has(name) ? `</${name}:${ids.get(name)}>` : `\`/${name}\``);
	const forPlayers = [
		`1. ${link("register")}: say which FACEIT account is yours, or log in at FACEIT. Once is enough, for every server.`,
		"2. Play. When your match starts, be in any voice channel of this server: I do the rest.",
		`- ${link("match")} shows your match, who is where, and why you are not in your room.`,
		`- ${link("profile")} shows the account that is linked to you, and whether I move you.`,
		`- ${link("unregister")} removes the link.`,
	];
	const forStaff = [`${link("staff")}: link, unlink or vouch for a member's FACEIT account, and see who changed what.`];
	const forAdmins = [
		"Nothing has to be set up.",
		`- ${link("setup")} shows whether I have the permissions I need, and there you choose where rooms open, where people go back to, which matches count, what I announce, and much else.`,
	];
	return {
		content: sentences(
			"When a FACEIT match starts, I give each team a private voice room and bring its players in.",
			"When it is over, I bring everybody back and close the rooms.",
		),
		blocks: fieldsOf(
			{ name: "For players", value: forPlayers.join("\n") },
			{ name: "For admins", value: forAdmins.join("\n") },
			{ name: "For staff", value: forStaff.join("\n") },
			{ name: "What I keep", value: `${link("privacy")} says it all, and gives you your own data as a file.` },
		),
	};
}
