// /unregister: a member removes the link, once they have confirmed it.

import type { Link, Member } from "../../link.ts";
import { patiently } from "../../patience.ts";
import { date, sentences, shown } from "../words.ts";
import { buttons } from "./card.ts";
import { type Command, type CommandNeeds, inServers, type Message, type Press } from "./command.ts";
import { linkYourAccount } from "./proof.ts";

const nothing: Message = {
	content: "No FACEIT account is linked to you, so there is nothing to remove. `/register` links one.",
	components: [linkYourAccount],
};

export const unregister: Command = {
	data: {
		name: "unregister",
		description: "Remove the link to your FACEIT account, and what belongs to it",
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
	return removed(member, needs);
}

function question(link: Link): Message {
	return {
		content: sentences(
			`Remove your link to **${shown(link.nickname)}**? I then no longer move you when one of your matches starts,`,
			"and forget in which servers you are and what you chose. Until you decide, nothing changes.",
		),
		components: [
			buttons(
				{ id: `unregister:remove:${link.faceitId}`, label: "Remove", kind: "remove" },
				{ id: "unregister:keep", label: "Keep", kind: "leave" },
			),
		],
	};
}

function removed(member: Member, { players }: CommandNeeds): Message {
	const link = players.unregister(member);
	if (link === undefined) return nothing;
	return {
		content: sentences(
			`✅ Removed: your link to **${shown(link.nickname)}**, made on ${date(link.linkedAt)},`,
			"the list of servers where I know you, and what you chose. Where you were in voice for a match is removed once that",
			"match is over. `/privacy` says what stays for a while. `/register` brings you back any time.",
		),
	};
}
