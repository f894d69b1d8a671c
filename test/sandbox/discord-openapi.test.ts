// The sandbox and Discord's own description of its API judge the same bodies.
// Where they differ the reason is written down: the description leaves out what Discord says only in prose.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { asker } from "./ask.ts";
import { isDescribed } from "./described.ts";

const named = z.looseObject({ id: z.string(), token: z.string().default("") });

let discord: DiscordSandbox;
let paths: Record<string, string>;
/** Of an interaction that waits for its first answer. */
let freshCallback: () => Promise<string>;

beforeAll(async () => {
	discord = await startDiscordSandbox({ limits: false });
	const guild = discord.addGuild({ name: "Vale", botPermissions: 8n });
	const user = discord.addMember(guild.id, { username: "ann" });
	const voice = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	discord.joinVoice(guild.id, user, voice);
	const ask = asker(discord);
	const message = named.parse((await ask("POST", `/channels/${voice}/messages`, { content: "x" })).json);
	await ask("PUT", `/applications/${discord.applicationId}/commands`, [command]);
	let next = Promise.withResolvers<string>();
	discord.connect(1, (name, data) => {
		if (name !== "INTERACTION_CREATE") return;
		const { id, token } = named.parse(data);
		next.resolve(`/interactions/${id}/${token}/callback`);
	});
	freshCallback = () => {
		next = Promise.withResolvers();
		discord.command(guild.id, user, "help").catch(() => undefined);
		return next.promise;
	};
	paths = {
		"POST /guilds/{guild_id}/channels": `/guilds/${guild.id}/channels`,
		"PATCH /channels/{channel_id}": `/channels/${voice}`,
		"PUT /channels/{channel_id}/permissions/{overwrite_id}": `/channels/${voice}/permissions/${user}`,
		"PUT /channels/{channel_id}/voice-status": `/channels/${voice}/voice-status`,
		"PATCH /guilds/{guild_id}/members/{user_id}": `/guilds/${guild.id}/members/${user}`,
		"POST /channels/{channel_id}/messages": `/channels/${voice}/messages`,
		"PATCH /channels/{channel_id}/messages/{message_id}": `/channels/${voice}/messages/${message.id}`,
		"PUT /applications/{application_id}/commands": `/applications/${discord.applicationId}/commands`,
		"POST /applications/{application_id}/commands": `/applications/${discord.applicationId}/commands`,
	};
});
afterAll(() => discord.stop());

