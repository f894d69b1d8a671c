// The sandbox's Discord without a socket, on a clock that the test moves: REST by answer, the gateway by connect.
import { expect, test } from "bun:test";
import { GatewayDispatchEvents, GatewayIntentBits as I } from "discord-api-types/v10";
import { z } from "zod";
import { systemClock } from "../../src/clock.ts";
import type { Closed, ConnectOptions } from "../../src/sandbox/discord/in-process.ts";
import { type DiscordSandbox, openDiscordSandbox, type SandboxOptions } from "../../src/sandbox/discord.ts";
import { settled, virtualClock } from "../clock.ts";

const INTENTS = I.Guilds | I.GuildVoiceStates;
const idShape = z.object({ id: z.string() });

function open(options: SandboxOptions = {}) {
	const clock = virtualClock();
	const discord = openDiscordSandbox({ clock, ...options });
	const guildId = discord.addGuild({ name: "Vale" }).id;
	const ann = discord.addMember(guildId, { username: "ann" });
	const lobby = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
	const room = discord.addChannel(guildId, { name: "room", type: "voice" });
	discord.joinVoice(guildId, ann, lobby);
	return { clock, discord, guildId, ann, lobby, room };
}

function ask(discord: DiscordSandbox, method: string, path: string, body?: object, signal?: AbortSignal) {
	const request = new Request(`${discord.url}/v10${path}`, {
		method,
		headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
		...(body && { body: JSON.stringify(body) }),
		...(signal && { signal }),
	});
	return discord.answer(request);
}

function listen(discord: DiscordSandbox, options: ConnectOptions = {}, intents = INTENTS) {
	const heard: { name: string; data: unknown }[] = [];
	const closed: Closed[] = [];
	const connection = discord.connect(
		intents,
		(name, data) => heard.push({ name, data }),
		(how) => closed.push(how),
		options,
	);
	return { connection, heard, closed, names: () => heard.map(({ name }) => name) };
}

test("REST answers as over HTTP, and needs no timer", async () => {
	const { clock, discord, guildId, room } = open();
	const made = await ask(discord, "POST", `/guilds/${guildId}/channels`, { name: "Team Vale", type: 2 });
	expect([made.status, made.headers.get("via")]).toEqual([200, "1.1 google"]);
	expect(discord.channel(idShape.parse(await made.json()).id)?.name).toBe("Team Vale");
	expect((await ask(discord, "DELETE", `/channels/${room}`)).status).toBe(200);
	expect((await ask(discord, "GET", `/channels/${room}`)).status).toBe(404);
	const stranger = await discord.answer(new Request("http://anywhere/api/v10/users/@me"));
	expect(stranger.status).toBe(401);
	expect(discord.calls.map(({ status }) => status)).toEqual([200, 200, 404, 401]);
	expect(discord.calls[0]).toMatchObject({ startedAt: clock.now(), endedAt: clock.now() });
	expect(clock.pending).toBe(0);
});

test("a call that hangs ends with its signal, one that is cut fails like fetch, and neither leaves a timer", async () => {
	const { clock, discord, guildId } = open();
	const create = (signal?: AbortSignal) =>
		ask(discord, "POST", `/guilds/${guildId}/channels`, { name: "new", type: 2 }, signal);
	const made = () => discord.channelsOf(guildId).filter(({ name }) => name === "new").length;
	for (const [fault, rooms] of [[{ hang: true }, 0] as const, [{ loseAnswer: true }, 1] as const]) {
		discord.fault({ method: "POST" }, fault);
		const patience = new AbortController();
		const call = create(patience.signal);
		await settled();
		patience.abort(new Error("too late"));
		await expect(call).rejects.toThrow("too late");
		expect(made()).toBe(rooms);
	}
	discord.fault({ method: "POST" }, { reset: true });
	await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
	discord.fault({ method: "POST" }, { loseAnswer: "reset" });
	await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
	expect(made()).toBe(2);
	expect(clock.pending).toBe(0);
});

