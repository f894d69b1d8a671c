// What a voice channel says below its name: who may write it, and what becomes of it.
import { beforeEach, describe, expect, test } from "bun:test";
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import { INVITED } from "../../src/sandbox/discord/guilds.ts";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";
import { asker } from "./ask.ts";

const clock = virtualClock();
let discord: DiscordSandbox;
let ask: ReturnType<typeof asker>;
let guildId: string;
let ann: string;
let room: string;
let told: unknown[];

beforeEach(() => {
	discord = openDiscordSandbox({ clock, limits: false });
	ask = asker(discord);
	guildId = discord.addGuild({ name: "Vale", botPermissions: INVITED | P.SetVoiceChannelStatus }).id;
	ann = discord.addMember(guildId, { username: "ann" });
	room = discord.addChannel(guildId, { name: "Room", type: "voice" });
	told = [];
	discord.connect(1, (name, data) => {
		if (name === "VOICE_CHANNEL_STATUS_UPDATE") told.push(data);
	});
});

const put = (status: unknown, channel = room) => ask("PUT", `/channels/${channel}/voice-status`, { status });
const status = () => discord.channel(room)?.status;
const event = (text: string | null) => ({ id: room, guild_id: guildId, status: text });

test("is written, told and taken back", async () => {
	expect((await put("Mirage")).status).toBe(204);
	expect(status()).toBe("Mirage");
	expect((await put(null)).status).toBe(204);
	expect(status()).toBeNull();
	await clock.advance(1);
	expect(told).toEqual([event("Mirage"), event(null)]);
	expect(discord.violations).toEqual([]);
});

test("has 500 characters at most", async () => {
	expect((await put("x".repeat(500))).status).toBe(204);
	expect(await put("x".repeat(501))).toMatchObject({ status: 400, code: 50035 });
});

test("takes a right of its own, and Manage Channels of a bot that is not there, in that very channel", async () => {
	for (const right of [P.SetVoiceChannelStatus, P.ManageChannels]) {
		const giveBack = discord.takeFromBot(room, right);
		expect(await put("Mirage")).toMatchObject({ status: 403, code: 50013 });
		giveBack();
	}
	expect((await put("Mirage")).status).toBe(204);
});

test("is that of a voice channel", async () => {
	const general = discord.channelsOf(guildId)[0]?.id;
	const stage = discord.addChannel(guildId, { name: "Stage", type: "stage" });
	for (const channel of [general, stage]) expect(await put("x", channel)).toMatchObject({ status: 400, code: 50024 });
});

test("goes with the last one in the channel, however they leave", async () => {
	const bob = discord.addMember(guildId, { username: "bob" });
	const elsewhere = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
	for (const leave of [
		() => discord.leaveVoice(guildId, ann),
		() => discord.joinVoice(guildId, ann, elsewhere),
		() => discord.removeMember(guildId, ann),
	]) {
		discord.addMember(guildId, { username: "ann", id: ann });
		discord.joinVoice(guildId, ann, room);
		discord.joinVoice(guildId, bob, room);
		await put("Mirage");
		discord.leaveVoice(guildId, bob);
		expect(status()).toBe("Mirage");
		leave();
		expect(status()).toBeNull();
	}
	await clock.advance(1);
	expect(told).toEqual([1, 2, 3].flatMap(() => [event("Mirage"), event(null)]));
});

describe("written again as it is", () => {
	beforeEach(() => discord.joinVoice(guildId, ann, room));

	const twice = async () => {
		await put("Mirage");
		await put("Mirage");
		return discord.violations.length;
	};

	test("is careless", async () => {
		expect(await twice()).toBe(1);
		expect(discord.violations[0]).toContain("on change only");
	});

	test("is not, after it was cleared", async () => {
		await put("Mirage");
		discord.leaveVoice(guildId, ann);
		expect((await put("Mirage")).status).toBe(204);
		expect(discord.violations).toEqual([]);
	});

	test("is not, where it was written while the last one was leaving", async () => {
		discord.leaveVoice(guildId, ann);
		await put("Mirage");
		discord.joinVoice(guildId, ann, room);
		await put("Mirage");
		expect(discord.violations).toEqual([]);
	});

	test("is not, after somebody left whom the bot may have taken for the last", async () => {
		const bob = discord.addMember(guildId, { username: "bob" });
		discord.joinVoice(guildId, bob, room);
		await put("Mirage");
		discord.leaveVoice(guildId, bob);
		await put("Mirage");
		expect(discord.violations).toEqual([]);
	});

	test("is not, for a bot that got no answer", async () => {
		discord.fault({ method: "PUT" }, { loseAnswer: 502 });
		expect(await twice()).toBe(0);
	});

	test("is not, for a bot that was started afresh", async () => {
		await put("Mirage");
		discord.connect(1, () => undefined);
		await clock.advance(1);
		expect((await put("Mirage")).status).toBe(204);
		expect(discord.violations).toEqual([]);
	});
});

test("has a limit in each channel", async () => {
	discord.limits = true;
	for (let call = 0; call < 5; call += 1) expect((await put(`${call}`)).status).toBe(204);
	const sixth = await put("6");
	expect([sixth.status, sixth.headers.get("x-ratelimit-reset-after")]).toEqual([429, "20.000"]);
	await clock.advance(20_000);
	expect((await put("6")).status).toBe(204);
});

test("a channel that is renamed is held against the bot; one that keeps its name is not", async () => {
	expect((await ask("PATCH", `/channels/${room}`, { name: "Room", user_limit: 5 })).status).toBe(200);
	expect(discord.violations).toEqual([]);
	expect((await ask("PATCH", `/channels/${room}`, { name: "Mirage 7:5" })).status).toBe(200);
	expect(discord.violations).toEqual([expect.stringContaining("never renamed")]);
});

test("a bot that was removed from a guild may be invited again, with what the invitation asks for", async () => {
	const names: string[] = [];
	discord.connect(1, (name) => names.push(name));
	await clock.advance(1);
	discord.removeGuild(guildId);
	expect((await put("Mirage")).code).toBe(50001);
	discord.inviteBot(guildId, INVITED);
	await clock.advance(1);
	expect(names.slice(-2)).toEqual(["GUILD_DELETE", "GUILD_CREATE"]);
	expect((await put("Mirage")).status).toBe(204);
});
