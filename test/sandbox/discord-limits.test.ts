// Rate limits as a client meets them: headers, 429 in each scope, and the ban behind them. The sandbox's time stands
// still, so that no window ends meanwhile.
import { afterEach, expect, test } from "bun:test";
import { REST } from "@discordjs/rest";
import { z } from "zod";
import { createBuckets } from "../../src/sandbox/discord/limits.ts";
import { type DiscordSandbox, type SandboxOptions, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";

let discord: DiscordSandbox;
const clock = virtualClock();
const tooMany = z.object({ message: z.string(), retry_after: z.number(), global: z.boolean() });

async function start(options: SandboxOptions = {}) {
	discord = await startDiscordSandbox({ clock, ...options });
	const guild = discord.addGuild({ name: "Vale" });
	const people = Array.from({ length: 11 }, (_, n) => discord.addMember(guild.id, { username: `p${n}` }));
	const lobby = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	for (const id of people) discord.joinVoice(guild.id, id, lobby);
	const room = discord.addChannel(guild.id, { name: "room", type: "voice" });
	return { guildId: guild.id, people, room };
}

afterEach(() => discord.stop());

function ask(method: string, path: string, body?: object, token = discord.token): Promise<Response> {
	return fetch(`${discord.url}/v10${path}`, {
		method,
		headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
		...(body && { body: JSON.stringify(body) }),
	});
}

test("ten moves fit into a guild's bucket, the eleventh is told how long to wait", async () => {
	const { guildId, people, room } = await start();
	const move = (id: string) => ask("PATCH", `/guilds/${guildId}/members/${id}`, { channel_id: room });
	const answers = [];
	for (const id of people) answers.push(await move(id));
	expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429]);
	expect(answers.map(({ headers }) => headers.get("x-ratelimit-remaining"))).toEqual([..."9876543210", "0"]);
	const [first, last] = [answers[0], answers[10]];
	expect(first?.headers.get("x-ratelimit-limit")).toBe("10");
	expect(first?.headers.get("x-ratelimit-reset-after")).toBe("10.000");
	expect(Number(first?.headers.get("x-ratelimit-reset"))).toBe(clock.now() / 1000 + 10);
	expect(last?.headers.get("x-ratelimit-bucket")).toBe(first?.headers.get("x-ratelimit-bucket") ?? "");
	expect(last?.headers.get("x-ratelimit-scope")).toBe("user");
	const body = tooMany.parse(await last?.json());
	expect(body).toMatchObject({ global: false, retry_after: 10 });
	expect(discord.membersIn(room)).toHaveLength(10);
	expect(discord.invalidRequests).toBe(1);
});

test("members are read from a bucket of their own, and who is none costs as much", async () => {
	const { guildId, people } = await start();
	const read = async (id: string) => (await ask("GET", `/guilds/${guildId}/members/${id}`)).status;
	discord.removeMember(guildId, people[0] ?? "");
	const statuses = [];
	for (const id of people.slice(0, 6)) statuses.push(await read(id));
	expect(statuses).toEqual([404, 200, 200, 200, 200, 429]);
	expect((await ask("PATCH", `/guilds/${guildId}/members/${people[1]}`, { channel_id: null })).status).toBe(200);
	expect(discord.voiceOf(guildId, people[1] ?? "")).toBeUndefined();
	await clock.advance(1_000);
	expect(await read("123456789012345678")).toBe(404);
});

test("the real client reads the headers and sends no eleventh move", async () => {
	const { guildId, people, room } = await start();
	const rest = new REST({ api: discord.url, version: "10", rejectOnRateLimit: () => true }).setToken(discord.token);
	const moves = people.map((id) => rest.patch(`/guilds/${guildId}/members/${id}`, { body: { channel_id: room } }));
	const results = await Promise.allSettled(moves);
	expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
	expect(discord.calls).toHaveLength(10);
	expect(discord.invalidRequests).toBe(0);
});

test("a channel may be renamed twice in ten minutes, and changed otherwise five times in fifteen seconds", async () => {
	const { room } = await start();
	const edit = async (body: object) => (await ask("PATCH", `/channels/${room}`, body)).status;
	expect([await edit({ name: "a" }), await edit({ name: "b" }), await edit({ name: "c" })]).toEqual([200, 200, 429]);
	expect([await edit({ user_limit: 1 }), await edit({ user_limit: 2 }), await edit({ user_limit: 3 })]).toEqual([
		200, 200, 200,
	]);
	expect(await edit({ user_limit: 4 })).toBe(429);
	discord.limits = false;
	expect(await edit({ name: "c" })).toBe(200);
});

