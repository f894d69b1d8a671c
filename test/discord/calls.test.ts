// The calls to Discord and what their answers change, against the sandbox in process: `fetch` below, dispatches above, and
// time that the test moves.

import { describe, expect, test } from "bun:test";
import { GatewayIntentBits } from "discord-api-types/v10";
import { type OpenDiscord, openDiscord } from "../../src/discord/open.ts";
import type { Fact } from "../../src/fact.ts";
import { text } from "../../src/message.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import { readable } from "../../src/sandbox/discord/reply.ts";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import type { Overwrite } from "../../src/shown.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";

const timeoutMs = 10_000;
const { connect, manageChannels, manageRoles, moveMembers, sendMessages, speak, stream, viewChannel } = permission;
const botPermissions =
	viewChannel | connect | manageChannels | manageRoles | moveMembers | sendMessages | speak | stream;

type Given = {
	readonly clock: VirtualClock;
	readonly sandbox: DiscordSandbox;
	readonly discord: OpenDiscord;
	readonly facts: Fact[];
	/** While true, dispatches do not arrive; `deliver` lets those arrive that came meanwhile. */
	readonly gateway: { isLate: boolean; deliver: () => Promise<void> };
	/** While there is one, answers arrive only once it resolves. */
	readonly answers: { after: Promise<void> | undefined };
	readonly guildId: string;
	readonly ann: string;
	readonly lobby: string;
	readonly hall: string;
};

/** A guild that is shown, with Ann in the lobby. */
async function given(): Promise<Given> {
	const clock = virtualClock();
	const sandbox = openDiscordSandbox({ clock });
	const guildId = sandbox.addGuild({ name: "Vale", botPermissions }).id;
	const ann = sandbox.addMember(guildId, { username: "ann" });
	const [lobby, hall] = [
		sandbox.addChannel(guildId, { name: "Lobby", type: "voice" }),
		sandbox.addChannel(guildId, { name: "Hall", type: "voice" }),
	];
	sandbox.joinVoice(guildId, ann, lobby);
	const facts: Fact[] = [];
	const answers: Given["answers"] = { after: undefined };
	const nothing = () => {};
	const discord = openDiscord({
		...{ clock, timeoutMs, apiUrl: sandbox.url, token: sandbox.token },
		fetch: async (request) => {
			const response = await sandbox.answer(request);
			await answers.after;
			return response;
		},
		publish: (fact) => facts.push(fact),
		onUnauthorized: () => facts.push({ kind: "signInFailed", error: "unauthorized" }),
		on: {
			...{ refreshed: nothing, guildShown: nothing, guildLeft: nothing, memberMoved: nothing },
			...{ channelShown: nothing, channelGone: nothing },
		},
	});
	const late: [name: string, data: unknown][] = [];
	const gateway = {
		isLate: false,
		async deliver() {
			await clock.advance(0);
			gateway.isLate = false;
			for (const [name, data] of late.splice(0)) discord.apply(name, data);
		},
	};
	sandbox.connect(GatewayIntentBits.Guilds | GatewayIntentBits.GuildVoiceStates, (name, data) => {
		if (gateway.isLate) late.push([name, data]);
		else discord.apply(name, data);
	});
	await discord.shown;
	return { clock, sandbox, discord, facts, gateway, answers, guildId, ann, lobby, hall };
}

function letIn(id: string): Overwrite {
	return { id, kind: "member", allow: viewChannel | connect | speak | stream, deny: 0n };
}

/** Nobody but the bot, and Ann if she is let in. */
function privateRoom({ guildId, sandbox, ann }: Given, isAnnIn = true): Overwrite[] {
	return [
		{ id: guildId, kind: "role", allow: 0n, deny: viewChannel | connect },
		{ id: sandbox.botId, kind: "member", allow: viewChannel | connect | manageChannels | moveMembers, deny: 0n },
		...(isAnnIn ? [letIn(ann)] : []),
	];
}

