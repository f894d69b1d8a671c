// What a member is told with their next answer, once: what others did about them, and that their claim is to be proven.

import { sentences, shown } from "../../markdown.ts";
import type { StoredEntry } from "../../trail.ts";
import type { Caller, CommandNeeds, Message } from "./command.ts";
import { proofButton, worthOf, worthSentence } from "./proof.ts";

/** Leaves room for what is below it, within Discord's limit. */
const longestContent = 2_000;

type Told = {
	readonly message: Message;
	/** To be called once the message has arrived. Throws while the database is held. */
	readonly told: () => void;
};

/** Adds to the message what the member has not been told yet, as far as it fits: the rest is for the next answers. */
export function withNews(message: Message, caller: Caller, needs: CommandNeeds): Told {
	const { discordId } = caller.member;
	const entryIds: number[] = [];
	let { content, blocks = [] } = message;
	for (const [line, ids] of newsOf(needs.trail.untold(discordId))) {
		const longer = line === "" ? content : `${content}\n\n${line}`;
		if (longer.length > longestContent) break;
		content = longer;
		entryIds.push(...ids);
	}
	const worth = worthOf(caller, needs);
	// What the message says about a claim that counts is no question yet.
	const isDue = worth?.is === "worthless" || worth?.is === "graced";
	const isWanted = isDue && message.asks === undefined && needs.links.askedAt(discordId) === null;
	const question = isWanted ? worthSentence(worth, needs) : undefined;
	const asking = question === undefined ? content : `${content}\n\n${question}`;
	const isAsked = question !== undefined && asking.length <= longestContent;
	if (isAsked) {
		content = asking;
		blocks = [...blocks, ...proofButton(caller, needs.links.byMember(discordId) ?? null, needs)];
	}
	const told = () => {
		if (entryIds.length > 0) needs.trail.told(entryIds);
		if (isAsked || (isDue && message.asks === "own")) needs.links.asked(discordId, needs.clock.now());
	};
	return { message: { ...message, content, blocks }, told };
}

/** Each line once, oldest first, with the entries that it tells; "" for those that need no words. */
function newsOf(entries: readonly StoredEntry[]): ReadonlyMap<string, readonly number[]> {
	// Staff who link somebody vouch for them as well: that is one piece of news.
	const isSaid = (entry: StoredEntry) =>
		entry.what === "verified" && entries.some((one) => one.what === "linked" && one.faceitId === entry.faceitId);
	const lines = new Map<string, number[]>();
	for (const entry of entries) {
		const line = isSaid(entry) ? "" : news(entry);
		lines.set(line, [...(lines.get(line) ?? []), entry.entryId]);
	}
	return lines;
}

function news({ what, right, nickname }: StoredEntry): string {
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
		case "opened":
		case "letIn":
		case "letOut":
			return "";
		default:
			throw new Error(`no such entry: ${what satisfies never}`);
	}
}
