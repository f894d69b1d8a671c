// A rule for the Markdown parser: bullet and numbered lists, one within another by indentation.

import { SimpleMarkdown } from "discord-markdown-parser";

type Rule = Parameters<typeof SimpleMarkdown.parserFor>[0][string];

const block = /^ *(?:[-*]|\d{1,9}\.) +[^\n]+(?:\n *(?:[-*]|\d{1,9}\.) +[^\n]+|\n {2,}\S[^\n]*)*(?:\n|$)/;
const item = /^( *)([-*]|\d{1,9}\.) +(.*)$/;

type Line = { readonly depth: number; readonly number: number | null; text: string };

export const listRule: Rule = {
	order: SimpleMarkdown.defaultRules.heading.order - 0.25,
	match(source, { prevCapture }) {
		const isNewLine = prevCapture == null || String(prevCapture).endsWith("\n");
		return isNewLine ? block.exec(source) : null;
	},
	parse([whole], parse, state) {
		const inner = (text: string) => parse(text, { ...state, prevCapture: null });
		return nested(linesOf(String(whole)), inner);
	},
};

/** Lines without a mark of their own go on with the item above. */
function linesOf(text: string): Line[] {
	const lines: Line[] = [];
	for (const line of text.trimEnd().split("\n")) {
		const [, spaces = "", mark = "", rest] = item.exec(line) ?? [];
		const last = lines.at(-1);
		if (rest === undefined && last !== undefined) last.text += `\n${line.trim()}`;
		else
			lines.push({
				depth: spaces.length,
				number: mark.endsWith(".") ? Number.parseInt(mark, 10) : null,
				text: rest ?? "",
			});
	}
	return lines;
}

type ListNode = { type: "list"; start: number | null; items: object[][] };

/** Deeper lines belong to the last one that is less deep; where bullets become numbers, another list begins. */
function nested(lines: readonly Line[], inner: (text: string) => object[]): ListNode[] {
	const lists: ListNode[] = [];
	let rest = lines;
	while (rest[0] !== undefined) {
		const [first, ...others] = rest;
		const next = others.findIndex(({ depth }) => depth <= first.depth);
		const below = next === -1 ? others : others.slice(0, next);
		const last = lists.at(-1);
		const isSame = last !== undefined && (last.start === null) === (first.number === null);
		const list: ListNode = isSame ? last : { type: "list", start: first.number, items: [] };
		if (!isSame) lists.push(list);
		list.items.push([...inner(first.text), ...nested(below, inner)]);
		rest = others.slice(below.length);
	}
	return lists;
}
