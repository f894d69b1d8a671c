// Who may do what: the answers of Discord to a bot that lacks a right, names what is gone, or asks for too much.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { ChannelType, OverwriteType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { z } from "zod";
import type { OverwriteSpec } from "../../src/sandbox/discord/admins.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";

const fieldErrors = z.object({ _errors: z.array(z.object({ code: z.string() })) });
const answerShape = z.looseObject({
	id: z.string().default(""),
	code: z.number().optional(),
	permission_overwrites: z.array(z.unknown()).default([]),
	errors: z.record(z.string(), fieldErrors).catch({}),
	list: z.array(z.looseObject({ id: z.string() })).default([]),
});

const ROOM_RIGHTS = P.ViewChannel | P.Connect | P.ManageChannels | P.MoveMembers;
let discord: DiscordSandbox;
let guildId: string;
let ann: string;
let lobby: string;

beforeAll(async () => {
	discord = await startDiscordSandbox({ limits: false });
});
afterAll(() => discord.stop());
beforeEach(() => {
	guildId = discord.addGuild({ name: "Vale" }).id;
	ann = discord.addMember(guildId, { username: "ann" });
	lobby = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
	discord.joinVoice(guildId, ann, lobby);
	discord.violations.length = 0;
});

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
	const response = await fetch(`${discord.url}/v10${path}`, {
		method,
		headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json", ...headers },
		...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
	});
	const json = response.status === 204 ? {} : await response.json();
	const answer = answerShape.parse(Array.isArray(json) ? { list: json } : json);
	return { status: response.status, code: answer.code, answer };
}

const hide = (id: string) => ({ id, type: OverwriteType.Role, deny: String(P.ViewChannel | P.Connect) });
const letIn = (id: string, allow: bigint) => ({ id, type: OverwriteType.Member, allow: String(allow) });
const create = (body: unknown) => ask("POST", `/guilds/${guildId}/channels`, body);
const room = (overwrites: object[]) =>
	create({ name: "room", type: ChannelType.GuildVoice, permission_overwrites: overwrites });
const move = (userId: string, channel_id: string | null) =>
	ask("PATCH", `/guilds/${guildId}/members/${userId}`, { channel_id });

test("the lock-out trap: a room without an overwrite for the bot itself is lost to it", async () => {
	const lost = await room([hide(guildId)]);
	expect(lost.status).toBe(200);
	const path = `/channels/${lost.answer.id}`;
	for (const [method, body] of [["GET"], ["PATCH", { name: "x" }], ["DELETE"]] as const) {
		expect(await ask(method, path, body)).toMatchObject({ status: 403, code: 50001 });
	}
	expect(await move(ann, lost.answer.id)).toMatchObject({ status: 403, code: 50001 });
	const kept = await room([hide(guildId), letIn(discord.botId, ROOM_RIGHTS)]);
	expect(await move(ann, kept.answer.id)).toMatchObject({ status: 200 });
	expect(await ask("DELETE", `/channels/${kept.answer.id}`)).toMatchObject({ status: 200 });
	expect(discord.voiceOf(guildId, ann)).toBeUndefined();
});

test("without CONNECT a voice channel is closed to every other right, and View alone shows it", async () => {
	const closed = discord.addChannel(guildId, {
		name: "closed",
		type: "voice",
		overwrites: [{ id: guildId, deny: P.Connect }],
	});
	expect(discord.permissionsOf(discord.botId, closed)).toBe(P.ViewChannel);
	expect(await ask("DELETE", `/channels/${closed}`)).toMatchObject({ status: 403, code: 50001 });
});

test("overwrites on creation: only bits held guild-wide, never MANAGE_ROLES, administrators excepted", async () => {
	expect(await room([letIn(ann, P.BanMembers)])).toMatchObject({ status: 403, code: 50013 });
	expect(await room([letIn(ann, P.ManageRoles)])).toMatchObject({ status: 403, code: 50013 });
	expect(discord.channelsOf(guildId)).toHaveLength(2); // nothing half made
	expect(await room([letIn("123456789012345678", P.ViewChannel)])).toMatchObject({ status: 404, code: 10013 });
	discord.setBotPermissions(guildId, P.Administrator);
	expect(await room([letIn(ann, P.BanMembers | P.ManageRoles)])).toMatchObject({ status: 200 });
});

