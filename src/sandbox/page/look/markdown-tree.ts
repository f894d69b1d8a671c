// Discord's Markdown as a tree. The parser knows all of it but lists and the newest styles of time: these are added here.

import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";
import { listRule } from "./markdown-list.ts";
import { type TimeStyle, timeStyles } from "./time-text.ts";

type Wrapping = "strong" | "em" | "underline" | "strikethrough" | "spoiler" | "blockQuote" | "subtext";

export type Piece =
	| { readonly is: "text"; readonly text: string }
	| { readonly is: "break" }
	| { readonly is: Wrapping; readonly inner: readonly Piece[] }
	| { readonly is: "heading"; readonly level: number; readonly inner: readonly Piece[] }
	/** `start` is the first number of an ordered list, null for bullets. */
	| { readonly is: "list"; readonly start: number | null; readonly items: readonly (readonly Piece[])[] }
	| { readonly is: "link"; readonly url: string; readonly inner: readonly Piece[] }
	/** One of Unicode's. */
	| { readonly is: "emoji"; readonly text: string }
	| { readonly is: "code"; readonly text: string }
	| { readonly is: "codeBlock"; readonly language: string; readonly text: string }
	| { readonly is: "user" | "role" | "channel"; readonly id: string }
	| { readonly is: "everyone"; readonly text: string }
	| { readonly is: "command"; readonly name: string }
	/** `at` in epoch seconds. */
	| { readonly is: "time"; readonly at: number; readonly style: TimeStyle };

const time = /^<t:(-?\d{1,13})(?::([a-zA-Z]))?>/;

/** As the parser's own, but that a number which is part of an emoji, such as 7️⃣, is left to it. */
const words = /^[\s\S]+?(?=[^0-9A-Za-z\s]|\d\uFE0F?\u20E3|\n|\w+:\S|$)/;

const parse = SimpleMarkdown.parserFor({
	...rulesExtended,
	list: listRule,
	text: { ...SimpleMarkdown.defaultRules.text, match: (source) => words.exec(source) },
	timestamp: {
		order: SimpleMarkdown.defaultRules.strong.order,
		match: (source) => {
			const found = time.exec(source);
			return found !== null && isTimeStyle(found[2] ?? "f") ? found : null;
		},
		parse: ([, at, style]) => ({ timestamp: at, format: style ?? "f" }),
	},
});

export function markdownTree(text: string): Piece[] {
	return pieces(parse(text, { inline: true }));
}

/** The parser's nodes are untyped: each field is read as what the parser makes of it. */
type Node = Readonly<Record<string, unknown>>;

function pieces(nodes: unknown): Piece[] {
	if (!Array.isArray(nodes)) return [];
	const all: Piece[] = [];
	for (const node of nodes) {
		const next = piece(node);
		const last = all.at(-1);
		// The line of a block ends with it.
		if (next.is === "break" && last?.is === "codeBlock") continue;
		if (next.is === "text" && last?.is === "text") all.splice(-1, 1, { is: "text", text: last.text + next.text });
		else all.push(next);
	}
	return all;
}

function piece(node: Node): Piece {
	const type = String(node.type);
	switch (type) {
		case "newline":
		case "br":
			return { is: "break" };
		case "strong":
		case "em":
		case "underline":
		case "strikethrough":
		case "spoiler":
		case "subtext":
			return { is: type, inner: pieces(node.content) };
		case "blockQuote":
			return { is: type, inner: withoutLastBreak(pieces(node.content)) };
		case "heading":
			return { is: "heading", level: Number(node.level), inner: pieces(node.content) };
		case "list": {
			const items = Array.isArray(node.items) ? node.items.map(pieces) : [];
			return { is: "list", start: typeof node.start === "number" ? node.start : null, items };
		}
		case "link":
			return link(String(node.target), pieces(node.content));
		case "autolink":
		case "url":
			return address(String(node.target));
		case "inlineCode":
			return { is: "code", text: String(node.content) };
		case "codeBlock":
			return { is: "codeBlock", language: String(node.lang), text: String(node.content) };
		case "user":
		case "role":
		case "channel":
			return { is: type, id: String(node.id) };
		case "everyone":
		case "here":
			return { is: "everyone", text: `@${type}` };
		case "slashCommand":
			return { is: "command", name: String(node.fullName) };
		case "guildNavigation":
			return { is: "text", text: String(node.navigation) };
		case "timestamp": {
			const style = String(node.format);
			return { is: "time", at: Number(node.timestamp), style: isTimeStyle(style) ? style : "f" };
		}
		case "emoji":
			return { is: "text", text: `:${String(node.name)}:` };
		case "twemoji":
			return { is: "emoji", text: String(node.name) };
		default:
			return { is: "text", text: String(node.content) };
	}
}

/** Discord leaves anything but web addresses as it was written. */
function link(url: string, inner: readonly Piece[]): Piece {
	return /^https?:\/\//i.test(url) && URL.canParse(url)
		? { is: "link", url, inner }
		: { is: "text", text: `[${plain(inner)}](${url})` };
}

const channelAddress = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/\d+\/(\d+)(?:\/\d+)?$/;

/** An address that is written out; one within Discord is shown as the channel that it leads to. */
function address(url: string): Piece {
	const id = channelAddress.exec(url)?.[1];
	return id === undefined ? link(url, [{ is: "text", text: url }]) : { is: "channel", id };
}

/** Nothing but a few emoji, which Discord draws large. */
export function isJumbo(pieces: readonly Piece[]): boolean {
	const emoji = pieces.filter(({ is }) => is === "emoji");
	const isRest = (piece: Piece) => piece.is === "text" && piece.text.trim() === "";
	return emoji.length > 0 && emoji.length <= 30 && pieces.every((piece) => piece.is === "emoji" || isRest(piece));
}

function plain(inner: readonly Piece[]): string {
	return inner.map((one) => ("text" in one ? one.text : "inner" in one ? plain(one.inner) : "")).join("");
}

function withoutLastBreak(all: readonly Piece[]): readonly Piece[] {
	return all.at(-1)?.is === "break" ? all.slice(0, -1) : all;
}

function isTimeStyle(style: string): style is TimeStyle {
	return timeStyles.some((one) => one === style);
}
