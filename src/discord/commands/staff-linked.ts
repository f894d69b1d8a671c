// What staff read after linking somebody.

import type { StaffLinking } from "../../players.ts";
import { sentences, shown } from "../words.ts";
import { noAnswer, playerCard } from "./card.ts";
import type { Message } from "./command.ts";

type Asked = {
	/** Whom they wanted to link, and with which nickname. */
	readonly discordId: string;
	readonly typed: string;
	/** FACEIT's login is set up. */
	readonly canProve: boolean;
};

export function staffLinked(outcome: StaffLinking, { discordId, typed, canProve }: Asked): Message {
	const member = `<@${discordId}>`;
	const here = canProve
		? "It counts in this server, on your word; elsewhere once they prove it by FACEIT's login."
		: "It counts in this server, on your word.";
	switch (outcome.is) {
		case "linked":
			return {
				content: sentences(
					`✅ ${member} is linked with **${shown(outcome.player.nickname)}**. ${here}`,
					outcome.replaced === null ? "" : `**${shown(outcome.replaced.nickname)}** is no longer linked to them.`,
					outcome.isTaken ? "Whoever claimed it before has lost it, and learns so at their next command." : "",
				),
				embeds: [playerCard(outcome.player)],
			};
		case "known":
			return {
				content: `✅ ${member} was linked with **${shown(outcome.player.nickname)}** already; now you vouch for it. ${here}`,
				embeds: [playerCard(outcome.player)],
			};
		case "heldByProof":
			return {
				content: sentences(
					`❌ Somebody else has proven by FACEIT's login that **${shown(outcome.player.nickname)}** is theirs. Nothing changed.`,
					"If both are one person, they can log in at FACEIT with the other Discord account: `/register`.",
				),
			};
		case "heldElsewhere":
			return {
				content: sentences(
					`❌ **${shown(outcome.player.nickname)}** is claimed by somebody who is not known in this server. Nothing changed.`,
					canProve ? "Whoever owns it can prove it by FACEIT's login: `/register`." : "",
					"The person who hosts this bot can settle it.",
				),
			};
		case "hasProven":
			return {
				content: sentences(
					`❌ ${member} has proven by FACEIT's login that they are **${shown(outcome.former.nickname)}**. Nothing changed.`,
					"They can change it themselves with `/register`; `/staff unlink` removes it.",
				),
			};
		case "ambiguous":
		case "similar": {
			const names = outcome.players.map(({ nickname }) => `**${shown(nickname)}**`).join(", ");
			return { content: `FACEIT knows no player called exactly **${shown(typed)}**, but ${names}. Nothing changed.` };
		}
		case "unknown":
			return { content: `❌ FACEIT knows no player called **${shown(typed)}**. Nothing changed.` };
		case "unavailable":
			return { content: `⏳ ${noAnswer(outcome)} Nothing changed.` };
		default:
			throw new Error(`no such outcome: ${outcome satisfies never}`);
	}
}
