// Each choice on the /setup panel: what it saves, and what is refused, with nothing changed.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Setting } from "../../src/discord/commands/panels.ts";
import { defaultSettings, type GuildSettings } from "../../src/guild.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { textOf } from "./bot.ts";
import { idOf, openPanel, type Panel, there } from "./setup-panel.ts";

const words = textsIn("en").setup;
let panel: Panel;
beforeEach(() => {
	panel = openPanel();
});

describe("chosen, it is saved at once, acted on, and shown", () => {
	const { category, lobby, text, role } = there;
	test.each<[page: string, setting: Setting, values: string[], saved: Partial<GuildSettings>]>([
		["rooms", "categoryId", [category], { categoryId: category }],
		["rooms", "leastPlayers", ["5"], { leastPlayers: 5 }],
		["rooms", "opensAt", ["voice"], { opensAt: "voice" }],
		["rooms", "lingerMs", ["0"], { lingerMs: 0 }],
		["rooms", "lingerMs", ["1800000"], { lingerMs: 1_800_000 }],
		["rooms", "userLimit", ["6"], { userLimit: 6 }],
		["rooms", "staffRoleId", [role], { staffRoleId: role }],
		["rooms", "coachRoleId", [role], { coachRoleId: role }],
		["rooms", "casterRoleId", [role], { casterRoleId: role }],
		["rooms", "castersOnlyListen", [], { castersOnlyListen: true }],
		["people", "lobbyId", [lobby], { lobbyId: lobby }],
		["people", "pullsFrom", ["lobby"], { pullsFrom: "lobby" }],
		["people", "pullsFrom", ["nowhere"], { pullsFrom: "nowhere" }],
		["people", "returnsTo", ["lobby"], { returnsTo: "lobby" }],
		["people", "returnsTo", ["nowhere"], { returnsTo: "nowhere" }],
		["people", "claims", ["count"], { claims: "count" }],
		["people", "claims", ["prove"], { claims: "prove" }],
		["matches", "concerns", ["followed"], { concerns: "followed" }],
		["news", "cardChannelId", [text], { cardChannelId: text }],
		["news", "hasRoomChat", [], { hasRoomChat: false }],
		["news", "hasVoiceStatus", [], { hasVoiceStatus: false }],
		["news", "noticeChannelId", [text], { noticeChannelId: text }],
		["start", "linkChannelId", [text], { linkChannelId: text }],
	])("%s: %s %j", async (page, setting, values, saved) => {
		const reply = await panel.choose(await panel.page(page), setting, values);
		expect(reply.content).toContain("✅ Saved. ");
		expect(panel.settings()).toEqual({ ...defaultSettings, ...saved });
		expect(panel.settled).toEqual([panel.guildId]);
		// The page is drawn from what is saved now: another choice counts.
		const shown = values[0] ?? "";
		if (shown !== "") expect(textOf(reply)).toMatch(new RegExp(`"(id|value)":"${shown}"(,"default":true|,"type")`));
		const again = await panel.choose(reply, setting, values);
		if (values.length === 0) expect(panel.settings()).toEqual(defaultSettings);
		else expect(again.content).toContain(words.alreadySo);
	});

	test.each<[string, Setting]>([
		["rooms", "categoryId"],
		["rooms", "staffRoleId"],
		["rooms", "coachRoleId"],
		["rooms", "casterRoleId"],
		["people", "lobbyId"],
		["news", "cardChannelId"],
		["news", "noticeChannelId"],
		["start", "linkChannelId"],
	])("%s: %s is taken back", async (page, setting) => {
		const id = setting === "categoryId" ? there.category : setting.endsWith("RoleId") ? there.role : there.text;
		panel.guilds.change(panel.guildId, { [setting]: setting === "lobbyId" ? there.lobby : id });
		await panel.choose(await panel.page(page), setting, []);
		expect(panel.settings()).toEqual(defaultSettings);
	});

	test("the default comes back", async () => {
		panel.guilds.change(panel.guildId, { lingerMs: 5_000, claims: "prove" });
		await panel.choose(await panel.page("rooms"), "lingerMs", ["null"]);
		await panel.choose(await panel.page("people"), "claims", ["null"]);
		expect(panel.settings()).toEqual(defaultSettings);
	});
});

