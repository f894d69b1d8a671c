// The bot's messages in channels: who may write, read, change and delete them, and how they are found again.
import { beforeEach, describe, expect, test } from "bun:test";
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import { z } from "zod";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";
import { asker, withFiles } from "./ask.ts";

const clock = virtualClock();
let discord: DiscordSandbox;
let ask: ReturnType<typeof asker>;
let guildId: string;
let ann: string;
let channel: string;
let path: string;

beforeEach(() => {
	discord = openDiscordSandbox({ clock, limits: false });
	ask = asker(discord);
	guildId = discord.addGuild({ name: "Vale" }).id;
	ann = discord.addMember(guildId, { username: "ann" });
	channel = discord.channelsOf(guildId)[0]?.id ?? "";
	path = `/channels/${channel}/messages`;
});

const message = z.looseObject({ id: z.string(), content: z.string(), nonce: z.unknown().optional() });
const post = async (content: string, more: object = {}) => {
	const { json } = await ask("POST", path, { content, ...more });
	return message.parse(json).id;
};
const list = async (query = "", where = path) => {
	const { json } = await ask("GET", `${where}${query}`);
	return z.array(message).parse(json);
};
const contents = async (query?: string) => (await list(query)).map(({ content }) => content).join("");

describe("a list", () => {
	let ids: Record<string, string>;
	beforeEach(async () => {
		ids = {};
		for (const content of ["a", "b", "c", "d", "e"]) ids[content] = await post(content);
	});

	test("begins with the newest, and has as many as are asked for", async () => {
		expect(await contents()).toBe("edcba");
		expect(await contents("?limit=2")).toBe("ed");
	});

	test("goes on before, after and around a message", async () => {
		expect(await contents(`?before=${ids.c}`)).toBe("ba");
		expect(await contents(`?before=${ids.c}&limit=1`)).toBe("b");
		expect(await contents(`?after=${ids.b}`)).toBe("edc");
		expect(await contents(`?after=${ids.b}&limit=1`)).toBe("c");
		expect(await contents(`?around=${ids.c}&limit=3`)).toBe("dcb");
		expect(await contents(`?around=${ids.c}&limit=1`)).toBe("c");
	});

	test("is of 1 to 100 messages, from one place", async () => {
		for (const query of ["limit=0", "limit=101", "limit=x", "limit=1.5", "before=x", `before=${ids.a}&after=${ids.b}`])
			expect({ query, ...(await ask("GET", `${path}?${query}`)) }).toMatchObject({ query, status: 400, code: 50035 });
		expect(await ask("GET", `${path}?limit=100`)).toMatchObject({ status: 200 });
	});

	test("has neither ephemeral nor deleted messages", async () => {
		await ask("DELETE", `${path}/${ids.c}`);
		expect(await contents()).toBe("edba");
	});

	test("is empty for a bot that may not read the history, which cannot read one message either", async () => {
		const giveBack = discord.takeFromBot(channel, P.ReadMessageHistory);
		expect(await ask("GET", path)).toMatchObject({ status: 200, json: [] });
		expect(await ask("GET", `${path}/${ids.a}`)).toMatchObject({ status: 403, code: 50013 });
		giveBack();
		expect(await contents()).toBe("edcba");
	});

	test("is refused for a channel that the bot does not see, or a voice channel that it may not enter", async () => {
		const room = discord.addChannel(guildId, { name: "Room", type: "voice" });
		const giveBack = discord.takeFromBot(room, P.Connect);
		for (const [method, body] of [["GET"], ["POST", { content: "x" }]] as const)
			expect(await ask(method, `/channels/${room}/messages`, body)).toMatchObject({ status: 403, code: 50001 });
		giveBack();
		expect(await ask("GET", `/channels/${room}/messages`)).toMatchObject({ status: 200, json: [] });
		discord.takeFromBot(channel, P.ViewChannel);
		expect(await ask("GET", path)).toMatchObject({ status: 403, code: 50001 });
	});
});

describe("a nonce", () => {
	test("gives back the earlier message only if the bot insists, and for some minutes", async () => {
		const insisting = { nonce: "card", enforce_nonce: true };
		const first = await post("a", insisting);
		expect(await post("b", insisting)).toBe(first);
		expect(await post("b", { nonce: "card" })).not.toBe(first);
		await clock.advance(300_000);
		expect(await post("c", insisting)).not.toBe(first);
		expect(await contents()).toBe("cba");
	});

	test("is told to the sender and in no list", async () => {
		const created = await ask("POST", path, { content: "a", nonce: "card" });
		expect(created.json).toHaveProperty("nonce", "card");
		const { id } = message.parse(created.json);
		expect((await list())[0]).not.toHaveProperty("nonce");
		for (const [method, body] of [["GET"], ["PATCH", { content: "b" }]] as const)
			expect((await ask(method, `${path}/${id}`, body)).json).not.toHaveProperty("nonce");
	});

	test("of more than 25 characters is refused", async () => {
		expect((await ask("POST", path, { content: "a", nonce: "x".repeat(26) })).code).toBe(50035);
	});
});

