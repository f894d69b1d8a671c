// What is pressed in the chat of a room: by those who play in it, by staff, and by those who do neither.

import { beforeEach, describe, expect, test } from "bun:test";
import { newRecord } from "../../src/record.ts";
import { bare } from "../../src/room.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { type Bot, openBot } from "./bot.ts";

const { room: words, guests: guestWords } = textsIn("en");
const [boss, coach, rival] = ["9001", "3003", "4004"] as const;
const someone = (discordId: string) => ({ discordId, isMember: true, isBot: false });
let bot: Bot;

async function given(phase: "open" | "over" = "open"): Promise<void> {
	bot = openBot();
	bot.guilds.change(bot.guildId, { staffRoleId: "77" });
	bot.roles.set(boss, ["77"]);
	const [vale, oak] = ["vale", "oak"].map((nickname) => ({ ...bot.faceit.addPlayer({ nickname }), nickname }));
	if (vale === undefined || oak === undefined) throw new Error("nobody plays");
	await bot.players.register({ discordId: bot.ann, guildId: bot.guildId }, "vale");
	await bot.players.register({ discordId: rival, guildId: bot.guildId }, "oak");
	const team = (teamId: string, { faceitId, nickname }: typeof vale) => ({
		...{ teamId, name: `Team ${teamId}`, roster: [{ faceitId, nickname }], substitutes: [] },
	});
	const now = bot.clock.now();
	const match = {
		...{ matchId: "1-a", phase, version: 1, competition: null, teams: [team("A", vale), team("B", oak)] },
		...{ scheduledAt: null, openings: 1, openedAt: now, overAt: phase === "over" ? now : null, heardAt: now },
		details: { demoUrls: [] },
	};
	const room = {
		...{ ...bare, code: "4F2A", matchId: "1-a", guildId: bot.guildId, teamId: "A", state: "open" as const },
		...{ channelId: "12", admitted: [], createdAt: now },
	};
	bot.records.save([{ ...newRecord(match), rooms: [room] }], now);
	bot.looked.length = 0;
}
beforeEach(() => given());

const roomNow = () => bot.records.get("1-a")?.rooms[0];
const press = async (who: string, id: string, chosen: readonly ReturnType<typeof someone>[] = []) =>
	bot.press(
		who,
		`room:${id}`,
		chosen.map(({ discordId }) => discordId),
		{},
		chosen,
	);

describe("let someone in", () => {
	for (const [who, by] of [
		["a player of the room", () => bot.ann],
		["staff", () => boss],
	] as const) {
		test(`by ${who}: they are guests, it is said to the room, and the keeper looks`, async () => {
			const reply = await press(by(), "guests:4F2A", [someone(coach)]);
			expect(reply.content).toBe(guestWords.done);
			expect(bot.announced).toEqual([guestWords.letIn(`<@${by()}>`, `<@${coach}>`)]);
			expect(roomNow()?.guests).toEqual([coach]);
			expect(bot.looked).toEqual(["1-a"]);
			expect((await press(by(), "guests:4F2A", [someone(coach)])).content).toBe(guestWords.unchanged);
			await press(by(), "guests:4F2A");
			expect(bot.announced.at(-1)).toBe(guestWords.letOut(`<@${by()}>`, `<@${coach}>`));
			expect(roomNow()?.guests).toEqual([]);
		});
	}

	test("by anybody else, also of the other team: no", async () => {
		for (const who of [bot.bob, rival]) {
			expect((await press(who, "guests:4F2A", [someone(who)])).content).toBe(words.notYours);
			expect(roomNow()?.guests).toEqual([]);
		}
	});

	test("bots, strangers and opponents are not let in, which it says; the others are", async () => {
		const chosen = [
			someone(coach),
			someone(rival),
			{ ...someone("5"), isBot: true },
			{ ...someone("6"), isMember: false },
		];
		const reply = await press(bot.ann, "guests:4F2A", chosen);
		expect(JSON.stringify(reply.components)).toContain(`<@${rival}>, <@5>, <@6>`);
		expect(roomNow()?.guests).toEqual([coach]);
	});
});

test("whose claim does not count here does not decide", async () => {
	bot.guilds.change(bot.guildId, { claims: "prove" });
	expect((await press(bot.ann, "guests:4F2A", [someone(coach)])).content).toStartWith(words.notYours);
});

describe("once the match is over", () => {
	beforeEach(() => given("over"));

	test("keep open: ten minutes, also by players; an hour at most", async () => {
		expect((await press(bot.ann, "keep:4F2A")).content).toContain("✅ The room stays: it closes <t:");
		for (let n = 0; n < 6; n += 1) await press(bot.ann, "keep:4F2A");
		expect((await press(bot.ann, "keep:4F2A")).content).toBe(words.longest);
	});

	test("close now: staff only", async () => {
		expect((await press(bot.ann, "close:4F2A")).content).toBe(words.staffOnly);
		expect(roomNow()?.keep).toBeNull();
		expect((await press(boss, "close:4F2A")).content).toBe(words.closing);
		expect(roomNow()?.keep?.until).toBe(bot.clock.now());
	});
});

test("neither while it goes on", async () => {
	expect((await press(bot.ann, "keep:4F2A")).content).toBe(words.goesOn);
	expect((await press(boss, "close:4F2A")).content).toBe(words.goesOn);
});

test.each(["guests:ZZZZ", "keep:", "paint:4F2A", "guests"])("an old or forged id, %s: nothing changes", async (id) => {
	expect((await press(boss, id, [someone(coach)])).content).toBe(words.gone);
	expect(roomNow()).toMatchObject({ guests: [], keep: null });
});

test("a room of another server is none here", async () => {
	const record = bot.records.get("1-a");
	if (record === undefined) throw new Error("no match");
	bot.records.save(
		[{ ...record, rooms: record.rooms.map((room) => ({ ...room, code: "7777", guildId: "other" })) }],
		1,
	);
	expect((await press(boss, "guests:7777", [someone(coach)])).content).toBe(words.gone);
});
