// What FACEIT reports and what is then true of the match, as rows: given these events, when this comes, then that.

import { describe, expect, test } from "bun:test";
import { readInfo } from "../../src/faceit/info.ts";
import { advance, lineUp, type Match, type MatchEvent, needsLineUp, openAhead, playing } from "../../src/match.ts";
import { after, bothTeams, checked, day, delta, hour, matchId, minute, namesOf, report, team, vale } from "./given.ts";

type Row = {
	readonly title: string;
	readonly given?: readonly MatchEvent[];
	readonly when: MatchEvent;
	/** What is true afterwards, or that it changes nothing at all: an unknown match stays unknown. */
	readonly expected: Partial<Match> | "nothing changes";
};

function rows(about: string, table: readonly Row[]): void {
	describe(about, () => {
		for (const { title, given = [], when, expected } of table) {
			test(title, () => {
				const before = given.length === 0 ? undefined : after(...given);
				const match = advance(before, when);
				if (expected === "nothing changes") expect(match).toBe(before);
				else expect(match).toMatchObject(expected);
			});
		}
	});
}

const at = 1_000;
const teams = bothTeams;
const created = report("created", at, { version: 1 });
const ready = report("ready", at, { version: 16, teams });
const finished = report("finished", 2_000, { version: 17, teams });

rows("the usual life", [
	{
		title: "announced without teams: it waits",
		when: created,
		expected: { phase: "waiting", openedAt: null, teams: [] },
	},
	{
		title: "announced days early: it still waits when nothing else came",
		given: [created],
		when: report("created", at + 9 * day, { version: 1 }),
		expected: { phase: "waiting", heardAt: at + 9 * day },
	},
	{
		title: "announced with its teams: open",
		when: report("created", at, { version: 1, teams }),
		expected: { phase: "open", openedAt: at, teams },
	},
	{
		title: "configuring opens it",
		given: [created],
		when: report("configuring", 2_000, { version: 15, teams }),
		expected: { phase: "open", openedAt: 2_000, version: 15, teams },
	},
	{
		title: "ready alone opens it, too: what came before may be lost",
		when: ready,
		expected: { phase: "open", version: 16 },
	},
	{
		title: "ready without a line-up opens it all the same",
		when: report("ready", at, { version: 16 }),
		expected: { phase: "open", teams: [] },
	},
	{
		title: "ready after configuring keeps the time of opening",
		given: [report("configuring", at, { version: 15, teams })],
		when: report("ready", 2_000, { version: 16, teams }),
		expected: { phase: "open", openedAt: at, heardAt: 2_000, version: 16 },
	},
	...(["finished", "cancelled", "aborted"] as const).map((kind) => ({
		title: `${kind} ends it and keeps the teams, whose people are still in the rooms`,
		given: [ready],
		when: report(kind, 2_000, { version: 17 }),
		expected: { phase: "over", overAt: 2_000, teams } as const,
	})),
	{
		title: "the competition is learned whenever it is told",
		given: [ready],
		when: report("ready", 2_000, { version: 16, competition: { id: "cup", name: "Cup", type: "hub" } }),
		expected: { competition: { id: "cup", name: "Cup", type: "hub" } },
	},
	{
		title: "and is not forgotten by an event without it",
		given: [{ ...ready, competition: { id: "cup", name: "Cup", type: "hub" } }],
		when: finished,
		expected: { competition: { id: "cup", name: "Cup", type: "hub" } },
	},
]);

rows("order is the version's, not the arrival's", [
	{ title: "finished comes first: over, never opened", when: finished, expected: { phase: "over", openedAt: null } },
	{ title: "ready comes late, after finished: stale", given: [finished], when: ready, expected: "nothing changes" },
	{
		title: "configuring comes late, after ready: stale, the newer line-up stays",
		given: [ready],
		when: report("configuring", 2_000, { version: 15, teams: [team("vale", "old"), delta] }),
		expected: "nothing changes",
	},
	{ title: "created comes last: stale", given: [ready, finished], when: created, expected: "nothing changes" },
	{
		title: "cancelled v6 comes after ready v16: stale, the match is on",
		given: [ready],
		when: report("cancelled", 2_000, { version: 6 }),
		expected: "nothing changes",
	},
	{
		title: "ready with the version of the end: the end wins",
		given: [ready, { ...finished, version: 16 }],
		when: ready,
		expected: "nothing changes",
	},
	{
		title: "finished with the version of ready ends it",
		given: [ready],
		when: { ...finished, version: 16 },
		expected: { phase: "over", version: 16 },
	},
]);

