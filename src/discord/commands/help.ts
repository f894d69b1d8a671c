// /help: what the bot does, how to begin, and what it keeps.

import { sentences } from "../words.ts";
import { type Command, inServers, type Message } from "./command.ts";

const privacy = sentences(
	"I keep your Discord id, your FACEIT id and nickname, when you linked them, the servers where you used me,",
	"and, for a match, where you were in voice so that I can bring you back. I hear and read nothing that you say.",
	"`/unregister` removes your link.",
);

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
		`1. ${link("register")}: say which FACEIT account is yours. Once is enough, for every server I am in.`,
		"2. Play. When your match starts, be in any voice channel of this server: I do the rest.",
		`- ${link("match")} shows your match, who is where, and why you are not in your room.`,
		`- ${link("profile")} shows the account that is linked to you.`,
		`- ${link("unregister")} removes the link.`,
	];
	const forAdmins = [
		"Nothing has to be set up.",
		`- ${link("setup")} shows whether I have the permissions I need.`,
		"- With its options you choose where rooms are created, where people go back to, and how long rooms stay.",
	];
	return {
		content: sentences(
			"When a FACEIT match starts, I give each team a private voice room and bring its players in.",
			"When it is over, I bring everybody back and close the rooms.",
		),
		embeds: [
			{
				fields: [
					{ name: "For players", value: forPlayers.join("\n") },
					{ name: "For admins", value: forAdmins.join("\n") },
					{ name: "What I keep", value: privacy },
				],
			},
		],
	};
}
