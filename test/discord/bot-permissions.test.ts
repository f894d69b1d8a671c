// What the bot may do, as Discord documents it: the hierarchy of roles and overwrites, and what is denied implicitly.

import { describe, expect, test } from "bun:test";
import { allPermissions, permission } from "../../src/permission.ts";
import { botId, botRole, botRoleId, channel, guild, guildId, rolePermissions, shownCache } from "./given.ts";

const { administrator, connect, manageChannels, manageRoles, moveMembers, sendMessages, speak, viewChannel } =
	permission;
const entry = viewChannel | connect;

type Row = [name: string, channel: ReturnType<typeof channel>, expected: bigint];

function permissionsIn(one: ReturnType<typeof channel>, more: object = {}): bigint | undefined {
	return shownCache({ channels: [one], ...more })
		.cache.see(guildId)
		?.permissions(one.id);
}

describe("in the guild", () => {
	test("everyone's role and the bot's own add up; roles that it was not given do not", () => {
		const roles = [
			{ id: guildId, name: "@everyone", permissions: String(sendMessages) },
			botRole(connect),
			{ id: "7", name: "admins", permissions: String(administrator) },
		];
		expect(shownCache({ roles }).cache.see(guildId)?.permissions()).toBe(sendMessages | connect);
	});

	test("an administrator may do everything, whatever a channel denies", () => {
		const roles = [botRole(administrator)];
		const closed = channel("5", { overwrites: [{ id: botId, type: 1, deny: allPermissions }] });
		const seen = shownCache({ roles, channels: [closed] }).cache.see(guildId);
		expect([seen?.permissions(), seen?.permissions("5")]).toEqual([allPermissions, allPermissions]);
	});

	test("so may the owner", () => {
		const closed = channel("5", { overwrites: [{ id: guildId, type: 0, deny: entry }] });
		const seen = shownCache({ owner_id: botId, roles: [], channels: [closed] }).cache.see(guildId);
		expect([seen?.permissions(), seen?.permissions("5")]).toEqual([allPermissions, allPermissions]);
	});
});

describe("in a channel", () => {
	const rows: readonly Row[] = [
		["without overwrites: as in the guild", channel("5"), rolePermissions],
		[
			"everyone's overwrite is applied to the bot as well",
			channel("5", { overwrites: [{ id: guildId, type: 0, allow: sendMessages, deny: speak }] }),
			(rolePermissions | sendMessages) & ~speak,
		],
		[
			"the overwrite of one of its roles wins over everyone's",
			channel("5", {
				overwrites: [
					{ id: botRoleId, type: 0, allow: speak },
					{ id: guildId, type: 0, deny: speak },
				],
			}),
			rolePermissions,
		],
		[
			"its own wins over that of its roles",
			channel("5", {
				overwrites: [
					{ id: botId, type: 1, deny: speak },
					{ id: botRoleId, type: 0, allow: speak },
				],
			}),
			rolePermissions & ~speak,
		],
		[
			"overwrites of other roles and members do not concern it",
			channel("5", {
				overwrites: [
					{ id: "7", type: 0, deny: entry },
					{ id: "8", type: 1, deny: entry },
				],
			}),
			rolePermissions,
		],
		[
			"the lock-out: everyone denied to see, and no overwrite for the bot",
			channel("5", { overwrites: [{ id: guildId, type: 0, deny: entry }] }),
			0n,
		],
		[
			"a private room of its own",
			channel("5", {
				overwrites: [
					{ id: guildId, type: 0, deny: entry },
					{ id: botId, type: 1, allow: entry | manageChannels | moveMembers },
				],
			}),
			rolePermissions,
		],
		[
			"a voice channel that it may not enter: nothing but to see it",
			channel("5", { overwrites: [{ id: guildId, type: 0, deny: connect }] }),
			viewChannel,
		],
		["so too a stage", channel("5", { type: 13, overwrites: [{ id: guildId, type: 0, deny: connect }] }), viewChannel],
		[
			"a category that denies Connect: the rest stays, for nobody enters a category",
			channel("5", { type: 4, overwrites: [{ id: guildId, type: 0, deny: connect }] }),
			rolePermissions & ~connect,
		],
		[
			"a category that is hidden from everyone, without an overwrite for the bot",
			channel("5", { type: 4, overwrites: [{ id: guildId, type: 0, deny: viewChannel }] }),
			0n,
		],
	];
	for (const [name, one, expected] of rows) test(name, () => expect(permissionsIn(one)).toBe(expected));

	test("one that is not there: none", () => {
		expect(shownCache().cache.see(guildId)?.permissions("404")).toBe(0n);
	});
});

describe("a change counts from the moment that it is told", () => {
	const given = () => shownCache({ channels: [channel("5")] });
	const rows: readonly [name: string, dispatch: string, data: object, expected: bigint, inChannel: bigint][] = [
		[
			"a role's permissions",
			"GUILD_ROLE_UPDATE",
			{ guild_id: guildId, role: botRole(rolePermissions | manageRoles) },
			rolePermissions | manageRoles,
			rolePermissions | manageRoles,
		],
		["a role is deleted", "GUILD_ROLE_DELETE", { guild_id: guildId, role_id: botRoleId }, viewChannel, viewChannel],
		[
			"the bot's role is taken away",
			"GUILD_MEMBER_UPDATE",
			{ guild_id: guildId, user: { id: botId }, roles: [] },
			viewChannel,
			viewChannel,
		],
		["it becomes the owner", "GUILD_UPDATE", guild({ owner_id: botId }), allPermissions, allPermissions],
		[
			"the channel's overwrites",
			"CHANNEL_UPDATE",
			channel("5", { overwrites: [{ id: botId, type: 1, deny: speak }] }),
			rolePermissions,
			rolePermissions & ~speak,
		],
	];
	for (const [name, dispatch, data, inGuild, inChannel] of rows) {
		test(name, () => {
			const { cache, heard } = given();
			const before = cache.see(guildId);
			expect([before?.permissions(), before?.permissions("5")]).toEqual([rolePermissions, rolePermissions]);
			cache.apply(dispatch, data);
			const after = cache.see(guildId);
			expect([after?.permissions(), after?.permissions("5")]).toEqual([inGuild, inChannel]);
			const told = heard.filter((one) => one.startsWith("shown") || one.startsWith("channel"));
			expect(told).toHaveLength(1);
		});
	}
});

test("the role that Discord made for the bot is known by its tag", () => {
	expect(shownCache().cache.see(guildId)?.botRole).toEqual({ roleId: botRoleId, name: "faceit-comms" });
	const untagged = { id: botRoleId, name: "faceit-comms", permissions: "0" };
	expect(shownCache({ roles: [untagged] }).cache.see(guildId)?.botRole).toBeNull();
});