rows("duplicates", [
	{
		title: "a second ready only shows that FACEIT was heard of",
		given: [ready],
		when: { ...ready, at: 9_000 },
		expected: { ...after(ready), heardAt: 9_000 },
	},
	{
		title: "a second finished does not begin the linger anew",
		given: [ready, finished],
		when: { ...finished, at: 9_000 },
		expected: { phase: "over", overAt: 2_000 },
	},
]);

rows("nothing is final", [
	...(["finished", "cancelled", "aborted"] as const).map((kind) => ({
		title: `configuring with a higher version revives it after ${kind}`,
		given: [ready, report(kind, 2_000, { version: 17, teams })],
		when: report("configuring", 3_000, { version: 19, teams }),
		expected: { phase: "open", openedAt: 3_000, overAt: null, version: 19 } as const,
	})),
	{
		title: "each opening is counted, whatever the clock says of when it was",
		given: [ready, finished],
		when: { ...ready, at, version: 18 },
		expected: { phase: "open", openings: 2, openedAt: at },
	},
	{
		title: "ready with a higher version revives it",
		given: [ready, finished],
		when: { ...ready, at: 3_000, version: 18 },
		expected: { phase: "open", openedAt: 3_000, overAt: null },
	},
	{
		title: "created with a higher version does not: it says that a match exists, not that it is on",
		given: [ready, finished],
		when: report("created", 3_000, { version: 18, teams }),
		expected: { phase: "over", overAt: 2_000 },
	},
	{
		title: "an end that was only read from the API is revived by the next version",
		given: [ready, checked("over", at + 2 * minute)],
		when: report("configuring", hour, { version: 19, teams }),
		expected: { phase: "open", openedAt: hour },
	},
	{
		title: "an end for old age is revived as well",
		given: [ready, { kind: "expired", matchId, at: 12 * hour }],
		when: report("configuring", 13 * hour, { version: 19, teams }),
		expected: { phase: "open", openedAt: 13 * hour },
	},
]);

rows("events without any version", [
	{ title: "ready opens", when: report("ready", at, { teams }), expected: { phase: "open", version: null } },
	{
		title: "finished ends",
		given: [report("ready", at, { teams })],
		when: report("finished", 2_000),
		expected: { phase: "over" },
	},
	{
		title: "over stays over: a late ready cannot be told from a revival",
		given: [report("ready", at, { teams }), report("finished", 2_000)],
		when: report("ready", 3_000, { teams }),
		expected: "nothing changes",
	},
	{
		title: "one without a version among others keeps the version known",
		given: [ready],
		when: report("finished", 2_000),
		expected: { phase: "over", version: 16 },
	},
	{
		title: "and does not re-open, either",
		given: [ready, finished],
		when: report("configuring", 3_000, { teams }),
		expected: "nothing changes",
	},
]);

