// The gateway's protocol over a plain WebSocket, and how the real client lives through its bad days.
import { afterEach, expect, test } from "bun:test";
import { Client, Events, GatewayIntentBits as I } from "discord.js";
import { z } from "zod";
import { type DiscordSandbox, type SandboxOptions, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";

const frameShape = z.object({ op: z.number(), t: z.string().nullable(), s: z.number().nullable(), d: z.unknown() });
type Frame = z.infer<typeof frameShape>;
const open: (() => unknown)[] = [];

afterEach(async () => {
	for (const close of open.splice(0).reverse()) await close();
});

async function start(options: SandboxOptions = {}): Promise<DiscordSandbox> {
	// These identify one after the other, as no careful bot does.
	const discord = await startDiscordSandbox({ limits: false, ...options });
	open.push(discord.stop);
	return discord;
}

function connect(discord: DiscordSandbox) {
	const socket = new WebSocket(`${discord.url.replace("http", "ws").replace("/api", "/gateway")}?v=10&encoding=json`);
	open.push(() => socket.close());
	const frames: Frame[] = [];
	let wake = () => {};
	const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
	socket.addEventListener("message", ({ data }) => {
		frames.push(frameShape.parse(JSON.parse(String(data))));
		wake();
	});
	const until = async (wanted: (frame: Frame) => boolean): Promise<Frame> => {
		for (;;) {
			const found = frames.find(wanted);
			if (found) return found;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	};
	const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
	const identify = async (intents = I.Guilds | I.GuildVoiceStates, token = discord.token, more = {}) => {
		await until(({ op }) => op === 10);
		send(2, { token, intents, properties: {}, ...more });
	};
	return { socket, frames, closed, until, send, identify };
}

const ready = z.object({
	session_id: z.string(),
	guilds: z.array(z.object({ id: z.string(), unavailable: z.boolean() })),
});

test("HELLO, IDENTIFY, READY with unavailable guilds, then each guild; heartbeats are acknowledged", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const peer = connect(discord);
	await peer.identify();
	const greeting = await peer.until(({ t }) => t === "READY");
	expect(ready.parse(greeting.d).guilds).toEqual([{ id: guild.id, unavailable: true }]);
	await peer.until(({ t }) => t === "GUILD_CREATE");
	peer.send(1, 2);
	await peer.until(({ op }) => op === 11);
	expect(peer.frames.map(({ s }) => s)).toEqual([null, 1, 2, null]);
	expect(discord.gateway.connections).toBe(1);
});

test("what is refused: token, intents, order, shape", async () => {
	const discord = await start();
	const closing = async (act: (peer: ReturnType<typeof connect>) => unknown) => {
		const peer = connect(discord);
		await peer.until(({ op }) => op === 10);
		await act(peer);
		return peer.closed;
	};
	expect(await closing((peer) => peer.identify(I.Guilds, "wrong"))).toBe(4004);
	expect(await closing((peer) => peer.identify(I.Guilds | I.GuildMembers))).toBe(4014);
	expect(await closing((peer) => peer.identify(1 << 30))).toBe(4013);
	expect(await closing((peer) => peer.socket.send("{"))).toBe(4002);
	expect(await closing((peer) => peer.send(99, null))).toBe(4001);
	expect(await closing((peer) => peer.send(3, {}))).toBe(4003);
	expect(await closing((peer) => Promise.all([peer.identify(), peer.identify()]))).toBe(4005);
	const flood = Array.from({ length: 121 }, () => 1);
	expect(await closing((peer) => flood.map((op) => peer.send(op, null)))).toBe(4008);
	expect(discord.violations).toHaveLength(6); // a wrong token or a missing grant is the admin's mistake
});

test("only what the intents ask for is heard", async () => {
	const discord = await start({ privilegedIntents: true });
	const guild = discord.addGuild({ name: "Vale" });
	const [voiceless, member] = [connect(discord), connect(discord)];
	await voiceless.identify(I.Guilds);
	await member.identify(I.Guilds | I.GuildMembers | I.GuildVoiceStates);
	await Promise.all([voiceless, member].map((peer) => peer.until(({ t }) => t === "GUILD_CREATE")));
	const ann = discord.addMember(guild.id, { username: "ann" });
	const lobby = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	discord.joinVoice(guild.id, ann, lobby);
	discord.setMute(guild.id, ann, true);
	discord.deleteChannel(lobby);
	await Promise.all([voiceless, member].map((peer) => peer.until(({ t }) => t === "CHANNEL_DELETE")));
	const heard = (peer: typeof member) => peer.frames.map(({ t }) => t).filter((t) => t !== null);
	expect(heard(voiceless)).toEqual(["READY", "GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_DELETE"]);
	await member.until(({ t, s }) => t === "VOICE_STATE_UPDATE" && s === 8);
	expect(heard(member).slice(2)).toEqual([
		"GUILD_MEMBER_ADD",
		"CHANNEL_CREATE",
		"VOICE_STATE_UPDATE",
		"VOICE_STATE_UPDATE",
		"CHANNEL_DELETE",
		"VOICE_STATE_UPDATE",
	]);
});

test("a lost connection resumes and hears what it missed; a forgotten session does not", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const first = connect(discord);
	await first.identify();
	const session = ready.parse((await first.until(({ t }) => t === "READY")).d).session_id;
	await first.until(({ t }) => t === "GUILD_CREATE");
	discord.gateway.close(4000);
	expect(await first.closed).toBe(4000);
	discord.addChannel(guild.id, { name: "missed", type: "voice" });
	const second = connect(discord);
	await second.until(({ op }) => op === 10);
	second.send(6, { token: discord.token, session_id: session, seq: 2 });
	await second.until(({ t }) => t === "RESUMED");
	expect(second.frames.map(({ t, s }) => [t, s])).toEqual([
		[null, null],
		["CHANNEL_CREATE", 3],
		["RESUMED", 4],
	]);
	discord.gateway.cut();
	discord.gateway.forgetSessions();
	const third = connect(discord);
	await third.until(({ op }) => op === 10);
	third.send(6, { token: discord.token, session_id: session, seq: 4 });
	expect((await third.until(({ op }) => op === 9)).d).toBe(false);
});

