// What Discord tells of people, through the real discord.js: who presses a button on a message that everybody sees, which
// roles staff have, and whom they choose.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { ButtonStyle, ComponentType, PermissionFlagsBits, Routes } from "discord.js";
import { type Bot, type Case, idsIn, startBot, textOf } from "./bot.ts";

let bot: Bot & Case;
let shared: Bot;

beforeAll(async () => {
	shared = await startBot();
});

beforeEach(() => {
	bot = { ...shared, ...shared.begin() };
	bot.faceit.addPlayer({ nickname: "vale" });
});

afterAll(() => shared.stop());

describe("given a message that everybody sees, with a button of ours", () => {
	const label = "Link your account";
	async function posted() {
		const channelId = bot.discord.addChannel(bot.guild.id, { name: "chat", type: "text" });
		const button = { type: ComponentType.Button, style: ButtonStyle.Primary, label, custom_id: "register:link" };
		const components = [{ type: ComponentType.ActionRow, components: [button] }];
		await bot.client.rest.post(Routes.channelMessages(channelId), { body: { content: "Play with us", components } });
		const [message] = bot.discord.messagesIn(channelId);
		if (message === undefined) throw new Error("no message");
		return message;
	}

	test("when it is pressed, then the answer is for whoever pressed it, and the message stays", async () => {
		const message = await posted();
		const [ann, bob] = await Promise.all([
			bot.discord.press(message, "register:link", bot.ann),
			bot.discord.press(message, "register:link", bot.bob),
		]);
		for (const reply of [ann, bob]) {
			expect(reply.content).toStartWith("Use `/register` with your FACEIT nickname");
			expect(reply.ephemeral).toBe(true);
			expect(reply.message?.id).not.toBe(message.id);
		}
		expect([message.content, textOf(ann)]).toEqual(["Play with us", expect.not.stringContaining(label)]);
		expect(JSON.stringify(message.components)).toContain(label);
		expect(bot.facts).toEqual([]);
		expect(bot.discord.violations).toEqual([]);
	});

	test("when its work fails, then only they see that", async () => {
		const message = await posted();
		bot.store.sqlite.run("drop table untold");
		const reply = await bot.discord.press(message, "register:link", bot.ann);
		const said = [reply.content, ...reply.followUps.map(({ content }) => content)];
		expect(said).toContainEqual(expect.stringContaining("Something went wrong"));
		expect(message.content).toBe("Play with us");
	});
});

test("given nobody is linked, then each answer that says so has the button, and it works there", async () => {
	for (const name of ["match", "profile", "unregister"]) {
		const reply = await bot.use(bot.ann, name);
		expect(idsIn(reply)).toEqual(["register:link"]);
		const answer = await bot.discord.press(reply, "register:link");
		expect(answer.content).toStartWith("Use `/register`");
		// It is the person's own message: it is replaced.
		expect(answer.message?.id).toBe(reply.message?.id ?? "");
	}
});

describe("/staff", () => {
	let boss: string;
	let roleId: string;
	beforeEach(() => {
		boss = bot.discord.addMember(bot.guild.id, { username: "boss" });
		roleId = bot.discord.addRole(bot.guild.id, "Staff");
		bot.guilds.change(bot.guild.id, { staffRoleId: roleId });
	});
	const use = async (what: string, options = {}, who = boss) => (await bot.use(who, `staff ${what}`, options)).content;
	const refused = "❌ Only members who manage this server";

	test("is asked at each use who may do it: the role, given and taken", async () => {
		expect(await use("verify", { member: bot.ann })).toStartWith(refused);
		bot.discord.giveRole(bot.guild.id, boss, roleId);
		expect(await use("link", { member: bot.ann, nickname: "vale" })).toStartWith("✅");
		bot.discord.takeRole(bot.guild.id, boss, roleId);
		for (const what of ["unlink", "verify", "log"])
			expect(await use(what, what === "log" ? {} : { member: bot.ann })).toStartWith(refused);
		expect(bot.links.byMember(bot.ann)).toBeDefined();
		const manager = bot.discord.addMember(bot.guild.id, {
			username: "manager",
			permissions: PermissionFlagsBits.ManageGuild,
		});
		expect(await use("log", {}, manager)).toContain(`by <@${boss}>, staff`);
	});

	test("knows the staff of another server for strangers", async () => {
		const second = bot.discord.addGuild({ name: "Second" });
		bot.discord.addMember(second.id, { username: "boss", id: boss });
		bot.discord.giveRole(bot.guild.id, boss, roleId);
		const reply = await bot.discord.command(second.id, boss, "staff log");
		expect(reply.content).toStartWith(refused);
	});

	test("concerns members of the server only, and no bots", async () => {
		bot.discord.giveRole(bot.guild.id, boss, roleId);
		const second = bot.discord.addGuild({ name: "Other" });
		const stranger = bot.discord.addMember(second.id, { username: "stranger" });
		for (const what of ["link", "unlink", "verify"]) {
			const nickname = what === "link" ? { nickname: "vale" } : {};
			expect(await use(what, { member: stranger, ...nickname })).toContain("not a member of this server");
			expect(await use(what, { member: bot.discord.botId, ...nickname })).toContain("That is a bot");
		}
		expect(bot.links.byMember(stranger)).toBeUndefined();
	});

	test("given it is used twice at once, then it is done once", async () => {
		bot.discord.giveRole(bot.guild.id, boss, roleId);
		await bot.use(bot.ann, "register", { nickname: "vale" });
		const answers = await Promise.all([use("unlink", { member: bot.ann }), use("unlink", { member: bot.ann })]);
		expect(answers.filter((content) => content.startsWith("✅"))).toHaveLength(1);
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});

	test("suggests nicknames", async () => {
		const typed = { member: bot.ann, nickname: "va" };
		const name = { name: "vale", value: "vale" };
		expect(await bot.discord.autocomplete(bot.guild.id, boss, "staff link", typed, "nickname")).toEqual([name]);
	});
});