test("fifty calls a second over all routes", async () => {
	const { guildId } = await start();
	const answers = await Promise.all(Array.from({ length: 60 }, () => ask("GET", `/guilds/${guildId}`)));
	const refused = answers.filter(({ status }) => status === 429);
	expect(refused.length).toBe(10);
	expect(refused[0]?.headers.get("x-ratelimit-global")).toBe("true");
	expect(tooMany.parse(await refused[0]?.json()).global).toBe(true);
	const answering = Array.from({ length: 60 }, (_, n) => ask("POST", `/webhooks/1/token${n}`, { content: "x" }));
	expect(new Set((await Promise.all(answering)).map(({ status }) => status))).toEqual(new Set([404])); // exempt
});

test("five hundred creates a day and guild, counted only while limits are in force", async () => {
	const { guildId } = await start();
	const create = () => ask("POST", `/guilds/${guildId}/channels`, { name: "x", type: 2 });
	const createAndDelete = async () =>
		discord.deleteChannel(z.object({ id: z.string() }).parse(await (await create()).json()).id);
	discord.limits = false;
	await createAndDelete();
	discord.limits = true;
	for (let made = 0; made < 500; made += 1) {
		await createAndDelete();
		await clock.advance(20); // fifty calls a second
	}
	const refused = await create();
	expect(refused.status).toBe(429);
	expect(refused.headers.get("retry-after")).toBe(String(86_400 - 10));
	expect(await refused.json()).toMatchObject({ code: 20029, global: false });
});

test("too many invalid requests end in a ban of the address", async () => {
	await start({ limits: false, invalidRequestLimit: 1 });
	const shared = discord.fault({ path: "/users/@me", times: 3 }, { retryAfter: 1, scope: "shared" });
	for (let sent = 0; sent < 3; sent += 1) await ask("GET", "/users/@me");
	expect(shared.hits).toBe(3);
	expect(discord.invalidRequests).toBe(0); // shared limits are not the bot's fault
	const wrong = await ask("GET", "/users/@me", undefined, "wrong");
	expect(wrong.status).toBe(401);
	expect(discord.violations).toHaveLength(1);
	expect(discord.invalidRequests).toBe(1);
	const banned = await ask("GET", "/users/@me");
	expect(banned.status).toBe(429);
	expect(banned.headers.get("content-type")).toBe("text/html");
	expect(banned.headers.get("via")).toBeNull();
});

test("a bucket opens again when its window ends, and an empty one uses up no other", () => {
	const buckets = createBuckets();
	const small = { name: "small", key: "1", limit: 1, windowMs: 100 };
	const large = { name: "large", key: "1", limit: 3, windowMs: 1000 };
	expect(buckets.take([large, small], 0).waitMs).toBe(0);
	expect(buckets.take([large, small], 60).waitMs).toBe(40);
	expect(buckets.take([large, small], 100).headers["x-ratelimit-remaining"]).toBe("1");
	expect(buckets.take([{ ...small, key: "2" }], 100).waitMs).toBe(0);
});

test("follow-ups share five calls in two seconds for each token, and a token nobody knows opens nothing", async () => {
	const { guildId, people } = await start();
	const scope = `/applications/${discord.applicationId}/commands`;
	await ask("POST", scope, { name: "help", description: "Help" });
	const interaction = Promise.withResolvers<{ id: string; token: string }>();
	discord.onEvent((event) => {
		if (event.kind !== "gateway" || event.name !== "INTERACTION_CREATE") return;
		interaction.resolve(z.object({ id: z.string(), token: z.string() }).parse(event.data));
	});
	const reply = discord.command(guildId, people[0] ?? "", "help");
	const { id, token } = await interaction.promise;
	const hook = `/webhooks/${discord.applicationId}/${token}`;
	const early = await ask("POST", hook, { content: "x" });
	expect([early.status, await early.json()]).toMatchObject([404, { code: 10015 }]);
	await ask("POST", `/interactions/${id}/${token}/callback`, { type: 5 }, "no token needed");
	const statuses = [];
	for (let sent = 0; sent < 5; sent += 1) statuses.push((await ask("POST", hook, { content: "x" }, "none")).status);
	expect(statuses).toEqual([200, 200, 200, 200, 429]);
	const shown = await reply;
	expect(shown.content).toBe("x"); // the first follow-up took the place of "thinking"
	expect(shown.followUps).toHaveLength(3);
	expect((await ask("POST", "/webhooks/1/unknown", { content: "x" })).status).toBe(404);
});
