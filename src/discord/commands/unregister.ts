// /unregister: a member removes the link, once they have confirmed it.

import { keptDays } from "../../kept.ts";
import type { Link, Member } from "../../link.ts";
import { date, sentences, shown } from "../../markdown.ts";
import { buttonsOf } from "../../message.ts";
import { patiently } from "../../patience.ts";
import { type Command, type CommandNeeds, inServers, type Message, type Press } from "./command.ts";
import { linkYourAccount } from "./proof.ts";

const nothing: Message = {
	content: "No FACEIT account is linked to you, so there is nothing to remove. `/register` links one.",
	blocks: [linkYourAccount],
};

const stays = sentences(
	`What stays until its time is up: that you were linked, ${keptDays.trail} days; who was in a match's line-up and let into`,
	`its rooms, ${keptDays.matches} days after each match; what FACEIT sent about it, ${keptDays.done} days, or`,
	`${keptDays.failed} if I could not read it; and backups for as long as the host keeps them. \`/privacy\` says more.`,
);

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
			`and forget in which servers you are and what you chose. ${stays} Until you decide, nothing changes.`,
		),
		blocks: [
			buttonsOf(
				{ id: `unregister:remove:${link.faceitId}`, label: "Remove", kind: "remove" },
				{ id: "unregister:keep", label: "Keep", kind: "calm" },
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
			`match is over. ${stays} \`/register\` brings you back any time.`,
		),
	};
}
