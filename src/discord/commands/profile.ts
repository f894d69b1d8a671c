// /profile: the member's link, the account as FACEIT shows it now, and whether they want to be moved.

import type { Link } from "../../link.ts";
import { date, sentences, shown } from "../../markdown.ts";
import { buttonsOf } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { Profile } from "../../players.ts";
import { noAnswer, playerCard } from "./card.ts";
import { type Caller, type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { linkYourAccount, proofButton, type Worth, worthOf, worthSentence } from "./proof.ts";

export const profile: Command = {
	data: {
		name: "profile",
		description: "Show the FACEIT account that is linked to you",
		...inServers,
	},
	run: (use, needs) => show(use, needs),

	async press(press, needs) {
		const isOptedOut = press.words[0] === "stay";
		await patiently(needs.clock, () => needs.players.optOut(press.member.discordId, isOptedOut));
		return show(press, needs);
	},
};

async function show(caller: Caller, needs: CommandNeeds): Promise<Message> {
	const { discordId } = caller.member;
	const answer = await needs.players.profile(discordId);
	const message = profileMessage(answer);
	const link = needs.links.byMember(discordId);
	const worth = worthOf(caller, needs);
	if (link === undefined || worth === undefined)
		return { ...message, blocks: [...(message.blocks ?? []), linkYourAccount] };
	const isOptedOut = needs.links.isOptedOut(discordId);
	const proof = worth.is === "proven" ? [] : proofButton(caller, link, needs);
	return {
		...message,
		content: [message.content, standings[worth.is], worthSentence(worth, needs), isOptedOut ? stays : ""]
			.filter((line) => line !== "")
			.join("\n"),
		blocks: [
			...(message.blocks ?? []),
			buttonsOf(
				isOptedOut
					? { id: "profile:move", label: "Move me again", kind: "act" }
					: { id: "profile:stay", label: "Do not move me", kind: "calm" },
			),
			...proof,
		],
		asks: "own",
	};
}

const stays = "🚶 You asked me not to move you: your team's room is open to you, and you go in and out yourself.";

const standings: { readonly [K in Worth["is"]]: string } = {
	proven: "🔒 It is proven to be yours.",
	vouched: "🤝 The staff of this server vouch for it, here.",
	counts: "It is a claim so far: you said that it is yours.",
	graced: "It is a claim so far: you said that it is yours.",
	worthless: "It is a claim so far: you said that it is yours.",
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
	return {
		content: formerName === null ? linkedTo(player) : renamed(player.nickname, formerName),
		blocks: [playerCard(player, ...(formerName === null ? [] : [`Formerly ${shown(formerName)}`]), linkedAt)],
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