test("overwrites later: MANAGE_ROLES, and bits held in the guild or the category", async () => {
	const made = await room([hide(guildId), letIn(discord.botId, ROOM_RIGHTS)]);
	const path = `/channels/${made.answer.id}`;
	const put = (allow: bigint) =>
		ask("PUT", `${path}/permissions/${ann}`, { type: OverwriteType.Member, allow: String(allow) });
	expect(await put(P.ViewChannel | P.Connect)).toMatchObject({ status: 204 });
	expect(discord.canConnect(ann, made.answer.id)).toBe(true);
	expect(await put(P.BanMembers)).toMatchObject({ status: 403, code: 50013 });
	expect(await put(P.ManageRoles)).toMatchObject({ status: 403, code: 50013 });
	expect(await ask("DELETE", `${path}/permissions/${ann}`)).toMatchObject({ status: 204 });
	expect(await ask("DELETE", `${path}/permissions/${ann}`)).toMatchObject({ status: 404, code: 10009 });
	discord.setBotPermissions(guildId, ROOM_RIGHTS);
	expect(await put(P.ViewChannel)).toMatchObject({ status: 403, code: 50013 });
	const same = made.answer.permission_overwrites;
	expect(await ask("PATCH", path, { permission_overwrites: same })).toMatchObject({ status: 200 });
	expect(await ask("PATCH", path, { permission_overwrites: [] })).toMatchObject({ status: 403, code: 50013 });
});

test("moving: in voice, with Move Members and Connect in the target; a full room is no obstacle", async () => {
	const bob = discord.addMember(guildId, { username: "bob" });
	expect(await move(bob, lobby)).toMatchObject({ status: 400, code: 40032 });
	const full = discord.addChannel(guildId, { name: "full", type: "voice", userLimit: 1 });
	discord.joinVoice(guildId, bob, full);
	const carl = discord.addMember(guildId, { username: "carl" });
	expect(() => discord.joinVoice(guildId, carl, full)).toThrow("full");
	expect(await move(ann, full)).toMatchObject({ status: 200 });
	expect(await move(ann, null)).toMatchObject({ status: 200 });
	expect(await move(ann, null)).toMatchObject({ status: 400, code: 40032 });
	discord.removeMember(guildId, bob);
	expect(await move(bob, lobby)).toMatchObject({ status: 404, code: 10007 });
	expect(await move("123456789012345678", lobby)).toMatchObject({ status: 404, code: 10013 });
	discord.joinVoice(guildId, ann, lobby);
	expect(await move(ann, "123456789012345678")).toMatchObject({ status: 404, code: 10003 });
	discord.setBotPermissions(guildId, P.ManageChannels);
	expect(await move(ann, full)).toMatchObject({ status: 403, code: 50013 });
	expect(discord.membersIn(lobby)).toEqual([ann]);
});

test("a stage suppresses whoever is moved there, and other member edits need their own rights", async () => {
	const stage = discord.addChannel(guildId, { name: "stage", type: "stage" });
	await move(ann, stage);
	expect(discord.voiceOf(guildId, ann)?.suppress).toBe(true);
	const edit = (body: object) => ask("PATCH", `/guilds/${guildId}/members/${ann}`, body);
	for (const body of [{ nick: "x" }, { mute: true }, { communication_disabled_until: null }]) {
		expect(await edit(body)).toMatchObject({ status: 403, code: 50013 });
	}
});

test("voice states tell the truth, as far as the bot may enter the channel", async () => {
	const path = `/guilds/${guildId}/voice-states`;
	expect(await ask("GET", `${path}/${ann}`)).toMatchObject({
		status: 200,
		answer: { channel_id: lobby, user_id: ann },
	});
	expect(await ask("GET", `${path}/@me`)).toMatchObject({ status: 404, code: 10065 });
	discord.editChannel(lobby, { overwrites: [{ id: discord.botId, deny: P.Connect }] });
	expect(await ask("GET", `${path}/${ann}`)).toMatchObject({ status: 403, code: 50001 });
});