describe("the rights of the bot", () => {
	test("writing takes Send Messages; changing and deleting what it wrote do not", async () => {
		const id = await post("a");
		discord.takeFromBot(channel, P.SendMessages);
		expect(await ask("POST", path, { content: "b" })).toMatchObject({ status: 403, code: 50013 });
		expect(await ask("PATCH", `${path}/${id}`, { content: "c" })).toMatchObject({ status: 200 });
		expect(await ask("DELETE", `${path}/${id}`)).toMatchObject({ status: 204 });
	});

	test("may be taken in the whole guild", async () => {
		const giveBack = discord.takeFromBotRole(guildId, P.SendMessages);
		expect((await ask("POST", path, { content: "a" })).code).toBe(50013);
		giveBack();
		expect((await ask("POST", path, { content: "a" })).status).toBe(200);
	});

	test("files take Attach Files", async () => {
		discord.takeFromBot(channel, P.AttachFiles);
		expect(await ask("POST", path, withFiles({ content: "a" }, ["a.txt"]))).toMatchObject({ status: 403, code: 50013 });
		expect((await ask("POST", path, { content: "a" })).status).toBe(200);
	});

	test("what it may not see, it cannot change", async () => {
		const id = await post("a");
		discord.takeFromBot(channel, P.ViewChannel);
		for (const [method, body] of [["PATCH", { content: "b" }], ["DELETE"]] as const)
			expect(await ask(method, `${path}/${id}`, body)).toMatchObject({ status: 403, code: 50001 });
	});

	test("there are no messages in a category", async () => {
		const category = discord.addChannel(guildId, { name: "Matches", type: "category" });
		expect(await ask("POST", `/channels/${category}/messages`, { content: "a" })).toMatchObject({ code: 50024 });
	});
});

describe("what others wrote", () => {
	test("is not the bot's to change, and to delete only with Manage Messages", async () => {
		const { id } = discord.say(channel, ann, "hello");
		expect(await ask("PATCH", `${path}/${id}`, { content: "b" })).toMatchObject({ status: 403, code: 50005 });
		expect(await ask("DELETE", `${path}/${id}`)).toMatchObject({ status: 403, code: 50013 });
		discord.setBotPermissions(guildId, P.ManageMessages);
		expect(await ask("DELETE", `${path}/${id}`)).toMatchObject({ status: 204 });
	});

	test("is listed without its text, unless it mentions the bot or the bot was granted to read it", async () => {
		discord.say(channel, ann, "hello");
		discord.say(channel, ann, `<@${discord.botId}>`);
		expect((await list()).map(({ content }) => content)).toEqual([`<@${discord.botId}>`, ""]);
		const granted = openDiscordSandbox({ clock, privilegedIntents: true });
		const other = granted.addGuild({ name: "Vale" }).id;
		const general = granted.channelsOf(other)[0]?.id ?? "";
		granted.say(general, granted.addMember(other, { username: "ann" }), "hello");
		const { json } = await asker(granted)("GET", `/channels/${general}/messages`);
		expect(json).toMatchObject([{ content: "hello" }]);
	});

	test("is written only where they may", () => {
		discord.setOverwrite(channel, { id: ann, type: "member", deny: P.SendMessages });
		expect(() => discord.say(channel, ann, "hello")).toThrow("does not let");
	});
});

test("what is gone is unknown, and an admin's deletion is told", async () => {
	const id = await post("a");
	const told: object[] = [];
	discord.onEvent((event) => {
		if (event.kind === "gateway" && event.name === "MESSAGE_DELETE") told.push(event.data);
	});
	discord.deleteMessage(id);
	expect(told).toEqual([{ id, channel_id: channel, guild_id: guildId }]);
	for (const [method, body] of [["GET"], ["PATCH", { content: "b" }], ["DELETE"]] as const)
		expect(await ask(method, `${path}/${id}`, body)).toMatchObject({ status: 404, code: 10008 });
});

test("each way has its limit in each channel", async () => {
	const id = await post("a");
	const other = discord.addChannel(guildId, { name: "Room", type: "voice" });
	discord.limits = true;
	const ways: [string, string, object | undefined][] = [
		["POST", path, { content: "b" }],
		["PATCH", `${path}/${id}`, { content: "c" }],
		["GET", path, undefined],
		["DELETE", `${path}/123456`, undefined],
	];
	for (const [method, where, body] of ways) {
		for (let call = 0; call < 5; call += 1) expect((await ask(method, where, body)).status).not.toBe(429);
		const sixth = await ask(method, where, body);
		expect([method, sixth.status, sixth.headers.get("x-ratelimit-remaining")]).toEqual([method, 429, "0"]);
		await clock.advance(1_000);
		const isShort = (await ask(method, where, body)).status !== 429;
		expect([method, isShort]).toEqual([method, method === "DELETE"]);
	}
	expect((await ask("POST", `/channels/${other}/messages`, { content: "a" })).status).toBe(200);
});
