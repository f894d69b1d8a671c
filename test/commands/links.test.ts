// Claims and proofs as members and staff read them: what a claim is worth, the way to prove it, what is told once, who may
// settle what.

import { beforeEach, describe, expect, test } from "bun:test";
import { memoryStore } from "../memory-store.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

let bot: Bot;
let vale: string;

function given(words: Parameters<typeof openBot>[0] = {}) {
	bot = openBot({ canProve: true, ...words });
	vale = bot.faceit.addPlayer({ nickname: "vale" }).faceitId;
	bot.faceit.addPlayer({ nickname: "other" });
}
beforeEach(() => given());

const register = (who: string, nickname?: string) =>
	bot.use(who, "register", nickname === undefined ? {} : { nickname });
const prove = (who: string) =>
	bot.players.prove({ discordId: who, guildId: bot.guildId }, { faceitId: vale, nickname: "vale" }, false);
const urlsIn = (message: { components?: unknown }) =>
	[...JSON.stringify(message.components ?? []).matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url);

describe("/register, where FACEIT's login is set up", () => {
	test("with a nickname: it is a claim, and the button proves that very account", async () => {
		const reply = await register(bot.ann, "vale");
		expect(reply.content).toStartWith(
			"✅ You are linked to **vale**. ⚠️ In this server an account counts once it is proven",
		);
		expect(textOf(reply)).toContain("Prove it with FACEIT");
		expect(urlsIn(reply)).toEqual(["https://comms.example.com/auth/faceit/start?ticket=1"]);
		expect(bot.offered).toMatchObject([
			{ wanted: { faceitId: vale }, name: `name of ${bot.ann}`, guildName: "Vale Community" },
		]);
	});

	test("without one: the login begins at once, for whichever account", async () => {
		const reply = await register(bot.ann);
		expect(reply.content).toStartWith("Log in at FACEIT once");
		expect(bot.offered).toMatchObject([{ wanted: null }]);
		expect((await bot.press(bot.ann, "register:link")).content).toBe(reply.content);
	});

	test("what comes of the login replaces the answer", async () => {
		await register(bot.ann, "vale");
		await bot.offered[0]?.tell({
			...{ is: "linked", former: null, undo: "", name: "Ann", guildName: "Vale", guildId: bot.guildId },
			account: { faceitId: vale, nickname: "vale" },
		});
		expect(bot.later).toMatchObject([
			{ content: expect.stringContaining("✅ FACEIT confirmed it: **vale** is yours") },
		]);
	});

	test("an account that somebody else has: the button is there, and takes it from a claimer", async () => {
		await register(bot.ann, "vale");
		const reply = await register(bot.bob, "vale");
		expect(reply.content).toStartWith("❌ **vale** is linked to another Discord account");
		expect(bot.offered.at(-1)).toMatchObject({ member: { discordId: bot.bob }, wanted: { faceitId: vale } });
	});

	test("proven already: nothing is left to do, and there is no button", async () => {
		await prove(bot.ann);
		const reply = await register(bot.ann, "vale");
		expect(reply.content).toBe("✅ You are linked to **vale** already. There is nothing left to do.");
		expect(urlsIn(reply)).toEqual([]);
	});

	test("where the server lets claims count, it says what proving is good for", async () => {
		bot.guilds.change(bot.guildId, { claims: "count" });
		expect((await register(bot.ann, "vale")).content).toContain("Prove that the account is yours, and nobody else can");
	});
});

test("where the login is not set up, /register without a nickname asks for one, and staff vouch", async () => {
	given({ canProve: false });
	expect((await register(bot.ann)).content).toStartWith("Use `/register` with your FACEIT nickname");
	bot.guilds.change(bot.guildId, { claims: "prove" });
	expect((await register(bot.ann, "vale")).content).toContain("ask them to use `/staff verify`");
});