test("a category: fifty children, its overwrites copied, its children kept when it goes", async () => {
	const overwrites = [{ id: guildId, deny: P.Speak }];
	const category = discord.addChannel(guildId, { name: "Matches", type: "category", overwrites });
	const child = (more: object = {}) =>
		create({ name: "room", type: ChannelType.GuildVoice, parent_id: category, ...more });
	const synced = await child();
	expect(synced.answer.permission_overwrites).toMatchObject([{ id: guildId, deny: String(P.Speak) }]);
	const apart = await child({ permission_overwrites: [] });
	discord.editChannel(category, { overwrites: [{ id: guildId, deny: P.Stream }] });
	expect(discord.channel(synced.answer.id)?.overwrites.get(guildId)?.deny).toBe(P.Stream);
	expect(discord.channel(apart.answer.id)?.overwrites.size).toBe(0);
	for (let made = 2; made < 50; made += 1)
		discord.addChannel(guildId, { name: "x", type: "voice", parentId: category });
	const full = await child();
	expect(full).toMatchObject({ status: 400, code: 50035 });
	expect(full.answer.errors.parent_id?._errors[0]?.code).toBe("CHANNEL_PARENT_MAX_CHANNELS");
	await ask("DELETE", `/channels/${category}`);
	expect(discord.channel(synced.answer.id)?.parentId).toBeNull();
	expect(discord.violations).toEqual([]);
});

test("a hidden category takes no rooms, and a guild no more than 500", async () => {
	const overwrites = [{ id: guildId, deny: P.ViewChannel }];
	const hidden = discord.addChannel(guildId, { name: "Hidden", type: "category", overwrites });
	expect(await create({ name: "x", type: 2, parent_id: hidden })).toMatchObject({ status: 403, code: 50001 });
	while (discord.channelsOf(guildId).length < 500) discord.addChannel(guildId, { name: "x", type: "voice" });
	expect(await create({ name: "x", type: 2 })).toMatchObject({ status: 400, code: 30013 });
});

test("what is gone, and what was never there", async () => {
	expect(await ask("DELETE", "/channels/123456789012345678")).toMatchObject({ status: 404, code: 10003 });
	expect(await ask("GET", "/guilds/123456789012345678")).toMatchObject({ status: 404, code: 10004 });
	expect(await ask("GET", `/channels/${lobby}/messages/123456789012345678`)).toMatchObject({
		status: 404,
		code: 10008,
	});
	discord.setGuildAvailable(guildId, false);
	expect(await ask("GET", `/channels/${lobby}`)).toMatchObject({ status: 503 });
	discord.setGuildAvailable(guildId, true);
	discord.removeGuild(guildId);
	expect(await ask("GET", `/guilds/${guildId}`)).toMatchObject({ status: 404, code: 10004 });
	expect(await ask("GET", `/channels/${lobby}`)).toMatchObject({ status: 403, code: 50001 });
	expect(discord.violations).toEqual([]);
});

test("bodies that Discord refuses are held against the bot, misspelt fields too", async () => {
	const tooLong = await create({ name: "x".repeat(101), user_limit: 100, type: 2 });
	expect(tooLong).toMatchObject({ status: 400, code: 50035 });
	expect(tooLong.answer.errors.name?._errors[0]?.code).toBe("BASE_TYPE_BAD_LENGTH");
	expect(tooLong.answer.errors.user_limit?._errors[0]?.code).toBe("NUMBER_TYPE_RANGE");
	expect(await create({ name: "x", overwrites: [] })).toMatchObject({ status: 200 });
	expect(await create("{")).toMatchObject({ status: 400, code: 50109 });
	expect(await ask("GET", "/guilds")).toMatchObject({ status: 404, code: 0 });
	expect(await ask("PUT", `/channels/${lobby}/voice-status`, { status: "x".repeat(501) })).toMatchObject({
		code: 50035,
	});
	expect(discord.violations).toHaveLength(5);
	expect(discord.violations[1]).toContain("unknown fields overwrites");
});

