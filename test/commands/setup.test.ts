// /setup as an admin sees it: what is refused changes nothing, what lacks is named with its fix.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { PermissionFlagsBits as P, Routes } from "discord.js";
import { setup } from "../../src/discord/commands/setup.ts";
import { invited } from "../../src/discord/permissions.ts";
import { type Bot, startBot, textOf } from "./bot.ts";

let bot: Bot;
let admin: string;
const defaults = { categoryId: null, lobbyId: null, lingerMs: null };

beforeEach(async () => {
	bot = await startBot();
	admin = bot.discord.addMember(bot.guild.id, { username: "admin", permissions: P.ManageGuild });
});

afterEach(async () => {
	expect(bot.discord.violations).toEqual([]);
	expect(bot.told).toEqual([]);
	await bot.stop();
});

const use = (options = {}) => bot.use(admin, "setup", options);
const settings = () => bot.guilds.settings(bot.guild.id);
const add = (name: string, type: "voice" | "category" | "text" | "stage") =>
	bot.discord.addChannel(bot.guild.id, { name, type });

/** Offers /setup to everybody and with any channel, as a client does that does not check. */
async function offerLoosely() {
	const options = [
		{ type: 7, name: "category", description: "any" },
		{ type: 7, name: "lobby", description: "any" },
		{ type: 4, name: "linger", description: "any" },
	];
	const data = { ...setup.data, default_member_permissions: null, options };
	await bot.client.rest.put(Routes.applicationCommands(bot.discord.applicationId), { body: [data] });
}

/** Resolves when the bot has heard of all that happened so far: its gateway tells in order. */
async function heard() {
	const channel = add("marker", "text");
	while (!bot.client.channels.cache.has(channel)) await Bun.sleep(1);
}

describe("without options", () => {
	test("given a fresh server, then it shows the defaults, five permissions and how many channels are used", async () => {
		const reply = await use();
		expect(reply.ephemeral).toBe(true);
		expect(reply.content).toBe("This is how I am set up here. Change it with the options of `/setup`.");
		const text = textOf(reply);
		expect(text).toContain("At the top of the channel list.");
		expect(text).toContain("Rooms stay for **1 minute** (the default)");
		expect(text).toContain("✅ View Channels\\n✅ Manage Channels\\n✅ Manage Roles\\n✅ Connect\\n✅ Move Members");
		expect(text).toContain("1 of 500 in this server");
		expect(bot.settled).toEqual([]);
	});

	test("given a permission is missing in the server, then it is named with where to turn it on", async () => {
		bot.discord.setBotPermissions(bot.guild.id, invited & ~P.MoveMembers);
		await heard();
		const reply = await use();
		expect(reply.content).toContain("⚠️ I lack permissions");
		expect(textOf(reply)).toMatch(
			/✅ Connect\\n❌ Move Members: Server Settings → Roles → (<@&\d+>|my role) → Permissions, turn it on\./,
		);
	});

	test("given a permission is denied in the category only, then it is named with the category", async () => {
		const category = add("Matches", "category");
		await heard();
		await use({ category });
		bot.discord.editChannel(category, { overwrites: [{ id: bot.guild.id, deny: P.Connect }] });
		await heard();
		expect(textOf(await use())).toMatch(
			new RegExp(`❌ Connect in <#${category}>: Edit Category → Permissions → (<@&\\d+>|my role), allow it\\.`),
		);
	});

	test("given channels in the category, then both counts are shown", async () => {
		const category = add("Matches", "category");
		bot.discord.addChannel(bot.guild.id, { name: "one", type: "voice", parentId: category });
		await heard();
		const text = textOf(await use({ category }));
		expect(text).toContain("4 of 500 in this server");
		expect(text).toContain(`1 of 50 in <#${category}>`);
	});

	test("given the category and the lobby are gone, then it says what happens until others are chosen", async () => {
		const [category, lobby] = [add("Matches", "category"), add("Lobby", "voice")];
		await heard();
		await use({ category, lobby });
		bot.discord.deleteChannel(category);
		bot.discord.deleteChannel(lobby);
		await heard();
		const text = textOf(await use());
		expect(text).toContain("⚠️ The category is gone. Rooms are created at the top of the channel list");
		expect(text).toContain("⚠️ The lobby is gone.");
	});
});

