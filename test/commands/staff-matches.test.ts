// What staff decide about matches and rooms, and what they are shown of them.

import { beforeEach, describe, expect, test } from "bun:test";
import { newRecord } from "../../src/record.ts";
import { bare, type Room } from "../../src/room.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { channel, guildShown } from "../guild-shown.ts";
import { type Bot, idsIn, openBot, textOf } from "./bot.ts";

const words = textsIn("en").staff;
const boss = "9001";
const matchId = "1-fde89b70-546c-1329-b279-a71e277c7d48";
let bot: Bot;

function save(changes: { readonly phase?: "open" | "over"; readonly rooms?: readonly Partial<Room>[] } = {}): void {
	const now = bot.clock.now();
	const { phase = "open", rooms = [{}] } = changes;
	const team = (teamId: string, nickname: string) => ({
		...{ teamId, name: `Team ${teamId}`, roster: [{ faceitId: nickname, nickname }], substitutes: [] },
	});
	const match = {
		...{ matchId, phase, version: 1, competition: { id: "c", name: "Vale Cup", type: "hub" }, scheduledAt: null },
		...{ openings: 1, openedAt: now, overAt: phase === "over" ? now : null, heardAt: now, details: { demoUrls: [] } },
		teams: [team("A", "vale"), team("B", "oak")],
	};
	const all = rooms.map(
		(room): Room => ({
			...{ ...bare, code: "4F2A", matchId, guildId: bot.guildId, teamId: "A", state: "open", channelId: "12" },
			...{ admitted: [], createdAt: now, ...room },
		}),
	);
	bot.records.save([{ ...newRecord(match), rooms: all }], now);
	bot.looked.length = 0;
}

beforeEach(async () => {
	bot = openBot();
	bot.guilds.change(bot.guildId, { staffRoleId: "77" });
	bot.roles.set(boss, ["77"]);
	bot.faceit.addPlayer({ nickname: "vale", faceitId: "vale" });
	bot.faceit.addPlayer({ nickname: "oak", faceitId: "oak" });
	await bot.use(bot.ann, "register", { nickname: "vale" });
	await bot.use(bot.bob, "register", { nickname: "oak" });
	bot.shown.set(bot.guildId, { ...guildShown({ channels: [channel("12", "voice")] }), guildId: bot.guildId });
	save();
});

const use = (what: string, options = {}, who = boss) => bot.use(who, `staff ${what}`, options);
const order = () => bot.records.get(matchId)?.orders[0]?.is;

describe("a match", () => {
	test("is opened and closed, by its id or its link; it says what happens, and the keeper looks", async () => {
		expect((await use("match close", { match: matchId })).content).toContain("everybody is brought back");
		expect([order(), bot.looked]).toEqual(["closed", [matchId]]);
		const link = `https://www.faceit.com/en/cs2/room/${matchId}/scoreboard`;
		expect((await use("match open", { match: link })).content).toContain("its rooms open here");
		expect(order()).toBe("open");
		expect((await use("log")).content).toContain("rooms of the match");
	});

	test("that is over, or unknown, stays as it is", async () => {
		save({ phase: "over" });
		expect((await use("match close", { match: matchId })).content).toContain("is over. Nothing changed.");
		for (const what of ["open", "close", "move"])
			for (const typed of ["nonsense", "1-00000000-0000-0000-0000-000000000000"])
				expect((await use(`match ${what}`, { match: typed })).content).toBe(words.noSuchMatch);
	});

	test("that no webhook told of is looked up at FACEIT by its link, and opened", async () => {
		const other = "1-11111111-2222-3333-4444-555555555555";
		const roster = [{ faceitId: "vale", nickname: "vale" }];
		bot.faceit.setMatch(other, { status: "ONGOING", teams: [{ teamId: "A", name: "A", roster, substitutes: [] }] });
		expect((await use("match open", { match: other })).content).toContain("its rooms open here");
		expect(bot.records.get(other)?.match.phase).toBe("open");
	});

	test("its players are moved again, those who left among them", async () => {
		const record = bot.records.get(matchId);
		if (record === undefined) throw new Error("no match");
		const walked = { matchId, guildId: bot.guildId, discordId: bot.ann, state: "walked" as const };
		bot.records.save([{ ...record, placements: [{ ...walked, originId: null, opening: 1, at: 1 }] }], 1);
		await use("match move", { match: matchId });
		expect(bot.records.get(matchId)?.placements[0]?.state).toBe("away");
	});

	test("is offered by its teams and competition, to staff only", async () => {
		const offered = (who: string) => bot.suggest("staff", "vale c", who, "match");
		expect(await offered(boss)).toEqual([{ name: "Team A vs Team B – Vale Cup", value: matchId }]);
		expect(await offered(bot.ann)).toEqual([]);
		expect(await bot.suggest("staff", "", boss, "team")).toEqual([{ name: "Team A – Vale Cup", value: "4F2A" }]);
	});
});

