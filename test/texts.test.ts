// No text stays behind when nothing says it any more.

import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { textsIn } from "../src/texts/texts.ts";

const src = join(import.meta.dir, "..", "src");

function codeOutsideTexts(): readonly string[] {
	const names = readdirSync(src, { recursive: true, encoding: "utf8" });
	return names
		.filter((name) => /\.tsx?$/.test(name) && !name.startsWith("texts"))
		.map((name) => readFileSync(join(src, name), "utf8"));
}

/** The texts, as "section.key", that no file of those that know the section takes by their name. */
function unused(texts: object, code: readonly string[]): readonly string[] {
	return Object.entries(texts).flatMap(([section, keys]) => {
		const where = code.filter((text) => new RegExp(`\\b${section}\\b`).test(text));
		return Object.keys(keys)
			.filter((key) => !where.some((text) => new RegExp(`[."]${key}\\b|[{,]\\s*${key}\\b`).test(text)))
			.map((key) => `${section}.${key}`);
	});
}

test("given every text, when the program is read, then it is used", () => {
	expect(unused(textsIn("en"), codeOutsideTexts())).toEqual([]);
});

test("given a text that nothing uses, then it is named", () => {
	const code = [...codeOutsideTexts(), "const { said } = texts.made;"];
	expect(unused({ made: { said: "", neverSaid: "" } }, code)).toEqual(["made.neverSaid"]);
});
