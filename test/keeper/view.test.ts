// What a plan is given to see of a match in one guild: who is known there, whom a newer match has, where home is.

import { describe, expect, test } from "bun:test";
import { defaultSettings } from "../../src/guild.ts";
import { guildsOf, type Party, type Surroundings, viewOf } from "../../src/keeper/view.ts";
import type { Known } from "../../src/link.ts";
import { advance, type Match, type Team } from "../../src/match.ts";
import type { Placement } from "../../src/placement.ts";
import { newRecord } from "../../src/record.ts";
import type { Room } from "../../src/room.ts";
import type { GuildShown } from "../../src/shown.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { knownAs } from "../known.ts";
import {
	delta,
	guildId,
	memberOf,
	membersOf,
	open,
	over,
	placement,
	report,
	room,
	team,
	vale,
} from "../rules/given.ts";
import { channel, shownGuild, standingsOf } from "./shown.ts";

type Voice = Readonly<Record<string, string>>;

function seen(
	voice: Voice = {},
	channels: readonly string[] = ["general", "lobby", "vale-room", "other-room"],
): GuildShown {
	return shownGuild({
		channels: channels.map((channelId) => channel(channelId)),
		voice: Object.fromEntries(Object.entries(voice).map(([name, place]) => [memberOf(name), place])),
	});
}

/** A match with everyone of it linked and known in the guild. */
function party(match: Match, words: { rooms?: Room[]; placements?: Placement[]; known?: Known[] } = {}): Party {
	const players = match.teams.flatMap(({ roster, substitutes }) => [...roster, ...substitutes]);
	const known = players.map(({ faceitId }) => knownAs(faceitId, memberOf(faceitId), guildId));
	return {
		record: { ...newRecord(match), rooms: words.rooms ?? [], placements: words.placements ?? [] },
		known: words.known ?? known,
	};
}

/** Another match of these teams, opened or ended at the time given. */
function other(id: string, openedAt: number, teams: readonly Team[], endedAt?: number): Match {
	const opened = advance(undefined, { ...report("ready", openedAt, { version: 1, teams }), matchId: id });
	const match =
		endedAt === undefined ? opened : advance(opened, { ...report("finished", endedAt, { version: 2 }), matchId: id });
	if (match === undefined) throw new Error("nothing happened");
	return match;
}

function look(own: Party, words: Partial<Surroundings> = {}) {
	let drawn = 0;
	const around: Surroundings = {
		shown: seen(),
		settings: defaultSettings,
		lingerMs: 1_000,
		claimRule: "count",
		texts: textsIn("en"),
		standings: standingsOf([own]),
		spaces: [{ parentId: null, left: 10 }],
		newCode: () => `C${drawn++}`,
		state: { returningSince: () => undefined },
		voiceGuilds: (discordId) => (around.shown.position(discordId) === undefined ? [] : [guildId]),
	};
	return viewOf(own, { ...around, ...words });
}

const both = [vale, delta];
const elsewhere = "elsewhere";

describe("who is known in the guild", () => {
	const rows: [title: string, known: Known[], voice: Voice, expected: string[]][] = [
		["anyone who used the bot here", [knownAs("ann", "@ann", guildId)], {}, ["@ann"]],
		["anyone who used it elsewhere only: nobody here", [knownAs("ann", "@ann", elsewhere)], {}, []],
		["but anyone in voice here is here", [knownAs("ann", "@ann", elsewhere)], { ann: "general" }, ["@ann"]],
		[
			"anyone who used it in both guilds, once",
			[knownAs("ann", "@ann", guildId), knownAs("ann", "@ann", elsewhere)],
			{ ann: "general" },
			["@ann"],
		],
		["anyone linked and known in no guild", [knownAs("ann", "@ann", null)], {}, []],
	];
	for (const [title, known, voice, expected] of rows) {
		test(title, () =>
			expect([...look(party(open(), { known }), { shown: seen(voice) }).members.values()]).toEqual(expected),
		);
	}
});