test("READY, then each guild, then what happens, in order and never while the gateway is at work", async () => {
	const { clock, discord, guildId } = open();
	const second = discord.addGuild({ name: "Dale" }).id;
	const { heard, names, connection } = listen(discord);
	expect([names(), connection.sessionId]).toEqual([[], null]);
	await settled();
	expect(names()).toEqual(["READY", "GUILD_CREATE", "GUILD_CREATE"]);
	expect(heard.slice(1).map(({ data }) => idShape.parse(data).id)).toEqual([guildId, second]);
	const channel = discord.addChannel(guildId, { name: "new", type: "voice" });
	discord.renameGuild(second, "Glen");
	discord.deleteChannel(channel);
	expect(names()).toHaveLength(3);
	await settled();
	expect(names().slice(3)).toEqual(["CHANNEL_CREATE", "GUILD_UPDATE", "CHANNEL_DELETE"]);
	expect(connection.seq).toBe(6);
	expect([discord.gateway.identifies, discord.gateway.connections, discord.gateway.sessions]).toEqual([1, 1, 1]);
	expect(clock.pending).toBe(0);
});

test("only what the intents ask for is heard, and intents that were not granted are refused", async () => {
	const { discord, guildId, ann, room } = open();
	const { names } = listen(discord, {}, I.Guilds);
	const nosy = listen(discord, {}, INTENTS | I.GuildMembers);
	await settled();
	discord.joinVoice(guildId, ann, room);
	await settled();
	expect(names()).toEqual(["READY", "GUILD_CREATE"]);
	expect([nosy.names(), nosy.closed]).toEqual([[], [{ code: 4014, resumable: false }]]);
	expect([discord.gateway.identifies, discord.gateway.connections]).toEqual([2, 1]);
});

test("a move is seen as VOICE_STATE_UPDATE, and what was heard is the listener's own", async () => {
	const { discord, guildId, ann, room } = open();
	const [one, other] = [listen(discord), listen(discord)];
	await settled();
	const moved = await ask(discord, "PATCH", `/guilds/${guildId}/members/${ann}`, { channel_id: room });
	expect(moved.status).toBe(200);
	await settled();
	const state = { user_id: ann, channel_id: room, guild_id: guildId };
	expect(one.heard.at(-1)).toMatchObject({ name: "VOICE_STATE_UPDATE", data: state });
	const guild = z.object({ channels: z.array(z.unknown()) }).parse(one.heard[1]?.data);
	guild.channels.length = 0;
	discord.leaveVoice(guildId, ann);
	expect(other.heard.at(-1)).toMatchObject({ data: state });
	expect(one.heard.at(-1)).toMatchObject({ data: state });
	expect(other.heard[1]?.data).toMatchObject({ channels: [{}, {}, {}] });
});

test("a call acts half-way through its round trip, and an event takes the other half", async () => {
	const { clock, discord, guildId, ann, room } = open({ latencyMs: 100 });
	const { names, heard } = listen(discord);
	await clock.advance(99);
	expect(names()).toEqual([]);
	await clock.advance(1); // HELLO, and then READY
	expect(names()).toEqual(["READY", "GUILD_CREATE"]);
	let isAnswered = false;
	const call = ask(discord, "PATCH", `/guilds/${guildId}/members/${ann}`, { channel_id: room }).then(() => {
		isAnswered = true;
	});
	await clock.advance(49);
	expect(discord.membersIn(room)).toEqual([]);
	await clock.advance(1);
	expect(discord.membersIn(room)).toEqual([ann]);
	await clock.advance(49);
	expect([isAnswered, heard.length]).toEqual([false, 2]);
	await clock.advance(1);
	expect([isAnswered, heard.length]).toEqual([true, 3]);
	await call;
	const [record] = discord.calls;
	expect((record?.endedAt ?? 0) - (record?.startedAt ?? 0)).toBe(100);
});

