// What Discord does in some guilds only, or may do where its documentation is silent: the sandbox is as strict as Discord
// might be, and each of it can be switched.
import { beforeEach, expect, test } from "bun:test";
import { OverwriteType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { z } from "zod";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";

const answerShape = z.looseObject({
	id: z.string().default(""),
	code: z.number().optional(),
	errors: z.unknown().optional(),
});
let discord: DiscordSandbox;
let guildId: string;
let ann: string;
let bob: string;
let lobby: string;
let room: string;

beforeEach(async () => {
	discord = openDiscordSandbox({ clock: virtualClock(), limits: false });
	guildId = discord.addGuild({ name: "Vale" }).id;
	ann = discord.addMember(guildId, { username: "ann" });
	bob = discord.addMember(guildId, { username: "bob" });
	lobby = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
	for (const who of [ann, bob]) discord.joinVoice(guildId, who, lobby);
	const made = await create("room", [
		{ id: guildId, type: OverwriteType.Role, deny: String(P.ViewChannel | P.Connect) },
		letIn(discord.botId, P.ViewChannel | P.Connect | P.ManageChannels | P.MoveMembers),
	]);
	room = made.id;
});

async function ask(method: string, path: string, body?: object) {
	const request = new Request(`${discord.url}/v10${path}`, {
		method,
		headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
		...(body && { body: JSON.stringify(body) }),
	});
	const response = await discord.answer(request);
	const { id, code, errors } = answerShape.parse(response.status === 204 ? {} : await response.json());
	return { status: response.status, id, code, errors };
}

const letIn = (id: string, allow: bigint) => ({ id, type: OverwriteType.Member, allow: String(allow) });
const player = P.ViewChannel | P.Connect;
const create = (name: string, permission_overwrites: object[] = []) =>
	ask("POST", `/guilds/${guildId}/channels`, { name, type: 2, permission_overwrites });
const move = (userId: string, channel_id: string) =>
	ask("PATCH", `/guilds/${guildId}/members/${userId}`, { channel_id });
const put = (userId: string) =>
	ask("PUT", `/channels/${room}/permissions/${userId}`, { type: OverwriteType.Member, allow: String(player) });
const overwritesOf = (channelId: string) => [...(discord.channel(channelId)?.overwrites.values() ?? [])];
const list = (more: object[]) =>
	ask("PATCH", `/channels/${room}`, {
		permission_overwrites: [
			...overwritesOf(room).map((one) => ({ ...one, allow: String(one.allow), deny: String(one.deny) })),
			...more,
		],
	});

test("a guild in Server Discovery refuses some words in names, and no careful bot could know", async () => {
	discord.refuseNames(guildId, /vale/i);
	const refused = { status: 400, code: 50035 };
	const created = await create("Team Vale · 4F2A");
	expect(created).toMatchObject(refused);
	expect(created.errors).toMatchObject({ name: { _errors: [{ code: "INVALID_COMMUNITY_PROPERTY_NAME" }] } });
	expect(await ask("PATCH", `/channels/${room}`, { name: "Vale" })).toMatchObject(refused);
	expect(await create("Team 1 · 4F2A")).toMatchObject({ status: 200 });
	discord.refuseNames(guildId, null);
	expect(await create("Team Vale · 4F2A")).toMatchObject({ status: 200 });
	expect(discord.violations).toEqual([]);
});

test("a name has 1 to 100 characters, is not only blank, and holds no half of one", async () => {
	const smile = "🙂";
	expect(await create(smile.repeat(50))).toMatchObject({ status: 200 });
	for (const name of ["", "  ", smile.repeat(51), smile.slice(0, 1)])
		expect([name, await create(name)]).toMatchObject([name, { status: 400, code: 50035 }]);
	expect(discord.violations).toHaveLength(4);
});

test("an overwrite that Discord does not know refuses the whole call, whichever way it is asked for", async () => {
	discord.refuseOverwrites(ann);
	const unknownUser = { status: 404, code: 10013 };
	expect(await create("x", [letIn(bob, player), letIn(ann, player)])).toMatchObject(unknownUser);
	expect(await list([letIn(bob, player), letIn(ann, player)])).toMatchObject(unknownUser);
	expect(await put(ann)).toMatchObject(unknownUser);
	discord.refuseOverwrites(ann, 10009);
	expect(await put(ann)).toMatchObject({ status: 404, code: 10009 });
	expect(await put(bob)).toMatchObject({ status: 204 });
	discord.acceptOverwrites(ann);
	expect(await put(ann)).toMatchObject({ status: 204 });
});

test("an overwrite that Discord drops is missing after a call that succeeds", async () => {
	discord.dropOverwrites(ann);
	const made = await create("x", [letIn(bob, player), letIn(ann, player)]);
	expect(overwritesOf(made.id).map(({ id }) => id)).toEqual([bob]);
	expect(await list([letIn(bob, player), letIn(ann, player)])).toMatchObject({ status: 200 });
	expect(await put(ann)).toMatchObject({ status: 204 });
	expect(overwritesOf(room).map(({ id }) => id)).toEqual([guildId, discord.botId, bob]);
});

test("a hundred overwrites a request; more come one by one", async () => {
	const people = Array.from({ length: 101 }, (_, n) => discord.addMember(guildId, { username: `p${n}` }));
	const all = people.map((id) => letIn(id, player));
	expect(await create("x", all)).toMatchObject({ status: 400, code: 50035 });
	expect(await create("x", all.slice(1))).toMatchObject({ status: 200 });
	discord.violations.length = 0;
	for (const id of people) expect(await put(id)).toMatchObject({ status: 204 });
	expect(overwritesOf(room)).toHaveLength(103);
	expect(discord.violations).toEqual([]);
});

test("an admin's overwrite with a bit that the bot lacks: a list that contains it is refused, single ones are not", async () => {
	const admin = discord.addMember(guildId, { username: "admin" });
	discord.setOverwrite(room, { id: admin, type: "member", allow: P.ManageWebhooks });
	expect(await list([letIn(ann, player)])).toMatchObject({ status: 403, code: 50013 });
	expect(await list([])).toMatchObject({ status: 200 }); // nothing changes
	expect(await put(ann)).toMatchObject({ status: 204 });
	expect(await ask("DELETE", `/channels/${room}/permissions/${ann}`)).toMatchObject({ status: 204 });
	discord.checksWholeList = false;
	expect(await list([letIn(ann, player)])).toMatchObject({ status: 200 });
});

test("a member in a channel from which the bot may not move: theirs is refused, the others' is not", async () => {
	const office = discord.addChannel(guildId, { name: "Office", type: "voice" });
	discord.joinVoice(guildId, ann, office);
	for (const deny of [P.ViewChannel, P.Connect, P.MoveMembers]) {
		discord.setOverwrite(office, { id: discord.botId, type: "member", deny });
		expect(await move(ann, room)).toMatchObject({ status: 403, code: 50013 });
	}
	expect(await move(bob, room)).toMatchObject({ status: 200 });
	discord.checksOrigin = false;
	expect(await move(ann, room)).toMatchObject({ status: 200 });
});

test("moves that are answered and not made, of one member or of all, until they are healed", async () => {
	const where = () => [ann, bob].map((id) => discord.voiceOf(guildId, id)?.channelId);
	const heed = discord.ignoreMoves(guildId, ann);
	for (const who of [ann, bob]) expect(await move(who, room)).toMatchObject({ status: 200 });
	expect(where()).toEqual([lobby, room]);
	heed();
	await move(ann, room);
	expect(where()).toEqual([room, room]);
	discord.ignoreMoves(guildId);
	for (const who of [ann, bob]) await move(who, lobby);
	expect(where()).toEqual([room, room]);
	discord.heal();
	await move(ann, lobby);
	expect(where()).toEqual([lobby, room]);
});

test("a room without the bot's overwrite is out of its reach, and the gateway goes on to tell of it", async () => {
	const heard: string[] = [];
	discord.onEvent((event) => event.kind === "gateway" && heard.push(event.name));
	discord.removeOverwrite(room, discord.botId);
	expect(heard).toEqual(["CHANNEL_UPDATE"]);
	for (const [method, body] of [["DELETE"], ["PATCH", { permission_overwrites: [] }]] as const)
		expect(await ask(method, `/channels/${room}`, body)).toMatchObject({ status: 403, code: 50001 });
	expect(await move(ann, room)).toMatchObject({ status: 403, code: 50001 });
	discord.deleteChannel(room);
	expect(heard).toEqual(["CHANNEL_UPDATE", "CHANNEL_DELETE"]);
	expect(await ask("DELETE", `/channels/${room}`)).toMatchObject({ status: 404, code: 10003 });
});

test("a 403 or a 404 without a code that anyone knows", async () => {
	discord.fault({ method: "PATCH", times: 2 }, { status: 403 });
	expect(await move(ann, room)).toMatchObject({ status: 403, code: 0 });
	expect(await move(ann, room)).toMatchObject({ status: 403, code: 0 });
	discord.fault({ method: "DELETE" }, { status: 404, code: 404 });
	expect(await ask("DELETE", `/channels/${room}`)).toMatchObject({ status: 404, code: 404 });
	expect(discord.invalidRequests).toBe(2);
});

test("a path with a broken escape is no route, and nothing breaks", async () => {
	expect(await ask("GET", "/users/%zz")).toMatchObject({ status: 404, code: 0 });
});
