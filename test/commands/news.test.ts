// What is told with the next answer: all of it in time, once, and never two questions in one answer.

import { beforeEach, describe, expect, test } from "bun:test";
import { type Bot, openBot, textOf } from "./bot.ts";

let bot: Bot;
let vale: string;

function given(words: Parameters<typeof openBot>[0] = {}) {
	bot = openBot({ canProve: true, ...words });
	vale = bot.faceit.addPlayer({ nickname: "vale" }).faceitId;
	bot.faceit.addPlayer({ nickname: "other" });
}
beforeEach(() => given());

const memberOf = (discordId: string) => ({ discordId, guildId: bot.guildId });
const claim = (who: string, nickname: string) => bot.players.register(memberOf(who), nickname);
const prove = (who: string) => bot.players.prove(memberOf(who), { faceitId: vale, nickname: "vale" }, false);
const count = (text: string, part: string) => text.split(part).length - 1;

describe("given more than one message holds", () => {
	const settler = { discordId: "9001", right: "staff" } as const;
	const names = Array.from({ length: 40 }, (_, index) => `_p_l_a_y_e_r_number_${index}`);

	beforeEach(async () => {
		for (const nickname of names) {
			bot.faceit.addPlayer({ nickname });
			await bot.players.staffLink({ ...settler, guildId: bot.guildId }, bot.ann, nickname);
		}
	});

	test("then the rest is told with the answers after it, and none of it twice", async () => {
		const told: string[] = [];
		let answers = 0;
		for (; bot.trail.untold(bot.ann).length > 0 && answers < 20; answers += 1) {
			const { content } = await bot.use(bot.ann, "help");
			expect(content).not.toContain("…");
			told.push(...[...content.matchAll(/linked you with \*\*([^*]+)\*\*/g)].map(([, name = ""]) => name));
		}
		expect(told.map((name) => name.replaceAll("\\", ""))).toEqual(names);
		expect(answers).toBeGreaterThan(1);
	});

	test("then an answer that leaves no room for it stays as it is, and it is told another time", async () => {
		bot.guilds.change(bot.guildId, { staffRoleId: "77" });
		bot.roles.set(bot.ann, ["77"]);
		const before = bot.trail.untold(bot.ann).length;
		const { content } = await bot.use(bot.ann, "staff log");
		expect(content).not.toContain("ℹ️");
		expect(bot.trail.untold(bot.ann)).toHaveLength(before);
	});
});

test("given the same was done again and again, then it is told once", async () => {
	await claim(bot.ann, "vale");
	const settler = { discordId: "9001", guildId: bot.guildId, right: "staff" } as const;
	for (let index = 0; index < 40; index += 1) bot.players.staffVerify(settler, bot.ann);
	expect(count((await bot.use(bot.ann, "help")).content, "vouched for your link")).toBe(1);
	expect(bot.trail.untold(bot.ann)).toEqual([]);
});

test("where the login is not set up, /profile says once what a claim lacks", async () => {
	given({ canProve: false });
	bot.guilds.change(bot.guildId, { claims: "prove" });
	await claim(bot.ann, "vale");
	expect(count((await bot.use(bot.ann, "profile")).content, "staff have vouched")).toBe(1);
	expect((await bot.use(bot.ann, "help")).content).not.toContain("staff have vouched");
});

test("an answer that has a button to prove one account does not ask about another; the next one does", async () => {
	await claim(bot.bob, "vale");
	await claim(bot.ann, "other");
	const taken = await bot.use(bot.ann, "register", { nickname: "vale" });
	expect(count(textOf(taken), '"label":"Prove it with FACEIT"')).toBe(1);
	expect(bot.links.askedAt(bot.ann)).toBeNull();
	expect(textOf(await bot.use(bot.ann, "help"))).toContain("Prove it with FACEIT");
	expect(bot.links.askedAt(bot.ann)).not.toBeNull();
});

test("a proven account is never asked about", async () => {
	await prove(bot.ann);
	expect(textOf(await bot.use(bot.ann, "help"))).not.toContain("Prove it with FACEIT");
});
