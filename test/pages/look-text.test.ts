// What Discord's Markdown and moments become, and what a form accepts: without a browser.
import { describe, expect, test } from "bun:test";
import { ComponentType, TextInputStyle } from "discord-api-types/v10";
import { fault, formParts, initialValues } from "../../src/sandbox/page/look/form-fields.ts";
import { markdownTree, type Piece } from "../../src/sandbox/page/look/markdown-tree.ts";
import { messageTime, relativeTime } from "../../src/sandbox/page/look/time-text.ts";

/** Short for a tree: what each piece is, and what is in it. */
function brief(pieces: readonly Piece[]): string {
	return pieces.map(briefOne).join("");
}

function briefOne(piece: Piece): string {
	switch (piece.is) {
		case "text":
			return piece.text;
		case "emoji":
			return `emoji(${piece.text})`;
		case "break":
			return "⏎";
		case "list":
			return `list ${piece.start ?? "•"}(${piece.items.map(brief).join("|")})`;
		case "heading":
			return `h${piece.level}(${brief(piece.inner)})`;
		case "link":
			return `link ${piece.url}(${brief(piece.inner)})`;
		case "time":
			return `time(${piece.at} ${piece.style})`;
		case "command":
			return `command(${piece.name})`;
		case "user":
		case "role":
		case "channel":
			return `${piece.is}(${piece.id})`;
		case "code":
		case "codeBlock":
		case "everyone":
			return `${piece.is}(${piece.text})`;
		default:
			return `${piece.is}(${brief(piece.inner)})`;
	}
}

const id = "1046783920011223301";

describe("Markdown", () => {
	test.each<[text: string, tree: string]>([
		["- a\n- **b**\n\nc", "list •(a|strong(b))⏎c"],
		["* a\n  * b\n    * c\n* d", "list •(alist •(blist •(c))|d)"],
		["3. a\n4. b", "list 3(a|b)"],
		["- a\n1. b\n2. c", "list •(a)list 1(b|c)"],
		["- a\n  goes on\n- b", "list •(a⏎goes on|b)"],
		["# T\n- a", "h1(T)list •(a)"],
		["a - b\n-c\n-# small", "a - b⏎-c⏎subtext(small)"],
		["\\- a", "- a"],
		["> a\n> b\nc", "blockQuote(a⏎b)c"],
		["a\n```\nb\n```\nc", "a⏎codeBlock(b)c"],
		[`<@${id}> <@!${id}> <@&${id}> <#${id}>`, `user(${id}) user(${id}) role(${id}) channel(${id})`],
		["<@1> <#abc>", "<@1> <#abc>"],
		[`</staff add:${id}> @everyone @here`, "command(staff add) everyone(@everyone) everyone(@here)"],
		["<t:5> <t:5:R> <t:5:s> <t:-5:S> <t:5:x>", "time(5 f) time(5 R) time(5 s) time(-5 S) <t:5:x>"],
		[`<:logo:${id}> 👍⚪▶️🇩🇪 7️⃣ 1`, ":logo: emoji(👍)emoji(⚪)emoji(▶️)emoji(🇩🇪) emoji(7️⃣) 1"],
		["[**a**](<https://b.c/d_e>)", "link https://b.c/d_e(strong(a))"],
		["[a](javascript:alert)", "[a](javascript:alert)"],
		[`https://discord.com/channels/${id}/${id}/${id}`, `channel(${id})`],
		["https://b.c/d.", "link https://b.c/d(https://b.c/d)."],
		["", ""],
	])("%j", (text, tree) => {
		expect(brief(markdownTree(text))).toBe(tree);
	});

	test("of any depth and length takes no time to speak of, and loses nothing", () => {
		for (const text of ["> ".repeat(2000), "- ".repeat(2000), "*".repeat(4000), "||".repeat(2000), "[".repeat(4000)])
			expect(markdownTree(text).length).toBeGreaterThan(0);
	});
});

describe("a moment", () => {
	const now = Date.UTC(2026, 10, 20, 12);

	test.each<[seconds: number, words: string]>([
		[0, "in 0 seconds"],
		[59, "in 59 seconds"],
		[-60, "1 minute ago"],
		[125, "in 2 minutes"],
		[-3599, "1 hour ago"],
		[86_400 * 3, "in 3 days"],
		[-86_400 * 40, "1 month ago"],
		[86_400 * 800, "in 2 years"],
	])("%d s from now is %j", (seconds, words) => {
		expect(relativeTime(now + seconds * 1000, now)).toBe(words);
	});

	test("that no calendar has is called so", () => {
		expect(relativeTime(9e15, now)).toBe("Invalid date");
	});

	test("of a message is short today", () => {
		const noon = new Date(2026, 10, 20, 12).getTime();
		expect(messageTime(noon, noon)).toMatch(/^12:00\sPM$/);
		expect(messageTime(noon - 86_400_000, noon)).toMatch(/^Yesterday at 12:00\sPM$/);
		expect(messageTime(noon - 3 * 86_400_000, noon)).toMatch(/^11\/17\/2026, 12:00\sPM$/);
	});
});

describe("a form's fields", () => {
	const input = { type: ComponentType.TextInput as const, custom_id: "a", style: TextInputStyle.Short };

	test("are read from rows and from labels, with what is in them at first", () => {
		const parts = formParts([
			{ type: ComponentType.ActionRow, components: [{ ...input, label: "Old", value: "x" }] },
			{ type: ComponentType.TextDisplay, content: "Words" },
			{
				type: ComponentType.Label,
				label: "New",
				component: {
					...{ type: ComponentType.StringSelect, custom_id: "b", required: false },
					options: [{ label: "One", value: "1", default: true }],
				},
			},
			{ type: ComponentType.Label, label: "File", component: { type: ComponentType.FileUpload, custom_id: "c" } },
		]);
		const fields = parts.filter((part) => part.is === "field");
		expect(fields.map(({ label, isRequired }) => [label, isRequired])).toEqual([
			["Old", true],
			["New", false],
		]);
		expect(initialValues(fields)).toEqual({ a: "x", b: ["1"] });
		expect(parts.filter((part) => part.is === "words").map(({ text }) => text)).toEqual([
			"Words",
			"File: files cannot be sent from here.",
		]);
	});

	test.each<[value: string, wrong: string | undefined]>([
		["", "This field is required"],
		["ab", "Write at least 3 characters"],
		["abc", undefined],
		["abcdef", "Write at most 5 characters"],
	])("accept %j: %p", (value, wrong) => {
		const [field] = formParts([
			{ type: ComponentType.ActionRow, components: [{ ...input, min_length: 3, max_length: 5 }] },
		]);
		if (field?.is !== "field") throw new Error("no field");
		expect(fault(field, value)).toBe(wrong);
	});
});