describe("the line-up", () => {
	const lineUps: [title: string, known: string, told: string, expected: string][] = [
		["a substitute before the start takes the place of another", "ann,bob,+eve", "ann,eve", "ann,eve"],
		["a substitute during play comes on, the replaced one stays named", "ann,bob,+eve", "ann,bob,*eve", "ann,bob,*eve"],
		["a team that comes without players keeps the known ones", "ann,bob", "", "ann,bob"],
		["a bench alone is no line-up: the known one stays", "ann,bob", "+eve", "ann,bob"],
		["a smaller roster is taken as told", "ann,bob", "ann", "ann"],
		["seven in a roster are seven", "ann,bob", "a,b,c,d,e,f,g", "a,b,c,d,e,f,g"],
	];
	for (const [title, known, told, then] of lineUps) {
		test(title, () => {
			const given = report("ready", at, { version: 16, teams: [team("vale", known), delta] });
			const when = report("ready", 2_000, { version: 17, teams: [team("vale", told), delta] });
			expect(namesOf(after(given, when)).vale).toBe(then);
		});
	}

	test("an event without teams keeps both", () => {
		expect(namesOf(after(ready, report("ready", 2_000, { version: 17 })))).toEqual({
			vale: "ann,bob",
			delta: "cid,dan",
		});
	});

	test("who changed sides is no longer in a team that comes without its players", () => {
		const told = [team("vale", ""), team("delta", "cid,bob")];
		expect(namesOf(after(ready, report("ready", 2_000, { version: 17, teams: told })))).toEqual({
			vale: "ann",
			delta: "cid,bob",
		});
	});

	const inBoth: [title: string, vale: string, delta: string, expected: [vale: string, delta: string]][] = [
		["in both rosters: the first that names them", "ann,bob", "ann,cid", ["ann,bob", "cid"]],
		["in one roster and on the other bench: the roster", "ann,+cid", "cid,dan", ["ann", "cid,dan"]],
		["the same the other way round", "ann,bob", "cid,+ann", ["ann,bob", "cid"]],
		[
			"on one bench, called onto the field by the other team: the roster all the same",
			"ann,*cid",
			"cid",
			["ann", "cid"],
		],
		["on both benches: the first that names them", "ann,+eve", "cid,*eve", ["ann,+eve", "cid"]],
		["in one team's roster and on its own bench: the roster", "ann,bob,*bob", "cid", ["ann,bob", "cid"]],
		["twice in one roster: once", "ann,ann,bob", "cid", ["ann,bob", "cid"]],
	];
	for (const [title, home, away, [home2, away2]] of inBoth) {
		test(`a player ${title}`, () => {
			const told = [team("vale", home), team("delta", away)];
			const expected = { vale: home2, delta: away2 };
			expect(namesOf(after(report("ready", at, { version: 16, teams: told })))).toEqual(expected);
			expect(namesOf(after(created, checked("open", hour, { teams: told })))).toEqual(expected);
		});
	}

	test("given everyone of a team plays for the other one, then it keeps the known ones who do not", () => {
		const told = [team("vale", "ann,cid,dan"), team("delta", "cid,dan")];
		const given = report("ready", at, { version: 16, teams: [vale, team("delta", "cid,dan,eve")] });
		expect(namesOf(after(given, report("ready", 2_000, { version: 17, teams: told })))).toEqual({
			...{ vale: "ann,cid,dan", delta: "eve" },
		});
	});

	test("teams are known by id, not by position", () => {
		const swapped = report("ready", 2_000, { version: 17, teams: [team("delta", ""), team("vale", "eve")] });
		expect(namesOf(after(ready, swapped))).toEqual({ delta: "cid,dan", vale: "eve" });
	});

	test("a bye leaves one team", () => {
		expect(namesOf(after(report("ready", at, { version: 1, teams: [vale] })))).toEqual({ vale: "ann,bob" });
	});

	test("roster and bench may enter the room, roster and those who came on are to be in it", () => {
		const side = team("vale", "ann,bob,+eve,*fay");
		expect(lineUp(side).map(({ faceitId }) => faceitId)).toEqual(["ann", "bob", "eve", "fay"]);
		expect(playing(side).map(({ faceitId }) => faceitId)).toEqual(["ann", "bob", "fay"]);
	});

	test("it is asked for while a team is missing or empty, and no longer once the match is over", () => {
		expect(needsLineUp(after(created))).toBe(true);
		expect(needsLineUp(after(report("ready", at, { teams: [vale, team("delta", "")] })))).toBe(true);
		expect(needsLineUp(after(ready))).toBe(false);
		expect(needsLineUp(after(report("finished", at, { version: 2 })))).toBe(false);
	});
});