function create(world: Given) {
	const { discord, guildId } = world;
	const overwrites = privateRoom(world);
	const room = {
		kind: "voice" as const,
		name: "Team Vale · 4F2A",
		parentId: null,
		overwrites,
		userLimit: 0,
		reason: "match 1",
	};
	return discord.port.createChannel(guildId, room);
}

async function created(world: Given): Promise<string> {
	const answer = await create(world);
	if (answer.is !== "done") throw new Error(`not created: ${JSON.stringify(answer)}`);
	return answer.value;
}

describe("a channel that was created", () => {
	test("is there with the answer, before the gateway has told of it, and after", async () => {
		const world = await given();
		const { discord, guildId, gateway } = world;
		gateway.isLate = true;
		const roomId = await created(world);
		const shown = () => discord.port.see(guildId)?.channels.get(roomId);
		expect(shown()).toMatchObject({ kind: "voice", name: "Team Vale · 4F2A", overwrites: privateRoom(world) });
		expect(discord.port.see(guildId)?.permissions(roomId)).toBe(
			world.sandbox.permissionsOf(world.sandbox.botId, roomId),
		);
		await gateway.deliver();
		expect(shown()).toMatchObject({ kind: "voice", name: "Team Vale · 4F2A", overwrites: privateRoom(world) });
		expect(world.sandbox.violations).toEqual([]);
	});

	test("and deleted by hand before its answer arrived is not brought back by the answer", async () => {
		const world = await given();
		const { discord, sandbox, guildId, answers, clock } = world;
		const late = Promise.withResolvers<void>();
		answers.after = late.promise;
		const creating = created(world);
		await clock.advance(0);
		const made = sandbox.channelsOf(guildId).find(({ name }) => name === "Team Vale · 4F2A")?.id ?? "";
		sandbox.deleteChannel(made);
		await clock.advance(0);
		late.resolve();
		expect(await creating).toBe(made);
		expect(discord.port.see(guildId)?.channels.has(made)).toBe(false);
	});

	test("stays through a view of the guild taken before it was made, but not for ever", async () => {
		const world = await given();
		const { discord, sandbox, guildId, gateway, clock } = world;
		gateway.isLate = true;
		const roomId = await created(world);
		const before = {
			...{ id: guildId, name: "Vale", owner_id: "9", roles: [], channels: [], voice_states: [] },
			members: [{ user: { id: sandbox.botId }, roles: [] }],
		};
		discord.apply("GUILD_CREATE", before);
		expect(discord.port.see(guildId)?.channels.has(roomId)).toBe(true);
		await clock.advance(60_000);
		discord.apply("GUILD_CREATE", before);
		expect(discord.port.see(guildId)?.channels.has(roomId)).toBe(false);
	});

	test("although its answer was lost is found in the list", async () => {
		const world = await given();
		const { discord, sandbox, guildId, gateway } = world;
		gateway.isLate = true;
		sandbox.fault({ method: "POST" }, { loseAnswer: "reset" });
		expect((await create(world)).is).toBe("lost");
		const listed = await discord.port.listChannels(guildId);
		const names = listed.is === "done" ? listed.value.map(({ name }) => name) : [];
		expect(names).toEqual(expect.arrayContaining(["Lobby", "Hall", "Team Vale · 4F2A"]));
		expect(discord.port.see(guildId)?.channels.size).toBe(names.length);
	});

	test("in a full category is tried again, for the gateway has yet to tell that it is full", async () => {
		const world = await given();
		const { sandbox, clock } = world;
		const errors = { parent_id: { _errors: [{ code: "CHANNEL_PARENT_MAX_CHANNELS" }] } };
		sandbox.fault({ method: "POST" }, { status: 400, body: { code: 50035, message: "Invalid Form Body", errors } });
		expect(await create(world)).toEqual({ is: "later", at: clock.now() + 1_000 });
	});

	test("with an answer that is not as documented counts as lost", async () => {
		const world = await given();
		world.sandbox.fault({ method: "POST" }, { status: 200, body: { name: "no id" } });
		expect(await create(world)).toEqual({ is: "lost", why: "Discord's answer could not be read" });
	});
});

