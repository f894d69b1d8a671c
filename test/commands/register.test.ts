// /register as the person sees it: each outcome, FACEIT's bad days, two at once.

import { beforeEach, describe, expect, test } from "bun:test";
import { newRecord } from "../../src/record.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

let bot: Bot;

beforeEach(() => {
	bot = openBot();
});

const register = (userId: string, nickname: string) => bot.use(userId, "register", { nickname });
const linkOf = (userId: string) => bot.links.byMember(userId)?.nickname;

describe("given nobody is linked", () => {
	test("when the nickname is exact, then the member is linked and sees the account as a card, alone", async () => {
		const avatar = "https://cdn.example/a.png";
		const { faceitId } = bot.faceit.addPlayer({ nickname: "vale_one", country: "se", level: 8, elo: 1742, avatar });
		const reply = await register(bot.ann, "vale_one");
		expect(reply.content).toStartWith("✅ You are linked to **vale\\_one**. When a match of yours starts on FACEIT,");
		expect(textOf(reply)).toContain("### [vale\\\\_one](<https://www.faceit.com/en/players/vale_one>)");
		expect(textOf(reply)).toContain("🇸🇪 SE · CS2 level 8 · 1,742 Elo");
		expect(textOf(reply)).toContain(avatar);
		expect(bot.links.byMember(bot.ann)).toMatchObject({ faceitId, nickname: "vale_one", verifiedAt: null });
		expect(bot.links.known([faceitId])).toMatchObject([
			{ faceitId, discordId: bot.ann, guildId: bot.guildId, proof: "claimed" },
		]);
		expect(bot.changed).toEqual([faceitId]);
	});

	test("when the account has no picture, country level or game, then the card says so and holds", async () => {
		bot.faceit.addPlayer({ nickname: "fresh", country: "", level: null, elo: null });
		const reply = await register(bot.ann, "fresh");
		expect(textOf(reply)).toContain("No CS2 or CS:GO played yet");
	});

	test("when FACEIT's picture is an address that Discord would refuse, then the card does without it", async () => {
		bot.faceit.addPlayer({ nickname: "vale", avatar: `https://cdn.example/${"x".repeat(3000)}.png` });
		const reply = await register(bot.ann, "vale");
		expect(reply.content).toStartWith("✅ You are linked to **vale**.");
		expect(textOf(reply)).not.toContain("thumbnail");
	});

	test.each([
		["open", "You have a match on right now: join any voice channel"],
		["waiting", "When a match of yours starts on FACEIT"],
	] as const)("when a match of theirs is %p, then they are told what happens next", async (phase, sentence) => {
		const { faceitId, nickname } = bot.faceit.addPlayer({ nickname: "vale" });
		const match = {
			matchId: "1-a",
			phase,
			version: 1,
			competition: null,
			teams: [{ teamId: "t", name: "Vale", roster: [{ faceitId, nickname }], substitutes: [] }],
			scheduledAt: null,
			openings: 1,
			openedAt: 1,
			overAt: null,
			heardAt: 1,
			details: { demoUrls: [] },
		};
		bot.records.save([newRecord(match)], 1);
		expect((await register(bot.ann, "vale")).content).toContain(sentence);
	});

	test.each(["  vale  ", "https://www.faceit.com/en/players/vale", "faceit.com/de/players/vale/stats/cs2"])(
		"when %p is typed, then the nickname in it counts",
		async (typed) => {
			bot.faceit.addPlayer({ nickname: "vale" });
			await register(bot.ann, typed);
			expect(linkOf(bot.ann)).toBe("vale");
		},
	);

	test("when only the case differs, then the one account of that name is linked, as FACEIT writes it", async () => {
		bot.faceit.addPlayer({ nickname: "Vale", elo: 2000 });
		const reply = await register(bot.ann, "vALE");
		expect(linkOf(bot.ann)).toBe("Vale");
		expect(textOf(reply)).toContain("2,000 Elo");
	});

	test("when several differ in case only, then the chosen one is linked", async () => {
		bot.faceit.addPlayer({ nickname: "Vale" });
		bot.faceit.addPlayer({ nickname: "VALE", country: "fr", level: 3 });
		const reply = await register(bot.ann, "vale");
		expect(reply.content).toContain(
			"Several FACEIT accounts are called **vale** and differ in upper and lower case only.",
		);
		expect(textOf(reply)).toContain('{"label":"VALE","value":"VALE","description":"🇫🇷 FR · CS2 level 3"}');
		expect(linkOf(bot.ann)).toBeUndefined();
		const chosen = await bot.press(bot.ann, "register:choose", ["VALE"]);
		expect(chosen.content).toContain("You are linked to **VALE**");
		expect(idsIn(chosen)).toEqual([]);
		expect(linkOf(bot.ann)).toBe("VALE");
	});

	test("when the name is merely similar, then the similar ones are offered and nothing changes", async () => {
		bot.faceit.addPlayer({ nickname: "vale_one" });
		bot.faceit.addPlayer({ nickname: "vale_two" });
		const reply = await register(bot.ann, "vale");
		expect(reply.content).toStartWith("FACEIT knows no player called exactly **vale**. Is yours one of these?");
		expect(idsIn(reply)).toEqual(["register:choose"]);
		expect(linkOf(bot.ann)).toBeUndefined();
	});

	test("when nobody is called anything like it, then they are told what to check", async () => {
		const reply = await register(bot.ann, "nobody");
		expect(reply.content).toStartWith("❌ FACEIT knows no player called **nobody**, so nothing changed.");
		expect(reply.content).toContain("Upper and lower case matter");
	});

	test.each(["two words", "<@1>", "**x**", "x".repeat(100)])(
		"when %p is typed, then FACEIT is not even asked",
		async (typed) => {
			const reply = await register(bot.ann, typed);
			expect(reply.content).toContain("cannot be a FACEIT nickname");
			expect(bot.faceit.calls).toEqual([]);
		},
	);
});