test("slowness of one call comes on top of its round trip", async () => {
	const { clock, discord } = open({ latencyMs: 100 });
	discord.fault({ path: "/users/@me" }, { delayMs: 40 });
	const call = ask(discord, "GET", "/users/@me");
	await clock.advance(139);
	expect(discord.calls[0]?.endedAt).toBeNull();
	await clock.advance(1);
	expect((await call).status).toBe(200);
});

test("limits begin anew when their window ends", async () => {
	const { clock, discord, guildId, ann, lobby, room } = open();
	const move = async (channel_id: string) =>
		(await ask(discord, "PATCH", `/guilds/${guildId}/members/${ann}`, { channel_id })).status;
	const rename = async (name: string) => (await ask(discord, "PATCH", `/channels/${room}`, { name })).status;
	for (let moves = 0; moves < 10; moves += 1) expect(await move(moves % 2 ? lobby : room)).toBe(200);
	expect(await move(room)).toBe(429);
	await clock.advance(9_999);
	expect(await move(room)).toBe(429);
	await clock.advance(1);
	expect(await move(room)).toBe(200);
	expect([await rename("a"), await rename("b"), await rename("c")]).toEqual([200, 200, 429]);
	expect(discord.invalidRequests).toBe(3);
	await clock.advance(600_000);
	expect(await rename("c")).toBe(200);
	expect(discord.invalidRequests).toBe(0);
});

test("lost events: gone for good, or kept for the next resume", async () => {
	const { discord, guildId } = open();
	const first = listen(discord);
	await settled();
	discord.gateway.drop(1);
	discord.addChannel(guildId, { name: "gone", type: "voice" });
	discord.gateway.drop(1, { replayable: true });
	const late = discord.addChannel(guildId, { name: "late", type: "voice" });
	await settled();
	expect(first.names()).toEqual(["READY", "GUILD_CREATE"]);
	discord.gateway.close(4000);
	await settled();
	expect(first.closed).toEqual([{ code: 4000, resumable: true }]);
	const second = listen(discord, { resume: first.connection });
	await settled();
	expect(second.names()).toEqual(["CHANNEL_CREATE", "RESUMED"]);
	expect(second.heard[0]?.data).toMatchObject({ id: late });
});

test("a dropped connection resumes and hears what it missed, once", async () => {
	const { discord, guildId } = open();
	const drops = [discord.gateway.cut, discord.gateway.reconnect, () => discord.gateway.invalidateSession(true)];
	let line = listen(discord);
	await settled();
	for (const [at, drop] of drops.entries()) {
		drop();
		discord.renameGuild(guildId, `Vale ${at}`);
		await settled();
		discord.renameGuild(guildId, `Dale ${at}`);
		await settled();
		expect(line.closed).toEqual([{ code: at === 0 ? 1006 : 4200, resumable: true }]);
		const seq = line.connection.seq;
		line = listen(discord, { resume: line.connection });
		await settled();
		expect(line.names()).toEqual(["GUILD_UPDATE", "GUILD_UPDATE", "RESUMED"]);
		expect(line.connection.seq).toBe(seq + 3);
	}
	expect([discord.gateway.identifies, discord.gateway.connections]).toEqual([1, 1]);
});

test("a session that is gone has to be identified anew, and then shows the truth again", async () => {
	const { discord, guildId } = open();
	const first = listen(discord);
	await settled();
	const { sessionId } = first.connection;
	discord.gateway.cut();
	discord.gateway.forgetSessions();
	const channel = discord.addChannel(guildId, { name: "missed", type: "voice" });
	await settled();
	const second = listen(discord, { resume: first.connection });
	await settled();
	expect(second.names()).toEqual(["READY", "GUILD_CREATE"]);
	expect(JSON.stringify(second.heard[1]?.data)).toContain(channel);
	expect(second.connection.sessionId).not.toBe(sessionId);
	discord.gateway.invalidateSession(false);
	await settled();
	expect(second.closed).toEqual([{ code: 4200, resumable: false }]);
	expect([discord.gateway.identifies, discord.gateway.connections]).toEqual([2, 0]);
	const third = listen(discord, { resume: second.connection });
	await settled();
	expect(third.names()).toEqual(["READY", "GUILD_CREATE"]);
	discord.gateway.close(4004);
	await settled();
	expect(third.closed).toEqual([{ code: 4004, resumable: false }]);
});