describe("a channel that is gone", () => {
	test("is gone with the answer to its deletion", async () => {
		const { discord, guildId, hall, gateway } = await given();
		gateway.isLate = true;
		expect(await discord.port.deleteChannel(guildId, hall, "The match is over")).toEqual({
			is: "done",
			value: undefined,
		});
		expect(discord.port.see(guildId)?.channels.has(hall)).toBe(false);
	});

	const calls: readonly [name: string, call: (world: Given) => Promise<unknown>][] = [
		["a move", ({ discord, guildId, ann, hall }) => discord.port.moveMember(guildId, ann, hall)],
		["a deletion", ({ discord, guildId, hall }) => discord.port.deleteChannel(guildId, hall, "over")],
		[
			"an overwrite",
			({ discord, guildId, hall, ann }) => discord.port.setOverwrite(guildId, hall, letIn(ann), "line-up"),
		],
		[
			"the removal of one",
			({ discord, guildId, hall, ann }) => discord.port.removeOverwrite(guildId, hall, ann, "gone"),
		],
		[
			"a message",
			({ discord, guildId, hall }) =>
				discord.port.postMessage(guildId, hall, { layout: { tone: "calm", blocks: [text("hi")] }, nonce: "1" }),
		],
	];
	for (const [name, call] of calls) {
		test(`although its CHANNEL_DELETE was lost, is known to be gone from ${name} that is refused with 10003`, async () => {
			const world = await given();
			const { discord, sandbox, guildId, hall, clock } = world;
			sandbox.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
			sandbox.deleteChannel(hall);
			await clock.advance(0);
			expect(discord.port.see(guildId)?.channels.has(hall)).toBe(true);
			expect(await call(world)).toMatchObject({ is: "refused", status: 404, code: 10003 });
			expect(discord.port.see(guildId)?.channels.has(hall)).toBe(false);
		});
	}
});

describe("an overwrite", () => {
	test("that was removed or set is known with the answer, and the others are as they were", async () => {
		const world = await given();
		const { discord, sandbox, guildId, ann, gateway } = world;
		const roomId = await created(world);
		const shown = () => discord.port.see(guildId)?.channels.get(roomId)?.overwrites;
		await gateway.deliver();
		gateway.isLate = true;
		const done = { is: "done", value: undefined } as const;
		expect(await discord.port.removeOverwrite(guildId, roomId, ann, "line-up")).toEqual(done);
		expect(shown()).toEqual(privateRoom(world, false));
		expect(await discord.port.setOverwrite(guildId, roomId, letIn(ann), "line-up")).toEqual(done);
		expect(shown()).toEqual(privateRoom(world));
		await gateway.deliver();
		expect(shown()).toEqual(privateRoom(world));
		expect(sandbox.violations).toEqual([]);
	});

	test("that is set beside one with a bit that the bot lacks, which an admin made: that one stays as it is", async () => {
		const world = await given();
		const { discord, sandbox, guildId, ann, clock } = world;
		const roomId = await created(world);
		const admin = sandbox.addMember(guildId, { username: "admin" });
		sandbox.setOverwrite(roomId, { id: admin, type: "member", allow: 1n << 29n });
		await clock.advance(0);
		expect((await discord.port.setOverwrite(guildId, roomId, letIn(ann), "line-up")).is).toBe("done");
		await clock.advance(0);
		const ids = discord.port
			.see(guildId)
			?.channels.get(roomId)
			?.overwrites.map(({ id }) => id);
		expect(ids?.toSorted()).toEqual([guildId, sandbox.botId, ann, admin].toSorted());
	});

	test("that Discord does not know any more is removed as well", async () => {
		const world = await given();
		const { discord, sandbox, guildId, ann } = world;
		const roomId = await created(world);
		sandbox.fault({ method: "DELETE" }, { status: 404, code: 10009, message: "Unknown Overwrite" });
		expect(await discord.port.removeOverwrite(guildId, roomId, ann, "line-up")).toMatchObject({ code: 10009 });
		expect(discord.port.see(guildId)?.channels.get(roomId)?.overwrites).toEqual(privateRoom(world, false));
	});

	test("that is refused changes nothing, nor does one without an answer until the gateway tells of it", async () => {
		const world = await given();
		const { discord, sandbox, guildId, ann, gateway } = world;
		const roomId = await created(world);
		await gateway.deliver();
		gateway.isLate = true;
		for (const fault of [
			{ status: 403, code: 50013, message: "Missing Permissions" },
			{ loseAnswer: "reset" as const },
		]) {
			sandbox.fault({ method: "DELETE" }, fault);
			expect((await discord.port.removeOverwrite(guildId, roomId, ann, "line-up")).is).not.toBe("done");
			expect(discord.port.see(guildId)?.channels.get(roomId)?.overwrites).toEqual(privateRoom(world));
		}
	});

	test("unless the gateway has told of the channel since: it knows better", async () => {
		const world = await given();
		const { discord, sandbox, guildId, answers, clock } = world;
		const roomId = await created(world);
		await clock.advance(0);
		const late = Promise.withResolvers<void>();
		answers.after = late.promise;
		const editing = discord.port.removeOverwrite(guildId, roomId, world.ann, "line-up");
		await clock.advance(0);
		sandbox.editChannel(roomId, { overwrites: [{ id: sandbox.botId, type: "member", allow: viewChannel }] });
		await clock.advance(0);
		late.resolve();
		await editing;
		expect(discord.port.see(guildId)?.channels.get(roomId)?.overwrites).toEqual([
			{ id: sandbox.botId, kind: "member", allow: viewChannel, deny: 0n },
		]);
	});
});

