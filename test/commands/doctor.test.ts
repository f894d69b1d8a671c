// /doctor: problems first, each with its fix, for those who may see them; and the test, step by step.

import { beforeEach, describe, expect, test } from "bun:test";
import { type Finding, failing, warning, well } from "../../src/finding.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { guildShown } from "../guild-shown.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

const words = textsIn("en");
let bot: Bot;
const given = (findings: readonly Finding[] = [], isAdmin = true) => {
	bot = openBot({ isAdmin });
	bot.findings.push(...findings);
	bot.shown.set(bot.guildId, { ...guildShown({ positions: { 2001: "12" } }), guildId: bot.guildId });
};
beforeEach(() => given());

test("all is well: so it says, and offers the test", async () => {
	given([well("clock", "it is right")]);
	const reply = await bot.use(bot.ann, "doctor");
	expect(reply.content).toBe(`## ${words.doctor.allWell}`);
	expect(idsIn(reply)).toEqual(["doctor:run", "doctor:test", "setup:open"]);
});

test("problems come first, the worst at the top, each with what to do", async () => {
	given([well("a", "fine"), warning("b", "so so", "look"), failing("c", "broken", "mend it")]);
	const text = textOf(await bot.press(bot.ann, "doctor:run"));
	const order = ["2 things to look at", "❌ **c**: broken", "-# → mend it", "⚠️ **b**: so so", "✅ **a**: fine"];
	const places = order.map((part) => text.indexOf(part));
	expect(places.every((place) => place >= 0)).toBe(true);
	expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("however much is wrong, it fits into one message", async () => {
	given(Array.from({ length: 90 }, (_, n) => failing(`thing ${n}`, "x".repeat(200), "y".repeat(200))));
	expect(textOf(await bot.use(bot.ann, "doctor")).length).toBeGreaterThan(1_000);
});

test("only those who manage the server, and staff, may see it; only the former begin a test", async () => {
	given([], false);
	expect((await bot.use(bot.ann, "doctor")).content).toBe(words.doctor.staffOnly);
	bot.guilds.change(bot.guildId, { staffRoleId: "77" });
	bot.roles.set(bot.ann, ["77"]);
	expect((await bot.use(bot.ann, "doctor")).content).toBe(`## ${words.doctor.allWell}`);
	expect((await bot.press(bot.ann, "doctor:test")).content).toBe(words.setup.adminsOnly);
});

describe("the test", () => {
	test("needs the admin in voice", async () => {
		expect((await bot.press(bot.bob, "doctor:test")).content).toBe(words.doctor.testNeedsVoice);
	});

	test("begins once: a second press while it is on says so", async () => {
		expect((await bot.press(bot.ann, "doctor:test")).content).toBe(words.doctor.testBegins);
		expect((await bot.press(bot.ann, "doctor:test")).content).toBe(words.doctor.testRuns);
		// Nothing answers in this world: it is told what did not come true.
		await bot.clock.advance(20_000);
		expect(bot.later.at(-1)?.content).toContain(words.doctor.steps.missing.opened);
		expect((await bot.press(bot.ann, "doctor:test")).content).toBe(words.doctor.testBegins);
	});
});
