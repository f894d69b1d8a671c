// /setup as an admin sees it: what is refused changes nothing, what lacks is named with its fix.

import { describe, expect, test } from "bun:test";
import { overview } from "../../src/discord/commands/overview.ts";
import type { Defaults } from "../../src/discord/commands/settings.ts";
import { problemsWith } from "../../src/discord/commands/setup.ts";
import { defaultSettings, type GuildSettings } from "../../src/guild.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import type { GuildShown } from "../../src/shown.ts";
import { channel, guildShown, manyChannels, scopes } from "../guild-shown.ts";
import { openBot, textOf } from "./bot.ts";

const defaults = { lingerMs: 60_000, claims: "count", graceUntil: null, canProve: false } as const;

/** The fields that the admin reads, by their names. */
function fields(
	guild: GuildShown,
	settings: Partial<GuildSettings> = {},
	words: Partial<Defaults> = {},
): Record<string, string> {
	const about = { hasChanges: false, defaults: { ...defaults, ...words }, scopes };
	const { blocks = [] } = overview(guild, { ...defaultSettings, ...settings }, about);
	const texts = blocks.flatMap((block) => (block.is === "text" ? block.text : []));
	return Object.fromEntries(
		texts.map((text) => {
			const [, name = "", value = ""] = /^\*\*(.+?)\*\*\n(.*)$/s.exec(text) ?? [];
			return [name, value];
		}),
	);
}

const everything =
	"✅ View Channels\n✅ Manage Channels\n✅ Manage Roles\n✅ Connect\n✅ Move Members\n✅ Send Messages\n✅ Speak\n✅ Video";

describe("how it stands", () => {
	test("given a fresh server, then it shows the defaults, the permissions and how many channels are used", () => {
		expect(fields(guildShown({ channels: [channel("1", "text")] }))).toEqual({
			Rooms: "At the top of the channel list. Choose a category with `category`.",
			Lobby: "None. Anyone who cannot go back to their own channel stays in the room until it closes.",
			"After a match": "Rooms stay for **1 minute** (the default), then everybody goes back and they close.",
			Accounts: expect.stringMatching(
				/^⚠️ Anyone who types a nickname with `\/register` counts as that player \(the default\)/,
			),
			Staff: "Only those who manage the server settle links with `/staff`. Choose a role with `staff`.",
			"My permissions": everything,
			Channels: "1 of 500 in this server",
		});
	});

	test("given everything was chosen, then it is shown", () => {
		const guild = guildShown({
			channels: [channel("1", "category"), channel("2", "voice"), channel("3", "voice", { parentId: "1" })],
		});
		expect(fields(guild, { categoryId: "1", lobbyId: "2", lingerMs: 0 })).toMatchObject({
			Rooms: "In the category <#1>",
			Lobby: "<#2>, for anyone whose own channel is gone or full",
			"After a match": "Everybody goes back at once, and the rooms close.",
			Channels: "3 of 500 in this server\n1 of 50 in <#1>; when it is full I open another after it",
		});
		expect(fields(guild, { lingerMs: 90_000 })["After a match"]).toStartWith("Rooms stay for **90 seconds**, then");
	});

	test("given the category and the lobby are gone, then it says what happens until others are chosen", () => {
		expect(fields(guildShown(), { categoryId: "1", lobbyId: "2" })).toMatchObject({
			Rooms: "⚠️ The category is gone. Rooms are created at the top of the channel list until you choose another.",
			Lobby: "⚠️ The lobby is gone. Anyone who cannot go back to their own channel stays in the room until it closes.",
		});
	});

	test("given a role for the staff, then it says what they may do, and whether the role is still there", () => {
		const roles = { 8: { isOfBot: false } };
		const staff = (roleId: string) => fields(guildShown({ roles }), { staffRoleId: roleId }).Staff;
		expect(staff("8")).toBe("<@&8>: settles links with `/staff`, and may enter every room");
		expect(staff("9")).toBe(
			"⚠️ The role is gone: only those who manage the server settle links until you choose another.",
		);
	});

	test("given only proven accounts count, then it says how they are proven, and until when others do", () => {
		const graceUntil = 1_800_000_000_000;
		const accounts = (words: Partial<Defaults>, claims: GuildSettings["claims"] = null) =>
			fields(guildShown(), { claims }, words).Accounts;
		expect(accounts({ claims: "grace", canProve: true, graceUntil })).toBe(
			"Only accounts that are proven by FACEIT's login or by your staff count (the default). Those claimed before count until <t:1800000000:D>.",
		);
		expect(accounts({ claims: "grace", canProve: true })).not.toContain("claimed before");
		expect(accounts({ claims: "grace", canProve: true, graceUntil }, "prove")).not.toContain("claimed before");
		expect(accounts({}, "prove")).toContain("by your staff, since FACEIT's login is not set up");
	});

	test("given claims count, then it warns, and says what to do, with the login and without", () => {
		const accounts = (canProve: boolean) => fields(guildShown(), { claims: "count" }, { canProve }).Accounts;
		expect(accounts(true)).toStartWith(
			"⚠️ Anyone who types a nickname with `/register` counts as that player, and gets in",
		);
		expect(accounts(true)).toContain("`claims: prove` lets only proven accounts in.");
		expect(accounts(false)).toContain("The host of this bot can set up FACEIT's login");
	});

	test("given the server is full, then it says so", () => {
		expect(fields(guildShown({ channels: manyChannels(500) })).Channels).toBe(
			"❌ 500 of 500 in this server: no room can be opened. Delete channels that nobody needs.",
		);
	});
});