describe("a move", () => {
	test("that was answered is a position, confirmed once the gateway has told of it", async () => {
		const { discord, guildId, ann, lobby, hall, gateway } = await given();
		expect(discord.port.see(guildId)?.position(ann)).toBe(lobby);
		gateway.isLate = true;
		expect(await discord.port.moveMember(guildId, ann, hall)).toEqual({ is: "done", value: undefined });
		expect(discord.port.see(guildId)?.position(ann)).toBe(hall);
		expect(discord.port.see(guildId)?.occupants(hall)).toEqual([ann]);
		expect(discord.port.see(guildId)?.isUnconfirmed(ann)).toBe(true);
		expect(discord.port.voiceGuilds(ann)).toEqual([guildId]);
		await gateway.deliver();
		expect(discord.port.see(guildId)?.position(ann)).toBe(hall);
		expect(discord.port.see(guildId)?.isUnconfirmed(ann)).toBe(false);
	});

	test("that was answered and moved nobody counts for five seconds", async () => {
		const { discord, sandbox, guildId, ann, lobby, hall, clock } = await given();
		sandbox.fault({ method: "PATCH" }, { status: 200, body: {} });
		expect((await discord.port.moveMember(guildId, ann, hall)).is).toBe("done");
		const shown = () => discord.port.see(guildId);
		expect([shown()?.position(ann), shown()?.isUnconfirmed(ann)]).toEqual([hall, true]);
		await clock.advance(5_000);
		expect([shown()?.position(ann), shown()?.isUnconfirmed(ann)]).toEqual([lobby, false]);
	});

	test("that the gateway told of before its answer needs no confirmation", async () => {
		const { discord, guildId, ann, hall, answers, clock } = await given();
		const late = Promise.withResolvers<void>();
		answers.after = late.promise;
		const moving = discord.port.moveMember(guildId, ann, hall);
		await clock.advance(0);
		expect(discord.port.see(guildId)?.position(ann)).toBe(hall);
		late.resolve();
		expect((await moving).is).toBe("done");
		expect(discord.port.see(guildId)?.isUnconfirmed(ann)).toBe(false);
	});

	test("unless the gateway has told of another place since", async () => {
		const { discord, sandbox, guildId, ann, lobby, hall, answers, clock } = await given();
		const late = Promise.withResolvers<void>();
		answers.after = late.promise;
		const moving = discord.port.moveMember(guildId, ann, hall);
		await clock.advance(0);
		sandbox.joinVoice(guildId, ann, lobby);
		await clock.advance(0);
		late.resolve();
		expect((await moving).is).toBe("done");
		expect(discord.port.see(guildId)?.position(ann)).toBe(lobby);
	});

	test("of someone who has left voice, as the gateway did not tell", async () => {
		const { discord, sandbox, guildId, ann, hall, clock } = await given();
		sandbox.gateway.drop(1);
		sandbox.leaveVoice(guildId, ann);
		await clock.advance(0);
		expect(await discord.port.moveMember(guildId, ann, hall)).toMatchObject({ is: "refused", code: 40032 });
		expect(discord.port.see(guildId)?.position(ann)).toBeUndefined();
	});

	test("of ten at once is all that a guild's limit allows, for moves in and back together", async () => {
		const { discord, guildId, ann, hall, clock } = await given();
		const moves = Array.from({ length: 10 }, () => discord.port.moveMember(guildId, ann, hall));
		const budgetOf = (limit: "moveIn" | "moveBack" | "createChannel" | "deleteChannel") =>
			discord.port.see(guildId)?.budget(limit).left;
		expect([budgetOf("moveIn"), budgetOf("moveBack"), budgetOf("createChannel")]).toEqual([0, 0, 10]);
		const tooMany = await discord.port.moveMember(guildId, ann, hall);
		expect(tooMany.is).toBe("later");
		expect((await Promise.all(moves)).map(({ is }) => is)).toEqual(Array(10).fill("done"));
		await clock.advance(11_000);
		expect([budgetOf("moveIn"), budgetOf("moveBack"), budgetOf("deleteChannel")]).toEqual([10, 10, 10]);
	});
});

