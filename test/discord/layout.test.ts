// What a layout becomes within Discord's limits.

import { expect, test } from "bun:test";
import { drawn } from "../../src/discord/layout.ts";
import { text } from "../../src/message.ts";

const textsOf = (body: unknown) =>
	[...JSON.stringify(body).matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(([, t = ""]) => t);
const bytesOf = (texts: readonly string[]) => texts.reduce((sum, one) => sum + Buffer.byteLength(one) + 12, 0);

test("given texts of many bytes, when they are drawn, then they are cut to what Discord takes", () => {
	const long = Array.from({ length: 60 }, () => "日".repeat(70)).join("\n");
	const texts = textsOf(drawn({ tone: "calm", blocks: [text(long), text(long)] }));
	expect(bytesOf(texts)).toBeLessThanOrEqual(10_170);
	expect(bytesOf(texts)).toBeGreaterThan(8_000);
	expect(texts.join("")).toContain("日");
});

test("given texts of few bytes, then 4,000 characters are used", () => {
	const long = Array.from({ length: 60 }, () => "a".repeat(99)).join("\n");
	const all = textsOf(drawn({ tone: "calm", blocks: [text(long)] }))
		.join("")
		.replaceAll("\\n", "\n");
	expect(all.length).toBeLessThanOrEqual(4_000);
	expect(all.length).toBeGreaterThan(3_800);
});
