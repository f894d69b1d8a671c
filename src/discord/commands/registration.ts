// What a person is shown for each outcome of registering.

import { sentences, shown } from "../../markdown.ts";
import { buttonsOf } from "../../message.ts";
import type { Registration } from "../../players.ts";
import { noAnswer, playerCard, playerMenu } from "./card.ts";
import type { Message } from "./command.ts";

const howToFind = sentences(
	"Upper and lower case matter: copy the name from your FACEIT profile,",
	"or paste the whole address of the profile, such as `https://www.faceit.com/en/players/YourName`.",
);

export const beginLogin = sentences(
	"Log in at FACEIT once, in your browser: that proves which account is yours, and links it to you.",
	"I see its name and nothing else. The button works once, for ten minutes.",
);

type Facts = {
	/** The player has a match on at this moment. */
	readonly isPlaying: boolean;
	/** What comes next for them; "" where the link does not let them into rooms. */
	readonly next: string;
	/** What the link is worth here, and what to do about it; "" where there is nothing to do. */
	readonly worth: string;
	/** FACEIT's login is set up. */
	readonly canProve: boolean;
};

export function registrationMessage(registration: Registration, typed: string, facts: Facts): Message {
	switch (registration.is) {
		case "linked":
			return linked(registration, facts);
		case "known": {
			const then = facts.worth === "" ? "There is nothing left to do." : "";
			return {
				content: sentences(
					`✅ You are linked to **${shown(registration.player.nickname)}** already.`,
					facts.isPlaying && facts.next !== "" ? facts.next : then,
					facts.worth,
				),
				blocks: [playerCard(registration.player)],
			};
		}
		case "unconfirmed":
			return unconfirmed(registration);
		case "taken":
			return taken(registration, facts.canProve);
		case "ambiguous":
		case "similar":
			return choice(registration, typed);
		case "unknown":
			return {
				content: sentences(`❌ FACEIT knows no player called **${shown(typed)}**, so nothing changed.`, howToFind),
			};
		case "unavailable":
			return { content: `⏳ ${noAnswer(registration)} Nothing changed.` };
		default:
			throw new Error(`no such registration: ${registration satisfies never}`);
	}
}

export function impossibleNickname(typed: string): Message {
	return {
		content: sentences(
			`❌ **${shown(typed)}** cannot be a FACEIT nickname: those have no spaces and no signs but \`_\` and \`-\`.`,
			"Nothing changed. Copy the name from your FACEIT profile, or paste the whole address of the profile.",
		),
	};
}

/** The account was found a moment ago, and FACEIT does not show it any more. */
export function vanished(): Message {
	return { content: "❌ FACEIT does not show that account any more, so nothing changed. Use `/register` again." };
}

function linked({ player, replaced }: Extract<Registration, { is: "linked" }>, { next, worth }: Facts): Message {
	return {
		content: sentences(
			`✅ You are linked to **${shown(player.nickname)}**.`,
			replaced === null ? "" : `**${shown(replaced.nickname)}** is no longer linked to you.`,
			next,
			worth,
		),
		blocks: [playerCard(player)],
	};
}

function unconfirmed({ player, former }: Extract<Registration, { is: "unconfirmed" }>): Message {
	return {
		content: sentences(
			`You are linked to **${shown(former.nickname)}**. Replace it with **${shown(player.nickname)}**?`,
			"You can have one FACEIT account at a time. Until you decide, nothing changes.",
		),
		blocks: [
			playerCard(player),
			buttonsOf(
				{ id: `register:replace:${player.faceitId}`, label: "Replace", kind: "act" },
				{ id: "register:keep", label: "Keep the one I have", kind: "calm" },
			),
		],
	};
}

/** It does not say who holds the account: that they use Discord, and as whom, is their own business. */
function taken({ player }: Extract<Registration, { is: "taken" }>, canProve: boolean): Message {
	const name = `**${shown(player.nickname)}**`;
	return {
		content: [
			`❌ ${name} is linked to another Discord account, so nothing changed.`,
			...(canProve
				? ["- Is it yours? Prove it with FACEIT's login: then it is linked to you instead."]
				: ["- Is it yours? Ask the staff of this server: `/staff link` settles it."]),
			"- Is that Discord account yours too? You can also use `/unregister` there, then `/register` here.",
		].join("\n"),
		blocks: [playerCard(player)],
	};
}

function choice({ is, players }: Extract<Registration, { is: "ambiguous" | "similar" }>, typed: string): Message {
	return {
		content: sentences(
			is === "ambiguous"
				? `Several FACEIT accounts are called **${shown(typed)}** and differ in upper and lower case only.`
				: `FACEIT knows no player called exactly **${shown(typed)}**.`,
			is === "ambiguous" ? "Which one is yours?" : "Is yours one of these?",
			"If it is not in the list, copy the name from your FACEIT profile and use `/register` again.",
		),
		blocks: [playerMenu("register:choose", players)],
	};
}