test("a goodbye ends the session, another code keeps it, and neither calls back", async () => {
	const { discord, guildId } = open();
	const comeBack = async (code?: number) => {
		const first = listen(discord);
		await settled();
		first.connection.close(code);
		discord.renameGuild(guildId, "Dale");
		const second = listen(discord, { resume: first.connection });
		await settled();
		second.connection.close();
		expect([first.closed, first.names()]).toEqual([[], ["READY", "GUILD_CREATE"]]);
		return second.names();
	};
	expect(await comeBack(4000)).toEqual(["GUILD_UPDATE", "RESUMED"]);
	expect(await comeBack()).toEqual(["READY", "GUILD_CREATE"]);
});

test("a gateway that refuses, and one that falls silent for a while", async () => {
	const { clock, discord, guildId } = open();
	const early = listen(discord);
	await settled();
	discord.gateway.refuse(true);
	const refused = listen(discord);
	await settled();
	expect([refused.names(), refused.closed]).toEqual([[], [{ code: 1006, resumable: false }]]);
	discord.gateway.refuse(false);
	discord.gateway.freeze(5_000);
	const late = listen(discord);
	discord.renameGuild(guildId, "Dale");
	await clock.advance(4_999);
	expect([early.names(), late.names()]).toEqual([["READY", "GUILD_CREATE"], []]);
	await clock.advance(1);
	expect(early.names()).toEqual(["READY", "GUILD_CREATE", "GUILD_UPDATE"]);
	expect(late.names()).toEqual(["READY", "GUILD_CREATE"]);
});

test("stopping ends connections and lets no time go on for it", async () => {
	const { clock, discord, guildId, ann } = open();
	await ask(discord, "POST", `/applications/${discord.applicationId}/commands`, { name: "help", description: "Help" });
	const line = listen(discord);
	await settled();
	void discord.command(guildId, ann, "help");
	await settled();
	expect(line.names().at(-1)).toBe("INTERACTION_CREATE");
	expect(clock.pending).toBe(2);
	await discord.stop();
	await settled();
	expect(clock.pending).toBe(0);
	expect(line.closed).toEqual([{ code: 1006, resumable: true }]);
});

test("an answered interaction leaves no timer, one that nobody answers fails after three seconds", async () => {
	const { clock, discord, guildId, ann } = open();
	await ask(discord, "POST", `/applications/${discord.applicationId}/commands`, { name: "help", description: "Help" });
	const line = listen(discord);
	await settled();
	const callback = async (data: unknown, body: object) => {
		const { id, token } = z.object({ id: z.string(), token: z.string() }).parse(data);
		return (await ask(discord, "POST", `/interactions/${id}/${token}/callback`, body)).status;
	};
	const reply = discord.command(guildId, ann, "help");
	await settled();
	expect(await callback(line.heard.at(-1)?.data, { type: 4, data: { content: "Here." } })).toBe(204);
	expect((await reply).content).toBe("Here.");
	expect(clock.pending).toBe(0);
	// Bun's `rejects` would wait for the promise before time is passed.
	const unanswered = discord.command(guildId, ann, "help").catch((error: unknown) => error);
	await clock.advance(3_000);
	expect(await unanswered).toMatchObject({ message: "The application did not respond" });
	expect(await callback(line.heard.at(-1)?.data, { type: 5 })).toBe(404);
});

