// What people of a server read when something keeps the bot from its work: once, and never again because of a restart.

import { afterEach, describe, expect, test } from "bun:test";
import { permission } from "../../src/permission.ts";
import { given as begin, invited, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
afterEach(() => world.stop());

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world } = scene);
}

const chat = (name: string) => scene.chat(name);
/** In the channels that everybody sees: what is said in rooms is another matter. */
const posts = () => {
	const { channels } = world.discord.snapshot(world.guildId);
	const open = new Set(channels.filter(({ name }) => !name.includes("·")).map(({ id }) => id));
	const calls = scene.callsOf("POST", "/channels/:channel/messages");
	return calls.filter(({ path }) => open.has(path.split("/")[2] ?? ""));
};
const may = (permissions: bigint) => world.discord.setBotPermissions(world.guildId, permissions);
const without = (bit: bigint): SimulationOptions => ({
	prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~bit),
});
const postRoute = { method: "POST", path: "/channels/:channel/messages" };
const refusal = { status: 403, code: 50013 };

const lackingText =
	"⚠️ I can't give matches their rooms here: give my role **Move Members** in Server Settings → Roles. I go on by myself once that is done.";
const solved = expect.stringMatching(/^~~⚠️ I can't give .*~~\n✅ Solved <t:\d+:R>\. Thank you!$/);

describe("a notice to the admins", () => {
	test("given a missing permission, when a match starts, then they read once what to grant, and there that it is well", async () => {
		await given(without(permission.moveMembers));
		await world.report("configuring", scene.matchId);
		await world.eventually(() => chat("general").length === 1, "the admins are told");
		await world.report("ready", scene.matchId);
		await world.calm();
		expect(chat("general")).toEqual([lackingText]);
		may(invited);
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await world.calm();
		expect(chat("general")).toEqual([solved]);
		expect(world.discord.violations).toEqual([]);
	});

	test("given a refusal that nothing explains, when a match starts, then they read what to look at, once", async () => {
		await given();
		const create = { method: "POST", path: "/guilds/:guild/channels", times: Number.POSITIVE_INFINITY };
		const fault = world.discord.fault(create, refusal);
		await world.report("ready", scene.matchId);
		await world.eventually(() => chat("general").length === 1, "the admins are told");
		await world.clock.advance(60 * 60_000);
		expect(chat("general")).toHaveLength(1);
		expect(chat("general")[0]).toContain("two-factor authentication");
		expect(fault.hits).toBeLessThan(20);
	});

	test("given a server with 500 channels, when a match starts, then they read it once, and once more the next time", async () => {
		const fillers: string[] = [];
		await given({
			prepare(made) {
				for (let n = 0; n < 498; n += 1)
					fillers.push(made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text" }));
			},
		});
		await world.report("ready", scene.matchId);
		await world.calm();
		expect(chat("general")).toHaveLength(1);
		expect(chat("general")[0]).toContain("500 channels");
		for (const id of fillers.splice(0, 2)) world.discord.deleteChannel(id);
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await scene.ended();
		for (const name of ["one", "more"]) world.discord.addChannel(world.guildId, { name, type: "text" });
		await world.report("ready", world.newMatchId());
		await world.eventually(() => chat("general").length === 2, "the admins are told again");
	});

	for (const how of ["stop", "kill"] as const) {
		test(`given they were told, when the program starts anew (${how}), then it is not repeated, and crossed out once it is well`, async () => {
			await given(without(permission.moveMembers));
			await world.report("ready", scene.matchId);
			await world.eventually(() => chat("general").length === 1, "the admins are told");
			await world.calm();
			await scene.restart(how);
			expect(posts()).toHaveLength(1);
			may(invited);
			await world.calm();
			await scene.restart(how);
			expect(chat("general")).toEqual([solved]);
			expect(posts()).toHaveLength(1);
		});
	}

	test("given the program is killed before its post is answered, when it starts anew, then it is in the chat once", async () => {
		await given({ ...without(permission.moveMembers), latencyMs: 200 });
		await world.report("ready", scene.matchId);
		await world.eventually(() => posts().length === 1, "the post is on its way");
		await scene.restart("kill");
		expect(chat("general")).toEqual([lackingText]);
		expect(posts()).toHaveLength(2);
	});

	test("given the answer to its post is lost, when it is posted again, then it is in the chat once", async () => {
		await given(without(permission.moveMembers));
		world.discord.fault(postRoute, { loseAnswer: "reset" });
		await world.report("ready", scene.matchId);
		await world.calm();
		expect(posts()).toHaveLength(2);
		expect(chat("general")).toEqual([lackingText]);
	});

	test("given they may not be written to, when a match starts, then it gets its rooms all the same", async () => {
		await given({
			prepare(made) {
				for (const { id } of made.discord.channelsOf(made.guildId)) {
					const nothing = [{ id: made.discord.botId, type: "member" as const, deny: permission.sendMessages }];
					made.discord.editChannel(id, { overwrites: nothing });
				}
			},
		});
		may(invited & ~permission.moveMembers);
		await world.report("ready", scene.matchId);
		await world.calm();
		may(invited);
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		expect(posts()).toEqual([]);
	});
});

describe("the way shown to those who wait for Discord's limit", () => {
	const crowd: SimulationOptions = { playersPerTeam: 7, limits: true };
	const minute = 60_000;

	async function shownTheWay(options: SimulationOptions = {}): Promise<void> {
		await given({ ...crowd, ...options });
		await world.report("ready", scene.matchId);
		await world.eventually(() => chat("General").length === 1, "the way is shown");
	}

	test("given more players than may be moved at once, when a match starts, then those who wait read it, and may go it", async () => {
		await shownTheWay();
		const [text = ""] = chat("General");
		expect(text).toStartWith("Discord lets me move only a few people at a time. Your rooms are open already:\n");
		const rooms = new Map(world.roomChannels().map(({ id, name }) => [id, name]));
		const ways = [...text.matchAll(/<@(\d+)> → <#(\d+)>/g)];
		expect(ways).toHaveLength(4);
		for (const [, discordId = "", channelId = ""] of ways) {
			const team = world.teams.find(({ people }) => people.some((one) => one.discordId === discordId));
			expect(rooms.get(channelId)).toStartWith(team?.name ?? "no team");
			expect(world.discord.canConnect(discordId, channelId)).toBe(true);
		}
		expect(world.discord.invalidRequests).toBe(0);
	});

	test("given it was shown, when a minute is over, then it is deleted", async () => {
		await shownTheWay();
		await world.clock.advance(minute - 1_000);
		expect(chat("General")).toHaveLength(1);
		await world.clock.advance(2_000);
		expect([chat("General"), posts().length]).toEqual([[], 1]);
	});

	for (const how of ["stop", "kill"] as const) {
		test(`given it was shown, when the program starts anew (${how}), then it is not shown again, and is deleted in time`, async () => {
			await shownTheWay();
			await world.calm();
			await scene.restart(how);
			expect([chat("General").length, posts().length]).toEqual([1, 1]);
			await world.clock.advance(minute);
			expect([chat("General"), posts().length]).toEqual([[], 1]);
		});
	}

	test("given the match is over and settled before a restart, when the minute is over, then it is deleted all the same", async () => {
		await shownTheWay();
		await world.eventually(() => world.arePlaced(), "everyone in their rooms");
		await scene.ended();
		await scene.restart("kill");
		await world.clock.advance(2 * minute);
		expect(chat("General")).toEqual([]);
	});

	test("given the program is killed before its post is answered, when it starts anew, then it is there once, and deleted", async () => {
		await given({ ...crowd, latencyMs: 200 });
		await world.report("ready", scene.matchId);
		await world.eventually(() => posts().length === 1, "the post is on its way");
		world.kill();
		await world.clock.advance(500);
		await world.start();
		await world.clock.advance(2_000);
		expect(chat("General")).toHaveLength(1);
		await world.clock.advance(2 * minute);
		expect(chat("General")).toEqual([]);
	});

	test("given the program is down longer than Discord knows the post, when it starts anew, then nothing is posted again", async () => {
		await shownTheWay();
		await world.calm();
		await world.stopProgram();
		await world.clock.advance(10 * minute);
		await world.start();
		await world.clock.advance(minute);
		expect([chat("General"), posts().length]).toEqual([[], 1]);
	});

	test("given its delete fails, when it is tried again, then it is gone", async () => {
		await shownTheWay();
		world.discord.fault({ method: "DELETE", path: "/channels/:channel/messages/:message", times: 3 }, { status: 500 });
		await world.clock.advance(2 * minute);
		expect(chat("General")).toEqual([]);
	});
});