async function accepted(request: string, body: unknown): Promise<boolean> {
	const path = request.includes("/callback") ? await freshCallback() : paths[request];
	const response = await fetch(`${discord.url}/v10${path}`, {
		method: request.split(" ")[0] ?? "",
		headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	return response.ok;
}

const long = (length: number) => "x".repeat(length);
const overwrite = { id: "123456", type: 0, allow: "1024" };
const button = { type: 2, style: 1, label: "Yes", custom_id: "yes" };
const row = (...components: object[]) => [{ type: 1, components }];
const menu = { type: 3, custom_id: "map", options: [{ label: "Mirage", value: "mirage" }] };
const text = { type: 10, content: "Mirage" };
const media = { url: "https://cdn.faceit.com/a.png" };
const picture = { type: 11, media };
const container = (...components: object[]) => ({ type: 17, components });
const layout = (...components: object[]) => ({ flags: 1 << 15, components });
const users = { type: 5, custom_id: "who" };
const input = { type: 4, custom_id: "why", style: 1 };
const label = (component: object) => ({ type: 18, label: "Why?", component });
const form = (...components: object[]) => ({ type: 9, data: { custom_id: "form", title: "Settings", components } });
const command = { name: "help", description: "Help" };
const option = { type: 3, name: "nickname", description: "On FACEIT", required: true };

const bodies: Record<string, unknown[]> = {
	"POST /guilds/{guild_id}/channels": [
		{ name: "room", type: 2, user_limit: 5, bitrate: 64_000, position: 3 },
		{ name: "room", type: 2, permission_overwrites: [] },
		{ name: "cat", type: 4, parent_id: null },
		{ name: "" },
		{ name: long(101) },
		{},
		{ name: "x", type: 99 },
		{ name: "x", type: 2, bitrate: 7999 },
		{ name: "x", type: 2, user_limit: -1 },
		{ name: "x", parent_id: "abc" },
		{ name: "x", permission_overwrites: [{ type: 0 }] },
		{ name: "x", permission_overwrites: [{ ...overwrite, allow: "a lot" }] },
		{ name: "x", permission_overwrites: [{ ...overwrite, type: 2 }] },
		{ name: "x", permission_overwrites: Array(101).fill(overwrite) },
	],
	"PATCH /channels/{channel_id}": [{ name: "new" }, { user_limit: 0 }, { name: long(101) }],
	"PUT /channels/{channel_id}/permissions/{overwrite_id}": [
		{ type: 1, allow: "1024", deny: "0" },
		{ type: 1, deny: "1048576" },
		{ type: 7 },
		{ type: 1, allow: "x" },
	],
	"PUT /channels/{channel_id}/voice-status": [
		{ status: "Mirage" },
		{ status: null },
		{ status: long(501) },
		{ status: 1 },
	],
	"PATCH /guilds/{guild_id}/members/{user_id}": [
		{ nick: "Ann" },
		{ mute: true, deaf: false },
		{ nick: long(33) },
		{ mute: "yes" },
		{ channel_id: "lobby" },
		{ communication_disabled_until: 5 },
	],
	"POST /channels/{channel_id}/messages": [
		{ content: "hello", allowed_mentions: { parse: [] } },
		{ embeds: [{ title: "Match", description: "Mirage", color: 0xff5500, fields: [{ name: "A", value: "B" }] }] },
		{ content: "x", components: row(button, { type: 2, style: 5, label: "Open", url: "https://faceit.com" }) },
		{ content: "x", components: row(menu) },
		{ content: "x", embeds: Array(11).fill({ title: "x" }) },
		{ embeds: [{ title: long(257) }] },
		{ embeds: [{ fields: Array(26).fill({ name: "x", value: "y" }) }] },
		{ content: "x", components: row(...Array(6).fill(button)) },
		{ content: "x", components: row({ ...button, label: long(81) }) },
		{ content: "x", components: row({ ...button, custom_id: long(101) }) },
		{ content: "x", components: row({ ...menu, options: Array(26).fill(menu.options[0]) }) },
		{ content: "x", allowed_mentions: { parse: ["admins"] } },
		layout(
			text,
			container({ type: 9, components: [text], accessory: button }, { type: 14, spacing: 2, divider: false }),
		),
		layout({
			...container({ type: 9, components: [text], accessory: picture }),
			accent_color: 0xff5500,
			spoiler: true,
		}),
		layout({ type: 12, items: [{ media, description: "x", spoiler: true }] }),
		layout(
			container(...row({ ...users, min_values: 0, max_values: 25, default_values: [{ id: "123456", type: "user" }] })),
		),
		layout(container(...row({ type: 8, custom_id: "x", channel_types: [0, 2] }))),
		layout({ type: 10 }),
		layout({ ...text, content: "" }),
		layout({ ...text, content: long(4001) }),
		layout({ type: 9, components: [text] }),
		layout({ type: 9, components: [], accessory: button }),
		layout({ type: 9, components: [text, text, text, text], accessory: button }),
		layout({ type: 9, components: [text], accessory: menu }),
		layout({ type: 9, components: [text], accessory: { ...picture, description: long(1025) } }),
		layout(picture),
		layout({ type: 12, items: [] }),
		layout({ type: 12, items: Array(11).fill({ media }) }),
		layout({ type: 13 }),
		layout({ type: 14, spacing: 3 }),
		layout(container()),
		layout(container(container(text))),
		layout({ ...container(text), accent_color: 0x1000000 }),
		layout({ type: 18, label: "x", component: users }),
		layout(button),
		layout(...row({ ...users, max_values: 26 })),
		layout(...row({ ...users, placeholder: long(151) })),
		layout(...row({ ...users, default_values: [{ id: "123456", type: "role" }] })),
		layout(...Array(41).fill(text)),
		{ content: "x", nonce: long(26) },
	],
	"PATCH /channels/{channel_id}/messages/{message_id}": [
		{ content: "y" },
		{ embeds: Array(11).fill({ title: "x" }) },
		{ attachments: Array(11).fill({ id: "1" }) },
		{ content: null, ...layout({ ...text, content: long(4001) }) },
		{ content: null, ...layout(text) },
	],
	"POST /interactions/{interaction_id}/{interaction_token}/callback": [
		form(label({ ...input, min_length: 0, max_length: 4000, value: "x", placeholder: "x", required: false }), text),
		form(
			label({ ...menu, required: true }),
			label(users),
			label({ type: 6, custom_id: "b" }),
			...row({ ...input, label: "x" }),
		),
		form(label({ type: 21, custom_id: "a", options: ["a", "b"].map((value) => ({ label: value, value })) })),
		form(
			label({ type: 22, custom_id: "a", options: menu.options }),
			label({ type: 23, custom_id: "b", default: true }),
		),
		form(),
		{ type: 9, data: { ...form(text).data, title: "" } },
		{ type: 9, data: { ...form(text).data, title: long(46) } },
		{ type: 9, data: { ...form(text).data, custom_id: long(101) } },
		form({ ...label(input), label: long(46) }),
		form({ ...label(input), description: long(101) }),
		form({ type: 18, label: "x" }),
		form(label(button)),
		form(label(text)),
		form(input),
		form(container(text)),
		form(...row(button)),
		form(label({ ...input, style: 3 })),
		form(label({ ...input, max_length: 4001 })),
		form(label({ ...input, max_length: 0 })),
		form(label({ ...input, min_length: -1 })),
		form(label({ ...input, value: long(4001) })),
		form(label({ ...input, placeholder: long(101) })),
		form(label({ type: 3, custom_id: "a" })),
		form(label({ type: 21, custom_id: "a", options: menu.options })),
		form(label({ type: 22, custom_id: "a", options: [] })),
		{ type: 4, data: layout(text) },
		{ type: 4, data: layout(picture) },
		{ type: 5, data: { flags: 64 } },
	],
	"POST /applications/{application_id}/commands": [
		command,
		{ type: 2, name: "FACEIT profile" },
		{ type: 2, name: long(33) },
		{ type: 2, name: "" },
		{ ...command, options: [option], default_member_permissions: "32" },
		{ ...command, options: [{ type: 1, name: "add", description: "Add", options: [option] }] },
		{ ...command, name: long(33) },
		{ ...command, name: "" },
		{ ...command, description: long(101) },
		{ ...command, options: Array(26).fill(option) },
		{ ...command, options: [{ type: 3, name: "x" }] },
		{ ...command, options: [{ ...option, choices: Array(26).fill({ name: "a", value: "a" }) }] },
	],
	"PUT /applications/{application_id}/commands": [[], [command], [{ name: "x" }, 1]],
};

for (const [request, samples] of Object.entries(bodies)) {
	test(`${request}: the same verdict as Discord's description`, async () => {
		for (const body of samples) {
			const described = isDescribed(request, body);
			expect({ body, accepted: await accepted(request, body) }).toEqual({ body, accepted: described });
		}
	});
}

test("stricter than the description, because Discord is", async () => {
	const stricter: [string, unknown][] = [
		["POST /guilds/{guild_id}/channels", { name: "x", type: 2, user_limit: 100 }],
		["PATCH /channels/{channel_id}", { rate_limit_per_user: 21_601 }],
		["POST /channels/{channel_id}/messages", {}],
		["POST /channels/{channel_id}/messages", { embeds: [{ fields: [{ name: "", value: "y" }] }] }],
		["POST /channels/{channel_id}/messages", { content: long(2001) }],
		["POST /channels/{channel_id}/messages", { content: "x", components: row(button, button) }],
		["POST /channels/{channel_id}/messages", { content: "x", components: row(button, menu) }],
		["POST /applications/{application_id}/commands", { name: "help" }],
		["POST /applications/{application_id}/commands", { ...command, name: "Help" }],
		[
			"POST /applications/{application_id}/commands",
			{
				...command,
				options: [
					{ ...option, required: false },
					{ ...option, name: "x" },
				],
			},
		],
		["PUT /applications/{application_id}/commands", [command, command]],
	];
	for (const [request, body] of stricter) {
		expect({ body, described: isDescribed(request, body) }).toEqual({ body, described: true });
		expect({ body, accepted: await accepted(request, body) }).toEqual({ body, accepted: false });
	}
});