test("a session ends with a goodbye, or when too much was missed", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const comeBack = async (leave: (peer: ReturnType<typeof connect>) => unknown) => {
		const first = connect(discord);
		await first.identify();
		const session = ready.parse((await first.until(({ t }) => t === "READY")).d).session_id;
		await first.until(({ t }) => t === "GUILD_CREATE");
		await leave(first);
		await first.closed;
		const second = connect(discord);
		await second.until(({ op }) => op === 10);
		second.send(6, { token: discord.token, session_id: session, seq: 2 });
		return (await second.until(({ op, t }) => op === 9 || t === "RESUMED")).op;
	};
	const miss = (events: number) => {
		discord.gateway.cut();
		for (let missed = 0; missed < events; missed += 1) discord.renameGuild(guild.id, `Vale ${missed}`);
	};
	expect(await comeBack((peer) => peer.socket.close(4000))).toBe(0);
	expect(await comeBack((peer) => peer.socket.close(1000))).toBe(9);
	expect(await comeBack(() => miss(1000))).toBe(0);
	expect(await comeBack(() => miss(1001))).toBe(9);
});

test("nothing is heard of a guild in an outage or without the bot, but always of the bot itself", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const role = discord.addRole(guild.id, "Staff");
	const peer = connect(discord);
	await peer.identify();
	await peer.until(({ t }) => t === "GUILD_CREATE");
	discord.giveRole(guild.id, discord.botId, role);
	await peer.until(({ t }) => t === "GUILD_MEMBER_UPDATE");
	discord.setGuildAvailable(guild.id, false);
	discord.renameGuild(guild.id, "Unheard");
	discord.setGuildAvailable(guild.id, true);
	discord.removeGuild(guild.id);
	discord.renameGuild(guild.id, "Unheard again");
	discord.addGuild({ name: "Last" });
	await peer.until(({ t, d }) => t === "GUILD_CREATE" && JSON.stringify(d).includes("Last"));
	const heard = peer.frames.map(({ t }) => t).slice(4);
	expect(heard).toEqual(["GUILD_DELETE", "GUILD_CREATE", "GUILD_DELETE", "GUILD_CREATE"]);
});