test("messages: limits, rights, whom they would ping", async () => {
	const path = `/channels/${lobby}/messages`;
	const post = (body: object) => ask("POST", path, body);
	expect(await post({ content: "x".repeat(2001) })).toMatchObject({ status: 400, code: 50035 });
	expect(await post({})).toMatchObject({ status: 400, code: 50006 });
	expect(await post({ embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }] })).toMatchObject({
		code: 50035,
	});
	const button = { type: 2, style: 1, label: "x", custom_id: "same" };
	expect(await post({ components: [{ type: 1, components: [button, button] }] })).toMatchObject({ code: 50035 });
	await post({ content: `@everyone <@${ann}>` });
	await post({ content: `@everyone <@${ann}>`, allowed_mentions: { parse: [] } });
	const quiet = { everyone: false, users: [], roles: [] };
	expect(discord.messagesIn(lobby).map(({ pings }) => pings)).toEqual([
		{ ...quiet, everyone: true, users: [ann] },
		quiet,
	]);
	const [message] = discord.messagesIn(lobby);
	expect(await ask("PATCH", `${path}/${message?.id}`, { content: "edited" })).toMatchObject({
		answer: { content: "edited" },
	});
	expect(await ask("DELETE", `${path}/${message?.id}`)).toMatchObject({ status: 204 });
	expect((await ask("GET", path)).answer.list).toHaveLength(1);
	discord.editChannel(lobby, {
		overwrites: [
			{ id: guildId, deny: P.SendMessages },
			{ id: discord.botId, deny: P.SendMessages },
		],
	});
	expect(await post({ content: "x" })).toMatchObject({ status: 403, code: 50013 });
});

test("commands: names, order of options, duplicates", async () => {
	const scope = `/applications/${discord.applicationId}/guilds/${guildId}/commands`;
	const post = (body: object) => ask("POST", scope, body);
	const option = (name: string, required: boolean) => ({ type: 3, name, description: "x", required });
	expect(await post({ name: "Upper", description: "x" })).toMatchObject({ code: 50035 });
	expect(await post({ name: "x" })).toMatchObject({ code: 50035 });
	expect(await post({ name: "x", description: "x", options: [option("a", false), option("b", true)] })).toMatchObject({
		code: 50035,
	});
	const saved = await post({ name: "help", description: "x" });
	const list = await ask("PUT", scope, [{ name: "help", description: "changed" }]);
	expect(list.answer.list[0]).toMatchObject({ id: saved.answer.id, description: "changed" });
	expect(await ask("DELETE", `${scope}/${saved.answer.id}`)).toMatchObject({ status: 204 });
	expect(await ask("DELETE", `${scope}/${saved.answer.id}`)).toMatchObject({ status: 404, code: 10063 });
});

test("a role opens a channel to those who hold it, until it is taken or deleted", async () => {
	const staff = discord.addRole(guildId, "Staff");
	const office = discord.addChannel(guildId, {
		name: "office",
		type: "voice",
		overwrites: [
			{ id: guildId, deny: P.ViewChannel },
			{ id: staff, allow: P.ViewChannel },
		],
	});
	expect(discord.canConnect(ann, office)).toBe(false);
	discord.giveRole(guildId, ann, staff);
	expect(discord.canConnect(ann, office)).toBe(true);
	discord.takeRole(guildId, ann, staff);
	expect(discord.canView(ann, office)).toBe(false);
	discord.giveRole(guildId, ann, staff);
	discord.deleteRole(guildId, staff);
	expect(discord.canView(ann, office)).toBe(false);
	expect(discord.channel(office)?.overwrites.has(staff)).toBe(false);
	expect(await room([{ id: staff, type: OverwriteType.Role, allow: "1024" }])).toMatchObject({
		status: 404,
		code: 10011,
	});
});

