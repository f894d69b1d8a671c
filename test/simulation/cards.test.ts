// The one message that shows a match in the announcements channel: never two, never stale, and its last word is the result.

import { afterEach, expect, test } from "bun:test";
import { readable } from "../../src/sandbox/discord/reply.ts";
import { asFaceit } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let cardsId: string;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({
		...options,
		prepare(made) {
			cardsId = made.discord.addChannel(made.guildId, { name: "matches", type: "text" });
			made.choose({ cardChannelId: cardsId });
			options.prepare?.(made);
		},
	});
	({ world } = scene);
}

const cards = () => world.discord.messagesIn(cardsId).map(readable);
const posts = () => scene.callsOf("POST", "/channels/:channel/messages").filter(({ path }) => path.includes(cardsId));
const edits = () =>
	scene.callsOf("PATCH", "/channels/:channel/messages/:message").filter(({ path }) => path.includes(cardsId));

test("given a match, then it has one card, which follows it from its rooms to its end", async () => {
	await given();
	await scene.placed();
	await world.calm();
	expect(cards()).toHaveLength(1);
	expect(cards()[0]).toContain("▶️ The rooms are open.");
	for (const { nickname } of world.people) expect(cards()[0]).toContain(`🟢 ${nickname.replace("_", "\\_")}`);
	scene.leave(scene.person(0, 0));
	await world.clock.advance(6 * second);
	expect(cards()[0]).toContain("⚪ TeamVale\\_1 – not in voice");
	await scene.ended();
	await world.clock.advance(6 * second);
	expect(cards()).toEqual([expect.stringContaining("🏁 The match is over.")]);
	expect(posts()).toHaveLength(1);
});

test("given a match that was played, then its card ends with who won which map, asked of FACEIT until it says so", async () => {
	await given();
	await scene.placed();
	const [vale, delta] = world.teams;
	const teams = world.teams.map(asFaceit);
	world.faceit.setMatch(scene.matchId, { status: "ONGOING", teams });
	await world.report("finished", scene.matchId, { teams: null });
	await world.clock.advance(30 * second);
	expect(cards()).toEqual([expect.stringContaining("🏁 The match is over.")]);
	const now = world.clock.now();
	world.faceit.setMatch(scene.matchId, {
		...{ status: "FINISHED", teams, startedAt: now - 40 * minute, finishedAt: now - minute, maps: ["de_mirage"] },
		...{ played: [{ map: "de_mirage", score: [13, 7] }] },
	});
	await world.clock.advance(2 * minute);
	expect(cards()[0]).toContain(`🏁 **${vale.name}** won`);
	expect(cards()[0]).toMatch(/irage · \*\*13 : 7\*\*/);
	expect(cards()[0]).not.toContain(`**${delta.name}** won`);
	// It has said its last word: FACEIT is not asked again.
	const asked = world.faceit.calls.length;
	await world.clock.advance(60 * minute);
	expect(world.faceit.calls).toHaveLength(asked);
	expect(world.stored("SELECT 1 FROM matches WHERE settled_at IS NULL")).toEqual([]);
});

test("given much happens at once, then it is edited every five seconds at most", async () => {
	await given({ latencyMs: 50 });
	await scene.placed();
	await world.calm();
	const before = edits().length;
	for (let n = 0; n < 40; n += 1) {
		const who = scene.person(n % 2 === 0 ? 0 : 1, n % 3);
		if (world.whereIs(who) === undefined) scene.join(who, world.generalId);
		else scene.leave(who);
		await world.clock.advance(500);
	}
	expect(edits().length - before).toBeLessThanOrEqual(5);
	await world.clock.advance(6 * second);
	const shown = cards()[0] ?? "";
	for (const who of world.people) {
		const mark = world.whereIs(who) === undefined ? "⚪" : "🟢";
		expect(shown).toContain(`${mark} ${who.nickname.replace("_", "\\_")}`);
	}
});

for (const [what, downMs] of [
	["within the minutes in which Discord knows the post", 10 * second],
	["after that", 10 * minute],
] as const) {
	test(`given the program is killed before its post is answered, when it is back ${what}, then there is one card`, async () => {
		await given({ latencyMs: 200 });
		await world.report("ready", scene.matchId);
		await world.eventually(() => posts().length === 1, "the post is on its way");
		world.kill();
		await world.clock.advance(downMs);
		await world.start();
		await world.clock.advance(30 * second);
		expect(cards()).toEqual([expect.stringContaining("▶️ The rooms are open.")]);
		for (const { nickname } of world.people) expect(cards()[0]).toContain(`🟢 ${nickname.replace("_", "\\_")}`);
	});
}

test("given an edit without an answer, then it is made again", async () => {
	await given();
	await scene.placed();
	await world.calm();
	world.discord.fault(
		{ method: "PATCH", path: "/channels/:channel/messages/:message", times: 2 },
		{ status: 502, html: "" },
	);
	scene.leave(scene.person(0, 0));
	await world.clock.advance(minute);
	expect(cards()[0]).toContain("⚪ TeamVale\\_1");
});

test("given somebody deleted it, then it is not repeated", async () => {
	await given();
	await scene.placed();
	await world.calm();
	const [card] = world.discord.messagesIn(cardsId);
	if (card === undefined) throw new Error("no card");
	world.discord.deleteMessage(card.id);
	scene.leave(scene.person(0, 0));
	await world.clock.advance(minute);
	await scene.ended();
	await world.clock.advance(minute);
	expect(cards()).toEqual([]);
	expect(posts()).toHaveLength(1);
});

test("given no channel for cards, or one that the bot may not write in, then there is none, and all else goes on", async () => {
	await given({
		prepare(made) {
			const deny = 1n << 11n;
			made.discord.editChannel(cardsId, { overwrites: [{ id: made.discord.botId, type: "member", deny }] });
		},
	});
	await scene.placed();
	await world.clock.advance(minute);
	expect([cards(), posts()]).toEqual([[], []]);
	await scene.ended();
});

test("given FACEIT opens a match again that was cancelled, then the card that said so is about it again", async () => {
	await given();
	await scene.placed();
	await world.report("cancelled", scene.matchId);
	await world.clock.advance(minute);
	expect(cards()).toEqual([expect.stringContaining("🚫 The match was cancelled.")]);
	await world.report("configuring", scene.matchId);
	await world.clock.advance(minute);
	expect(cards()).toEqual([expect.stringContaining("▶️ The rooms are open.")]);
	expect(posts()).toHaveLength(1);
});

test("given the answer to its post was lost, when Discord refuses the next attempt, then there is still one card", async () => {
	await given();
	const posted = { method: "POST", path: `/channels/${cardsId}/messages` };
	world.discord.fault(posted, { loseAnswer: 502 });
	world.discord.fault(posted, { status: 403 });
	await scene.placed();
	await world.clock.advance(10 * minute);
	expect(posts().map(({ status }) => status)).toContain(403);
	expect(cards()).toHaveLength(1);
	expect(cards()[0]).toContain("▶️");
});
