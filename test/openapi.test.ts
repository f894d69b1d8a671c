// Every request that the program makes in a whole match, held against Discord's own description of its API. The
// stand-in is ours and could err as the program does; the description (MIT, cut to the requests used) is not.

import { expect, test } from "bun:test";
import { z } from "zod";
import type { Call } from "../src/sandbox/discord/calls.ts";
import { startBot } from "./program/bot.ts";
import { simulate } from "./simulation/world.ts";
import type { Person } from "./world.ts";

type Schema = { readonly [keyword: string]: unknown };
const schema: z.ZodType<Schema> = z.record(z.string(), z.unknown());
const described = z
	.object({ requests: z.record(z.string(), schema), schemas: z.record(z.string(), schema) })
	.parse(await Bun.file(new URL("fixtures/discord-openapi.json", import.meta.url)).json());

const schemaList = z.array(schema).catch([]);
const schemaMap = z.record(z.string(), schema).catch({});
const bound = (node: Schema, keyword: string, otherwise: number) => z.number().catch(otherwise).parse(node[keyword]);

/** What a body of this schema must not be, each with its place; none for one that fits. */
function faults(value: unknown, node: Schema, place: string): string[] {
	const parts = [...(typeof node.$ref === "string" ? [named(node.$ref)] : []), ...schemaList.parse(node.allOf)];
	const either = [...schemaList.parse(node.oneOf), ...schemaList.parse(node.anyOf)];
	const alternatives = either.map((each) => faults(value, each, place));
	return [
		...(isOfType(value, node) ? [] : [`${place} is no ${String(node.type)}`]),
		...(node.const === undefined || node.const === value ? [] : [`${place} is not ${String(node.const)}`]),
		...(!Array.isArray(node.enum) || node.enum.includes(value) ? [] : [`${place} is none of ${node.enum.join()}`]),
		...(alternatives.length === 0 || alternatives.some((each) => each.length === 0) ? [] : shortest(alternatives)),
		...parts.flatMap((each) => faults(value, each, place)),
		...inner(value, node, place),
	];
}

function inner(value: unknown, node: Schema, place: string): string[] {
	if (typeof value === "number") return within(value, node, "minimum", "maximum", place);
	if (typeof value === "string") {
		const isShaped = typeof node.pattern !== "string" || new RegExp(node.pattern).test(value);
		return [
			...(isShaped ? [] : [`${place} is not shaped ${node.pattern}`]),
			...within(value.length, node, "minLength", "maxLength", place),
		];
	}
	if (Array.isArray(value)) {
		const items = schema.safeParse(node.items).data;
		const inside = items === undefined ? [] : value.flatMap((each, index) => faults(each, items, `${place}[${index}]`));
		return [...within(value.length, node, "minItems", "maxItems", place), ...inside];
	}
	const fields = schema.safeParse(value).data;
	if (fields === undefined || node.properties === undefined) return [];
	const properties = schemaMap.parse(node.properties);
	const missing = z
		.array(z.string())
		.catch([])
		.parse(node.required)
		.filter((name) => !(name in fields));
	// JSON Schema lets any other key pass: a misspelt one would be taken for one that Discord knows.
	const strange =
		node.additionalProperties === undefined ? Object.keys(fields).filter((name) => !(name in properties)) : [];
	return [
		...missing.map((name) => `${place}.${name} is missing`),
		...strange.map((name) => `${place}.${name} is unknown`),
		...Object.entries(properties).flatMap(([name, each]) =>
			name in fields ? faults(fields[name], each, `${place}.${name}`) : [],
		),
	];
}

function within(size: number, node: Schema, least: string, most: string, place: string): string[] {
	const fits = size >= bound(node, least, -Infinity) && size <= bound(node, most, Infinity);
	return fits ? [] : [`${place} breaks ${least} or ${most}`];
}

function named(reference: string): Schema {
	const found = described.schemas[reference.split("/").at(-1) ?? ""];
	if (found === undefined) throw new Error(`${reference} is not described`);
	return found;
}

function isOfType(value: unknown, { type }: Schema): boolean {
	if (type === undefined) return true;
	const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
	const kinds = kind === "number" && Number.isInteger(value) ? ["integer", "number"] : [kind];
	return [type].flat().some((each) => kinds.includes(String(each)));
}

function shortest(lists: readonly string[][]): string[] {
	return lists.reduce((best, each) => (each.length < best.length ? each : best));
}