test("an overwrite of one's own beats those of roles, which beat that of everyone", () => {
	const [calm, loud] = [discord.addRole(guildId, "Calm"), discord.addRole(guildId, "Loud")];
	discord.giveRole(guildId, ann, calm);
	discord.giveRole(guildId, ann, loud);
	const speaks = (overwrites: OverwriteSpec[]) => {
		discord.editChannel(lobby, { overwrites });
		return (discord.permissionsOf(ann, lobby) & P.Speak) !== 0n;
	};
	const everyone = { id: guildId, deny: P.Speak };
	const roles = [
		{ id: calm, deny: P.Speak },
		{ id: loud, allow: P.Speak },
	];
	expect(speaks([])).toBe(true);
	expect(speaks([everyone])).toBe(false);
	expect(speaks([everyone, ...roles])).toBe(true); // among roles, to allow wins
	expect(speaks([...roles, { id: ann, deny: P.Speak }])).toBe(false);
});

test("nobody is in voice in two guilds at once", () => {
	const other = discord.addGuild({ name: "Other" }).id;
	discord.addMember(other, { username: "ann", id: ann });
	discord.joinVoice(other, ann, discord.addChannel(other, { name: "Lobby", type: "voice" }));
	expect(discord.voiceOf(guildId, ann)).toBeUndefined();
});

test("without the right itself: creating, deleting, a status, an embed", async () => {
	const all = P.ViewChannel | P.Connect | P.SendMessages;
	const bare = discord.addGuild({ name: "Bare", botPermissions: all, everyonePermissions: 0n }).id;
	const voice = discord.addChannel(bare, { name: "Lobby", type: "voice" });
	const refused = { status: 403, code: 50013 };
	expect(await ask("POST", `/guilds/${bare}/channels`, { name: "x", type: 2 })).toMatchObject(refused);
	expect(await ask("DELETE", `/channels/${voice}`)).toMatchObject(refused);
	expect(await ask("PATCH", `/channels/${voice}`, { user_limit: 1 })).toMatchObject(refused);
	expect(await ask("POST", `/channels/${voice}/messages`, { embeds: [{ title: "x" }] })).toMatchObject(refused);
	expect(await ask("POST", `/channels/${voice}/messages`, { content: "x" })).toMatchObject({ status: 200 });
	discord.setBotPermissions(bare, all | P.ManageChannels);
	const status = () => ask("PUT", `/channels/${voice}/voice-status`, { status: "x" });
	expect(await status()).toMatchObject(refused);
	discord.setBotPermissions(bare, all | P.SetVoiceChannelStatus);
	expect(await status()).toMatchObject(refused);
	discord.setBotPermissions(bare, all | P.ManageChannels | P.SetVoiceChannelStatus);
	expect(await status()).toMatchObject({ status: 204 });
});

test("a thousand overwrites a channel, 512 letters a reason, two hundred new commands a day", async () => {
	const overwrites = Array.from({ length: 1000 }, (_, n) => ({ id: `${10_000 + n}`, type: "member" as const }));
	discord.editChannel(lobby, { overwrites });
	const one = { type: OverwriteType.Member, allow: "1024" };
	expect(await ask("PUT", `/channels/${lobby}/permissions/${ann}`, one)).toMatchObject({ status: 400, code: 30060 });
	const reason = { "x-audit-log-reason": "x".repeat(513) };
	expect(await ask("DELETE", `/channels/${lobby}`, undefined, reason)).toMatchObject({ status: 400, code: 50035 });
	const scope = `/applications/${discord.applicationId}/guilds/${guildId}/commands`;
	const named = (from: number) => Array.from({ length: 100 }, (_, n) => ({ name: `c${from + n}`, description: "x" }));
	expect(await ask("PUT", scope, named(0))).toMatchObject({ status: 200 });
	expect(await ask("PUT", scope, named(100))).toMatchObject({ status: 200 });
	expect(await ask("PUT", scope, named(100))).toMatchObject({ status: 200 }); // nothing new
	expect(await ask("PUT", scope, named(200))).toMatchObject({ status: 400, code: 30034 });
});

test("a command registered globally and in a guild is held against the bot: people see it twice", async () => {
	const help = [{ name: "help", description: "x" }];
	await ask("PUT", `/applications/${discord.applicationId}/commands`, help);
	expect(discord.violations).toEqual([]);
	await ask("PUT", `/applications/${discord.applicationId}/guilds/${guildId}/commands`, help);
	expect(discord.violations[0]).toContain("registered globally and in the guild: help");
});