describe("what is told with the next answer, once", () => {
	test("an account that its owner has proven: why it is gone", async () => {
		await register(bot.ann, "vale");
		await prove(bot.bob);
		const first = await bot.use(bot.ann, "help");
		expect(first.content).toContain("Somebody proved by FACEIT's login that **vale** is theirs");
		expect(textOf(first)).not.toContain(bot.bob);
		expect((await bot.use(bot.ann, "help")).content).not.toContain("Somebody proved");
	});

	test("a claim that does not count: how to prove it, unless /register has just said so", async () => {
		await register(bot.ann, "vale");
		expect((await bot.use(bot.ann, "help")).content).not.toContain("once it is proven");
		bot.players.unregister({ discordId: bot.ann, guildId: bot.guildId });
		await bot.players.register({ discordId: bot.ann, guildId: bot.guildId }, "vale");
		const first = await bot.use(bot.ann, "help");
		expect(first.content).toContain("an account counts once it is proven");
		expect(urlsIn(first)).toHaveLength(1);
		expect((await bot.use(bot.ann, "help")).content).not.toContain("once it is proven");
	});

	test("a claim from before that will not count for long: kindly, with the date", async () => {
		await bot.players.register({ discordId: bot.ann, guildId: bot.guildId }, "vale");
		bot.links.setGrace(bot.clock.now() + 1);
		expect((await bot.use(bot.ann, "help")).content).toContain("Accounts have to be proven now");
	});

	test.each([
		["before the login was set up", { canProve: false }],
		["while the server let claims count", { canProve: true }],
	])("a claim that was made %s: the same", async (_, words) => {
		const store = memoryStore();
		given({ store, ...words });
		bot.guilds.change(bot.guildId, { claims: "count" });
		await register(bot.ann, "vale");
		await bot.use(bot.ann, "profile");
		bot.guilds.change(bot.guildId, { claims: null });
		given({ store });
		bot.links.setGrace(bot.clock.now() + 100_000);
		expect((await bot.use(bot.ann, "help")).content).toContain("Accounts have to be proven now");
		expect((await bot.use(bot.ann, "help")).content).not.toContain("Accounts have to be proven now");
	});
});

