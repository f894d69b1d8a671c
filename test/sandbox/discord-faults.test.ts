// Every way in which a call can go wrong, as the real client and a plain fetch experience it.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { REST } from "@discordjs/rest";
import { type DiscordSandbox, type SandboxEvent, startDiscordSandbox } from "../../src/sandbox/discord.ts";

let discord: DiscordSandbox;
let guildId: string;
let rest: REST;

beforeAll(async () => {
	discord = await startDiscordSandbox({ limits: false });
});
afterAll(() => discord.stop());
beforeEach(() => {
	guildId = discord.addGuild({ name: "Vale" }).id;
	discord.calls.length = 0;
	discord.latencyMs = 0;
	rest = new REST({ api: discord.url, version: "10", retries: 0 }).setToken(discord.token);
});

const create = (client = rest, signal?: AbortSignal) =>
	client.post(`/guilds/${guildId}/channels`, { body: { name: "room", type: 2 }, ...(signal && { signal }) });
const rooms = () => discord.channelsOf(guildId).filter(({ name }) => name === "room").length;
const CREATE = { method: "POST", path: "/guilds/:guild/channels" };

test("an answer instead of the act: a status, a code, a page of HTML", async () => {
	discord.fault(CREATE, { status: 403, code: 50013, message: "Missing Permissions" });
	await expect(create()).rejects.toMatchObject({ status: 403, code: 50013 });
	discord.fault(CREATE, { status: 502, html: "Bad Gateway" });
	await expect(create()).rejects.toMatchObject({ status: 502 });
	expect(rooms()).toBe(0);
	await create();
	expect(rooms()).toBe(1);
	expect(discord.calls.map(({ status, acted }) => [status, acted])).toEqual([
		[403, false],
		[502, false],
		[200, true],
	]);
});

test("cut off before the act", async () => {
	discord.fault(CREATE, { reset: true });
	await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
	expect(rooms()).toBe(0);
	expect(discord.calls[0]).toMatchObject({ acted: false, status: null, endedAt: null });
});

/** Aborted at the first event that fits. */
function once(fits: (event: SandboxEvent) => boolean): AbortSignal {
	const patience = new AbortController();
	const stop = discord.onEvent((event) => {
		if (!fits(event)) return;
		patience.abort();
		stop();
	});
	return patience.signal;
}

test("acted on, and the answer lost: cut off, replaced, or never sent", async () => {
	discord.fault(CREATE, { loseAnswer: "reset" });
	await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
	discord.fault(CREATE, { loseAnswer: 502 });
	await expect(create()).rejects.toMatchObject({ status: 502 });
	discord.fault(CREATE, { loseAnswer: true });
	await expect(
		create(
			rest,
			once(({ kind }) => kind === "gateway"),
		),
	).rejects.toThrow("aborted");
	expect(rooms()).toBe(3);
	discord.fault(CREATE, { hang: true });
	await expect(
		create(
			rest,
			once(({ kind }) => kind === "call"),
		),
	).rejects.toThrow("aborted");
	expect(rooms()).toBe(3);
	expect(discord.calls.map(({ acted }) => acted)).toEqual([true, true, true, false]);
});

test("the default retries of the real client send a create four times", async () => {
	const stubborn = new REST({ api: discord.url, version: "10" }).setToken(discord.token);
	const fault = discord.fault({ ...CREATE, times: Number.POSITIVE_INFINITY }, { loseAnswer: 502 });
	await expect(create(stubborn)).rejects.toMatchObject({ status: 502 });
	expect(rooms()).toBe(4);
	fault.remove();
	await create();
	expect(rooms()).toBe(5);
	expect(fault.hits).toBe(4);
});

test("told to wait: the real client does, and sends again", async () => {
	discord.fault(CREATE, { retryAfter: 0.05, scope: "shared" });
	await create();
	expect(discord.calls.map(({ status }) => status)).toEqual([429, 200]);
});
