// What a member is told with their next answer, once: what others did about them, and that their claim is to be proven.

import type { StoredEntry } from "../../trail.ts";
import { cut, sentences, shown } from "../words.ts";
import type { Caller, CommandNeeds, Message } from "./command.ts";
import { proofButton, type Worth, worthOf, worthSentence } from "./proof.ts";

/** Discord's limits for a message. */
const longestContent = 2_000;
const mostRows = 5;

type Told = {
	readonly message: Message;
	/** To be called once the message has arrived. Throws while the database is held. */
	readonly told: () => void;
};

/** Adds to the message what the member has not been told yet. */
export function withNews(message: Message, caller: Caller, needs: CommandNeeds): Told {
	const { discordId } = caller.member;
	const entries = needs.trail.untold(discordId);
	const worth = worthOf(caller, needs);
	// What the message says about a claim that counts is no question yet.
	const isDue = worth?.is === "worthless" || worth?.is === "graced";
	const isAsking = message.isAsking === true;
	const ask = isDue && !isAsking ? asking(worth, caller, needs) : undefined;
	const lines = [message.content, ...newsOf(entries), ...(ask === undefined ? [] : [ask.text])];
	const components = [...(message.components ?? []), ...(ask?.rows ?? [])];
	const told = () => {
		if (entries.length > 0) needs.trail.told(entries.map(({ entryId }) => entryId));
		if (ask !== undefined || (isDue && isAsking)) needs.links.asked(discordId, needs.clock.now());
	};
	return {
		message: {
			...message,
			content: cut(lines.join("\n\n"), longestContent),
			components: components.slice(0, mostRows),
		},
		told,
	};
}

/** One question, once, for somebody whose claim does not count here, or will not for long. */
function asking(worth: Worth, caller: Caller, needs: CommandNeeds) {
	const { discordId } = caller.member;
	if (needs.links.askedAt(discordId) !== null) return undefined;
	const link = needs.links.byMember(discordId);
	const rows = proofButton(caller, link ?? null, needs);
	return { text: worthSentence(worth, needs), rows };
}

function newsOf(entries: readonly StoredEntry[]): string[] {
	// Staff who link somebody vouch for them as well: that is one piece of news.
	const isSaid = (entry: StoredEntry) =>
		entry.what === "verified" && entries.some((one) => one.what === "linked" && one.faceitId === entry.faceitId);
	return entries.filter((entry) => !isSaid(entry)).flatMap((entry) => news(entry) ?? []);
}

function news({ what, right, nickname }: StoredEntry): string | undefined {
	const name = `**${shown(nickname ?? "")}**`;
	const who = right === "host" ? "The person who hosts this bot" : "Staff of a server";
	switch (what) {
		case "overrode":
			return right === "login"
				? sentences(
						`ℹ️ Somebody proved by FACEIT's login that ${name} is theirs, so it is no longer linked to you.`,
						"If it is yours, log in at FACEIT: `/register` shows how.",
					)
				: `ℹ️ ${who} linked ${name} with somebody else, so it is no longer linked to you.`;
		case "unlinked":
			return right === "login"
				? `ℹ️ Whoever logged in at FACEIT as ${name} took back the link to you.`
				: `ℹ️ ${who} removed the link between you and ${name}.`;
		case "linked":
			return `ℹ️ ${who} linked you with ${name}. If that is not your account, \`/unregister\` removes it.`;
		case "verified":
			return `ℹ️ ${who} vouched for your link to ${name}.`;
		case "closed":
			return undefined;
		default:
			throw new Error(`no such entry: ${what satisfies never}`);
	}
}
