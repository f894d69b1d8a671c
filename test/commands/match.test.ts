// /match as a player sees it.

import { describe, expect, test } from "bun:test";
import { current, matchMessage } from "../../src/discord/commands/match.ts";
import { defaultSettings } from "../../src/guild.ts";
import type { Link } from "../../src/link.ts";
import type { Match } from "../../src/match.ts";
import { text as line } from "../../src/message.ts";
import { newRecord } from "../../src/record.ts";
import type { Room } from "../../src/room.ts";
import { bare } from "../../src/room.ts";
import type { GuildShown } from "../../src/shown.ts";
import type { Wait } from "../../src/wait.ts";
import { virtualClock } from "../clock.ts";
import { guildShown, scopes } from "../guild-shown.ts";
import { openBot, textOf } from "./bot.ts";

const player = (nickname: string) => ({ faceitId: nickname, nickname });
const ann: Link = { faceitId: "ann_v", discordId: "ann", nickname: "ann_v", linkedAt: 1, verifiedAt: null };

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
		openings: 1,
		openedAt: 60_000,
		overAt: null,
		heardAt: 1,
		details: { demoUrls: [] },
		...changes,
	};
}

function room(changes: Partial<Room> = {}): Room {
	const ids = { code: "4F2A", matchId: "1-a", guildId: "guild", teamId: "t1", channelId: "12" };
	return { ...ids, ...bare, state: "open", admitted: [], createdAt: 1, ...changes };
}

type Given = {
	readonly match?: Match;
	readonly rooms?: readonly Room[];
	readonly guild?: GuildShown | undefined;
	readonly waits?: readonly Wait[];
};

const allHere = guildShown({ positions: { ann: "12", bob: "99" } });

/** What Ann reads; she and Bob are linked. */
function message({ match: played = match(), rooms = [room()], guild, waits = [] }: Given) {
	return matchMessage({ match: played, rooms }, { guildId: "guild", guild }, ann, {
		links: {
			known: () => [
				{ faceitId: "ann_v", discordId: "ann" },
				{ faceitId: "bob_v", discordId: "bob" },
			],
		},
		guilds: {
			settings: () => defaultSettings,
			change: () => defaultSettings,
		},
		waits: () => waits,
		scopes,
		clock: virtualClock(0),
	});
}

const text = (given: Given) => JSON.stringify(message(given));

test("given a match that is on, then the room is linked and it says where each player is", () => {
	expect(message({ guild: allHere })).toEqual({
		content: "▶️ Your match is on; its rooms opened <t:60:R>.",
		blocks: [
			line("### Team \\*\\*Vale\\*\\* vs Oak", "Vale Cup"),
			line(
				"**Team \\*\\*Vale\\*\\***",
				"Room: <#12>",
				"ann\\_v: 🔊 in the room",
				"bob\\_v: in another channel",
				"cat\\_v: not linked",
				"dan\\_v (substitute): not linked",
			),
			line("**Oak**", "There is no room in this server yet.", "eve\\_o: not linked"),
		],
	});
	expect(text({ guild: allHere })).not.toContain("99");
});

test.each([
	["in another server only", { guildId: "another" }],
	["closed", { state: "closed" }],
	["given up", { state: "lost" }],
] as const)("given its room is %s, then no room is linked here", (_, changes) => {
	expect(text({ guild: guildShown(), rooms: [room(changes)] })).not.toContain("<#12>");
});

test("given somebody is not in voice, then it says so", () => {
	expect(text({ guild: guildShown() })).toContain("bob\\\\_v: not in voice");
});

test("given Discord does not show the server, then it does not say where anyone is", () => {
	const said = text({ guild: undefined, waits: [{ subject: "member:ann", reason: "notInVoice", until: null }] });
	expect(said).toContain("ann\\\\_v\\nbob\\\\_v\\n");
	expect(said).not.toContain("in voice");
});

describe("given they are not in their room, then it says why", () => {
	const waits: readonly Wait[] = [{ subject: "member:ann", reason: "notInVoice", until: null }];

	test("below how the match stands", () => {
		expect(message({ guild: guildShown(), waits }).content).toBe(
			"▶️ Your match is on; its rooms opened <t:60:R>.\n" +
				"You are not in voice in this server: join any of its voice channels and I move you in.",
		);
	});

	test("with the permissions that are missing", () => {
		const paused: readonly Wait[] = [{ subject: "room:4F2A", reason: "lackingPermissions", until: null }];
		const { content } = message({ guild: guildShown({ held: 0n }), waits: paused });
		expect(content).toContain(
			"I lack **View Channels**, **Manage Channels**, **Manage Roles**, **Connect** and **Move Members** here",
		);
	});

	test("and not once they are in it", () => {
		expect(message({ guild: allHere, waits }).content).not.toContain("not in voice");
	});
});

test.each([
	[{ phase: "waiting", openedAt: null }, "⏳ Your match is announced."],
	[{ phase: "waiting", openedAt: null, scheduledAt: 90_000 }, "⏳ Your match is planned for <t:90:f> (<t:90:R>)."],
	[{ phase: "over", overAt: 2 }, "🏁 Your match is over."],
] as const)("given %j, then it says how the match stands", (changes, sentence) => {
	expect(message({ match: match(changes), guild: guildShown() }).content).toStartWith(sentence);
});

test("given several, then the one that is on is shown, and the newest of those", () => {
	const all = [
		match(),
		match({ matchId: "1-b", phase: "waiting", scheduledAt: 1 }),
		match({ matchId: "1-c", openedAt: 120_000 }),
		match({ matchId: "1-d", openedAt: 90_000 }),
		match({ matchId: "1-e", phase: "over", openedAt: 150_000 }),
	];
	expect(current(all.map((one) => ({ match: one, rooms: [] })))?.match.matchId).toBe("1-c");
	expect(current([])).toBeUndefined();
});

describe("asked by a member", () => {
	test("given no link, or no match, then it says what to do", async () => {
		const bot = openBot();
		expect((await bot.use(bot.bob, "match")).content).toContain("`/register` links yours");
		bot.faceit.addPlayer({ nickname: "ann_v" });
		await bot.use(bot.ann, "register", { nickname: "ann_v" });
		expect((await bot.use(bot.ann, "match")).content).toStartWith("**ann\\_v** has no match that I know of right now.");
	});

	test("given the longest line-up with the nastiest names, then the message still fits", async () => {
		const bot = openBot();
		const { faceitId } = bot.faceit.addPlayer({ nickname: "ann_v" });
		await bot.use(bot.ann, "register", { nickname: "ann_v" });
		const nasty = Array.from({ length: 40 }, (_, index) => ({
			...player(`${index}${"*".repeat(300)}`),
			faceitId: `${index}`,
		}));
		const team = (teamId: string) => ({
			teamId,
			name: "@everyone".repeat(40),
			roster: [{ faceitId, nickname: "ann_v" }, ...nasty],
			substitutes: [],
		});
		bot.shown.set(bot.guildId, guildShown());
		bot.records.save([newRecord(match({ teams: [team("t1"), team("t2")] }))], 1);
		expect(textOf(await bot.use(bot.ann, "match"))).toMatch(/… and \d+ more/);
	});
});
