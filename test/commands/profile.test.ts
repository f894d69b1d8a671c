// /profile as the person sees it.

import { beforeEach, describe, expect, test } from "bun:test";
import { textsIn } from "../../src/texts/texts.ts";
import { deed } from "../deed.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

const words = textsIn("en").profile;
let bot: Bot;
let faceitId: string;

beforeEach(async () => {
	bot = openBot();
	faceitId = bot.faceit.addPlayer({ nickname: "vale", elo: 1500 }).faceitId;
	await bot.use(bot.ann, "register", { nickname: "vale" });
});

test("given a link, then the account is shown as FACEIT has it now", async () => {
	const reply = await bot.use(bot.ann, "profile");
	expect(reply.content).toBe("You are linked to **vale**.\nIt is a claim so far: you said that it is yours.");
	expect(textOf(reply)).toMatch(/1,500 Elo\\nLinked on <t:\d+:D>"/);
});

test("given a changed nickname, then both are shown once, and the new one is remembered", async () => {
	bot.faceit.renamePlayer(faceitId, "vale_pro");
	const reply = await bot.use(bot.ann, "profile");
	expect(reply.content).toStartWith("You are linked to **vale\\_pro**, formerly **vale**.");
	expect(textOf(reply)).toContain("Formerly vale");
	expect(bot.links.byPlayer(faceitId)?.nickname).toBe("vale_pro");
	expect((await bot.use(bot.ann, "profile")).content).toStartWith("You are linked to **vale\\_pro**.\n");
});

test("given FACEIT no longer shows the account, then the link stands and it says what can be done", async () => {
	bot.faceit.fault({ path: faceitId }, { status: 404 });
	const reply = await bot.use(bot.ann, "profile");
	expect(reply.content).toContain("FACEIT does not show that account any more; the link stands until you change it.");
	expect(bot.links.byPlayer(faceitId)).toBeDefined();
});

test("given FACEIT is down, then the link stands and it says when to try again", async () => {
	bot.faceit.fault({}, { status: 503, html: "<html></html>" });
	const reply = await bot.use(bot.ann, "profile");
	expect(reply.content).toStartWith(
		"You are linked to **vale**. That stands, but I cannot show more: FACEIT is having",
	);
	expect(reply.content).toMatch(/Try again <t:\d+:R>\.$/m);
});

test("given the link is proven, then it says so", async () => {
	const link = bot.links.byPlayer(faceitId);
	if (link === undefined) throw new Error("not linked");
	bot.links.put({ ...link, verifiedAt: 1 }, bot.guildId, deed);
	expect(textOf(await bot.use(bot.ann, "profile"))).toContain("It is proven to be yours.");
});

test("given no link, then it says how to make one, and FACEIT is not asked", async () => {
	const before = bot.faceit.calls.length;
	expect((await bot.use(bot.bob, "profile")).content).toContain("`/register` links yours");
	expect(bot.faceit.calls).toHaveLength(before);
});

describe("of somebody else", () => {
	test("the account, how sure it is, and nothing that is theirs to decide", async () => {
		const reply = await bot.use(bot.bob, "profile", { member: bot.ann });
		expect(reply.content).toStartWith(`<@${bot.ann}> is linked to **vale**.\n${words.otherClaimed}`);
		expect(textOf(reply)).toContain("1,500 Elo");
		expect(idsIn(reply)).toEqual([]);
		expect(textOf(await bot.use(bot.bob, "FACEIT profile", { member: bot.ann }))).toContain("1,500 Elo");
	});

	test("no link, a bot, somebody who is no member: a kind word, and FACEIT is not asked", async () => {
		const before = bot.faceit.calls.length;
		bot.bots.add("1");
		bot.strangers.add("2");
		const said = async (member: string) => (await bot.use(bot.ann, "profile", { member })).content;
		expect([await said(bot.bob), await said("1"), await said("2")]).toEqual([
			words.otherUnlinked(`<@${bot.bob}>`),
			words.bot,
			words.stranger,
		]);
		expect(bot.faceit.calls).toHaveLength(before);
	});

	test("one's own from the menu is one's own", async () => {
		expect(idsIn(await bot.use(bot.ann, "FACEIT profile", { member: bot.ann }))).toContain("profile:stay");
	});
});

test("progress to the next level, and what FACEIT counts", async () => {
	const text = textOf(await bot.use(bot.ann, "profile"));
	expect(text).toContain("▰▰▰▰▰▰▰▰▱▱ 31 Elo to level 8");
});