describe("while Discord does not show the guild", () => {
	test("nothing is sent", async () => {
		const world = await given();
		const { discord, sandbox, guildId, ann, hall, clock } = world;
		sandbox.setGuildAvailable(guildId, false);
		await clock.advance(0);
		expect(discord.port.see(guildId)).toBeUndefined();
		const later = { is: "later" as const, at: clock.now() + 1_000 };
		expect(await create(world)).toEqual(later);
		expect(await discord.port.listChannels(guildId)).toEqual(later);
		expect(await discord.port.moveMember(guildId, ann, hall)).toEqual(later);
		expect(await discord.port.deleteMessage(guildId, hall, "5")).toEqual(later);
		expect(sandbox.calls).toEqual([]);
	});
});

describe("a message", () => {
	test("pings nobody, is cut to what Discord takes, and is posted once for each nonce", async () => {
		const { discord, sandbox, guildId, ann, hall } = await given();
		const message = {
			layout: { tone: "calm", blocks: [text(`<@${ann}> ${"x".repeat(5_000)}`)] },
			nonce: "hint-1",
		} as const;
		const first = await discord.port.postMessage(guildId, hall, message);
		expect(await discord.port.postMessage(guildId, hall, message)).toEqual(first);
		const [posted, ...others] = sandbox.messagesIn(hall);
		expect(posted && readable(posted)).toHaveLength(4_000);
		expect(posted?.pings).toEqual({ everyone: false, users: [], roles: [] });
		expect(others).toEqual([]);
		expect(first).toEqual({ is: "done", value: posted?.id ?? "" });
		expect((await discord.port.deleteMessage(guildId, hall, posted?.id ?? "")).is).toBe("done");
		expect(sandbox.messagesIn(hall)).toEqual([]);
	});
});