describe("permissions that are missing", () => {
	const where = "Server Settings → Roles → <@&7> → Permissions, turn it on.";

	test.each([
		["moveMembers", `❌ Move Members: ${where}`],
		[
			"sendMessages",
			`⚠️ Send Messages: without it I cannot tell you here what I lack, nor show players their room while they wait. ${where}`,
		],
		["speak", `⚠️ Speak: without it, players whose own roles do not allow it cannot speak in their room. ${where}`],
		[
			"stream",
			"⚠️ Video: without it, players whose own roles do not allow it cannot use their camera or share their " +
				`screen in their room. ${where}`,
		],
	] as const)("%s: with what is lost and where to turn it on", (name, line) => {
		const lines = fields(guildShown({ held: allPermissions & ~permission[name] }))["My permissions"]?.split("\n");
		expect(lines?.filter((one) => !one.startsWith("✅"))).toEqual([line]);
	});

	test("in the category only: named with the category, and with my role where Discord made none", () => {
		const parts = { channels: [channel("1", "category")], denied: { 1: permission.connect }, botRole: null };
		expect(fields(guildShown(parts), { categoryId: "1" })["My permissions"]).toContain(
			"❌ Connect in <#1>: Edit Category → Permissions → my role, allow it.",
		);
	});

	test("are announced above only when rooms cannot do without", () => {
		const about = { hasChanges: true, defaults, scopes };
		const head = (held: bigint) => overview(guildShown({ held }), defaultSettings, about).content;
		expect(head(allPermissions)).toBe("✅ Saved. It applies from now on.");
		expect(head(allPermissions & ~permission.sendMessages)).toBe("✅ Saved. It applies from now on.");
		expect(head(allPermissions & ~permission.connect)).toContain("⚠️ I lack permissions");
	});

	test("fit into the message even when all of them are missing", () => {
		const role = { roleId: "1".repeat(20), name: "faceit-comms" };
		expect(fields(guildShown({ held: 0n, botRole: role }))["My permissions"]?.length).toBeLessThanOrEqual(1024);
	});
});

describe("refused", () => {
	const guild = guildShown({
		channels: [channel("1", "text"), channel("2", "stage"), channel("3", "voice"), channel("4", "voice")],
		roles: { guild: { isOfBot: false }, 7: { isOfBot: true }, 8: { isOfBot: false } },
		afkChannelId: "3",
		denied: { 4: permission.connect },
	});

	test.each([
		[{ categoryId: "1" }, "<#1> is not a category. Rooms need one: right-click the channel list, Create Category."],
		[{ categoryId: "9" }, "The category is gone."],
		[{ lobbyId: "1" }, "<#1> is not a voice channel: choose one."],
		[{ lobbyId: "2" }, "<#2> is a stage, where those who are moved in can only listen: choose a voice channel."],
		[{ lobbyId: "3" }, "<#3> is this server's AFK channel, where nobody can speak: choose another voice channel."],
		[{ lobbyId: "4" }, "I may not move people into <#4>: Edit Channel → Permissions → <@&7>, allow Connect."],
		[{ lingerMs: 3_601_000 }, "Rooms can stay from 0 to 3,600 seconds."],
		[{ lingerMs: -1 }, "Rooms can stay from 0 to 3,600 seconds."],
		[{ staffRoleId: "guild" }, "@everyone cannot be your staff: they may enter every room."],
		[{ staffRoleId: "7" }, "<@&7> is a bot's own role, which nobody else can have: choose your staff's."],
		[{ staffRoleId: "9" }, "That role is gone."],
	])("given %j", (chosen, problem) => {
		expect(problemsWith(chosen, {}, guild)).toEqual([problem]);
	});

	test("given a choice and its reset at once, then it asks which", () => {
		expect(problemsWith({ lingerMs: 5_000 }, { lingerMs: null }, guild)).toEqual([
			"You chose something and reset it: which of the two?",
		]);
		expect(problemsWith({ lingerMs: 5_000 }, { lobbyId: null }, guild)).toEqual([]);
	});
});

describe("used by an admin", () => {
	test("given choices that fit, then they are saved and count at once; reset puts the default back", async () => {
		const bot = openBot({ isAdmin: true });
		const { guildId: id } = bot;
		const [lobbyId, categoryId] = ["11", "12"];
		const use = (options = {}) => bot.use(bot.ann, "setup", options);
		expect((await use()).content).toStartWith("⏳ Discord does not show me this server right now.");
		bot.shown.set(id, guildShown({ channels: [channel(lobbyId, "voice"), channel(categoryId, "category")] }));
		expect((await use()).content).toContain("This is how I am set up here.");
		expect(bot.settled).toEqual([]);

		const saved = await use({ category: categoryId, lobby: lobbyId, linger: 90 });
		expect(saved.content).toBe("✅ Saved. It applies from now on.");
		expect(textOf(saved)).toContain("Rooms stay for **90 seconds**, then");
		await use({ linger: 0 });
		await use({ reset: "lobby" });
		expect(bot.guilds.settings(id)).toMatchObject({ categoryId, lobbyId: null, lingerMs: 0 });
		await use({ reset: "everything" });
		expect(bot.guilds.settings(id)).toEqual(defaultSettings);
		expect(bot.settled).toEqual([id, id, id, id]);

		expect((await use({ linger: 5, reset: "linger" })).content).toStartWith("❌ Nothing changed.");
		expect(bot.guilds.settings(id)).toEqual(defaultSettings);
	});

	test("given a server that offers it to everyone, then only admins may use it all the same", async () => {
		const bot = openBot();
		expect((await bot.use(bot.ann, "setup", { linger: 5 })).content).toBe(
			"❌ Only members with the permission Manage Server may do that. Nothing changed.",
		);
		expect(bot.guilds.settings(bot.guildId)).toEqual(defaultSettings);
		expect(bot.settled).toEqual([]);
	});
});