describe("typed into a form", () => {
	test.each<[Setting, string, Partial<GuildSettings>]>([
		["leastPlayers", "7", { leastPlayers: 7 }],
		["lingerMs", " 90 ", { lingerMs: 90_000 }],
		["lingerMs", "3600", { lingerMs: 3_600_000 }],
		["userLimit", "99", { userLimit: 99 }],
		["roomName", "{team} vs {opponent} – {round}", { roomName: "{team} vs {opponent} – {round}" }],
		["roomName", "Match room", { roomName: "Match room" }],
		["roomName", "👩‍👩‍👧", { roomName: "👩‍👩‍👧" }],
	])("%s: %s is saved, and shown when it is typed again", async (setting, typed, saved) => {
		const reply = await panel.type(await panel.page("rooms"), setting, typed);
		expect(reply.content).toContain("✅ Saved. ");
		expect(panel.settings()).toEqual({ ...defaultSettings, ...saved });
		const values = setting === "roomName" ? [] : ["other"];
		expect(panel.form(panel.ann, idOf(reply, setting), values)?.fields[0]?.value).toBe(typed.trim());
	});

	test.each<[Setting, string, string]>([
		["leastPlayers", "0", words.notANumber(1, 10)],
		["leastPlayers", "11", words.notANumber(1, 10)],
		["leastPlayers", "two", words.notANumber(1, 10)],
		["lingerMs", "3601", words.notANumber(0, 3_600)],
		["lingerMs", "-1", words.notANumber(0, 3_600)],
		["lingerMs", "1e2", words.notANumber(0, 3_600)],
		["lingerMs", "", words.notANumber(0, 3_600)],
		["userLimit", "100", words.notANumber(0, 99)],
		["roomName", "{team} {elo}", words.unknownWord("\\{elo\\}", "{team} {captain} {opponent} {round}")],
		["roomName", "{Team}", words.unknownWord("\\{Team\\}", "{team} {captain} {opponent} {round}")],
		["roomName", "{team} {code}", words.codeIsAdded],
		["roomName", "{team", words.strayBrace("{team} {captain} {opponent} {round}")],
		["roomName", "{{team}}", words.strayBrace("{team} {captain} {opponent} {round}")],
		["roomName", " · – ", words.emptyName],
		["roomName", "\u200b\u200b", words.emptyName],
		["roomName", "x".repeat(81), words.tooLong(80)],
	])("%s: %j is refused", async (setting, typed, why) => {
		const reply = await panel.type(await panel.page("rooms"), setting, typed);
		expect(reply.content).toContain(words.refused(why));
		expect(panel.settings()).toEqual(defaultSettings);
		expect(panel.settled).toEqual([]);
	});

	test("nothing, or only the team, is the default name", async () => {
		for (const typed of ["", "{team}"]) {
			panel.guilds.change(panel.guildId, { roomName: "Match room" });
			await panel.type(await panel.page("rooms"), "roomName", typed);
			expect(panel.settings().roomName).toBeNull();
		}
	});

	test("the name is shown by an example, harmless", async () => {
		const reply = await panel.type(await panel.page("rooms"), "roomName", "**{team}** vs {opponent}, {captain}");
		expect(textOf(reply)).toContain("\\\\*\\\\*Team Vale\\\\*\\\\* vs Team Oak\\\\, heron · 4F2A");
	});
});

describe("refused, it changes nothing and says why", () => {
	const { category, lobby, text, stage, afk, closed, hidden, gone, botRole, goneRole } = there;
	test.each<[string, Setting, string, string]>([
		["rooms", "categoryId", text, words.noCategory(`<#${text}>`)],
		["rooms", "categoryId", gone, words.categoryGone],
		["people", "lobbyId", text, words.lobbyNoVoice(`<#${text}>`)],
		["people", "lobbyId", stage, words.lobbyStage(`<#${stage}>`)],
		["people", "lobbyId", afk, words.lobbyAfk(`<#${afk}>`)],
		["people", "lobbyId", closed, words.lobbyClosed(`<#${closed}>`, "<@&7>", "Connect")],
		["people", "lobbyId", gone, words.lobbyGone],
		["news", "cardChannelId", lobby, words.notText(`<#${lobby}>`)],
		["news", "cardChannelId", category, words.notText(`<#${category}>`)],
		[
			...(["news", "cardChannelId", hidden] as const),
			words.channelLacking(`<#${hidden}>`, "<@&7>", "View Channels, Send Messages, Read Message History"),
		],
		["news", "noticeChannelId", gone, words.channelGone],
		["news", "noticeChannelId", hidden, "Allow it in Edit Channel → Permissions → <@&7>"],
		["start", "linkChannelId", hidden, "Allow it in Edit Channel → Permissions → <@&7>"],
		["rooms", "staffRoleId", "1000", words.roleIsEveryone],
		["rooms", "staffRoleId", botRole, words.roleIsBots(`<@&${botRole}>`)],
		["rooms", "coachRoleId", goneRole, words.roleGone],
		["rooms", "casterRoleId", "1000", words.roleIsEveryone],
		["rooms", "leastPlayers", "0", words.notOffered],
		["rooms", "opensAt", "other", words.notOffered],
		["rooms", "lingerMs", "3600001", words.notOffered],
		["rooms", "userLimit", "-5", words.notOffered],
		["people", "pullsFrom", "everywhere", words.notOffered],
		["people", "returnsTo", "", words.notOffered],
		["people", "claims", "grace", words.notOffered],
		["matches", "concerns", "none", words.notOffered],
	])("%s: %s %s", async (page, setting, value, why) => {
		const reply = await panel.choose(await panel.page(page), setting, [value]);
		expect(reply.content).toContain("❌ Nothing changed. ");
		expect(reply.content).toContain(why);
		expect(panel.settings()).toEqual(defaultSettings);
		expect(panel.settled).toEqual([]);
	});
});
