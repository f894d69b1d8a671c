// The door: where the bot is not a member, when something breaks, hostile names, and telling Discord the commands.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { Routes } from "discord.js";
import { systemClock } from "../../src/clock.ts";
import { registerCommands } from "../../src/discord/commands/commands.ts";
import { keepCommandsRegistered } from "../../src/discord/commands/keep-registered.ts";
import type { Fact } from "../../src/fact.ts";
import { StillBusy } from "../../src/patience.ts";
import { virtualClock } from "../clock.ts";
import { eventually } from "../eventually.ts";
import { type Bot, type Case, idsIn, startBot, textOf } from "./bot.ts";

let bot: Bot & Case;
let shared: Bot;

beforeAll(async () => {
	shared = await startBot();
});

beforeEach(() => {
	bot = { ...shared, ...shared.begin() };
});

afterAll(() => shared.stop());

const failed = "❌ Something went wrong on my side, and it has been logged.";

describe("when something breaks", () => {
	test("given a database that fails, then the person gets a sentence and the fault is published", async () => {
		bot.faceit.addPlayer({ nickname: "vale" });
		bot.store.sqlite.run("drop table members");
		bot.store.sqlite.run("drop table links");
		const reply = await bot.use(bot.ann, "register", { nickname: "vale" });
		expect(reply.content).toStartWith(failed);
		expect(reply.ephemeral).toBe(true);
		expect(textOf(reply)).not.toMatch(/SQLite|table|at .*\.ts/i);
		expect(bot.facts).toMatchObject([{ kind: "commandFailed", command: "register" }]);
		// Suggestions come from FACEIT, and are there all the same.
		const typed = { nickname: "va" };
		expect(await bot.discord.autocomplete(bot.guild.id, bot.ann, "register", typed, "nickname")).toHaveLength(1);
	});

	test("given another process that holds the database on and on, then the person is told so, and what to do", async () => {
		bot.players.register = () => Promise.reject(new StillBusy("for too long"));
		const reply = await bot.use(bot.ann, "register", { nickname: "vale" });
		expect(reply.content).toBe(
			"❌ My database has been busy for too long, so nothing was changed. Please try again in a minute; " +
				"if it keeps happening, tell the person who hosts this bot.",
		);
		expect(reply.ephemeral).toBe(true);
		expect(bot.facts).toMatchObject([{ kind: "commandFailed", command: "register" }]);
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
		expect(bot.facts).toMatchObject([{ kind: "commandFailed", command: "profile" }]);
	});

	test.each([10008, 10015, 0])(
		"given the reply is gone when it is due (404, %p), then it is no fault",
		async (code) => {
			bot.discord.fault({ method: "PATCH", path: /webhooks/ }, { status: 404, code, message: "Unknown" });
			void bot.use(bot.ann, "profile").catch(() => undefined);
			await eventually(() => bot.facts.length > 0, "a fact");
			expect(bot.facts).toEqual([{ kind: "commandLate", command: "profile" }]);
		},
	);

	test.each([10062, 40060])("given the race %p, then nothing was begun and it is no fault", async (code) => {
		bot.discord.fault({ method: "POST", path: /callback/ }, { status: code === 10062 ? 404 : 400, code });
		bot.faceit.addPlayer({ nickname: "vale" });
		void bot.use(bot.ann, "register", { nickname: "vale" }).catch(() => undefined);
		await eventually(() => bot.facts.length > 0, "a fact");
		expect(bot.facts).toEqual([{ kind: "commandLate", command: "register" }]);
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});
});

test("given a server that the bot is not in, then the person is told where it works", async () => {
	const guild = bot.client.guilds.cache.get(bot.guild.id);
	bot.client.guilds.cache.delete(bot.guild.id);
	const reply = await bot.use(bot.ann, "register", { nickname: "vale" });
	expect(reply.content).toStartWith("I only work in a server that I am a member of.");
	expect(reply.ephemeral).toBe(true);
	expect(bot.faceit.calls).toEqual([]);
	expect(await bot.discord.autocomplete(bot.guild.id, bot.ann, "register", { nickname: "vale" }, "nickname")).toEqual(
		[],
	);
	expect(bot.facts).toEqual([]);
	if (guild !== undefined) bot.client.guilds.cache.set(guild.id, guild);
});

