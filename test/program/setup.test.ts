// /setup through the real discord.js: an admin goes through all pages, chooses from each kind of menu and fills in forms.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { PermissionFlagsBits } from "discord.js";
import { defaultSettings } from "../../src/guild.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { eventually } from "../eventually.ts";
import { channel, guildShown } from "../guild-shown.ts";
import { type Bot, type Case, idsIn, type Reply, settingIn, startBot, textOf } from "./bot.ts";

const words = textsIn("en").setup;
let bot: Bot & Case;
let shared: Bot;
let ids: { readonly category: string; readonly lobby: string; readonly chat: string; readonly role: string };
const admin = (username: string) =>
	bot.discord.addMember(bot.guild.id, { username, permissions: PermissionFlagsBits.ManageGuild });

beforeAll(async () => {
	shared = await startBot();
});

beforeEach(() => {
	bot = { ...shared, ...shared.begin() };
	const { id } = bot.guild;
	ids = {
		category: bot.discord.addChannel(id, { name: "Matches", type: "category" }),
		lobby: bot.discord.addChannel(id, { name: "Lobby", type: "voice" }),
		chat: bot.discord.addChannel(id, { name: "chat", type: "text" }),
		role: bot.discord.addRole(id, "Staff"),
	};
	bot.seen.guild = guildShown({
		guildId: id,
		channels: [channel(ids.category, "category"), channel(ids.lobby, "voice"), channel(ids.chat, "text")],
		roles: { [ids.role]: { isOfBot: false } },
	});
});

afterAll(() => shared.stop());

const open = (reply: Reply, page: string) => bot.discord.press(reply, `setup:page:${page}`);
const choose = (reply: Reply, setting: string, ...values: string[]) =>
	bot.discord.choose(reply, settingIn(reply, setting), values);
const press = (reply: Reply, setting: string) => bot.discord.press(reply, settingIn(reply, setting));
const settings = () => bot.guilds.settings(bot.guild.id);

test("given an admin, when they go through all pages, then each choice is saved and shown in the one message", async () => {
	const start = await bot.use(admin("boss"), "setup");
	expect(start.ephemeral).toBe(true);
	let page = await choose(start, "linkChannelId", ids.chat);
	expect(page.message?.id).toBe(start.message?.id ?? "");
	expect(page.content).toContain(`✅ Saved. ${words.picked.linkChannelId.title}: <#${ids.chat}>.`);

	page = await open(page, "rooms");
	page = await choose(page, "categoryId", ids.category);
	page = await bot.discord.submit(await press(page, "roomName"), { value: "{team} – {round}" });
	expect(page.content).toContain("Team Vale – Round 2 · 4F2A");
	page = await choose(page, "leastPlayers", "3");
	page = await choose(page, "opensAt", "voice");
	page = await bot.discord.submit(await choose(page, "lingerMs", "other"), { value: "90" });
	page = await choose(page, "userLimit", "6");
	page = await choose(page, "staffRoleId", ids.role);
	page = await press(page, "castersOnlyListen");

	page = await open(page, "people");
	page = await choose(page, "lobbyId", ids.lobby);
	page = await choose(page, "pullsFrom", "lobby");
	page = await choose(page, "returnsTo", "lobby");
	page = await choose(page, "claims", "prove");

	page = await open(page, "matches");
	for (const name of ["Vale Hub", "Vale Hub 2"]) bot.faceit.addInstitution({ kind: "hub", name });
	page = await bot.discord.submit(await bot.discord.press(page, "setup:find"), { value: "Vale" });
	const [hub = ""] = JSON.stringify(page.message?.components).match(/hub:[0-9a-f-]{36}/) ?? [];
	page = await bot.discord.choose(page, "setup:follow:found", [hub]);
	expect(page.content).toContain("is followed from now on");
	page = await choose(page, "concerns", "followed");
	expect(settings().follows).toHaveLength(1);
	page = await bot.discord.choose(page, "setup:unfollow", [hub]);

	page = await open(page, "news");
	page = await choose(page, "cardChannelId", ids.chat);
	page = await press(page, "hasRoomChat");
	page = await press(page, "hasVoiceStatus");
	page = await choose(page, "noticeChannelId", ids.chat);
	// Taken back.
	page = await choose(page, "noticeChannelId");

	page = await open(page, "start");
	expect(page.message?.id).toBe(start.message?.id ?? "");
	expect(settings()).toEqual({
		...defaultSettings,
		...{ categoryId: ids.category, roomName: "{team} – {round}", leastPlayers: 3, opensAt: "voice", lingerMs: 90_000 },
		...{ userLimit: 6, staffRoleId: ids.role, castersOnlyListen: true, lobbyId: ids.lobby, pullsFrom: "lobby" },
		...{ returnsTo: "lobby", claims: "prove", concerns: "followed", cardChannelId: ids.chat, hasRoomChat: false },
		...{ hasVoiceStatus: false, linkChannelId: ids.chat },
	});
	expect(page.content).toContain("At most 6 may be in a room");
	expect(bot.facts).toEqual([]);
	expect(bot.discord.violations).toEqual([]);
});

test("given two admins, then each sees what the other changes, but not where they look at something else", async () => {
	const [anns, bobs] = [await bot.use(admin("anna"), "setup"), await bot.use(admin("bert"), "setup")];
	const page = await open(anns, "news");
	const other = await open(bobs, "people");
	await press(page, "hasRoomChat");
	await bot.clock.advance(1_000);
	await eventually(() => other.content.includes(words.changedByOther(`<@${anns.userId}>`, words.names.hasRoomChat)));
	expect(other.content).toContain(`## ${words.pages.people}`);

	const checked = await bot.discord.press(await open(other, "start"), "doctor:run");
	await press(await open(page, "news"), "hasVoiceStatus");
	await bot.clock.advance(10_000);
	const shown = textOf(await open(page, "start"));
	expect(shown).toContain(words.title);
	expect(checked.content).not.toContain(words.title);
	expect(bot.facts).toEqual([]);
});

test("given somebody without the right, then the command is not offered, and its parts are refused", async () => {
	const boss = admin("boss");
	const start = await bot.use(boss, "setup");
	await expect(bot.use(bot.ann, "setup")).rejects.toThrow();
	const rooms = await open(start, "rooms");
	expect(idsIn(rooms)).toContain("setup:page:news");
	await expect(bot.discord.choose(rooms, settingIn(rooms, "userLimit"), ["5"], bot.ann)).rejects.toThrow();
	expect(settings()).toEqual(defaultSettings);
});
