// What a person is shown for each outcome of registering.

import type { Registration } from "../../players.ts";
import { sentences, shown } from "../words.ts";
import { buttons, noAnswer, playerCard, playerMenu } from "./card.ts";
import type { Message } from "./command.ts";

const next = sentences(
	"When a match of yours starts on FACEIT, your team gets a private voice room here.",
	"Be in any voice channel of this server and I move you in, and back when the match is over.",
);
const nextNow = sentences(
	"You have a match on right now: join any voice channel of this server and I move you to your team.",
	"`/match` shows how it stands.",
);
const howToFind = sentences(
	"Upper and lower case matter: copy the name from your FACEIT profile,",
	"or paste the whole address of the profile, such as `https://www.faceit.com/en/players/YourName`.",
);

/** `isPlaying`: the player has a match on at this moment. */
export function registrationMessage(registration: Registration, typed: string, isPlaying: boolean): Message {
	switch (registration.is) {
		case "linked":
			return linked(registration, isPlaying);
		case "known":
			return {
				content: sentences(
					`✅ You are linked to **${shown(registration.player.nickname)}** already.`,
					isPlaying ? nextNow : "There is nothing left to do.",
				),
				embeds: [playerCard(registration.player)],
			};
		case "unconfirmed":
			return unconfirmed(registration);
		case "taken":
			return taken(registration);
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

function linked({ player, replaced }: Extract<Registration, { is: "linked" }>, isPlaying: boolean): Message {
	return {
		content: sentences(
			`✅ You are linked to **${shown(player.nickname)}**.`,
			replaced === null ? "" : `**${shown(replaced.nickname)}** is no longer linked to you.`,
			isPlaying ? nextNow : next,
		),
		embeds: [playerCard(player)],
	};
}

function unconfirmed({ player, former }: Extract<Registration, { is: "unconfirmed" }>): Message {
	return {
		content: sentences(
			`You are linked to **${shown(former.nickname)}**. Replace it with **${shown(player.nickname)}**?`,
			"You can have one FACEIT account at a time. Until you decide, nothing changes.",
		),
		embeds: [playerCard(player)],
		components: [
			buttons(
				{ id: `register:replace:${player.faceitId}`, label: "Replace", kind: "act" },
				{ id: "register:keep", label: "Keep the one I have", kind: "leave" },
			),
		],
	};
}

/** It does not say who holds the account: that they use Discord, and as whom, is their own business. */
function taken({ player }: Extract<Registration, { is: "taken" }>): Message {
	return {
		content: [
			`❌ **${shown(player.nickname)}** is linked to another Discord account, so nothing changed.`,
			"- Is that Discord account yours too? Use `/unregister` there, then `/register` here.",
			"- Do you know whose it is? Ask them to use `/unregister`.",
			"- Otherwise ask an admin of this server: the person who hosts this bot can settle whose account it is.",
		].join("\n"),
		embeds: [playerCard(player)],
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
		components: [playerMenu("register:choose", players)],
	};
}
