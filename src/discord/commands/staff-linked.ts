// What staff read after linking somebody: what happened, what it means, what to do next.

import { sentences, shown } from "../../markdown.ts";
import type { StaffLinking } from "../../players.ts";
import { noAnswer, playerCard } from "./card.ts";
import type { Message } from "./command.ts";

type About = {
	/** Who was to be linked. */
	readonly discordId: string;
	/** The nickname as it was typed. */
	readonly typed: string;
	/** The member's account was proven before. */
	readonly isProven: boolean;
	/** FACEIT's login is set up. */
	readonly canProve: boolean;
};

/** What the word of a server's staff is worth. */
export function onYourWord(canProve: boolean): string {
	const everywhere = canProve ? "Once they prove it by FACEIT's login (`/register`), it counts everywhere." : "";
	return sentences("It counts in this server, on your word.", everywhere);
}

export function staffLinked(outcome: StaffLinking, about: About): Message {
	const { discordId, typed, isProven, canProve } = about;
	const member = `<@${discordId}>`;
	switch (outcome.is) {
		case "linked":
			return {
				content: sentences(
					`✅ ${member} is linked with **${shown(outcome.player.nickname)}**. ${onYourWord(canProve)}`,
					outcome.replaced === null ? "" : `**${shown(outcome.replaced.nickname)}** is no longer linked to them.`,
					outcome.isTaken ? "Whoever claimed it before has lost it, and learns so at their next command." : "",
				),
				blocks: [playerCard(outcome.player)],
			};
		case "known": {
			const name = `**${shown(outcome.player.nickname)}**`;
			return {
				content: isProven
					? `✅ ${member} has proven that ${name} is theirs: it counts everywhere, and there is nothing left to do.`
					: `✅ ${member} was linked with ${name} already; now you vouch for it. ${onYourWord(canProve)}`,
				blocks: [playerCard(outcome.player)],
			};
		}
		case "heldByProof":
			return {
				content: sentences(
					`❌ Somebody else has proven that **${shown(outcome.player.nickname)}** is theirs. Nothing changed.`,
					canProve
						? `If both are one person, ${member} can log in at FACEIT: \`/register\`. It asks before it moves the account.`
						: host,
				),
			};
		case "heldElsewhere":
			return {
				content: sentences(
					`❌ **${shown(outcome.player.nickname)}** is claimed by somebody who is not known in this server. Nothing changed.`,
					canProve ? "Whoever owns it can prove it by FACEIT's login: `/register`." : "",
					host,
				),
			};
		case "hasProven":
			return {
				content: sentences(
					`❌ ${member} has proven that they are **${shown(outcome.former.nickname)}**. Nothing changed.`,
					"They can change it themselves with `/register`, or remove it with `/unregister`.",
				),
			};
		case "ambiguous":
		case "similar": {
			const names = outcome.players.map(({ nickname }) => `**${shown(nickname)}**`).join(", ");
			return {
				content: sentences(
					outcome.is === "ambiguous"
						? `Several FACEIT accounts are called **${shown(typed)}** and differ in upper and lower case only: ${names}.`
						: `FACEIT knows no player called exactly **${shown(typed)}**, but these: ${names}.`,
					"Nothing changed. Use `/staff link` again with the exact name.",
				),
			};
		}
		case "unknown":
			return {
				content: sentences(
					`❌ FACEIT knows no player called **${shown(typed)}**. Nothing changed.`,
					"Upper and lower case matter: copy the name from their FACEIT profile, or paste the profile's whole address.",
				),
			};
		case "unavailable":
			return { content: `⏳ ${noAnswer(outcome)} Nothing changed.` };
		default:
			throw new Error(`no such outcome: ${outcome satisfies never}`);
	}
}

const host = "The person who hosts this bot can settle it.";
