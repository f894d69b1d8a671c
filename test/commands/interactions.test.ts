// The door: where the bot is not a member, when something breaks, hostile names, and telling Discord the commands.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Routes } from "discord.js";
import { registerCommands } from "../../src/discord/commands/commands.ts";
import { type Bot, idsIn, startBot, textOf } from "./bot.ts";

let bot: Bot;

beforeEach(async () => {
	bot = await startBot();
});

afterEach(async () => {
	await bot.stop();
});

const failed = "❌ Something went wrong on my side, and it has been logged.";

describe("when something breaks", () => {
	test("given a database that fails, then the person gets a sentence and the fault is told once", async () => {
		bot.faceit.addPlayer({ nickname: "vale" });
		bot.store.sqlite.run("drop table members");
		bot.store.sqlite.run("drop table links");
		const reply = await bot.use(bot.ann, "register", { nickname: "vale" });
		expect(reply.content).toStartWith(failed);
		expect(reply.ephemeral).toBe(true);
		expect(textOf(reply)).not.toMatch(/SQLite|table|at .*\.ts/i);
		expect(bot.told).toMatchObject([{ kind: "fault", command: "register" }]);
		expect(await bot.discord.autocomplete(bot.guild.id, bot.ann, "register", { nickname: "va" }, "nickname")).toEqual(
			[],
		);
	});

	test("given a button whose work fails, then its message stays, to be pressed again", async () => {
		bot.faceit.addPlayer({ nickname: "vale" });
		await bot.use(bot.ann, "register", { nickname: "vale" });
		const question = await bot.use(bot.ann, "unregister");
		const [remove = ""] = idsIn(question);
		bot.store.sqlite.run("create trigger no before delete on links begin select raise(abort, 'disk full'); end");
		const answer = await bot.discord.press(question, remove);
		expect(answer.followUps.map(({ content }) => content)).toEqual([expect.stringContaining("Something went wrong")]);
		expect(idsIn(question)).toHaveLength(2);
		bot.store.sqlite.run("drop trigger no");
		expect((await bot.discord.press(question, remove)).content).toStartWith("✅ Removed");
	});

	test("given Discord refuses the answer itself, then the person still gets a sentence", async () => {
		bot.discord.fault(
			{ method: "PATCH", path: /webhooks/ },
			{ status: 400, code: 50035, message: "Invalid Form Body" },
		);
		expect((await bot.use(bot.ann, "profile")).content).toStartWith(failed);
		expect(bot.told).toMatchObject([{ kind: "fault", command: "profile" }]);
	});

	test.each([10062, 40060])("given the race %p, then nothing was begun and it is no fault", async (code) => {
		bot.discord.fault({ method: "POST", path: /callback/ }, { status: code === 10062 ? 404 : 400, code });
		bot.faceit.addPlayer({ nickname: "vale" });
		void bot.use(bot.ann, "register", { nickname: "vale" }).catch(() => undefined);
		while (bot.told.length === 0) await Bun.sleep(1);
		expect(bot.told).toEqual([{ kind: "late", command: "register" }]);
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});
});

test("given a server that the bot is not in, then the person is told where it works", async () => {
	bot.client.guilds.cache.delete(bot.guild.id);
	const reply = await bot.use(bot.ann, "register", { nickname: "vale" });
	expect(reply.content).toStartWith("I only work in a server that I am a member of.");
	expect(reply.ephemeral).toBe(true);
	expect(bot.faceit.calls).toEqual([]);
	expect(await bot.discord.autocomplete(bot.guild.id, bot.ann, "register", { nickname: "vale" }, "nickname")).toEqual(
		[],
	);
	expect(bot.told).toEqual([]);
});

test("given a button of another version, then the person is told what to do", async () => {
	const channelId = bot.discord.addChannel(bot.guild.id, { name: "chat", type: "text" });
	const button = { type: 2, style: 1, label: "Old", custom_id: "old:thing" };
	const body = { content: "old", components: [{ type: 1, components: [button] }] };
	await bot.client.rest.post(Routes.channelMessages(channelId), { body });
	const [message] = bot.discord.messagesIn(channelId);
	if (message === undefined) throw new Error("no message");
	const reply = await bot.discord.press(message, "old:thing", bot.ann);
	expect(reply.content).toStartWith("This is from another version of me");
	expect(reply.ephemeral).toBe(true);
	expect(bot.told).toEqual([]);
});

test("given a linked member, when they use anything in a second server, then they are known there", async () => {
	const { faceitId } = bot.faceit.addPlayer({ nickname: "vale" });
	await bot.use(bot.ann, "register", { nickname: "vale" });
	const second = bot.discord.addGuild({ name: "Second" });
	bot.discord.addMember(second.id, { username: "ann", id: bot.ann });
	while (!bot.client.guilds.cache.has(second.id)) await Bun.sleep(1);
	await bot.discord.command(second.id, bot.ann, "help");
	expect(bot.links.known([faceitId]).map(({ guildId }) => guildId)).toEqual([bot.guild.id, second.id]);
});

test("given two members at once, then a slow one does not hold up the other", async () => {
	bot.faceit.addPlayer({ nickname: "slow" });
	bot.faceit.fault({ path: "slow" }, { delayMs: 300 });
	const order: string[] = [];
	await Promise.all([
		bot.use(bot.ann, "register", { nickname: "slow" }).then(() => order.push("ann")),
		bot.use(bot.bob, "profile").then(() => order.push("bob")),
	]);
	expect(order).toEqual(["bob", "ann"]);
});

