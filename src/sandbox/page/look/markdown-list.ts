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

/** Deeper lines belong to the last one that is less deep. */
function nested(lines: readonly Line[], inner: (text: string) => object[]): ListNode {
	const [first] = lines;
	const list: ListNode = { type: "list", start: first?.number ?? null, items: [] };
	let at = 0;
	while (at < lines.length) {
		const line = lines[at];
		if (line === undefined) break;
		const next = lines.findIndex(({ depth }, index) => index > at && depth <= line.depth);
		const end = next === -1 ? lines.length : next;
		const below = lines.slice(at + 1, end);
		list.items.push([...inner(line.text), ...(below.length === 0 ? [] : [nested(below, inner)])]);
		at = end;
	}
	return list;
}