describe("given the account is linked", () => {
	beforeEach(async () => {
		bot.faceit.addPlayer({ nickname: "vale" });
		await register(bot.ann, "vale");
	});

	test("when its own member registers it again, then it is known and nothing is left to do", async () => {
		expect((await register(bot.ann, "vale")).content).toBe(
			"✅ You are linked to **vale** already. There is nothing left to do.",
		);
	});

	test("when somebody else registers it, then they are refused, told what to do, and not told who holds it", async () => {
		const reply = await register(bot.bob, "vale");
		expect(reply.content).toStartWith("❌ **vale** is linked to another Discord account, so nothing changed.");
		expect(reply.content).toContain("/unregister");
		expect(reply.content).toContain("/staff link");
		expect(textOf(reply)).not.toContain(bot.ann);
		expect([linkOf(bot.ann), linkOf(bot.bob)]).toEqual(["vale", undefined]);
	});
});

describe("given the member has another account", () => {
	beforeEach(async () => {
		bot.faceit.addPlayer({ nickname: "old" });
		bot.faceit.addPlayer({ nickname: "new_1" });
		await register(bot.ann, "old");
	});

	async function asked() {
		const question = await register(bot.ann, "new_1");
		const [replace = "", keep = ""] = idsIn(question);
		return { question, replace, keep };
	}

	test("then they are asked, and nothing changes until they decide", async () => {
		const { question } = await asked();
		expect(question.content).toStartWith("You are linked to **old**. Replace it with **new\\_1**?");
		expect(linkOf(bot.ann)).toBe("old");
	});

	test("when they replace it, then the new one is linked and the buttons are gone", async () => {
		const { replace } = await asked();
		const answer = await bot.press(bot.ann, replace);
		expect(answer.content).toStartWith("✅ You are linked to **new\\_1**. **old** is no longer linked to you.");
		expect(idsIn(answer)).toEqual([]);
		expect(linkOf(bot.ann)).toBe("new_1");
		expect(bot.changed).toHaveLength(3);
	});

	test("when they keep it, then nothing changed", async () => {
		const { keep } = await asked();
		const answer = await bot.press(bot.ann, keep);
		expect(answer.content).toBe("Nothing changed: you are linked to **old**.");
		expect(idsIn(answer)).toEqual([]);
		expect(linkOf(bot.ann)).toBe("old");
	});

	test("when they press twice, then the second does no harm", async () => {
		const { replace } = await asked();
		const answers = await Promise.all([bot.press(bot.ann, replace), bot.press(bot.ann, replace)]);
		expect(answers.map(({ content }) => content)).toEqual([
			expect.stringContaining("You are linked to **new\\_1**"),
			expect.stringContaining("You are linked to **new\\_1**"),
		]);
		expect(linkOf(bot.ann)).toBe("new_1");
	});

	test("when somebody else registers the new one in between, then replacing is refused and the old one stays", async () => {
		const { replace } = await asked();
		await register(bot.bob, "new_1");
		const answer = await bot.press(bot.ann, replace);
		expect(answer.content).toContain("is linked to another Discord account");
		expect([linkOf(bot.ann), linkOf(bot.bob)]).toEqual(["old", "new_1"]);
	});

	test("when FACEIT is down as they replace it, then the old one stays", async () => {
		const { replace } = await asked();
		bot.faceit.fault({ path: "/players" }, { status: 502, html: "<html>Bad gateway</html>" });
		expect((await bot.press(bot.ann, replace)).content).toContain("Nothing changed.");
		expect(linkOf(bot.ann)).toBe("old");
	});

	test("when FACEIT no longer shows the new one as they replace it, then the old one stays", async () => {
		const { replace } = await asked();
		bot.faceit.fault({ path: "/players" }, { status: 404 });
		expect((await bot.press(bot.ann, replace)).content).toContain("FACEIT does not show that account any more");
		expect(linkOf(bot.ann)).toBe("old");
	});

	test("when they choose from a menu, then they are asked too", async () => {
		expect(idsIn(await register(bot.ann, "new_"))).toEqual(["register:choose"]);
		const question = await bot.press(bot.ann, "register:choose", ["new_1"]);
		expect(question.content).toStartWith("You are linked to **old**. Replace it with **new\\_1**?");
		expect(linkOf(bot.ann)).toBe("old");
	});

	test("when they unlinked themselves before they press Keep, then they are told the truth", async () => {
		const { keep } = await asked();
		bot.players.unregister({ discordId: bot.ann, guildId: bot.guildId });
		expect((await bot.press(bot.ann, keep)).content).toContain("no FACEIT account is linked to you");
	});
});