/** The description's name for a route, or undefined for a request that has no body there. */
function descriptionOf({ method, route }: Call): Schema | undefined {
	// An answer to an interaction is edited as any message is.
	const plain = route === "/webhooks/:app/:token/messages/@original" ? "/channels/:channel/messages/:message" : route;
	const shape = (path: string) => path.replaceAll(/:\w+|\{\w+\}/g, "*");
	const name = Object.keys(described.requests).find((request) => shape(request) === `${method} ${shape(plain ?? "")}`);
	return name === undefined ? undefined : described.requests[name];
}

/** What discord.js adds to every edit of an answer, and Discord ignores. */
const ofLibrary = new Set(["body.tts is unknown", "body.enforce_nonce is unknown"]);

/** All of a match, with a substitution and an overflow category. */
async function callsOfMatch(): Promise<readonly Call[]> {
	let eve: Person | undefined;
	const world = await simulate({
		prepare(made) {
			const category = made.discord.addChannel(made.guildId, { name: "Matches", type: "category" });
			for (let n = 0; n < 49; n += 1)
				made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text", parentId: category });
			made.choose({ categoryId: category, lingerMs: 100 });
			eve = made.person("Eve");
			made.link([eve]);
			made.discord.joinVoice(made.guildId, eve.discordId, made.generalId);
		},
	});
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "ten players in their rooms");
	const [vale, delta] = world.teams;
	const lineUp = [{ ...vale, people: [...vale.people.slice(1), ...(eve === undefined ? [] : [eve])] }, delta];
	await world.report("ready", matchId, { teams: lineUp });
	await world.eventually(() => world.arePlaced(lineUp), "the substitute in the room");
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	await world.calm();
	await world.stop();
	expect(world.discord.violations).toEqual([]);
	return world.discord.calls;
}

/** Commands told to Discord, and a registration with its suggestions. */
async function callsOfCommands(): Promise<readonly Call[]> {
	const bot = await startBot();
	const { ann, faceit, use } = bot.begin();
	faceit.addPlayer({ nickname: "vale" });
	await bot.discord.autocomplete(bot.guild.id, ann, "register", { nickname: "va" }, "nickname");
	await use(ann, "register", { nickname: "vale" });
	await bot.stop();
	expect(bot.discord.violations).toEqual([]);
	return bot.discord.calls;
}

test("all of a match, and of a registration", async () => {
	const calls = [...(await callsOfMatch()), ...(await callsOfCommands())];
	const bodies = calls.filter(({ body }) => body !== undefined && body !== null);
	for (const call of bodies) {
		const description = descriptionOf(call);
		const all = description === undefined ? ["is not described"] : faults(call.body, description, "body");
		const found = all.filter((fault) => !ofLibrary.has(fault));
		expect({ call: `${call.method} ${call.route}`, found }).toEqual({
			call: `${call.method} ${call.route}`,
			found: [],
		});
	}
	expect(new Set(bodies.map(({ method, route }) => `${method} ${route}`))).toEqual(
		new Set([
			"PUT /applications/:app/commands",
			"POST /interactions/:id/:token/callback",
			"PATCH /webhooks/:app/:token/messages/@original",
			"POST /guilds/:guild/channels",
			"PATCH /guilds/:guild/members/:user",
			"PUT /channels/:channel/permissions/:target",
			"POST /channels/:channel/messages",
			"PUT /channels/:channel/voice-status",
		]),
	);
});

test("what would be refused is found: misspelt, too long, of another type, missing", () => {
	const create: Call = {
		method: "POST",
		route: "/guilds/:guild/channels",
		path: "",
		body: null,
		reason: null,
		startedAt: 0,
		endedAt: 0,
		status: 200,
		code: null,
		acted: true,
	};
	const found = (body: unknown) => faults(body, descriptionOf(create) ?? {}, "body");
	const overwrite = { id: "1", type: 1, allow: "1024", deny: "0" };
	expect(found({ name: "room", type: 2, permission_overwrites: [overwrite] })).toEqual([]);
	expect(found({ name: "room", permision_overwrites: [overwrite] })).toEqual(["body.permision_overwrites is unknown"]);
	expect(found({ name: "x".repeat(101) })).toEqual(["body.name breaks minLength or maxLength"]);
	expect(found({ name: 7 })).toEqual(["body.name is no string"]);
	expect(found({ type: 2 })).toEqual(["body.name is missing"]);
	expect(found({ name: "room", permission_overwrites: [{ ...overwrite, allow: "much" }] })).not.toEqual([]);
	expect(found({ name: "room", permission_overwrites: Array(101).fill(overwrite) })).not.toEqual([]);
});