test("a client that stops its heart is let go", async () => {
	const clock = virtualClock();
	const discord = await start({ clock, heartbeatIntervalMs: 40_000 });
	const peer = connect(discord);
	await peer.identify();
	await peer.until(({ t }) => t === "READY");
	await clock.advance(59_999);
	peer.send(1, null);
	await peer.until(({ op }) => op === 11);
	await clock.advance(59_999);
	expect(discord.gateway.connections).toBe(1);
	await clock.advance(1);
	expect(await peer.closed).toBe(4009);
});

async function login(discord: DiscordSandbox): Promise<Client> {
	const client = new Client({
		intents: [I.Guilds, I.GuildVoiceStates],
		rest: { api: discord.url, version: "10", retries: 0 },
	});
	open.push(() => client.destroy());
	const up = next(client, Events.ClientReady);
	await client.login(discord.token);
	await up;
	return client;
}

function next(client: Client, event: string): Promise<unknown> {
	return new Promise((resolve) => client.once(event, resolve));
}

test("the real client resumes after a close, after op 7 and after a cut, and misses nothing", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const client = await login(discord);
	const disturbances = [() => discord.gateway.close(4000), discord.gateway.reconnect, discord.gateway.cut];
	for (const disturb of disturbances) {
		const resumed = next(client, Events.ShardResume);
		disturb();
		const channel = discord.addChannel(guild.id, { name: "meanwhile", type: "voice" });
		await resumed;
		expect(client.channels.cache.has(channel)).toBe(true);
	}
	expect(discord.gateway.identifies).toBe(1);
});

// Over a plain socket: discord.js keeps five seconds between two IDENTIFY.
test("an invalid session has to be identified anew, and then shows the truth again", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const peer = connect(discord);
	await peer.identify();
	await peer.until(({ t }) => t === "GUILD_CREATE");
	discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
	const lost = discord.addChannel(guild.id, { name: "lost", type: "voice" });
	discord.gateway.invalidateSession(false);
	expect((await peer.until(({ op }) => op === 9)).d).toBe(false);
	const before = peer.frames.length;
	await peer.identify();
	const again = await peer.until((frame) => frame.t === "GUILD_CREATE" && peer.frames.indexOf(frame) > before);
	expect(JSON.stringify(again.d)).toContain(lost);
	expect(discord.gateway.identifies).toBe(2);
});

test("an invalid but resumable session is resumed by the real client on the spot", async () => {
	const discord = await start();
	const client = await login(discord);
	const resumed = next(client, Events.ShardResume);
	discord.gateway.invalidateSession(true);
	await resumed;
	expect(discord.gateway.identifies).toBe(1);
});

test("lost events: gone for good, or kept for the next resume", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const client = await login(discord);
	discord.gateway.drop(1);
	const gone = discord.addChannel(guild.id, { name: "gone", type: "voice" });
	discord.gateway.drop(1, { replayable: true });
	const late = discord.addChannel(guild.id, { name: "late", type: "voice" });
	const resumed = next(client, Events.ShardResume);
	discord.gateway.close(4000);
	await resumed;
	expect([client.channels.cache.has(gone), client.channels.cache.has(late)]).toEqual([false, true]);
});

test("a silent peer: nothing arrives until it wakes, and new connections hang", async () => {
	const discord = await start();
	const guild = discord.addGuild({ name: "Vale" });
	const client = await login(discord);
	discord.gateway.freeze(true);
	const created = next(client, Events.ChannelCreate);
	const channel = discord.addChannel(guild.id, { name: "unheard", type: "voice" });
	const late = connect(discord);
	// A call goes all the way there and back meanwhile; that nothing at all is heard is tested in process.
	await client.rest.get("/users/@me");
	expect(client.channels.cache.has(channel)).toBe(false);
	expect(late.socket.readyState).toBe(WebSocket.CONNECTING);
	discord.gateway.unfreeze();
	await Promise.all([created, late.until(({ op }) => op === 10)]);
	expect(client.channels.cache.has(channel)).toBe(true);
});

