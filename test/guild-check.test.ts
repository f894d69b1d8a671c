// What is wrong with a guild for our purpose.

import { describe, expect, test } from "bun:test";
import { checkCategory, checkLobby, checkPermissions } from "../src/guild-check.ts";
import { allPermissions, permission } from "../src/permission.ts";
import { channel, guildShown, scopes } from "./guild-shown.ts";

describe("permissions", () => {
	const lacking = (guild: ReturnType<typeof guildShown>, categoryId: string | null = null) =>
		checkPermissions(guild, scopes, categoryId)
			.filter(({ lackingIn }) => lackingIn !== null)
			.map(({ name, lackingIn, importance, scope }) => [name, lackingIn, importance, scope.scope]);

	test("are listed once each, those for rooms first, then in the order of Discord's settings", () => {
		const checks = checkPermissions(guildShown(), scopes, null);
		expect(checks.map(({ name, importance }) => `${importance} ${name}`)).toEqual([
			"essential View Channels",
			"essential Manage Channels",
			"essential Manage Roles",
			"essential Connect",
			"essential Move Members",
			"needed Send Messages",
			"passedOn Speak",
			"passedOn Video",
		]);
		expect(lacking(guildShown())).toEqual([]);
	});

	test("given one lacks in the guild, then it is named for what it is needed most", () => {
		const without = (bits: bigint) => guildShown({ held: allPermissions & ~bits });
		expect(lacking(without(permission.viewChannel))).toEqual([["View Channels", "guild", "essential", "rooms"]]);
		expect(lacking(without(permission.sendMessages))).toEqual([["Send Messages", "guild", "needed", "messages"]]);
		expect(lacking(without(permission.stream))).toEqual([["Video", "guild", "passedOn", "rooms"]]);
	});

	test("given the category takes some away, then only what rooms take there counts", () => {
		const bits = permission.connect | permission.speak | permission.sendMessages;
		const guild = guildShown({ channels: [channel("matches", "category")], denied: { matches: bits } });
		expect(lacking(guild, "matches")).toEqual([
			["Connect", "category", "essential", "rooms"],
			["Speak", "category", "passedOn", "rooms"],
		]);
		expect(lacking(guild)).toEqual([]);
		expect(lacking(guildShown({ denied: { matches: bits } }), "matches")).toEqual([]);
	});
});

test.each([
	["fine", channel("chosen", "category")],
	["noCategory", channel("chosen", "text")],
	["gone", channel("another", "category")],
] as const)("the category is %s", (expected, one) => {
	expect(checkCategory(guildShown({ channels: [one] }), "chosen")).toBe(expected);
});

describe("the lobby", () => {
	test.each([
		["fine", channel("chosen", "voice")],
		["stage", channel("chosen", "stage")],
		["noVoice", channel("chosen", "text")],
		["gone", channel("another", "voice")],
	] as const)("is %s", (expected, one) => {
		expect(checkLobby(guildShown({ channels: [one] }), "chosen").is).toBe(expected);
	});

	test("is the AFK channel", () => {
		const guild = guildShown({ channels: [channel("chosen", "voice")], afkChannelId: "chosen" });
		expect(checkLobby(guild, "chosen").is).toBe("afk");
	});

	test("is closed to the bot: what it lacks to move people there is named", () => {
		const denied = { chosen: permission.moveMembers | permission.speak };
		const guild = guildShown({ channels: [channel("chosen", "voice")], denied });
		expect(checkLobby(guild, "chosen")).toMatchObject({ is: "closed", lacking: permission.moveMembers });
	});
});