describe("whether a match is played in another guild", () => {
	const known: Known[] = ["ann", "bob"].map((name) => knownAs(name, memberOf(name), guildId));
	const rows: [title: string, voice: Readonly<Record<string, readonly string[]>>, expected: boolean][] = [
		["nobody of it is in voice anywhere: it is not", {}, false],
		["one is in voice elsewhere, and nobody here: it is", { "@ann": [elsewhere] }, true],
		["but one is here", { "@ann": [elsewhere], "@bob": [guildId] }, false],
		["one is in both", { "@ann": [elsewhere, guildId] }, false],
		["one who is not of it is elsewhere", { "@eve": [elsewhere] }, false],
	];
	for (const [title, voice, expected] of rows) {
		test(title, () => {
			const voiceGuilds = (discordId: string) => voice[discordId] ?? [];
			expect(look(party(open(), { known }), { voiceGuilds }).isPlayedElsewhere).toBe(expected);
		});
	}
});

describe("which guilds a match concerns", () => {
	const known: Known[] = [knownAs("ann", "@ann", elsewhere)];
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
			"no longer where its rooms are lost",
			party(open(), { known: [], rooms: [room(vale, { state: "lost" })] }),
			[],
			[],
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
		test(title, () =>
			expect([...guildsOf(own, { voiceGuilds: () => voiceIn })].toSorted()).toEqual(expected.toSorted()),
		);
	}
});

