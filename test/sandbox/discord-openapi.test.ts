// The sandbox and Discord's own description of its API (the fixture, cut from discord-api-spec) judge the same bodies.
// Where they differ the reason is written down: the description leaves out what Discord says only in prose.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";

type Schema = { [keyword: string]: unknown };
const schema: z.ZodType<Schema> = z.record(z.string(), z.unknown());
const fixture = z.object({ requests: z.record(z.string(), schema), schemas: z.record(z.string(), schema) });
const spec = fixture.parse(await Bun.file(new URL("../fixtures/discord-openapi.json", import.meta.url)).json());

const list = z.array(z.unknown()).catch([]);
const schemas = z.array(schema).catch([]);
const limits = z.object({
	minimum: z.number().catch(Number.NEGATIVE_INFINITY),
	maximum: z.number().catch(Number.POSITIVE_INFINITY),
	minLength: z.number().catch(0),
	maxLength: z.number().catch(Number.POSITIVE_INFINITY),
	minItems: z.number().catch(0),
	maxItems: z.number().catch(Number.POSITIVE_INFINITY),
});

/** As much of JSON Schema as the description uses. */
function fits(value: unknown, node: Schema): boolean {
	const reference = typeof node.$ref === "string" ? spec.schemas[node.$ref.split("/").at(-1) ?? ""] : undefined;
	if (reference && !fits(value, reference)) return false;
	const types = [node.type ?? []].flat();
	if (types.length > 0 && !types.includes(kind(value))) return false;
	if (node.const !== undefined && node.const !== value) return false;
	if (Array.isArray(node.enum) && value !== null && !node.enum.includes(value)) return false;
	const either = [...schemas.parse(node.oneOf), ...schemas.parse(node.anyOf)];
	if (either.length > 0 && !either.some((each) => fits(value, each))) return false;
	return schemas.parse(node.allOf).every((each) => fits(value, each)) && fitsInside(value, node);
}

function fitsInside(value: unknown, node: Schema): boolean {
	const { minimum, maximum, minLength, maxLength, minItems, maxItems } = limits.parse(node);
	if (typeof value === "number") return value >= minimum && value <= maximum;
	if (typeof value === "string") {
		const shaped = typeof node.pattern !== "string" || new RegExp(node.pattern).test(value);
		return shaped && value.length >= minLength && value.length <= maxLength;
	}
	if (Array.isArray(value)) {
		const items = schema.catch({}).parse(node.items);
		return value.length >= minItems && value.length <= maxItems && value.every((each) => fits(each, items));
	}
	if (typeof value !== "object" || value === null) return true;
	const fields = new Map<string, unknown>(Object.entries(value));
	const described = z.record(z.string(), schema).catch({}).parse(node.properties);
	const complete = list.parse(node.required).every((name) => fields.has(String(name)));
	return (
		complete && Object.entries(described).every(([name, each]) => !fields.has(name) || fits(fields.get(name), each))
	);
}

function kind(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	return Number.isInteger(value) ? "integer" : typeof value;
}

let discord: DiscordSandbox;
let paths: Record<string, string>;

beforeAll(async () => {
	discord = await startDiscordSandbox({ limits: false });
	const guild = discord.addGuild({ name: "Vale", botPermissions: 8n });
	const user = discord.addMember(guild.id, { username: "ann" });
	const voice = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	discord.joinVoice(guild.id, user, voice);
	paths = {
		"POST /guilds/{guild_id}/channels": `/guilds/${guild.id}/channels`,
		"PATCH /channels/{channel_id}": `/channels/${voice}`,
		"PUT /channels/{channel_id}/permissions/{overwrite_id}": `/channels/${voice}/permissions/${user}`,
		"PUT /channels/{channel_id}/voice-status": `/channels/${voice}/voice-status`,
		"PATCH /guilds/{guild_id}/members/{user_id}": `/guilds/${guild.id}/members/${user}`,
		"POST /channels/{channel_id}/messages": `/channels/${voice}/messages`,
		"PUT /applications/{application_id}/commands": `/applications/${discord.applicationId}/commands`,
		"POST /applications/{application_id}/commands": `/applications/${discord.applicationId}/commands`,
	};
});
afterAll(() => discord.stop());

async function accepted(request: string, body: unknown): Promise<boolean> {
	const response = await fetch(`${discord.url}/v10${paths[request]}`, {
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
	],
	"POST /applications/{application_id}/commands": [
		command,
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
			const described = fits(body, spec.requests[request] ?? {});
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
		expect({ body, described: fits(body, spec.requests[request] ?? {}) }).toEqual({ body, described: true });
		expect({ body, accepted: await accepted(request, body) }).toEqual({ body, accepted: false });
	}
});
