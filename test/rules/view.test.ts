// What a plan is given to see of a match in one guild: who is known there, whom a newer match has, where home is.

import { describe, expect, test } from "bun:test";
import type { Match, Team } from "../../src/match.ts";
import { advance } from "../../src/match.ts";
import type { Placement, Room } from "../../src/plan.ts";
import type { Known } from "../../src/store/links.ts";
import { type GuildSeen, guildsOf, type Party, type Surroundings, viewOf } from "../../src/view.ts";
import { delta, guildId, memberOf, open, over, placement, report, room, team, vale } from "./given.ts";

type Voice = Readonly<Record<string, string>>;

function seen(voice: Voice = {}, channels: readonly string[] = ["general", "vale-room"]): GuildSeen {
	const inVoice = Object.entries(voice).map(([name, channelId]) => [memberOf(name), channelId] as const);
	return {
		lacking: () => [],
		isFull: false,
		has: (channelId) => channels.includes(channelId),
		admitted: () => undefined,
		occupants: (channelId) => inVoice.flatMap(([id, place]) => (place === channelId ? [id] : [])),
		position: (discordId) => new Map(inVoice).get(discordId),
		canHost: () => true,
		budget: () => ({ left: 10, moreAt: 0 }),
	};
}

/** A match with everyone of it linked and known in the guild. */
function party(match: Match, words: { rooms?: Room[]; placements?: Placement[]; known?: Known[] } = {}): Party {
	const players = match.teams.flatMap(({ roster, substitutes }) => [...roster, ...substitutes]);
	const known = players.map(({ faceitId }) => ({ faceitId, discordId: memberOf(faceitId), guildId }));
	return {
		record: { match, rooms: words.rooms ?? [], placements: words.placements ?? [] },
		known: words.known ?? known,
	};
}

/** Another match of these teams, opened or ended at the time given. */
function other(id: string, openedAt: number, teams: readonly Team[], endedAt?: number): Match {
	const opened = advance(undefined, { ...report("ready", openedAt, { version: 1, teams }), matchId: id });
	return endedAt === undefined
		? opened
		: advance(opened, { ...report("finished", endedAt, { version: 2 }), matchId: id });
}

function look(own: Party, words: Partial<Surroundings> = {}) {
	const around = { guildId, seen: seen(), lobbyId: null, lingerMs: 1_000, parties: [own], isBusy: () => false };
	return viewOf(own, { ...around, ...words });
}

const both = [vale, delta];
const elsewhere = "elsewhere";

describe("who is known in the guild", () => {
	const rows: [title: string, known: Known[], voice: Voice, expected: string[]][] = [
		["who used the bot here", [{ faceitId: "ann", discordId: "@ann", guildId }], {}, ["@ann"]],
		["who used it elsewhere only: nobody here", [{ faceitId: "ann", discordId: "@ann", guildId: elsewhere }], {}, []],
		[
			"but who is in voice here is here",
			[{ faceitId: "ann", discordId: "@ann", guildId: elsewhere }],
			{ ann: "general" },
			["@ann"],
		],
		[
			"who used it in both guilds, once",
			[
				{ faceitId: "ann", discordId: "@ann", guildId },
				{ faceitId: "ann", discordId: "@ann", guildId: elsewhere },
			],
			{ ann: "general" },
			["@ann"],
		],
		["who is linked and known in no guild", [{ faceitId: "ann", discordId: "@ann", guildId: null }], {}, []],
	];
	for (const [title, known, voice, expected] of rows) {
		test(title, () =>
			expect([...look(party(open(), { known }), { seen: seen(voice) }).members.values()]).toEqual(expected),
		);
	}
});

describe("which guilds a match concerns", () => {
	const known: Known[] = [{ faceitId: "ann", discordId: "@ann", guildId: elsewhere }];
	const rows: [title: string, own: Party, voiceIn: string[], expected: string[]][] = [
		["where a player used the bot", party(open(), { known }), [], [elsewhere]],
		["and where one is in voice", party(open(), { known }), ["third"], [elsewhere, "third"]],
		["and where it has rooms", party(open(), { known: [], rooms: [room(vale)] }), [], [guildId]],
		[
			"even one that may not exist",
			party(open(), { known: [], rooms: [room(vale, { state: "opening" })] }),
			[],
			[guildId],
		],
		[
			"no longer where its rooms are closed",
			party(open(), { known: [], rooms: [room(vale, { state: "closed" })] }),
			[],
			[],
		],
		["nobody is linked: none", party(open(), { known: [] }), ["third"], []],
	];
	for (const [title, own, voiceIn, expected] of rows) {
		test(title, () => expect([...guildsOf(own, () => voiceIn)].toSorted()).toEqual(expected.toSorted()));
	}
});