describe("what becomes of a call is published", () => {
	test("one that is never answered is lost when its time is up, and leaves no timer", async () => {
		const { discord, sandbox, facts, guildId, ann, hall, clock } = await given();
		facts.length = 0;
		sandbox.fault({ method: "PATCH" }, { hang: true });
		const moving = discord.port.moveMember(guildId, ann, hall);
		await clock.advance(timeoutMs);
		expect(await moving).toEqual({ is: "lost", why: "TimeoutError: The operation timed out." });
		const route = `PATCH /guilds/${guildId}/members`;
		expect(facts).toEqual([{ kind: "discordCalled", route, status: 0, tookMs: timeoutMs }]);
		expect(clock.pending).toBe(0);
	});

	test("a 429 says when, and nothing more is sent until then", async () => {
		const { discord, sandbox, facts, guildId, ann, hall, clock } = await given();
		facts.length = 0;
		sandbox.fault({ method: "PATCH" }, { retryAfter: 3 });
		const later = { is: "later" as const, at: clock.now() + 3_000 };
		expect(await discord.port.moveMember(guildId, ann, hall)).toEqual(later);
		expect(await discord.port.moveMember(guildId, ann, hall)).toEqual(later);
		expect(facts.map((fact) => fact.kind === "discordCalled" && fact.status)).toEqual([429]);
		await clock.advance(3_000);
		expect((await discord.port.moveMember(guildId, ann, hall)).is).toBe("done");
	});

	test("a 5xx may have been carried out", async () => {
		const { discord, sandbox, guildId, ann, hall } = await given();
		sandbox.fault({ method: "PATCH" }, { status: 502, html: "<html>Bad Gateway</html>" });
		expect(await discord.port.moveMember(guildId, ann, hall)).toEqual({ is: "lost", why: "Discord answered 502" });
	});

	test("a guild where everything is refused, whatever the code: a hundred calls, and the others wait ten minutes", async () => {
		const { discord, sandbox, facts, guildId, ann, hall, clock } = await given();
		sandbox.fault({ method: "PATCH", times: 1_000 }, { status: 403, code: 0 });
		const startedAt = clock.now();
		const answers: string[] = [];
		for (let call = 0; call < 150; call += 1) {
			answers.push((await discord.port.moveMember(guildId, ann, hall)).is);
			await clock.advance(300);
		}
		expect(answers).toEqual([...Array(100).fill("refused"), ...Array(50).fill("later")]);
		expect(facts.filter(({ kind }) => kind === "callsHeld")).toHaveLength(1);
		expect(discord.port.see(guildId)?.budget("moveIn")).toMatchObject({ left: 0 });
		expect(discord.port.see(guildId)?.budget("moveIn").moreAt).toBeGreaterThan(startedAt + 600_000);
	});

	test("a token that is no longer accepted", async () => {
		const { discord, sandbox, facts, guildId, ann, hall } = await given();
		sandbox.fault({ method: "PATCH" }, { status: 401, code: 40001, message: "Unauthorized" });
		expect(await discord.port.moveMember(guildId, ann, hall)).toMatchObject({ is: "refused", status: 401 });
		expect(facts).toContainEqual({ kind: "signInFailed", error: "unauthorized" });
	});
});

test("what the bot may do is what the sandbox, as strict as Discord, lets it do", async () => {
	const { discord, sandbox, guildId, clock } = await given();
	const { botId } = sandbox;
	const role = sandbox.addRole(guildId, "helpers", speak);
	const bits = [viewChannel, connect, manageChannels, moveMembers, speak, sendMessages];
	let drawn = 1;
	const draw = (of: number) => {
		drawn = (drawn * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((drawn / 2_147_483_648) * of);
	};
	const some = () => bits.reduce((all, bit) => (draw(2) === 0 ? all | bit : all), 0n);
	for (let round = 0; round < 200; round += 1) {
		const overwrites = [guildId, role, botId].flatMap((id) =>
			draw(3) === 0
				? []
				: [{ id, type: id === botId ? ("member" as const) : ("role" as const), allow: some(), deny: some() }],
		);
		const type = (["voice", "stage", "text", "category"] as const)[draw(4)] ?? "voice";
		const channelId = sandbox.addChannel(guildId, { name: "drawn", type, overwrites });
		if (draw(5) === 0) sandbox.giveRole(guildId, botId, role);
		if (draw(5) === 0) sandbox.takeRole(guildId, botId, role);
		if (draw(5) === 0) sandbox.setBotPermissions(guildId, botPermissions & ~some());
		await clock.advance(0);
		const held = discord.port.see(guildId)?.permissions(channelId);
		expect(held).toBe(sandbox.permissionsOf(botId, channelId) & allPermissions);
		sandbox.deleteChannel(channelId);
	}
});
