// Foreign names: whatever they are, they read as written and do nothing.

import { describe, expect, test } from "bun:test";
import { nicknameIn } from "../../src/discord/commands/nickname.ts";
import { country, cut, duration, fitting, plain, relative, shown } from "../../src/markdown.ts";

describe("a name shown where Markdown counts", () => {
	test.each([
		["**x**", "\\*\\*x\\*\\*"],
		["[a](http://evil)", "\\[a\\]\\(http\\:\\/\\/evil\\)"],
		["<@1>", "\\<\\@1\\>"],
		["@everyone", "\\@everyone"],
		["`", "\\`"],
		["||", "\\|\\|"],
		["# x", "\\# x"],
		["- x", "\\- x"],
		["1. x", "1\\. x"],
		["> x", "\\> x"],
		["\\", "\\\\"],
		["</register:1>", "\\<\\/register\\:1\\>"],
		["<t:1:R>", "\\<t\\:1\\:R\\>"],
		[":smile:", "\\:smile\\:"],
		["https://evil.example", "https\\:\\/\\/evil\\.example"],
		["discord.gg/evil", "discord\\.gg\\/evil"],
		["vale_one", "vale\\_one"],
	])("%p has no effect", (name, escaped) => {
		expect(shown(name)).toBe(escaped);
	});

	test("every sign that Markdown could use is escaped, each once", () => {
		const signs = Array.from({ length: 94 }, (_, index) => String.fromCharCode(index + 33)).join("");
		const bare = shown(signs, 200).replaceAll(/\\[^0-9A-Za-z\s]/g, "");
		expect(bare).toMatch(/^[0-9A-Za-z]+$/);
	});
});

describe("a name shown anywhere", () => {
	test.each([
		["\u202Eevil\u202C", "evil"],
		["a\u200Bb\u200D\uFEFFc\u2060", "abc"],
		["a\nb\r\n\tc", "a b c"],
		["a\u0007b", "ab"],
		["a\u{E0041}b", "ab"],
		["a\u3164b\u2800", "ab"],
		["a\uD800b", "ab"],
		["  a   b ", "a b"],
		["", "(no name)"],
		["\u200B\u202E", "(no name)"],
		["Jürgen 王 👍", "Jürgen 王 👍"],
	])("%j is one line with nothing hidden", (name, clean) => {
		expect(plain(name)).toBe(clean);
	});

	test("300 characters are cut, and never in the middle of a letter", () => {
		expect(plain("x".repeat(300))).toBe(`${"x".repeat(63)}…`);
		expect(plain("👍".repeat(300))).toBe(`${"👍".repeat(31)}…`);
		expect(shown("*".repeat(300)).length).toBeLessThanOrEqual(128);
	});

	test("marks piled up on a letter are few", () => {
		expect(plain(`z${"\u0336".repeat(50)}`)).toBe(`z${"\u0336".repeat(3)}`);
	});
});

test("lines that do not fit are counted", () => {
	expect(fitting(["a", "b"], 3)).toBe("a\nb");
	const all = Array.from({ length: 100 }, (_, index) => `player ${index}`);
	const text = fitting(all, 100);
	expect(text.length).toBeLessThanOrEqual(100);
	expect(text).toMatch(/^player 0\n.*\n… and 9\d more$/s);
	expect(cut("abc", 3)).toBe("abc");
});

test("times, spans and countries as people read them", () => {
	expect(relative(1_001)).toBe("<t:2:R>");
	expect([0, 1_000, 60_000, 90_000, 3_600_000].map(duration)).toEqual([
		"0 seconds",
		"1 second",
		"1 minute",
		"90 seconds",
		"1 hour",
	]);
	expect(country("de")).toBe("🇩🇪 DE");
});

describe("the nickname in what was typed", () => {
	test.each([
		["vale_one", "vale_one"],
		["  vale_one ", "vale_one"],
		["https://www.faceit.com/en/players/vale-one", "vale-one"],
		["https://www.faceit.com/en/players/vale-one/stats/cs2?from=x#y", "vale-one"],
		["faceit.com/pt-br/players-modal/vale-one", "vale-one"],
		["http://faceit.com/players/vale%2Done", "vale-one"],
	])("%p is %p", (typed, nickname) => {
		expect(nicknameIn(typed)).toBe(nickname);
	});

	test.each([
		"",
		"   ",
		"a b",
		"<@1>",
		"@everyone",
		"**x**",
		"x".repeat(65),
		"https://evil.example/en/players/x",
		"%",
		"a\u202Eb",
	])("%p is none", (typed) => {
		expect(nicknameIn(typed)).toBeUndefined();
	});
});