test("the same nonce gives back the earlier message for some minutes, if the bot insists on it", async () => {
	const { clock, discord, guildId } = open();
	const general = discord.addChannel(guildId, { name: "cards", type: "text" });
	const other = discord.addChannel(guildId, { name: "other", type: "text" });
	const post = async (body: object, channel = general) => {
		const answer = await ask(discord, "POST", `/channels/${channel}/messages`, { content: "x", ...body });
		return z.object({ id: z.string(), nonce: z.unknown().optional() }).parse(await answer.json());
	};
	discord.limits = false;
	const { heard } = listen(discord, {}, I.GuildMessages);
	const first = await post({ nonce: "card-1", enforce_nonce: true });
	expect(first.nonce).toBe("card-1");
	expect((await post({ nonce: "card-1", enforce_nonce: true, content: "y" })).id).toBe(first.id);
	const others = [
		await post({ nonce: "card-1" }),
		await post({ nonce: "card-2", enforce_nonce: true }),
		await post({ enforce_nonce: true }),
		await post({ enforce_nonce: true }),
		await post({ nonce: "card-1", enforce_nonce: true }, other),
		await post({ nonce: 7, enforce_nonce: true }),
	];
	expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(7);
	expect((await post({ nonce: 7, enforce_nonce: true })).id).toBe(others[5]?.id ?? "");
	await settled();
	expect(heard.filter(({ name }) => name === "MESSAGE_CREATE")).toHaveLength(7);
	await clock.advance(300_000);
	expect((await post({ nonce: "card-1", enforce_nonce: true })).id).not.toBe(first.id);
	for (const nonce of ["x".repeat(26), 1.5, true]) {
		const answer = await ask(discord, "POST", `/channels/${general}/messages`, { content: "x", nonce });
		expect(answer.status).toBe(400);
	}
});

test("the same seed gives the same world", async () => {
	const run = async (seed: number) => {
		let state = seed;
		const chance = () => {
			state = (state * 48_271) % 2_147_483_647;
			return state / 2_147_483_647;
		};
		const { discord } = open({ chance });
		const { heard } = listen(discord);
		await settled();
		return JSON.stringify([discord.token, heard]);
	};
	expect(await run(1)).toBe(await run(1));
	expect(await run(1)).not.toBe(await run(2));
});

test("the program's clock is good enough for the sandbox", async () => {
	const { discord } = open({ clock: systemClock(), latencyMs: 1 });
	expect((await ask(discord, "GET", "/users/@me")).status).toBe(200);
});

test("events on a bad way: late and overtaken, doubled, changed, or brought about by nothing", async () => {
	const { clock, discord, guildId, ann, lobby, room } = open();
	const isVoice = ({ name }: { name: string }) => name === "VOICE_STATE_UPDATE";
	const unavailable = z.object({ unavailable: z.boolean().optional() });
	const created = discord.gateway.alter(
		({ name }) => name === "GUILD_CREATE",
		(data) => ({ ...data, unavailable: undefined }),
	);
	const { heard, names } = listen(discord);
	await settled();
	expect(unavailable.parse(heard[1]?.data).unavailable).toBeUndefined();
	created.remove();
	heard.length = 0;

	const channels = () => heard.splice(0).map(({ data }) => z.object({ channel_id: z.string() }).parse(data).channel_id);
	const late = discord.gateway.delay((event) => isVoice(event), 3_000);
	discord.joinVoice(guildId, ann, room);
	late.remove();
	await clock.advance(2_999);
	discord.joinVoice(guildId, ann, lobby);
	await clock.advance(1);
	expect(channels()).toEqual([lobby, room]);

	discord.gateway.repeat(1);
	discord.joinVoice(guildId, ann, room);
	await settled();
	expect(channels()).toEqual([room, room]);

	discord.gateway.dispatch(GatewayDispatchEvents.PresenceUpdate, { guild_id: guildId, user: { id: ann } });
	await settled();
	expect(names()).toEqual(["PRESENCE_UPDATE"]);
	heard.length = 0;

	discord.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
	discord.deleteChannel(lobby);
	discord.heal();
	discord.deleteChannel(room);
	await settled();
	expect(names()).toEqual(["CHANNEL_DELETE", "VOICE_STATE_UPDATE"]);
});