describe("hostile names of FACEIT", () => {
	const names = [
		"**x** evil",
		"[evil](http://evil.example)",
		"<@1> evil",
		"@everyone evil",
		"`evil",
		"||evil||",
		"\u202Eevil",
		`evil${"x".repeat(300)}`,
		"# evil",
		"- evil",
	];

	test("are offered as they read and do nothing", async () => {
		for (const nickname of names) bot.faceit.addPlayer({ nickname });
		const reply = await bot.use(bot.ann, "register", { nickname: "evil" });
		expect(textOf(reply)).toContain('"label":"evil","value":"\u202Eevil"');
		for (const { name } of await bot.discord.autocomplete(
			bot.guild.id,
			bot.ann,
			"register",
			{ nickname: "evil" },
			"nickname",
		)) {
			expect(name).not.toContain("\u202E");
		}
		const chosen = await bot.discord.choose(reply, "register:choose", ["[evil](http://evil.example)"]);
		expect(chosen.content).toContain("**\\[evil\\]\\(http\\:\\/\\/evil\\.example\\)**");
		const profile = await bot.use(bot.ann, "profile");
		expect(profile.content).not.toMatch(/(?<!\\)\[evil/);
		expect(profile.message?.embeds).toMatchObject([{ title: expect.not.stringMatching(/(?<!\\)\[evil/) }]);
		expect(bot.discord.violations).toEqual([]);
		expect(bot.told).toEqual([]);
	});

	test("ping nobody: every message allows no mentions, and only its person sees it", async () => {
		bot.faceit.addPlayer({ nickname: "@everyone" });
		await bot.use(bot.ann, "register", { nickname: "everyone" });
		await bot.use(bot.ann, "help");
		const bodies = bot.discord.calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
		expect(bodies.length).toBeGreaterThanOrEqual(2);
		for (const body of bodies) expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
		const channels = bot.discord.channelsOf(bot.guild.id);
		expect(channels.flatMap(({ id }) => bot.discord.messagesIn(id))).toEqual([]);
	});
});

describe("/help", () => {
	test("names the commands as links, having asked for their ids once", async () => {
		const asked = () =>
			bot.discord.calls.filter(({ method, path }) => method === "GET" && path.endsWith("/commands")).length;
		const reply = await bot.use(bot.ann, "help");
		for (const name of ["register", "unregister", "profile", "match", "setup"]) {
			expect(textOf(reply)).toMatch(new RegExp(`</${name}:\\d+>`));
		}
		await bot.use(bot.ann, "help");
		expect(asked()).toBe(1);
	});

	test("names them as text when Discord does not tell", async () => {
		bot.discord.fault({ method: "GET", path: /commands/ }, { status: 500 });
		expect(textOf(await bot.use(bot.ann, "help"))).toContain("`/register`");
		expect(bot.told).toEqual([]);
	});
});

describe("telling Discord the commands", () => {
	function memory(told?: string) {
		const hashes = told === undefined ? [] : [told];
		return { get: () => hashes.at(-1), set: (hash: string) => void hashes.push(hash) };
	}
	const tell = (remembered: ReturnType<typeof memory>, id = bot.discord.applicationId) =>
		registerCommands(bot.client, id, remembered);
	const puts = () => bot.discord.calls.filter(({ method }) => method === "PUT").length;

	test("given they are unchanged, then nothing is sent, and there are no duplicates", async () => {
		const remembered = memory();
		const before = puts();
		expect(await tell(remembered)).toEqual({ is: "registered" });
		expect(await tell(remembered)).toEqual({ is: "unchanged" });
		expect(await tell(remembered)).toEqual({ is: "unchanged" });
		expect(puts()).toBe(before + 1);
		const names = bot.discord.commands(bot.guild.id).map(({ name }) => name);
		expect(names.toSorted()).toEqual(["help", "match", "profile", "register", "setup", "unregister"]);
	});

	test("given other commands were told last, then they are sent", async () => {
		expect(await tell(memory("another"))).toEqual({ is: "registered" });
	});

	test("given another application, then it is told too", async () => {
		const remembered = memory();
		await tell(remembered);
		bot.discord.fault({ method: "PUT" }, { status: 403, code: 20012, message: "Not yours" });
		expect(await tell(remembered, "10000")).toMatchObject({ is: "refused" });
	});

	test("given the hash cannot be kept, then it says when to try again", async () => {
		const broken = {
			get: () => undefined,
			set: () => {
				throw new Error("disk full");
			},
		};
		const answer = await registerCommands(bot.client, bot.discord.applicationId, broken);
		expect(answer).toMatchObject({ is: "later", why: "disk full" });
	});

	test.each([
		["a rate limit of minutes", { retryAfter: 120 }, 120_000],
		["an error of Discord's", { status: 503, html: "<html></html>" }, 60_000],
		["a connection that breaks", { reset: true }, 60_000],
	] as const)("given %s, then it says when to try again, at once, and remembers nothing", async (_, fault, waitMs) => {
		bot.discord.fault({ method: "PUT", times: 5 }, fault);
		const remembered = memory();
		const before = Date.now();
		const answer = await tell(remembered);
		expect(Date.now() - before).toBeLessThan(1_000);
		if (answer.is !== "later") throw new Error(`was ${answer.is}`);
		expect(Math.abs(answer.at - before - waitMs)).toBeLessThan(2_000);
		expect(remembered.get()).toBeUndefined();
	});
});
