// What a member reads in Discord once the login that they began there has ended, or been decided about.

import type { LoginDecision, LoginEnd } from "../../login.ts";
import { sentences, shown } from "../../markdown.ts";
import { noAnswer } from "./card.ts";
import type { Caller, CommandNeeds, Message } from "./command.ts";
import { nextFor } from "./next.ts";

const again = "Nothing changed. Use `/register` to try again.";

type Needs = Pick<CommandNeeds, "records" | "links">;

export function endMessage(end: LoginEnd | LoginDecision, caller: Caller, needs: Needs): Message {
	return { content: text(end, caller, needs) };
}

function text(end: LoginEnd | LoginDecision, caller: Caller, needs: Needs): string {
	switch (end.is) {
		case "linked":
			return sentences(
				`✅ FACEIT confirmed it: **${shown(end.account.nickname)}** is yours, and linked to you.`,
				end.former === null ? "" : `**${shown(end.former)}** is no longer linked to you.`,
				nextFor(caller, end.account.faceitId, needs),
			);
		case "known":
			return `✅ **${shown(end.account.nickname)}** was proven to be yours before. There is nothing left to do.`;
		case "unconfirmed":
			return "❓ Your browser shows a question: answer it there. Until then nothing changes.";
		case "undone":
			return sentences(
				`↩️ Whoever logged in as **${shown(end.account.nickname)}** said that this is not their Discord account,`,
				"so it is not linked to you.",
			);
		case "otherAccount":
			return sentences(
				`❌ You asked to prove **${shown(end.wanted.nickname)}**, but logged in at FACEIT as`,
				`**${shown(end.account.nickname)}**. Nothing changed. Log out at FACEIT and try again,`,
				"or use `/register` without a nickname to link the other one.",
			);
		case "denied":
			return `❌ FACEIT says that you did not agree. ${again}`;
		case "failed":
			return `❌ FACEIT stopped the login. ${again}`;
		case "codeRefused":
			return `❌ FACEIT does not know that login any more. ${again}`;
		case "misconfigured":
			return sentences(
				"❌ FACEIT does not accept this bot as the application it says it is. Nothing changed.",
				"The person who hosts this bot must check `FACEIT_CLIENT_ID` and `FACEIT_CLIENT_SECRET`.",
			);
		case "unavailable":
			return `⏳ ${noAnswer(end)} Nothing changed.`;
		case "busy":
			return `❌ My database was busy for too long. ${again}`;
		case "undecided":
			return "❌ My database was busy for too long. Nothing changed: your browser shows the button once more.";
		case "incomplete":
			return `❌ FACEIT sent you back without a login. ${again}`;
		case "otherBrowser":
			return `❌ The login ended in another browser than it began in. ${again}`;
		case "unknown":
		case "expired":
		case "used":
			return `❌ That link does not work any more. ${again}`;
		default:
			throw new Error(`no such end: ${end satisfies never}`);
	}
}