test("given a button of another version, then the person is told what to do", async () => {
	const channelId = bot.discord.addChannel(bot.guild.id, { name: "chat", type: "text" });
	const button = { type: 2, style: 1, label: "Old", custom_id: "old:thing" };
	const body = { content: "old", components: [{ type: 1, components: [button] }] };
	await bot.client.rest.post(Routes.channelMessages(channelId), { body });
	const [message] = bot.discord.messagesIn(channelId);
	if (message === undefined) throw new Error("no message");
	const reply = await bot.discord.press(message, "old:thing", bot.ann);
	bot.discord.deleteChannel(channelId);
	expect(reply.content).toStartWith("This is from another version of me");
	expect(reply.ephemeral).toBe(true);
	expect(bot.facts).toEqual([]);
});

test("given a linked member, when they use a command in a second server, then they are known there only once they register", async () => {
	const { faceitId } = bot.faceit.addPlayer({ nickname: "vale" });
	await bot.use(bot.ann, "register", { nickname: "vale" });
	const second = bot.discord.addGuild({ name: "Second" });
	bot.discord.addMember(second.id, { username: "ann", id: bot.ann });
	await eventually(() => bot.client.guilds.cache.has(second.id), "the client knows the guild");
	const known = () => bot.links.known([faceitId]).map(({ guildId }) => guildId);
	await bot.discord.command(second.id, bot.ann, "help");
	expect(known()).toEqual([bot.guild.id]);
	await bot.discord.command(second.id, bot.ann, "register", { nickname: "vale" });
	expect(known()).toEqual([bot.guild.id, second.id]);
});

test("given two members at once, then a slow one does not hold up the other", async () => {
	bot.faceit.addPlayer({ nickname: "slow" });
	const release = bot.holdFaceit();
	const slow = bot.use(bot.ann, "register", { nickname: "slow" });
	await bot.use(bot.bob, "profile");
	expect(bot.links.byMember(bot.ann)).toBeUndefined();
	release();
	expect((await slow).content).toContain("You are linked to **slow**");
});

test("given FACEIT takes its time, then the use is acknowledged before it answers, and only the person sees the answer", async () => {
	bot.faceit.addPlayer({ nickname: "vale" });
	const release = bot.holdFaceit();
	const before = bot.discord.calls.length;
	const reply = bot.use(bot.ann, "register", { nickname: "vale" });
	const acknowledged = () =>
		bot.discord.calls.slice(before).some(({ path, status }) => path.endsWith("/callback") && status === 204);
	await eventually(acknowledged, "Discord's deadline is kept");
	expect(bot.faceit.calls).toEqual([]);
	release();
	expect((await reply).content).toContain("You are linked to **vale**");
	expect((await reply).ephemeral).toBe(true);
});

test("given FACEIT is slow, then there are no suggestions, in time", async () => {
	const release = bot.holdFaceit();
	const suggested = bot.discord.autocomplete(bot.guild.id, bot.ann, "register", { nickname: "vale" }, "nickname");
	await eventually(() => bot.clock.pending > 0, "it waits for FACEIT");
	await bot.clock.advance(2_000);
	expect(await suggested).toEqual([]);
	release();
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
		expect(profile.content).toContain("[\\[evil\\]");
		expect(bot.discord.violations).toEqual([]);
		expect(bot.facts).toEqual([]);
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
		const before = bot.discord.calls.length;
		const asked = () =>
			bot.discord.calls.slice(before).filter(({ method, path }) => method === "GET" && path.endsWith("/commands"))
				.length;
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
		expect(bot.facts).toEqual([]);
	});
});

