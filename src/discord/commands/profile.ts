// /profile: the member's link, and the account as FACEIT shows it now.

import type { Link } from "../../link.ts";
import type { Profile } from "../../players.ts";
import { date, sentences, shown } from "../words.ts";
import { noAnswer, playerCard } from "./card.ts";
import { type Command, inServers, type Message } from "./command.ts";

export const profile: Command = {
	data: {
		name: "profile",
		description: "Show the FACEIT account that is linked to you",
		...inServers,
	},
	run: async ({ member }, { players }) => profileMessage(await players.profile(member.discordId)),
};

function profileMessage(answer: Profile): Message {
	switch (answer.is) {
		case "found":
			return found(answer);
		case "unlinked":
			return { content: "No FACEIT account is linked to you yet. `/register` links yours." };
		case "missing":
			return {
				content: sentences(
					`${linkedTo(answer.link)} FACEIT does not show that account any more; the link stands until you change it.`,
					"`/register` links another account in its place, `/unregister` removes the link.",
				),
			};
		case "unavailable":
			return { content: `${linkedTo(answer.link)} That stands, but I cannot show more: ${noAnswer(answer)}` };
		default:
			throw new Error(`no such profile: ${answer satisfies never}`);
	}
}

function found({ player, link, formerName }: Extract<Profile, { is: "found" }>): Message {
	const linkedAt = `Linked on ${date(link.linkedAt)}`;
	const proof = link.verifiedAt === null ? "" : ", proved by a FACEIT login";
	return {
		content: formerName === null ? linkedTo(player) : renamed(player.nickname, formerName),
		embeds: [playerCard(player, ...(formerName === null ? [] : [`Formerly ${shown(formerName)}`]), linkedAt + proof)],
	};
}

function renamed(nickname: string, formerName: string): string {
	return sentences(
		`You are linked to **${shown(nickname)}**, formerly **${shown(formerName)}**.`,
		"The link follows the account, whatever it is called.",
	);
}

function linkedTo({ nickname }: Pick<Link, "nickname">): string {
	return `You are linked to **${shown(nickname)}**.`;
}
