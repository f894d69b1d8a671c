// /match as a player sees it.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Match } from "../../src/match.ts";
import type { Room } from "../../src/plan.ts";
import { type Bot, startBot, textOf } from "./bot.ts";

let bot: Bot;

beforeEach(async () => {
	bot = await startBot();
	for (const [userId, nickname] of [
		[bot.ann, "ann_v"],
		[bot.bob, "bob_v"],
	] as const) {
		bot.faceit.addPlayer({ nickname, faceitId: nickname });
		await bot.use(userId, "register", { nickname });
	}
});

afterEach(async () => {
	expect(bot.discord.violations).toEqual([]);
	expect(bot.told).toEqual([]);
	await bot.stop();
});

const player = (nickname: string) => ({ faceitId: nickname, nickname });

function match(changes: Partial<Match> = {}): Match {
	return {
		matchId: "1-a",
		phase: "open",
		version: 1,
		competition: { id: "c", name: "Vale Cup", type: "championship" },
		teams: [
			{
				teamId: "t1",
				name: "Team **Vale**",
				roster: [player("ann_v"), player("bob_v"), player("cat_v")],
				substitutes: [{ ...player("dan_v"), playing: false }],
			},
			{ teamId: "t2", name: "Oak", roster: [player("eve_o")], substitutes: [] },
		],
		scheduledAt: null,
		openedAt: 60_000,
		overAt: null,
		heardAt: 1,
		...changes,
	};
}

function room(channelId: string): Room {
	const { id: guildId } = bot.guild;
	return { code: "4F2A", matchId: "1-a", guildId, teamId: "t1", state: "open", channelId, admitted: [], createdAt: 1 };
}

test("given a match that is on, then the room is linked and it says where each player is", async () => {
	const channelId = bot.discord.addChannel(bot.guild.id, { name: "Team Vale · 4F2A", type: "voice" });
	const elsewhere = bot.discord.addChannel(bot.guild.id, { name: "Lounge", type: "voice" });
	bot.discord.joinVoice(bot.guild.id, bot.ann, channelId);
	bot.discord.joinVoice(bot.guild.id, bot.bob, elsewhere);
	bot.records.save([{ match: match(), rooms: [room(channelId)], placements: [] }], 1);
	const reply = await bot.use(bot.ann, "match");
	expect(reply.ephemeral).toBe(true);
	expect(reply.content).toBe("▶️ Your match is on; its rooms opened <t:60:R>.");
	expect(reply.message?.embeds).toEqual([
		{
			title: "Team \\*\\*Vale\\*\\* vs Oak",
			description: "Vale Cup",
			fields: [
				{
					name: "Team \\*\\*Vale\\*\\*",
					value: [
						`Room: <#${channelId}>`,
						"ann\\_v: 🔊 in the room",
						"bob\\_v: in another channel",
						"cat\\_v: not linked",
						"dan\\_v (substitute): not linked",
					].join("\n"),
				},
				{ name: "Oak", value: "There is no room in this server yet.\neve\\_o: not linked" },
			],
		},
	]);
	expect(textOf(reply)).not.toContain(elsewhere);
});

test("given the match has a room in another server only, then no room is linked here", async () => {
	const record = { match: match(), rooms: [{ ...room("12345"), guildId: "1" }], placements: [] };
	bot.records.save([record], 1);
	expect(textOf(await bot.use(bot.ann, "match"))).not.toContain("<#12345>");
});

test("given somebody left voice, then they are not in voice", async () => {
	const channelId = bot.discord.addChannel(bot.guild.id, { name: "Team Vale · 4F2A", type: "voice" });
	bot.discord.joinVoice(bot.guild.id, bot.bob, channelId);
	bot.discord.leaveVoice(bot.guild.id, bot.bob);
	bot.records.save([{ match: match(), rooms: [room(channelId)], placements: [] }], 1);
	expect(textOf(await bot.use(bot.ann, "match"))).toContain("bob\\\\_v: not in voice");
});

describe("the phase is told", () => {
	test.each([
		[{ phase: "waiting", openedAt: null }, "⏳ Your match is announced."],
		[{ phase: "waiting", openedAt: null, scheduledAt: 90_000 }, "⏳ Your match is planned for <t:90:f> (<t:90:R>)."],
		[{ phase: "waiting", openedAt: null, teams: [] }, undefined],
	] as const)("given %j", async (changes, sentence) => {
		bot.records.save([{ match: match(changes), rooms: [], placements: [] }], 1);
		const { content } = await bot.use(bot.ann, "match");
		expect(content).toStartWith(sentence ?? "**ann\\_v** has no match that I know of right now.");
	});

	test("given it is over and its rooms linger", async () => {
		bot.records.save([{ match: match({ phase: "over", overAt: 2 }), rooms: [room("1")], placements: [] }], 1);
		expect((await bot.use(bot.ann, "match")).content).toStartWith("🏁 Your match is over.");
	});
});

test("given several, then the one that is on is shown, and the newest of those", async () => {
	const others = [
		match({ matchId: "1-b", phase: "waiting", scheduledAt: 1 }),
		match({ matchId: "1-c", openedAt: 120_000 }),
		match({ matchId: "1-d", openedAt: 90_000 }),
	];
	bot.records.save(
		[match(), ...others].map((one) => ({ match: one, rooms: [], placements: [] })),
		1,
	);
	expect((await bot.use(bot.ann, "match")).content).toContain("<t:120:R>");
});

test("given the longest line-up with the nastiest names, then the message still fits", async () => {
	const nasty = Array.from({ length: 40 }, (_, index) => ({
		...player(`${index}${"*".repeat(300)}`),
		faceitId: `${index}`,
	}));
	const team = (teamId: string) => ({
		teamId,
		name: "@everyone".repeat(40),
		roster: [player("ann_v"), ...nasty],
		substitutes: [],
	});
	bot.records.save([{ match: match({ teams: [team("t1"), team("t2")] }), rooms: [], placements: [] }], 1);
	expect(textOf(await bot.use(bot.ann, "match"))).toMatch(/… and \d+ more/);
});

test("given no link, then it says how to make one", async () => {
	const cat = bot.discord.addMember(bot.guild.id, { username: "cat" });
	expect((await bot.use(cat, "match")).content).toContain("`/register` links yours");
});