const info = readInfo(matchId, { status: "ONGOING", voting: { map: { pick: ["de_nuke"] } } });
const hurried = { askedAt: at + 30_000 };
rows("what the Data API says", [
	{
		title: "open: it opens what was only announced",
		given: [created],
		when: checked("open", 2_000, { teams }),
		expected: { phase: "open", teams },
	},
	{
		title: "open, without a line-up: it opens, the line-up is asked for again",
		given: [created],
		when: checked("open", 2_000),
		expected: { phase: "open", teams: [] },
	},
	{
		title: "the line-up that the webhook lacked",
		given: [report("ready", at, { version: 16 })],
		when: checked("open", 2_000, { teams }),
		expected: { phase: "open", openedAt: at, teams },
	},
	{
		title: "over: a lost finished is found",
		given: [ready],
		when: checked("over", at + 2 * minute),
		expected: { phase: "over", overAt: at + 2 * minute },
	},
	{
		title: "over within a minute of the last webhook: the API lags behind, the line-up is taken and nothing closed",
		given: [report("ready", at, { version: 16 })],
		when: checked("over", at + 31_000, { ...hurried, teams }),
		expected: { phase: "open", teams },
	},
	{
		title: "another line-up within a minute of the last webhook: it may be the one from before a substitution",
		given: [ready],
		when: checked("open", at + 31_000, { ...hurried, teams: [team("vale", "eve"), team("delta", "cid,dan")] }),
		expected: { phase: "open", teams },
	},
	{
		title: "another line-up when the last webhook is older: a substitution whose webhook was lost",
		given: [ready],
		when: checked("open", at + 2 * minute, { teams: [team("vale", "eve"), team("delta", "cid,dan")] }),
		expected: { phase: "open", teams: [team("vale", "eve"), team("delta", "cid,dan")] },
	},
	{
		title: "an answer that was asked for before the last webhook is older than it",
		given: [report("ready", 10 * minute, { version: 16, teams })],
		when: checked("over", 11 * minute, { askedAt: 9 * minute }),
		expected: "nothing changes",
	},
	{
		title: "only a webhook re-opens: the API lags behind finished as well",
		given: [ready, finished],
		when: checked("open", 3_000, { teams }),
		expected: "nothing changes",
	},
	{
		title: "nor does a list that still names it",
		given: [ready, finished],
		when: checked("open", hour, { teams, isBack: false }),
		expected: "nothing changes",
	},
	{
		title: "a list that it comes back to a minute after its end re-opens it",
		given: [ready, finished],
		when: checked("open", 2_000 + minute, { teams, isBack: true }),
		expected: { phase: "open", openings: 2, openedAt: 2_000 + minute, overAt: null },
	},
	{
		title: "but not sooner",
		given: [ready, finished],
		when: checked("open", 1_999 + minute, { teams, isBack: true }),
		expected: "nothing changes",
	},
	{
		title: "nor within a minute of an end that only the API told",
		given: [ready, checked("over", 10 * minute)],
		when: checked("open", 10 * minute + 59_000, { teams, isBack: true }),
		expected: "nothing changes",
	},
	{
		title: "nor if the list calls it over",
		given: [ready, finished],
		when: checked("over", hour, { teams, isBack: true }),
		expected: { phase: "over", overAt: 2_000, openings: 1 },
	},
	{
		title: "a match that only a list told of is on since then",
		when: checked("open", 3_000, { askedAt: 2_000, teams }),
		expected: { phase: "open", version: null, teams, heardAt: 2_000, openedAt: 3_000 },
	},
	{
		title: "its webhooks come later: they are news, and nothing opens twice",
		given: [checked("open", 3_000, { askedAt: 2_000, teams })],
		when: report("ready", 4_000, { version: 3, teams }),
		expected: { phase: "open", version: 3, heardAt: 4_000, openedAt: 3_000, openings: 1 },
	},
	{
		title: "what people read of it is kept beside its state",
		given: [ready],
		when: checked("open", hour, { teams, info }),
		expected: { phase: "open", heardAt: at, details: { demoUrls: [], info } },
	},
	{
		title: "also once it is over: the result comes late",
		given: [ready, finished],
		when: checked("over", hour, { teams, info }),
		expected: { phase: "over", overAt: 2_000, details: { demoUrls: [], info } },
	},
	{
		title: "but not from before the last webhook",
		given: [report("ready", 10 * minute, { version: 16, teams })],
		when: checked("open", 11 * minute, { askedAt: 9 * minute, info }),
		expected: "nothing changes",
	},
	{
		title: "it does not move the time at which FACEIT was last heard of: that is a webhook's",
		given: [ready],
		when: checked("open", hour, { teams }),
		expected: { heardAt: at },
	},
	{
		title: "upcoming: it waits and knows when it starts",
		given: [created],
		when: checked("upcoming", 2_000, { teams, scheduledAt: 5 * day }),
		expected: { phase: "waiting", scheduledAt: 5 * day, teams },
	},
	{
		title: "upcoming, shortly before the start: open",
		given: [created],
		when: checked("upcoming", 5 * day - openAhead, { teams, scheduledAt: 5 * day }),
		expected: { phase: "open", openedAt: 5 * day - openAhead },
	},
	{
		title: "upcoming, a moment earlier: it waits",
		given: [created],
		when: checked("upcoming", 5 * day - openAhead - 1, { teams, scheduledAt: 5 * day }),
		expected: { phase: "waiting" },
	},
	{
		title: "upcoming and due, but nobody knows who plays: it waits",
		given: [created],
		when: checked("upcoming", 5 * day, { scheduledAt: 5 * day }),
		expected: { phase: "waiting" },
	},
	{
		title: "upcoming, of a match that a webhook opened: it stays open",
		given: [ready],
		when: checked("upcoming", hour, { teams }),
		expected: { phase: "open" },
	},
]);

