// What the doctor says of a guild.

import { expect, test } from "bun:test";
import { checkGuild, hiddenGuild } from "../../src/doctor/guilds.ts";
import { defaultSettings, type GuildSettings } from "../../src/guild.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import type { GuildShown } from "../../src/shown.ts";
import { channel, guildShown, manyChannels, scopes } from "../guild-shown.ts";

function found(guild: GuildShown, settings: Partial<GuildSettings> = {}): string[] {
	return checkGuild(guild, { ...defaultSettings, ...settings }, scopes).map(({ about, level, what, fix }) => {
		expect(about).toBe("server Vale");
		return fix === null ? `${level}: ${what}` : `${level}: ${what} → ${fix}`;
	});
}

const roles = "Server Settings → Roles → faceit-comms → Permissions: turn";
const well = "ok: every permission is there";
const fewChannels = "ok: 0/500 channels";

test("given nothing is wrong, with and without a database, then it says so", () => {
	expect(found(guildShown())).toEqual([well, fewChannels]);
	expect(checkGuild(guildShown(), undefined, scopes).map(({ level }) => level)).toEqual(["ok", "ok"]);
});

test("given a guild that Discord does not show, then only its id is known", () => {
	expect(hiddenGuild("123")).toMatchObject({ about: "server 123", level: "warning" });
});

test.each([
	["moveMembers", `error: the bot lacks Move Members → ${roles} Move Members on`],
	["sendMessages", `warning: the bot lacks Send Messages, needed for notices and hints → ${roles} Send Messages on`],
	[
		"speak",
		`warning: the bot lacks Speak: players have Speak in rooms only if their own roles allow it → ${roles} Speak on`,
	],
] as const)("given the bot lacks %s, then that has its fix", (name, expected) => {
	expect(found(guildShown({ held: allPermissions & ~permission[name] }))).toEqual([expected, fewChannels]);
});

test("given no role of its own, then it is called the bot's role", () => {
	const [first] = found(guildShown({ held: allPermissions & ~permission.connect, botRole: null }));
	expect(first).toContain("Roles → the bot's role → Permissions");
});

test("given the category takes a permission away, then the category is named", () => {
	const guild = guildShown({
		channels: [channel("1", "category", { name: "Matches" })],
		denied: { 1: permission.manageRoles },
	});
	expect(found(guild, { categoryId: "1" })).toEqual([
		"error: the bot lacks Manage Roles in the category Matches → " +
			"right-click the category → Edit Category → Permissions → faceit-comms: allow Manage Roles",
		"ok: 1/500 channels, 0/50 in Matches",
	]);
});

test.each([
	["gone", { categoryId: "9" }, "error: the category for rooms is gone → choose another with /setup in that server"],
	["no category", { categoryId: "1" }, "error: General, chosen for rooms, is not a category"],
	["gone", { lobbyId: "9" }, "warning: the lobby is gone: players may have nowhere to return to"],
	["no voice channel", { lobbyId: "3" }, "warning: the lobby the 3 is not a voice channel"],
	["the AFK channel", { lobbyId: "2" }, "warning: the lobby the 2 is the AFK channel"],
	["closed", { lobbyId: "1" }, "warning: the bot lacks Connect in the lobby General: it cannot return players there"],
] as const)("given what was chosen is %s: %j", (_, settings, expected) => {
	const channels = [channel("1", "voice", { name: "General" }), channel("2", "voice"), channel("3", "stage")];
	const guild = guildShown({ channels, afkChannelId: "2", denied: { 1: permission.connect } });
	expect(found(guild, settings)).toEqual([expect.stringContaining(expected), "ok: 3/500 channels"]);
});

test("given the lobby lacks what the whole guild lacks, then it is named once", () => {
	const guild = guildShown({ channels: [channel("1", "voice")], held: allPermissions & ~permission.moveMembers });
	expect(found(guild, { lobbyId: "1" })).toHaveLength(2);
});

test("given few or no channels are left, then it says what that means", () => {
	const last = (guild: GuildShown, settings = {}) => found(guild, settings).at(-1);
	expect(last(guildShown({ channels: manyChannels(480) }))).toBe("ok: 480/500 channels");
	expect(last(guildShown({ channels: manyChannels(481) }))).toStartWith("warning: 481/500 channels: few rooms fit");
	expect(last(guildShown({ channels: manyChannels(500) }))).toBe(
		"error: 500/500 channels: no room can be opened → delete channels nobody needs",
	);
	const full = [channel("1", "category", { name: "Matches" }), ...manyChannels(50, "1")];
	expect(last(guildShown({ channels: full }), { categoryId: "1" })).toBe(
		"ok: 51/500 channels, 50/50 in Matches; more rooms go into another category beside it",
	);
});