describe("with options", () => {
	test("given all that fits, then it is saved and counts at once", async () => {
		const [category, lobby] = [add("Matches", "category"), add("Lobby", "voice")];
		await heard();
		const reply = await use({ category, lobby, linger: 90 });
		expect(reply.content).toBe("✅ Saved. It counts from now on.");
		expect(textOf(reply)).toContain(`In the category <#${category}>`);
		expect(textOf(reply)).toContain("Rooms stay for **90 seconds**, then");
		expect(settings()).toEqual({ categoryId: category, lobbyId: lobby, lingerMs: 90_000 });
		expect(bot.settled).toEqual([bot.guild.id]);
	});

	test("given one option, then the others stay", async () => {
		const lobby = add("Lobby", "voice");
		await heard();
		await use({ lobby });
		expect(textOf(await use({ linger: 0 }))).toContain("Everybody goes back at once");
		expect(settings()).toEqual({ ...defaults, lobbyId: lobby, lingerMs: 0 });
	});

	test.each([
		["lobby", { lobbyId: null, lingerMs: 5_000 }],
		["everything", { lobbyId: null, lingerMs: null }],
	])("given reset %p, then that goes back to the default", async (reset, expected) => {
		const lobby = add("Lobby", "voice");
		await heard();
		await use({ lobby, linger: 5 });
		await use({ reset });
		expect(settings()).toEqual({ categoryId: null, ...expected });
	});
});

describe("refused, and nothing changes", () => {
	afterEach(() => {
		expect(settings()).toEqual(defaults);
		expect(bot.settled).toEqual([]);
	});

	test("given the AFK channel as lobby, also with something else that would fit", async () => {
		const lobby = add("AFK", "voice");
		bot.discord.setAfkChannel(bot.guild.id, lobby);
		await heard();
		expect((await use({ lobby, linger: 5 })).content).toBe(
			`❌ Nothing changed.\n<#${lobby}> is this server's AFK channel, where nobody can speak: choose another voice channel.`,
		);
	});

	test("given a lobby that the bot may not move people into, then the missing permission is named", async () => {
		const lobby = add("Lobby", "voice");
		bot.discord.editChannel(lobby, { overwrites: [{ id: bot.guild.id, deny: P.Connect }] });
		await heard();
		expect((await use({ lobby })).content).toMatch(/I may not move people into <#\d+>: .*allow Connect\.$/);
	});

	test("given channels of the wrong kind, from a client that does not check", async () => {
		await offerLoosely();
		const [text, stage] = [add("Text", "text"), add("Stage", "stage")];
		await heard();
		expect((await use({ category: text, lobby: stage, linger: 4_000 })).content).toBe(
			[
				"❌ Nothing changed.",
				`<#${text}> is no category. Rooms need one: right-click the channel list, Create Category.`,
				`<#${stage}> is a stage, where those who are moved in can only listen: choose a voice channel.`,
				"Rooms can stay from 0 to 3,600 seconds.",
			].join("\n"),
		);
		expect((await use({ lobby: text })).content).toContain("is no voice channel");
	});

	test("given a choice and its reset at once, then it asks which", async () => {
		expect((await use({ linger: 5, reset: "linger" })).content).toContain("You chose something and reset it");
	});

	test("given a member without Manage Server, whom the server offers the command all the same", async () => {
		await offerLoosely();
		const reply = await bot.use(bot.ann, "setup", { linger: 5 });
		expect(reply.content).toBe("❌ Only members with the permission Manage Server may do that. Nothing changed.");
	});
});

test("Discord offers /setup to admins only", async () => {
	await expect(bot.use(bot.ann, "setup")).rejects.toThrow("not offered");
});
