// /match, and what is pressed on a card: a match as each of its players, and anybody else, sees it.

import { beforeEach, describe, expect, test } from "bun:test";
import { current } from "../../src/discord/commands/match.ts";
import type { Match } from "../../src/match.ts";
import { newRecord } from "../../src/record.ts";
import { bare, type Room } from "../../src/room.ts";
import type { GuildShown } from "../../src/shown.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { guildShown } from "../guild-shown.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

const words = textsIn("en").match;
const player = (nickname: string) => ({ faceitId: nickname, nickname });
let bot: Bot;

function match(changes: Partial<Match> = {}): Match {
	return {
		...{ matchId: "1-a", phase: "open", version: 1, scheduledAt: null, openings: 1, openedAt: 60_000, overAt: null },
		...{ heardAt: 1, details: { demoUrls: [] } },
		competition: { id: "c", name: "Vale Cup", type: "championship" },
		teams: [
			{
				teamId: "t1",
				name: "Team **Vale**",
				roster: [{ ...player("ann_v"), level: 7 }, player("bob_v"), player("cat_v")],
				substitutes: [{ ...player("dan_v"), playing: false }],
			},
			{ teamId: "t2", name: "Oak", roster: [player("eve_o")], substitutes: [] },
		],
		...changes,
	};
}

function room(changes: Partial<Room> = {}): Room {
	const ids = { code: "4F2A", matchId: "1-a", guildId: bot.guildId, teamId: "t1", channelId: "12" };
	return { ...ids, ...bare, state: "open", admitted: [], createdAt: 1, ...changes };
}

/** Ann and Bob are linked; Discord shows this of the guild. */
async function given(shown?: GuildShown, played: Match = match(), rooms?: readonly Room[]): Promise<void> {
	bot = openBot();
	for (const [who, nickname] of [
		[bot.ann, "ann_v"],
		[bot.bob, "bob_v"],
	] as const) {
		bot.faceit.addPlayer({ nickname, faceitId: nickname });
		await bot.use(who, "register", { nickname });
	}
	if (shown !== undefined) bot.shown.set(bot.guildId, { ...shown, guildId: bot.guildId });
	bot.records.save([{ ...newRecord(played), rooms: rooms ?? [room()] }], bot.clock.now());
	bot.looked.length = 0;
}

const inVoice = (positions: Record<string, string>) => guildShown({ positions });
const said = async (who = bot.ann) => {
	const reply = await bot.use(who, "match");
	return `${reply.content}\n${textOf(reply)}`;
};
const wait = (reason: Parameters<Bot["waits"]["push"]>[0]["reason"], subject = `member:${bot.ann}`) =>
	bot.waits.push({ subject, reason, until: null });

describe("given a match that is on", () => {
	beforeEach(() => given(inVoice({ "2001": "12", "2002": "99" })));

	test("its room is linked, and it says where each player is", async () => {
		const text = await said();
		expect(text).toStartWith("▶️ Your match is on; its rooms opened <t:60:R>.");
		for (const part of [
			"Vale Cup",
			"**Team \\\\*\\\\*Vale\\\\*\\\\*** · <#12>",
			"🟢 ann\\\\_v `7`",
			"🟡 bob\\\\_v – in another channel",
			"⚪ cat\\\\_v – not linked",
			"⚪ dan\\\\_v (substitute) – not linked",
			"⚪ eve\\\\_o – not linked",
		])
			expect(text).toContain(part);
		// Which other channel is Bob's own business.
		expect(text).not.toContain("99");
	});

	test("whoever is in their room is offered nothing more; whoever is not may ask to be moved, and why", async () => {
		expect(idsIn(await bot.use(bot.ann, "match"))).toEqual([]);
		expect(idsIn(await bot.use(bot.bob, "match"))).toEqual(["match:move:1-a", "match:why:1-a"]);
	});

	test("anybody may look at somebody else's", async () => {
		expect(textOf(await bot.use("5005", "match", { member: bot.ann }))).toContain("Vale Cup");
		expect((await bot.use(bot.ann, "match", { member: "5005" })).content).toBe(words.otherUnlinked("<@5005>"));
	});
});

test.each([
	["in another server only", { guildId: "another" }],
	["closed", { state: "closed" }],
	["given up", { state: "lost" }],
] as const)("given its room is %s, then no room is linked here", async (_, changes) => {
	bot = openBot();
	await given(guildShown(), match(), [room(changes)]);
	expect(await said()).not.toContain("<#12>");
});

test("given Discord does not show the server, then it does not say where anyone is", async () => {
	await given();
	wait("notInVoice");
	expect(await said()).toContain("ann\\\\_v\\nbob\\\\_v");
	expect(await said()).not.toContain("in voice");
});

