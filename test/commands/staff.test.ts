// What a server's staff read: true with and without FACEIT's login, and nothing about people of other servers.

import { beforeEach, describe, expect, test } from "bun:test";
import { type Bot, openBot } from "./bot.ts";

let bot: Bot;
let vale: string;
const boss = "9001";

function given(words: Parameters<typeof openBot>[0] = {}) {
	bot = openBot({ canProve: true, ...words });
	vale = bot.faceit.addPlayer({ nickname: "vale" }).faceitId;
	bot.guilds.change(bot.guildId, { staffRoleId: "77" });
	bot.roles.set(boss, ["77"]);
}
beforeEach(() => given());

const use = async (what: string, options = {}) => (await bot.use(boss, `staff ${what}`, options)).content;
const prove = (who: string) =>
	bot.players.prove({ discordId: who, guildId: bot.guildId }, { faceitId: vale, nickname: "vale" }, false);

describe("log", () => {
	const stranger = "5005";
	const claimElsewhere = () => bot.players.register({ discordId: stranger, guildId: "elsewhere" }, "vale");

	test("given a stranger lost the account to a member, then it does not say who they are", async () => {
		await claimElsewhere();
		await prove(bot.ann);
		expect(await use("log")).toContain("**vale** taken from somebody who claimed it elsewhere, by FACEIT's login");
		expect(await use("log")).not.toContain(stranger);
		// Nor to staff who ask about that very person.
		expect(await use("log", { member: stranger })).toContain("Nothing has been changed");
	});

	test("given a member lost it who claimed it here, then it does", async () => {
		await bot.use(bot.bob, "register", { nickname: "vale" });
		await prove(bot.ann);
		expect(await use("log")).toContain(`**vale** taken from <@${bot.bob}>, by FACEIT's login`);
	});

	test("given what staff of another server did about a member, then it does not say who they are", async () => {
		await bot.use(bot.bob, "register", { nickname: "vale" });
		bot.players.staffVerify({ discordId: "6006", guildId: "elsewhere", right: "staff" }, bot.bob);
		expect(await use("log")).toContain("by staff of another server");
		expect(await use("log")).not.toContain("6006");
	});
});

describe("where the login is set up", () => {
	test("link says that the word counts here, and what makes it count elsewhere", async () => {
		expect(await use("link", { member: bot.ann, nickname: "vale" })).toContain(
			"Once they prove it by FACEIT's login (`/register`), it counts everywhere.",
		);
	});

	test("link of an account that is proven already promises nothing that holds anyway", async () => {
		await prove(bot.ann);
		const content = await use("link", { member: bot.ann, nickname: "vale" });
		expect(content).toStartWith(`✅ <@${bot.ann}> has proven that **vale** is theirs`);
		expect(content).not.toContain("once they prove it");
	});
});

describe("where the login is not set up", () => {
	beforeEach(() => given({ canProve: false }));

	test("nothing refers to it", async () => {
		expect(await use("link", { member: bot.ann, nickname: "vale" })).not.toContain("login");
		expect(await use("verify", { member: bot.ann })).not.toContain("login");
		bot.players.unregister({ discordId: bot.ann, guildId: bot.guildId });
		await bot.players.register({ discordId: "5005", guildId: "elsewhere" }, "vale");
		expect(await use("link", { member: bot.ann, nickname: "vale" })).toBe(
			"❌ **vale** is claimed by somebody who is not known in this server. Nothing changed. " +
				"The person who hosts this bot can settle it.",
		);
		// What the host has settled is proven as well.
		await prove(bot.bob);
		expect(await use("link", { member: bot.ann, nickname: "vale" })).not.toContain("login");
	});
});

describe("says what to do next", () => {
	test("link: which name to type, where it is not exact", async () => {
		expect(await use("link", { member: bot.ann, nickname: "val" })).toContain(
			"Use `/staff link` again with the exact name",
		);
		bot.faceit.addPlayer({ nickname: "Twin" });
		bot.faceit.addPlayer({ nickname: "TWIN" });
		const content = await use("link", { member: bot.ann, nickname: "twin" });
		expect(content).toContain("differ in upper and lower case only");
		expect(content).toContain("**Twin**");
		expect(await use("link", { member: bot.ann, nickname: "nobody" })).toContain("copy the name from");
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});

	test("unlink: the account is free, and how its owner gets it", async () => {
		await bot.use(bot.ann, "register", { nickname: "vale" });
		expect(await use("unlink", { member: bot.ann })).toContain("`/staff link` gives it to its owner");
	});

	test("twice: the second changes nothing, and says so", async () => {
		await bot.use(bot.ann, "register", { nickname: "vale" });
		const [first, second] = await Promise.all([use("unlink", { member: bot.ann }), use("unlink", { member: bot.ann })]);
		expect([first, second].filter((content) => content.startsWith("✅"))).toHaveLength(1);
		expect([first, second].filter((content) => content.includes("linked with no FACEIT account"))).toHaveLength(1);
	});
});

test("suggestions are harmless to look at, as for /register", async () => {
	bot.faceit.addPlayer({ nickname: "\u202Eevil" });
	const found = await bot.suggest("staff", "evil");
	expect(found).toEqual([{ name: "evil", value: "\u202Eevil" }]);
});