test("a guest is let in by staff, once; not one of the other team, nor into what is no room", async () => {
	expect((await use("add", { member: "3003", team: "4F2A" })).content).toBe(words.added("<@3003>", "<#12>"));
	expect(bot.records.get(matchId)?.rooms[0]?.guests).toEqual(["3003"]);
	expect((await use("add", { member: "3003", team: "4F2A" })).content).toBe(textsIn("en").guests.unchanged);
	expect((await use("add", { member: bot.bob, team: "4F2A" })).content).toContain(`Not let in: <@${bot.bob}>`);
	expect((await use("add", { member: "3003", team: "ZZZZ" })).content).toBe(words.noSuchRoom);
});

describe("rooms", () => {
	test("are listed; nothing was left behind", async () => {
		const reply = await use("rooms");
		expect(reply.content).toContain("<#12> – [Team A vs Team B]");
		expect(textOf(reply)).toContain(words.nothingLeft);
		expect(idsIn(reply)).toEqual([]);
	});

	test("that were given up and are there are shown first, and deleted only when that is confirmed", async () => {
		save({ phase: "over", rooms: [{ state: "lost", channelId: null }] });
		const channels = [
			channel("12", "voice", { name: "Team A · 4F2A" }),
			channel("13", "voice", { name: "Ours · QQQQ" }),
		];
		bot.shown.set(bot.guildId, { ...guildShown({ channels }), guildId: bot.guildId });
		const reply = await use("rooms");
		expect(textOf(reply)).toContain("- <#12>");
		// That somebody named a channel like a room of ours proves nothing.
		expect(textOf(reply)).not.toContain("<#13>");
		expect(bot.records.get(matchId)?.rooms[0]?.state).toBe("lost");
		expect((await bot.press(boss, "staff:clean")).content).toBe(words.cleaned(1));
		expect(bot.records.get(matchId)?.rooms[0]).toMatchObject({ state: "open", channelId: "12" });
		expect(bot.looked).toContain(matchId);
		expect((await bot.press(boss, "staff:clean")).content).toBe(words.nothingLeft);
	});
});

describe("events that could not be read", () => {
	const event = (deliveryId: number, of: string | null) => ({
		...{ deliveryId, event: "match_status_ready", matchId: of, receivedAt: 0, error: "`payload.teams` is no list" },
	});

	test("of this server's matches are shown, and tried again; those of others are not", async () => {
		bot.failed.push(event(1, matchId), event(2, "1-of-others"), event(3, null));
		const reply = await use("events");
		expect(idsIn(reply)).toEqual(["staff:retry:1"]);
		expect((await bot.press(boss, "staff:retry:2")).content).toBe(words.eventGone);
		expect((await bot.press(boss, "staff:retry:1")).content).toBe(words.retried);
		expect(bot.retried).toEqual([1]);
	});

	test("none: it says so", async () => {
		expect((await use("events")).content).toBe(words.noEvents);
	});
});

test("nobody but staff may do any of it, whichever way they come", async () => {
	for (const what of ["match open", "match close", "match move", "add", "rooms", "events"])
		expect((await use(what, { match: matchId, member: "3003", team: "4F2A" }, bot.ann)).content).toStartWith("❌ Only");
	for (const id of ["staff:clean", "staff:retry:1"])
		expect((await bot.press(bot.ann, id)).content).toStartWith("❌ Only");
	expect(order()).toBeUndefined();
});