describe("given they are not in their room", () => {
	beforeEach(() => given(inVoice({})));
	const reason = textsIn("en").waits.notInVoice;

	test("then it says why, below how the match stands, and where asked", async () => {
		wait("notInVoice");
		expect((await bot.use(bot.ann, "match")).content).toBe(`▶️ Your match is on; its rooms opened <t:60:R>.\n${reason}`);
		expect((await bot.press(bot.ann, "match:why:1-a")).content).toBe(reason);
		expect((await bot.press(bot.bob, "match:why:1-a")).content).toBe(words.nothingInTheWay);
	});

	test("with the permissions that are missing", async () => {
		await given(guildShown({ held: 0n }));
		wait("lackingPermissions", "room:4F2A");
		expect((await bot.use(bot.ann, "match")).content).toContain(
			"I lack **View Channels**, **Manage Channels**, **Manage Roles**, **Connect** and **Move Members** here",
		);
	});

	test("whoever left by themselves is moved again when they ask; what else is in the way is said", async () => {
		const record = bot.records.get("1-a");
		if (record === undefined) throw new Error("no match");
		const walked = { matchId: "1-a", guildId: bot.guildId, discordId: bot.ann, state: "walked" as const };
		bot.records.save([{ ...record, placements: [{ ...walked, originId: null, opening: 1, at: 1 }] }], 1);
		wait("walkedOut");
		expect((await bot.press(bot.ann, "match:move:1-a")).content).toBe(words.moving);
		expect(bot.records.get("1-a")?.placements[0]?.state).toBe("away");
		expect(bot.looked).toContain("1-a");
		wait("optedOut");
		expect((await bot.press(bot.ann, "match:move:1-a")).content).toContain("You asked me not to move you.");
	});
});

describe("what is pressed on a card, by", () => {
	beforeEach(() => given(inVoice({ "2001": "12" })));

	test("a player in their room: all is well", async () => {
		for (const id of ["match:why:1-a", "match:move:1-a"])
			expect((await bot.press(bot.ann, id)).content).toBe(words.inRoom);
	});

	test("somebody without a link: how to make one", async () => {
		const [shown, why, move] = [
			await bot.press("5005", "match:show:1-a"),
			await bot.press("5005", "match:why:1-a"),
			await bot.press("5005", "match:move:1-a"),
		];
		expect(idsIn(shown)).toEqual(["register:link"]);
		for (const reply of [why, move]) expect([reply.content, idsIn(reply)]).toEqual([words.unlinked, ["register:link"]]);
	});

	test("somebody who plays elsewhere: the match, and that it has no room for them", async () => {
		bot.faceit.addPlayer({ nickname: "other" });
		await bot.use("5005", "register", { nickname: "other" });
		expect(textOf(await bot.press("5005", "match:show:1-a"))).toContain("Vale Cup");
		for (const id of ["match:why:1-a", "match:move:1-a"])
			expect((await bot.press("5005", id)).content).toBe(words.notYours);
	});

	test.each(["match:show:1-x", "match:show", "match:dance:1-a", "match:why:"])(
		"an old or forged id, %s",
		async (id) => {
			expect((await bot.press(bot.ann, id)).content).toBe(words.unknown);
		},
	);
});

test("given a match that is over and settled, then its result is still shown", async () => {
	await given(guildShown(), match({ phase: "over", overAt: 2, details: { demoUrls: [], end: "cancelled" } }), []);
	expect((await bot.press(bot.ann, "match:show:1-a")).content).toBe("🚫 The match was cancelled.");
});

test.each([
	[{ phase: "waiting", openedAt: null }, words.announced],
	[{ phase: "waiting", openedAt: null, scheduledAt: 90_000 }, words.planned("<t:90:f> (<t:90:R>)")],
] as const)("given %j, then it says how the match stands", async (changes, sentence) => {
	await given(guildShown(), match(changes));
	expect((await bot.use(bot.ann, "match")).content).toStartWith(sentence);
});

test("given several, then the one that is on is shown, and the newest of those; the others are offered", async () => {
	const all = [
		match(),
		match({ matchId: "1-b", phase: "waiting", scheduledAt: 1 }),
		match({ matchId: "1-c", openedAt: 120_000 }),
		match({ matchId: "1-d", openedAt: 90_000 }),
		match({ matchId: "1-e", phase: "over", openedAt: 150_000 }),
	];
	expect(current(all.map((one) => ({ match: one, rooms: [] })))?.match.matchId).toBe("1-c");
	expect(current([])).toBeUndefined();
	await given(guildShown());
	bot.records.save(all.slice(2, 4).map(newRecord), 1);
	const reply = await bot.use(bot.ann, "match");
	expect(textOf(reply)).toContain('"value":"1-d"');
	expect(textOf(await bot.press(bot.ann, "match:other", ["1-d"]))).toContain("/room/1-d");
});

describe("asked by a member", () => {
	test("given no link, or no match, then it says what to do", async () => {
		bot = openBot();
		expect((await bot.use(bot.bob, "match")).content).toBe(words.unlinked);
		bot.faceit.addPlayer({ nickname: "ann_v" });
		await bot.use(bot.ann, "register", { nickname: "ann_v" });
		expect((await bot.use(bot.ann, "match")).content).toBe(words.none("**ann\\_v**"));
	});

	test("given the longest line-up with the nastiest names, then the message still fits", async () => {
		const nasty = Array.from({ length: 40 }, (_, index) => ({
			...player(`${index}${"*".repeat(300)}`),
			faceitId: `${index}`,
		}));
		const team = (teamId: string) => ({
			...{ teamId, name: "@everyone".repeat(40), substitutes: [] },
			roster: [player("ann_v"), ...nasty],
		});
		await given(guildShown(), match({ teams: [team("t1"), team("t2")] }));
		expect(textOf(await bot.use(bot.ann, "match"))).toMatch(/… and \d+ more/);
	});
});