test("a refused connection, a refused login, and a token that was reset", async () => {
	const discord = await start();
	discord.gateway.refuse(true);
	expect(await connect(discord).closed).toBe(1006);
	discord.gateway.refuse(false);
	const client = new Client({ intents: [I.Guilds], rest: { api: discord.url, version: "10", retries: 0 } });
	await expect(client.login("wrong")).rejects.toThrow();
	const nosy = new Client({ intents: [I.Guilds, I.GuildMembers], rest: { api: discord.url, version: "10" } });
	await expect(nosy.login(discord.token)).rejects.toThrow("Used disallowed intents");
	await nosy.destroy();
	const real = await login(discord);
	const fatal = next(real, Events.ShardDisconnect);
	discord.gateway.close(4004);
	expect(await fatal).toMatchObject({ code: 4004 });
});

/** An id whose guild belongs to this one of three shards. */
const idOn = (shard: number, of = 3) => String(BigInt(of * 1_000 + shard) << 22n);

test("each of several connections is told of its own guilds, and the first one of what is about none", async () => {
	const discord = await start({ shards: 3 });
	const ids = [0, 1, 2].map((shard) => discord.addGuild({ name: `Vale ${shard}`, id: idOn(shard) }).id);
	const peers = ids.map(() => connect(discord));
	for (const [shard, peer] of peers.entries()) await peer.identify(I.Guilds, discord.token, { shard: [shard, 3] });
	for (const [shard, peer] of peers.entries()) {
		await peer.until(({ t }) => t === "GUILD_CREATE");
		const greeting = peer.frames.find(({ t }) => t === "READY")?.d;
		expect(z.looseObject({ shard: z.array(z.number()) }).parse(greeting).shard).toEqual([shard, 3]);
		expect(ready.parse(greeting).guilds.map(({ id }) => id)).toEqual(ids.slice(shard, shard + 1));
	}
	for (const id of ids) discord.addRole(id, "captain");
	for (const [shard, peer] of peers.entries()) {
		const { d } = await peer.until(({ t }) => t === "GUILD_ROLE_CREATE");
		expect(d).toMatchObject({ guild_id: ids[shard] });
		expect(peer.frames.map(({ s }) => s)).toEqual([null, 1, 2, 3]);
	}
	discord.gateway.cut(1);
	await peers[1]?.closed;
	expect(discord.gateway.sessions).toBe(2);
	expect(discord.violations).toEqual([]);
});

test("a shard that there is not is refused, and so is one with too many guilds", async () => {
	const discord = await start({ guildsPerShard: 2 });
	for (const shard of [0, 3, 1]) discord.addGuild({ name: "Vale", id: idOn(shard) });
	const closing = async (shard: unknown) => {
		const peer = connect(discord);
		await peer.identify(I.Guilds, discord.token, { shard });
		return Promise.race([peer.closed, peer.until(({ t }) => t === "READY").then(() => "ready")]);
	};
	for (const shard of [
		[0, 0],
		[1, 1],
		[-1, 2],
		[3, 3],
	])
		expect(await closing(shard)).toBe(4010);
	expect(discord.violations).toHaveLength(4);
	expect(await closing(undefined)).toBe(4011);
	expect(await closing([0, 3])).toBe("ready");
	expect(await closing([0, 1])).toBe(4011);
	// Whoever has grown out of one connection has done nothing wrong.
	expect(discord.violations).toHaveLength(4);
});

test("with limits, one of each group of connections may identify every five seconds", async () => {
	const clock = virtualClock();
	const discord = await start({ clock, limits: true, maxConcurrency: 2 });
	const identify = async (id: number) => {
		const peer = connect(discord);
		await peer.identify(I.Guilds, discord.token, { shard: [id, 4] });
		return (await peer.until(({ t, op }) => t === "READY" || op === 9)).t ?? "invalid";
	};
	expect([await identify(0), await identify(1), await identify(2)]).toEqual(["READY", "READY", "invalid"]);
	expect(discord.violations).toEqual([expect.stringContaining("max_concurrency")]);
	await clock.advance(4_999);
	expect([await identify(2), await identify(3)]).toEqual(["invalid", "invalid"]);
	await clock.advance(5_000);
	expect([await identify(2), await identify(3)]).toEqual(["READY", "READY"]);
});
