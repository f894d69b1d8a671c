// /help: what the bot does, how to begin, and what it keeps.

import { sentences } from "../../markdown.ts";
import { fieldsOf } from "./card.ts";
import { type Caller, type Command, inServers, type Message } from "./command.ts";

export const help: Command = {
	data: {
		name: "help",
		description: "What this bot does and how to begin",
		...inServers,
	},
	run: explain,
	// The button of the message with which the bot introduces itself.
	press: explain,
};

/** Names the commands as links to click, or as text where Discord did not tell their ids. */
async function explain({ commandIds, texts: { help } }: Caller): Promise<Message> {
	const ids = await commandIds();
	const link = (name: string) => {
		const [command = ""] = name.split(" ");
		return ids.has(command) ? `</${name}:${ids.get(command)}>` : `\`/${name}\``;
	};
	return {
		content: sentences(...help.about),
		blocks: fieldsOf(
			{ name: help.players, value: help.forPlayers(link).join("\n") },
			{ name: help.admins, value: help.forAdmins(link).join("\n") },
			{ name: help.staff, value: help.forStaff(link).join("\n") },
			{ name: help.kept, value: help.whatIsKept(link) },
		),
	};
}