describe("given FACEIT has a bad day", () => {
	test.each([
		["down", { status: 503, html: "<html>503</html>" }, "FACEIT is having trouble"],
		["cut off", { reset: true }, "FACEIT is having trouble"],
		["limiting", { retryAfter: 30 }, "FACEIT gets more questions from me than it allows right now."],
		[
			"HTML with 200",
			{ status: 200, html: "<html>Just a moment...</html>" },
			"FACEIT answered with something I cannot read",
		],
		["broken JSON", { truncatedJson: true }, "FACEIT answered with something I cannot read"],
	] as const)("when it is %s, then they are told so and when to try again", async (_, fault, sentence) => {
		bot.faceit.addPlayer({ nickname: "vale" });
		bot.faceit.fault({}, fault);
		const before = bot.clock.now();
		const { content } = await register(bot.ann, "vale");
		expect(content).toStartWith(`⏳ ${sentence}`);
		expect(content).toEndWith("Nothing changed.");
		const retryAt = Number(/<t:(\d+):R>/.exec(content)?.[1]) * 1000;
		expect(retryAt).toBeGreaterThan(before + ("retryAfter" in fault ? 29_000 : 500));
		expect(linkOf(bot.ann)).toBeUndefined();
	});
});

test("given a key that FACEIT does not accept, then the host's setting is named and no time to try again", async () => {
	bot = openBot({ faceitKey: "wrong" });
	const { content } = await register(bot.ann, "vale");
	expect(content).toContain("The person who hosts this bot must check `FACEIT_API_KEY`");
	expect(content).not.toContain("<t:");
});

test("given FACEIT answers long after Discord's deadline, then the answer still comes", async () => {
	bot.faceit.addPlayer({ nickname: "vale" });
	bot.faceit.fault({}, { delayMs: 4_000 });
	expect((await register(bot.ann, "vale")).content).toContain("You are linked to **vale**");
});

test("given FACEIT hangs, then they are told within our own patience", async () => {
	bot.faceit.fault({}, { hang: true });
	expect((await register(bot.ann, "vale")).content).toContain("FACEIT is taking too long to answer");
});

describe("suggestions", () => {
	const typing = (nickname: string) => bot.suggest("register", nickname);

	test("are the nicknames that FACEIT finds, also for a profile's address", async () => {
		bot.faceit.addPlayer({ nickname: "vale_one" });
		bot.faceit.addPlayer({ nickname: "vale_two" });
		const both = [
			{ name: "vale_two", value: "vale_two" },
			{ name: "vale_one", value: "vale_one" },
		];
		expect(await typing("vale")).toEqual(both);
		expect(await typing("https://www.faceit.com/en/players/vale")).toEqual(both);
	});

	test("are none for nothing, for the impossible, and when FACEIT is down", async () => {
		expect(await typing("")).toEqual([]);
		expect(await typing("<@1>")).toEqual([]);
		expect(bot.faceit.calls).toEqual([]);
		bot.faceit.fault({}, { status: 500 });
		expect(await typing("vale")).toEqual([]);
	});
});
