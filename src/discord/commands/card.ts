// The parts that the commands' messages are made of: a player as a card, buttons, menus, and why FACEIT gave no answer.

import { type APIEmbed, ButtonStyle, ComponentType } from "discord.js";
import type { Unavailable } from "../../lookup.ts";
import type { PlayerCard } from "../../player.ts";
import { country, plain, relative, sentences, shown } from "../words.ts";
import type { Row } from "./command.ts";

const faceitOrange = 0xff5500;
const longestUrl = 2048;
/** Discord's limits for a menu. */
const menuEntries = 25;
const entryLength = 100;

const gameNames: Readonly<Record<string, string>> = { cs2: "CS2", csgo: "CS:GO" };

export function playerCard(player: PlayerCard, ...remarks: readonly string[]): APIEmbed {
	const { nickname, profileUrl, avatar } = player;
	const url = addressOf(profileUrl);
	const picture = addressOf(avatar);
	return {
		title: shown(nickname),
		color: faceitOrange,
		description: [standing(player) || "No CS2 or CS:GO played yet", ...remarks].join("\n"),
		...(url !== undefined && { url }),
		...(picture !== undefined && { thumbnail: { url: picture } }),
	};
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

type Button = { readonly id: string; readonly label: string; readonly kind: "act" | "remove" | "leave" };

/** A button that opens an address in the browser. */
export function linkButton(url: string, label: string): Row {
	const button = { type: ComponentType.Button, style: ButtonStyle.Link, url, label } as const;
	return { type: ComponentType.ActionRow, components: [button] };
}

const styles = {
	act: ButtonStyle.Primary,
	remove: ButtonStyle.Danger,
	leave: ButtonStyle.Secondary,
} as const;

export function buttons(...all: readonly Button[]): Row {
	return {
		type: ComponentType.ActionRow,
		components: all.map(({ id, label, kind }) => ({
			type: ComponentType.Button,
			custom_id: id,
			label,
			style: styles[kind],
		})),
	};
}

/** A menu of players. What is chosen is the nickname, which FACEIT gives to one account only. */
export function playerMenu(id: string, players: readonly PlayerCard[]): Row {
	const distinct = new Map(players.map((player) => [player.nickname, player]));
	const options = [...distinct.values()].slice(0, menuEntries).map((player) => ({
		label: plain(player.nickname, entryLength),
		value: player.nickname,
		description: standing(player) || "No CS2 or CS:GO played yet",
	}));
	return {
		type: ComponentType.ActionRow,
		components: [{ type: ComponentType.StringSelect, custom_id: id, placeholder: "Choose your account", options }],
	};
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