test("the Data API names no bench before play: the one that a webhook named stays, without those now in the roster", () => {
	const bench = team("vale", "ann,bob,+eve,+fay");
	const told = checked("open", hour, { teams: [team("vale", "ann,eve"), delta] });
	expect(namesOf(after(report("ready", at, { version: 16, teams: [bench, delta] }), told)).vale).toBe("ann,eve,+fay");
});

test("a bench that the Data API does name is the newer one", () => {
	const bench = team("vale", "ann,bob,+eve");
	const told = checked("open", hour, { teams: [team("vale", "ann,bob,*eve"), delta] });
	expect(namesOf(after(report("ready", at, { version: 16, teams: [bench, delta] }), told)).vale).toBe("ann,bob,*eve");
});

rows("old age", [
	{
		title: "a match that nobody ended is taken for over",
		given: [ready],
		when: { kind: "expired", matchId, at: 12 * hour },
		expected: { phase: "over", overAt: 12 * hour },
	},
	{
		title: "one that is over stays as it is",
		given: [ready, finished],
		when: { kind: "expired", matchId, at: 12 * hour },
		expected: "nothing changes",
	},
]);

test("old age is not told of a match that nobody knows", () => {
	expect(advance(undefined, { kind: "expired", matchId, at })).toBeUndefined();
});

test("FACEIT plans by the wall clock: only that tells whether a match is due", () => {
	const scheduledAt = 5 * day;
	const told = { teams, scheduledAt } as const;
	const early = checked("upcoming", 9 * day, { ...told, wallAt: scheduledAt - openAhead - 1 });
	const due = checked("upcoming", 2_000, { ...told, wallAt: scheduledAt - openAhead });
	expect(after(created, early).phase).toBe("waiting");
	expect(after(created, due)).toMatchObject({ phase: "open", openedAt: 2_000 });
});

const demo = (url: string, when: number): MatchEvent => ({ kind: "demoReady", matchId, at: when, demoUrl: url });
const [mapOne, mapTwo] = ["https://demos.example/1.dem.gz", "https://demos.example/2.dem.gz"] as const;
rows("demos", [
	{ title: "of a match that nobody knows: it stays unknown", when: demo(mapOne, at), expected: "nothing changes" },
	{
		title: "a match begins without any",
		when: ready,
		expected: { details: { demoUrls: [] } },
	},
	{
		title: "one after the end is remembered, and changes nothing else",
		given: [ready, finished],
		when: demo(mapOne, hour),
		expected: { ...after(ready, finished), details: { demoUrls: [mapOne], end: "finished" } },
	},
	{
		title: "each map has one",
		given: [ready, finished, demo(mapOne, hour)],
		when: demo(mapTwo, hour),
		expected: { details: { demoUrls: [mapOne, mapTwo], end: "finished" } },
	},
	{
		title: "the same one again is nothing new",
		given: [ready, finished, demo(mapOne, hour)],
		when: demo(mapOne, 2 * hour),
		expected: "nothing changes",
	},
	{
		title: "one that comes before the end is remembered beyond it",
		given: [ready, demo(mapOne, 1_500)],
		when: finished,
		expected: { phase: "over", overAt: 2_000, version: 17, details: { demoUrls: [mapOne], end: "finished" } },
	},
	{
		title: "it is not FACEIT's last word: a comparison asked for before it still counts",
		given: [ready, demo(mapOne, 5 * minute)],
		when: checked("over", 6 * minute, { askedAt: 4 * minute }),
		expected: { phase: "over", overAt: 6 * minute, heardAt: at },
	},
]);

test("chain C: forfeit after five minutes, revived and really played", () => {
	const opened = report("ready", 0, { version: 10, teams });
	const forfeit = report("finished", 5 * minute, { version: 12, teams });
	const revived = report("configuring", 10 * minute, { version: 13, teams });
	const events = [opened, forfeit, revived, report("ready", 10 * minute + 2, { version: 15, teams })];
	expect(after(...events)).toMatchObject({ phase: "open", openedAt: 10 * minute, version: 15 });
	expect(after(...events, forfeit, opened)).toEqual(after(...events));
	expect(after(...events, report("finished", 2 * hour, { version: 30, teams }))).toMatchObject({ phase: "over" });
});