describe("/staff", () => {
	beforeEach(() => {
		bot.guilds.change(bot.guildId, { staffRoleId: "77" });
		bot.roles.set("9001", ["76", "77"]);
	});
	const use = (what: string, options = {}, who = "9001") => bot.use(who, `staff ${what}`, options);
	const counts = (who: string) => bot.links.proofIn(bot.guildId, who)?.isVouched;

	test("is for the server's staff and its managers, and nobody else", async () => {
		for (const what of ["link", "unlink", "verify", "log"]) {
			const refused = await use(what, { member: bot.ann, nickname: "vale" }, bot.ann);
			expect(refused.content).toStartWith("❌ Only members who manage this server");
		}
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
		given({ isAdmin: true });
		expect((await bot.use(bot.bob, "staff link", { member: bot.ann, nickname: "vale" })).content).toStartWith("✅");
	});

	test("concerns members of the server, and no bots", async () => {
		bot.strangers.add("4001");
		bot.bots.add("4002");
		expect((await use("link", { member: "4001", nickname: "vale" })).content).toContain("not a member of this server");
		expect((await use("link", { member: "4002", nickname: "vale" })).content).toContain("That is a bot");
		expect(bot.links.byPlayer(vale)).toBeUndefined();
	});

	test("link: the link counts here, and its member learns of it", async () => {
		expect((await use("link", { member: bot.ann, nickname: "vale" })).content).toStartWith(
			`✅ <@${bot.ann}> is linked with **vale**. It counts in this server, on your word`,
		);
		expect([bot.links.byMember(bot.ann)?.faceitId, counts(bot.ann)]).toEqual([vale, true]);
		expect((await bot.use(bot.ann, "help")).content).toContain("Staff of a server linked you with **vale**");
	});

	test("link: a claimer who is known here loses it; one who has proven it, or is not known here, does not", async () => {
		await register(bot.bob, "vale");
		expect((await use("link", { member: bot.ann, nickname: "vale" })).content).toContain("has lost it");
		expect(bot.links.byPlayer(vale)?.discordId).toBe(bot.ann);
		await prove(bot.bob);
		expect((await use("link", { member: bot.ann, nickname: "vale" })).content).toContain(
			"has proven that **vale** is theirs",
		);
		bot.players.unregister({ discordId: bot.bob, guildId: bot.guildId });
		await bot.players.register({ discordId: "5005", guildId: "elsewhere" }, "vale");
		expect((await use("link", { member: bot.ann, nickname: "vale" })).content).toContain("not known in this server");
		expect(bot.links.byPlayer(vale)?.discordId).toBe("5005");
	});

	test("link: what fails half-way leaves everything as it was", async () => {
		const store = memoryStore();
		given({ store });
		await register(bot.bob, "vale");
		store.sqlite.run(
			"CREATE TRIGGER broken BEFORE INSERT ON trail WHEN NEW.what = 'verified' BEGIN SELECT raise(ABORT, 'broken'); END",
		);
		const settler = { discordId: "9001", guildId: bot.guildId, right: "staff" } as const;
		const linking = bot.players.staffLink(settler, bot.ann, "vale").then(
			() => "linked",
			() => "failed",
		);
		await bot.clock.advance(1_000);
		expect(await linking).toBe("failed");
		expect(bot.links.byPlayer(vale)?.discordId).toBe(bot.bob);
		expect(bot.trail.untold(bot.bob)).toEqual([]);
	});

	test("link: nobody whose account is proven gets another", async () => {
		await prove(bot.ann);
		expect((await use("link", { member: bot.ann, nickname: "other" })).content).toContain("they are **vale**");
		expect(bot.links.byMember(bot.ann)?.faceitId).toBe(vale);
	});

	test("link: a nickname that FACEIT does not know exactly is not guessed", async () => {
		expect((await use("link", { member: bot.ann, nickname: "val" })).content).toContain("but these: **vale**");
		expect((await use("link", { member: bot.ann, nickname: "nobody" })).content).toContain("no player called");
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});

	test("link: foreign names are offered as they read, as by /register", async () => {
		bot.faceit.addPlayer({ nickname: "vale\u202egnp" });
		const offered = await bot.suggest("staff", "vale");
		expect(offered).toEqual(await bot.suggest("register", "vale"));
		expect(offered.map(({ name }) => name)).toContain("valegnp");
	});

	test("link: where the login is not set up, nobody is sent to it", async () => {
		given({ canProve: false, isAdmin: true });
		const linked = await use("link", { member: bot.ann, nickname: "vale" });
		await bot.players.register({ discordId: "5005", guildId: "elsewhere" }, "other");
		const refused = await use("link", { member: bot.bob, nickname: "other" });
		expect(refused.content).toContain("The person who hosts this bot can settle it");
		for (const { content } of [linked, refused]) expect(content).not.toContain("FACEIT's login");
	});

	test("verify and unlink: say what there is, change what is theirs to change", async () => {
		expect((await use("verify", { member: bot.ann })).content).toContain("linked with no FACEIT account");
		expect((await use("unlink", { member: bot.ann })).content).toContain("linked with no FACEIT account");
		await register(bot.ann, "vale");
		expect((await use("verify", { member: bot.ann })).content).toStartWith("✅ You vouch for it");
		expect(counts(bot.ann)).toBe(true);
		expect((await use("unlink", { member: bot.ann })).content).toContain("no longer linked to **vale**");
		expect((await bot.use(bot.ann, "help")).content).toContain("Staff of a server removed the link");
	});

	test("unlink: an account that is proven, and used in other servers too, is not theirs to take", async () => {
		await prove(bot.ann);
		bot.links.meet([{ guildId: "elsewhere", discordId: bot.ann }]);
		expect((await use("unlink", { member: bot.ann })).content).toContain("has proven that **vale** is theirs");
		expect(bot.links.byMember(bot.ann)?.faceitId).toBe(vale);
		bot.links.part("elsewhere", bot.ann);
		expect((await use("unlink", { member: bot.ann })).content).toContain("no longer linked");
	});

	test("log: who did what, by what right, and nothing about other servers' people", async () => {
		expect((await use("log")).content).toContain("Nothing has been changed");
		await register(bot.ann, "vale");
		await use("verify", { member: bot.ann });
		await prove(bot.bob);
		await bot.players.register({ discordId: "5005", guildId: "elsewhere" }, "other");
		const { content } = await use("log");
		expect(
			content
				.split("\n")
				.slice(1)
				.map((line) => line.replace(/^<t:\d+:f> /, "")),
		).toEqual([
			`**vale** confirmed as <@${bot.bob}>'s, by FACEIT's login`,
			`<@${bot.bob}> linked with **vale**, by FACEIT's login`,
			`**vale** taken from <@${bot.ann}>, by FACEIT's login`,
			`**vale** confirmed as <@${bot.ann}>'s, by <@9001>, staff`,
			`<@${bot.ann}> linked with **vale**, by themselves`,
		]);
		expect((await use("log", { member: bot.bob })).content).not.toContain("by themselves");
	});
});