describe("the rooms", () => {
	test("of this guild, not closed, and which of them Discord shows", () => {
		const away = room(delta, { guildId: elsewhere, code: "away" });
		const own = party(open(), { rooms: [room(vale), room(delta), room(vale, { code: "old", state: "closed" }), away] });
		const view = look(own, { shown: seen({ ann: "vale-room", coach: "vale-room" }) });
		expect(view.rooms.map(({ code }) => code)).toEqual(["vale-code", "delta-code"]);
		expect([...view.present]).toEqual(["vale-room"]);
		expect(view.occupants.get("vale-room")).toEqual(["@ann", "@coach"]);
		expect(view.occupants.get("delta-room")).toEqual([]);
	});

	test("nobody is brought back into a room: neither this match's nor another's", () => {
		const own = party(open(), { rooms: [room(vale)] });
		const foe = party(other("other", 2_000, both), { rooms: [room(delta, { channelId: "other-room" })] });
		const view = look(own, { standings: standingsOf([own, foe]) });
		expect(["general", "vale-room", "other-room"].map(view.canHost)).toEqual([true, false, false]);
	});

	test("nor into one whose create was not answered yet: the code in its name tells that it is one", () => {
		const own = party(open(), { rooms: [room(vale, { code: "4F2A", state: "opening", channelId: null })] });
		const channels = [channel("new-room", { name: "Team Vale · 4F2A" }), channel("general")];
		const view = look(own, { shown: shownGuild({ channels }) });
		expect(["new-room", "general"].map(view.canHost)).toEqual([false, true]);
	});

	test("those whose way in or out is answered and not confirmed are unconfirmed, and may be in two rooms at once", () => {
		const own = party(open(), { rooms: [room(vale)] });
		const shown = {
			...seen({ ann: "general", bob: "vale-room" }),
			isUnconfirmed: (discordId: string) => discordId === "@ann",
			occupants: (channelId: string) => (channelId === "vale-room" ? ["@ann", "@bob"] : []),
		};
		const view = look(own, { shown });
		expect(view.occupants.get("vale-room")).toEqual(["@ann", "@bob"]);
		expect(view.positions.get("@ann")).toEqual({ channelId: "general", homeId: "general", isConfirmed: false });
		expect(view.positions.get("@bob")?.isConfirmed).toBe(true);
	});

	test("which channels are known to be deleted, not only hidden", () => {
		const own = party(open(), { rooms: [room(vale), room(delta)] });
		const shown = { ...seen(), isDeleted: (channelId: string) => channelId === "delta-room" };
		expect(["vale-room", "delta-room"].map(look(own, { shown }).isDeleted)).toEqual([false, true]);
	});

	test("a room that was lost, or closed, is no longer one of them", () => {
		const own = party(open(), { rooms: [room(vale, { state: "lost" }), room(delta, { state: "closed" })] });
		expect(look(own).rooms).toEqual([]);
	});

	test("a code is drawn once for each team, and another for each team", () => {
		const { codeFor } = look(party(open()));
		expect([codeFor("vale"), codeFor("delta"), codeFor("vale")]).toEqual(["C0", "C1", "C0"]);
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
			const view = look(own, { standings: standingsOf([own, foe]), shown: seen({ ann: place }) });
			expect(view.positions.get("@ann")).toEqual({ channelId: place, homeId, isConfirmed: true });
		});
	}

	test("in this match's own room: that room, the placement knows the rest", () => {
		const own = party(open(), { rooms: [room(vale)], placements: [placement("ann", "placed")] });
		expect(look(own, { shown: seen({ ann: "vale-room" }) }).positions.get("@ann")).toEqual({
			channelId: "vale-room",
			homeId: "vale-room",
			isConfirmed: true,
		});
	});

	test("anyone no longer in the line-up is still seen: they may have to be brought back", () => {
		const own = party(open([vale]), { placements: [placement("zoe", "placed")] });
		expect(look(own, { shown: seen({ zoe: "general" }) }).positions.has("@zoe")).toBe(true);
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
			expect([...look(mine, { standings: standingsOf([theirs, mine]) }).taken].toSorted()).toEqual(expected.toSorted());
		});
	}

	test("this one is over: nobody is left to an open one that they walked out of, for that one would not fetch them", () => {
		const mine = party(over(5_000));
		const walked = [placement("ann", "walked"), placement("bob", "walked", { opening: 0 })];
		const theirs = party(other("other", 500, [vale]), { placements: walked });
		expect([...look(mine, { standings: standingsOf([mine, theirs]) }).taken]).toEqual(["@bob"]);
		const elsewhereOnly = party(other("other", 500, [vale]), {
			placements: walked.map((one) => ({ ...one, guildId: elsewhere })),
		});
		expect([...look(mine, { standings: standingsOf([mine, elsewhereOnly]) }).taken]).toEqual(["@ann", "@bob"]);
	});

	test("anyone who walked out of the newer match is not this one's again", () => {
		const mine = party(open(both, 1_000));
		const theirs = party(other("other", 2_000, [vale]), { placements: [placement("ann", "walked")] });
		expect([...look(mine, { standings: standingsOf([mine, theirs]) }).taken]).toEqual(["@ann", "@bob"]);
	});

	test("whoever may have been let in is no longer taken to be, once Discord shows that they are not", () => {
		const own = party(open(), { rooms: [room(vale)] });
		const overwrites = ["bot", "@ann"].map((id) => ({ id, kind: "member" as const, allow: 1n, deny: 0n }));
		const shown = shownGuild({ channels: [channel("vale-room", { overwrites })] });
		expect(look(own, { shown }).rooms[0]?.admitted).toEqual(membersOf("ann"));
	});

	test("of a room that Discord does not show, what is remembered counts", () => {
		const own = party(open(), { rooms: [room(vale)] });
		expect(look(own, { shown: shownGuild() }).rooms[0]?.admitted).toEqual(membersOf("ann", "bob"));
	});

	test("but not a player who is not known in this guild", () => {
		const mine = party(open());
		const theirs = party(other("other", 2_000, [vale]), {
			known: [knownAs("ann", "@ann", elsewhere)],
		});
		expect([...look(mine, { standings: standingsOf([mine, theirs]) }).taken]).toEqual([]);
	});
});
