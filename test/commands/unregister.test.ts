// /unregister as the person sees it.

import { beforeEach, expect, test } from "bun:test";
import { type Bot, idsIn, openBot } from "./bot.ts";

let bot: Bot;

beforeEach(async () => {
	bot = openBot();
	bot.faceit.addPlayer({ nickname: "vale" });
	bot.faceit.addPlayer({ nickname: "other" });
	await bot.use(bot.ann, "register", { nickname: "vale" });
});

const linkOf = (userId: string) => bot.links.byMember(userId)?.nickname;

async function asked() {
	const question = await bot.use(bot.ann, "unregister");
	const [remove = "", keep = ""] = idsIn(question);
	return { question, remove, keep };
}

test("given a link, then it is asked first, and nothing changes until then", async () => {
	const { question } = await asked();
	expect(question.content).toStartWith("Remove your link to **vale**?");
	for (const words of ["90 days", "30 days after each match", "7 days", "backups", "`/privacy`"])
		expect(question.content).toContain(words);
	expect(linkOf(bot.ann)).toBe("vale");
});

test("given a link, when it is removed, then it says what went, and the account is free for others", async () => {
	const { remove } = await asked();
	const answer = await bot.press(bot.ann, remove);
	expect(answer.content).toMatch(/^✅ Removed: your link to \*\*vale\*\*, made on <t:\d+:D>, the list of servers/);
	expect(answer.content).toContain("What stays until its time is up");
	expect(idsIn(answer)).toEqual([]);
	expect(linkOf(bot.ann)).toBeUndefined();
	const next = await bot.use(bot.bob, "register", { nickname: "vale" });
	expect(next.content).toContain("You are linked to **vale**");
});

test("given a link, when it is kept, then nothing changed", async () => {
	const { keep } = await asked();
	expect((await bot.press(bot.ann, keep)).content).toBe("Nothing changed: you are linked to **vale**.");
	expect(linkOf(bot.ann)).toBe("vale");
});

test("given a link, when it is removed twice, then the second finds nothing", async () => {
	const { remove } = await asked();
	const answers = await Promise.all([bot.press(bot.ann, remove), bot.press(bot.ann, remove)]);
	expect(linkOf(bot.ann)).toBeUndefined();
	expect(answers.map(({ content }) => content)).toContainEqual(expect.stringContaining("nothing to remove"));
});

test("given another account since, when the old question is answered, then it is asked anew about that one", async () => {
	const { remove } = await asked();
	bot.players.unregister({ discordId: bot.ann, guildId: bot.guildId });
	await bot.use(bot.ann, "register", { nickname: "other" });
	expect((await bot.press(bot.ann, remove)).content).toStartWith("Remove your link to **other**?");
	expect(linkOf(bot.ann)).toBe("other");
});

test("given no link, then it says so", async () => {
	const reply = await bot.use(bot.bob, "unregister");
	expect(reply.content).toStartWith("No FACEIT account is linked to you, so there is nothing to remove.");
	expect(idsIn(reply)).toEqual(["register:link"]);
});