describe("/profile", () => {
	test("says how sure the account is, and how to prove it", async () => {
		await register(bot.ann, "vale");
		const reply = await bot.use(bot.ann, "profile");
		expect(reply.content).toContain("It is a claim so far");
		expect(urlsIn(reply)).toHaveLength(1);
		await prove(bot.ann);
		expect((await bot.use(bot.ann, "profile")).content).toContain("🔒 It is proven to be yours.");
	});

	test("lets members say that they are not to be moved, and take it back", async () => {
		await register(bot.ann, "vale");
		expect(idsIn(await bot.use(bot.ann, "profile"))).toContain("profile:stay");
		const after = await bot.press(bot.ann, "profile:stay");
		expect(after.content).toContain("You asked me not to move you");
		expect(bot.links.isOptedOut(bot.ann)).toBe(true);
		await bot.press(bot.ann, "profile:move");
		expect(bot.links.isOptedOut(bot.ann)).toBe(false);
	});
});

describe("/privacy", () => {
	test("says what is kept, and for how long", async () => {
		const text = textOf(await bot.use(bot.ann, "privacy"));
		for (const words of ["30 days", "7 days", "90 days", "the last 7 daily ones", "/unregister"])
			expect(text).toContain(words);
	});

	test("gives people their own data as a file, and nobody else's", async () => {
		await register(bot.ann, "vale");
		await register(bot.bob, "other");
		bot.guilds.change(bot.guildId, { staffRoleId: "77" });
		bot.roles.set("9001", ["77"]);
		await bot.use("9001", "staff verify", { member: bot.ann });
		await bot.use(bot.ann, "privacy", { export: true });
		await bot.press(bot.ann, "privacy:export");
		const [file, again] = bot.files;
		expect([file?.name, again?.text]).toEqual(["faceit-comms-data.json", file?.text ?? ""]);
		const data = JSON.parse(file?.text ?? "");
		expect(data).toMatchObject({
			discordId: bot.ann,
			links: [{ nickname: "vale" }],
			guilds: [{ guildId: bot.guildId }],
		});
		expect(data.changes).toMatchObject([
			{ what: "linked", wasYou: true },
			{ what: "verified", wasYou: false },
		]);
		expect(file?.text).not.toContain(bot.bob);
		expect(file?.text).not.toContain("9001");
	});

	test("works for people of whom nothing is kept", async () => {
		await bot.use(bot.bob, "privacy", { export: true });
		expect(JSON.parse(bot.files[0]?.text ?? "")).toMatchObject({ links: [], guilds: [], changes: [] });
	});
});
