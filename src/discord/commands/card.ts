// The parts that the commands' messages are made of: a player as a card, buttons, menus, and why FACEIT gave no answer.

import type { Unavailable } from "../../lookup.ts";
import { country, linked, plain, relative, sentences, shown } from "../../markdown.ts";
import { type Block, text } from "../../message.ts";
import type { PlayerCard } from "../../player.ts";

const longestUrl = 2048;
/** Discord's limits for a menu. */
const entryLength = 100;

const gameNames: Readonly<Record<string, string>> = { cs2: "CS2", csgo: "CS:GO" };

export function playerCard(player: PlayerCard, ...remarks: readonly string[]): Block {
	const { nickname, profileUrl, avatar } = player;
	const address = addressOf(profileUrl);
	const name = address === undefined ? shown(nickname) : linked(shown(nickname), address);
	const lines = [`### ${name}`, standing(player) || "No CS2 or CS:GO played yet", ...remarks].join("\n");
	const url = addressOf(avatar);
	return url === undefined ? text(lines) : { is: "pictured", text: lines, url, alt: plain(nickname) };
}

/** Discord refuses a whole message for one address that is not well formed, or too long. */
function addressOf(text: string | null): string | undefined {
	const { href } = (text === null ? null : URL.parse(text)) ?? { href: "" };
	return href.startsWith("https://") && href.length <= longestUrl ? href : undefined;
}

/** "🇩🇪 DE · CS2 level 8 · 1,742 Elo", as far as known. */
function standing({ country: letters, game, level, elo }: PlayerCard): string {
	const gameName = game === null ? "" : (gameNames[game] ?? plain(game));
	const parts = [
		letters === null ? "" : country(letters),
		level === null ? gameName : `${gameName} level ${level}`.trim(),
		elo === null ? "" : `${elo.toLocaleString("en")} Elo`,
	];
	return parts.filter((part) => part !== "").join(" · ");
}

/** A menu of players. What is chosen is the nickname, which FACEIT gives to one account only. */
export function playerMenu(id: string, players: readonly PlayerCard[]): Block {
	const distinct = new Map(players.map((player) => [player.nickname, player]));
	const entries = [...distinct.values()].map((player) => ({
		label: plain(player.nickname, entryLength),
		value: player.nickname,
		description: standing(player) || "No CS2 or CS:GO played yet",
	}));
	const menu = { of: "entries", id, hint: "Choose your account", entries, chosen: [], least: 1, most: 1 } as const;
	return { is: "menu", menu };
}

/** Each with its name above it. */
export function fieldsOf(...fields: readonly { readonly name: string; readonly value: string }[]): readonly Block[] {
	return fields.map(({ name, value }) => text(`**${name}**`, value));
}

const reasons: Readonly<Record<Exclude<Unavailable["why"], "refused">, string>> = {
	limited: "FACEIT gets more questions from me than it allows right now.",
	down: "FACEIT is having trouble and does not answer properly right now. That is on their side.",
	slow: "FACEIT is taking too long to answer right now.",
	unreadable: "FACEIT answered with something I cannot read, perhaps a maintenance page.",
};

const refusedKey = sentences(
	"FACEIT does not accept this bot's key, so I cannot look anybody up.",
	"The person who hosts this bot must check `FACEIT_API_KEY`; trying again will not help before that.",
);

/** Says why FACEIT gave no answer and when to try again. */
export function noAnswer({ why, retryAt }: Unavailable): string {
	if (why === "refused") return refusedKey;
	return `${reasons[why]} Try again ${relative(retryAt)}.`;
}