describe("keeping the commands registered", () => {
	async function keep() {
		const clock = virtualClock();
		const stopping = new AbortController();
		const kept = new Map<string, string>();
		const registered = Promise.withResolvers<void>();
		const facts: Fact[] = [];
		const publish = (fact: Fact) => {
			facts.push(fact);
			if (fact.kind === "commandsRegistered") registered.resolve();
		};
		const memos = {
			get: (name: string) => kept.get(name),
			set: (name: string, value: string) => void kept.set(name, value),
		};
		await keepCommandsRegistered(bot.client, { memos, clock, publish, signal: stopping.signal });
		return { clock, stopping, registered: registered.promise, facts };
	}

	test("given Discord fails, then it is tried again until it does not", async () => {
		bot.discord.fault({ method: "PUT", times: 1 }, { status: 503, html: "<html></html>" });
		const { clock, registered, facts } = await keep();
		const retryAt = clock.now() + 60_000;
		expect(facts).toEqual([{ kind: "commandsDelayed", why: expect.any(String), retryAt }]);
		await clock.advance(60_000);
		await registered;
		expect(facts).toHaveLength(2);
		expect(clock.pending).toBe(0);
	});

	test("given it is stopped, then no timer is left", async () => {
		bot.discord.fault({ method: "PUT", times: 1 }, { status: 503, html: "<html></html>" });
		const { clock, stopping } = await keep();
		expect(clock.pending).toBe(1);
		stopping.abort();
		expect(clock.pending).toBe(0);
	});

	test("given Discord refuses, then it is not tried again", async () => {
		bot.discord.fault({ method: "PUT", times: 1 }, { status: 403, code: 20012, message: "Not yours" });
		const { clock, facts } = await keep();
		expect(facts).toMatchObject([{ kind: "commandsRefused" }]);
		expect(clock.pending).toBe(0);
	});
});

describe("telling Discord the commands", () => {
	function memory(told?: string) {
		const hashes = told === undefined ? [] : [told];
		return { get: () => hashes.at(-1), set: (hash: string) => void hashes.push(hash) };
	}
	/** Stands still, so that times to try again are exact. */
	const clock = { ...systemClock(), now: () => 1_000_000 };
	const tell = (remembered: ReturnType<typeof memory>, id = bot.discord.applicationId) =>
		registerCommands(bot.client, id, remembered, clock);
	const puts = () => bot.discord.calls.filter(({ method }) => method === "PUT").length;

	test("given they are unchanged, then nothing is sent, and there are no duplicates", async () => {
		const remembered = memory();
		const before = puts();
		expect(await tell(remembered)).toEqual({ is: "registered" });
		expect(await tell(remembered)).toEqual({ is: "unchanged" });
		expect(await tell(remembered)).toEqual({ is: "unchanged" });
		expect(puts()).toBe(before + 1);
		const names = bot.discord.commands(bot.guild.id).map(({ name }) => name);
		expect(names.toSorted()).toEqual([
			"FACEIT profile",
			"doctor",
			...["help", "match", "privacy", "profile", "register", "setup", "staff", "unregister"],
		]);
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
		const answer = await registerCommands(bot.client, bot.discord.applicationId, broken, clock);
		expect(answer).toMatchObject({ is: "later", why: "disk full" });
	});

	test.each([
		// discord.js adds 50 ms.
		["a rate limit of minutes", { retryAfter: 120 }, 120_050],
		["an error of Discord's", { status: 503, html: "<html></html>" }, 60_000],
		["a connection that breaks", { reset: true }, 60_000],
	] as const)("given %s, then it says when to try again and remembers nothing", async (_, fault, waitMs) => {
		bot.discord.fault({ method: "PUT", times: 5 }, fault);
		const remembered = memory();
		expect(await tell(remembered)).toMatchObject({ is: "later", at: clock.now() + waitMs });
		expect(remembered.get()).toBeUndefined();
	});
});