describe("the rooms", () => {
	test("of this guild, not closed, and which of them Discord shows", () => {
		const away = room(delta, { guildId: elsewhere, code: "away" });
		const own = party(open(), { rooms: [room(vale), room(delta), room(vale, { code: "old", state: "closed" }), away] });
		const view = look(own, { seen: seen({ ann: "vale-room", coach: "vale-room" }) });
		expect(view.rooms.map(({ code }) => code)).toEqual(["vale-code", "delta-code"]);
		expect([...view.present]).toEqual(["vale-room"]);
		expect(view.occupants.get("vale-room")).toEqual(["@ann", "@coach"]);
		expect(view.occupants.get("delta-room")).toEqual([]);
	});

	test("nobody is brought back into a room: neither this match's nor another's", () => {
		const own = party(open(), { rooms: [room(vale)] });
		const foe = party(other("other", 2_000, both), { rooms: [room(delta, { channelId: "other-room" })] });
		const view = look(own, { parties: [own, foe] });
		expect(["general", "vale-room", "other-room"].map(view.canHost)).toEqual([true, false, false]);
	});

	test("what is busy is asked for this match", () => {
		const own = party(open());
		const view = look(own, { isBusy: (id, subject) => id === own.record.match.matchId && subject === "vale" });
		expect([view.busy.has("vale"), view.busy.has("delta")]).toEqual([true, false]);
	});
});

describe("home", () => {
	const foeRoom = room(vale, { channelId: "other-room" });
	const rows: [title: string, placements: Placement[], place: string, homeId: string | null][] = [
		["where they are", [], "general", "general"],
		[
			"in another match's room: where that match took them from",
			[placement("ann", "placed", { originId: "lobby" })],
			"other-room",
			"lobby",
		],
		["in another match's room that they went into by themselves: none", [], "other-room", null],
		[
			"what another match did with them in another guild says nothing",
			[placement("ann", "placed", { guildId: elsewhere })],
			"other-room",
			null,
		],
	];
	for (const [title, placements, place, homeId] of rows) {
		test(title, () => {
			const own = party(open());
			const foe = party(other("other", 500, both), { rooms: [foeRoom], placements });
			const view = look(own, { parties: [own, foe], seen: seen({ ann: place }) });
			expect(view.positions.get("@ann")).toEqual({ channelId: place, homeId });
		});
	}

	test("in this match's own room: that room, the placement knows the rest", () => {
		const own = party(open(), { rooms: [room(vale)], placements: [placement("ann", "placed")] });
		expect(look(own, { seen: seen({ ann: "vale-room" }) }).positions.get("@ann")).toEqual({
			channelId: "vale-room",
			homeId: "vale-room",
		});
	});

	test("those who are no longer in the line-up are still seen: they may have to be brought back", () => {
		const own = party(open([vale]), { placements: [placement("zoe", "placed")] });
		expect(look(own, { seen: seen({ zoe: "general" }) }).positions.has("@zoe")).toBe(true);
	});
});

describe("the newer match has a player", () => {
	const rows: [title: string, own: Match, foe: Match, expected: string[]][] = [
		["opened later", open(both, 1_000), other("other", 2_000, [vale]), ["@ann", "@bob"]],
		["opened earlier: this one has them", open(both, 1_000), other("other", 500, [vale]), []],
		["opened in the same moment: the greater id", open(both, 1_000), other("9-other", 1_000, [vale]), ["@ann", "@bob"]],
		["opened in the same moment, the smaller id: this one", open(both, 1_000), other("0-other", 1_000, [vale]), []],
		["over: it has nobody", open(both, 1_000), other("other", 2_000, [vale], 3_000), []],
		["this one is over: any open one has them", over(5_000), other("other", 500, [vale]), ["@ann", "@bob"]],
		[
			"of its bench only those who play",
			open(both, 1_000),
			other("other", 2_000, [team("x", "eve,+ann,*bob")]),
			["@eve", "@bob"],
		],
	];
	for (const [title, own, foe, expected] of rows) {
		test(title, () => {
			const [mine, theirs] = [party(own), party(foe)];
			expect([...look(mine, { parties: [theirs, mine] }).taken].toSorted()).toEqual(expected.toSorted());
		});
	}

	test("this one is over: nobody is left to an open one that they walked out of, for that one would not fetch them", () => {
		const mine = party(over(5_000));
		const walked = [placement("ann", "walked", { at: 2_000 }), placement("bob", "walked", { at: 400 })];
		const theirs = party(other("other", 500, [vale]), { placements: walked });
		expect([...look(mine, { parties: [mine, theirs] }).taken]).toEqual(["@bob"]);
		const elsewhereOnly = party(other("other", 500, [vale]), {
			placements: walked.map((one) => ({ ...one, guildId: elsewhere })),
		});
		expect([...look(mine, { parties: [mine, elsewhereOnly] }).taken]).toEqual(["@ann", "@bob"]);
	});

	test("who walked out of the newer match is not this one's again", () => {
		const mine = party(open(both, 1_000));
		const theirs = party(other("other", 2_000, [vale]), { placements: [placement("ann", "walked", { at: 3_000 })] });
		expect([...look(mine, { parties: [mine, theirs] }).taken]).toEqual(["@ann", "@bob"]);
	});

	test("who may have been let in is no longer taken to be, once Discord shows that they are not", () => {
		const own = party(open(), { rooms: [room(vale, { admitted: ["@ann", "@bob"] })] });
		const shown = { ...seen(), admitted: () => ["@bot", "@ann"] };
		expect(look(own, { seen: shown }).rooms[0]?.admitted).toEqual(["@ann"]);
	});

	test("but not one who is not known in this guild", () => {
		const mine = party(open());
		const theirs = party(other("other", 2_000, [vale]), {
			known: [{ faceitId: "ann", discordId: "@ann", guildId: elsewhere }],
		});
		expect([...look(mine, { parties: [mine, theirs] }).taken]).toEqual([]);
	});
});
