// /unregister: a member removes the link, once they have confirmed it.

import type { Link } from "../../link.ts";
import { patiently } from "../../patience.ts";
import { date, sentences, shown } from "../words.ts";
import { buttons } from "./card.ts";
import { type Command, type CommandNeeds, inServers, type Message, type Press } from "./command.ts";

const nothing: Message = {
	content: "No FACEIT account is linked to you, so there is nothing to remove. `/register` links one.",
};

export const unregister: Command = {
	data: {
		name: "unregister",
		description: "Remove the link to your FACEIT account and what is stored about you",
		...inServers,
	},

	run({ member }, { links }) {
		const link = links.byMember(member.discordId);
		return link === undefined ? nothing : question(link);
	},

	press: (press, needs) => patiently(needs.clock, () => decide(press, needs)),
};

function decide({ member, words }: Press, needs: CommandNeeds): Message {
	const [action, faceitId] = words;
	const link = needs.links.byMember(member.discordId);
	if (link === undefined) return nothing;
	if (action !== "remove") return { content: `Nothing changed: you are linked to **${shown(link.nickname)}**.` };
	// The question was about another account, which they have replaced since.
	if (link.faceitId !== faceitId) return question(link);
	return removed(member.discordId, needs);
}

function question(link: Link): Message {
	return {
		content: sentences(
			`Remove your link to **${shown(link.nickname)}**? I then no longer move you when one of your matches starts.`,
			"Until you decide, nothing changes.",
		),
		components: [
			buttons(
				{ id: `unregister:remove:${link.faceitId}`, label: "Remove", kind: "remove" },
				{ id: "unregister:keep", label: "Keep", kind: "leave" },
			),
		],
	};
}

function removed(discordId: string, { players }: CommandNeeds): Message {
	const link = players.unregister(discordId);
	if (link === undefined) return nothing;
	return {
		content: sentences(
			`✅ Removed: your link to **${shown(link.nickname)}**, made on ${date(link.linkedAt)},`,
			"and the list of servers where you used me. `/register` brings you back any time.",
		),
	};
}
