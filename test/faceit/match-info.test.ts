// What people read about a match, as the Data API has been seen to tell it, and as it might.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { faceitApi } from "../../src/faceit/api.ts";
import { readInfo } from "../../src/faceit/info.ts";
import { nameOfMap } from "../../src/faceit/place-names.ts";
import type { MatchInfo } from "../../src/match-info.ts";
import { type FaceitSandbox, openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { virtualClock } from "../clock.ts";
import { objectOf, recordedAnswer, recordedMatch } from "./recorded.ts";

const matchId = "1-732e527f-f74c-56fe-80c4-fe4e0859f549";
const teams = [
	{ teamId: "t1", name: "Vale", roster: [{ faceitId: "p1", nickname: "one" }] },
	{ teamId: "t2", name: "Grove", roster: [{ faceitId: "p2", nickname: "two" }] },
];

let faceit: FaceitSandbox;
beforeEach(() => {
	faceit = openFaceitSandbox({ clock: virtualClock() });
});
afterEach(() => expect(faceit.violations).toEqual([]));

async function info(id = matchId): Promise<MatchInfo> {
	const { apiUrl: url, apiKey: key, answer: fetch } = faceit;
	const answer = await faceitApi({ url, key, fetch, clock: virtualClock(), perSecond: 1000 }).matchInfo(id);
	if (answer.is !== "found") throw new Error(answer.is);
	return answer.info;
}

describe("as recorded", () => {
	test("a finished match of one map: map, server, score, times, its page in English", async () => {
		const recorded = await recordedMatch("match_details");
		const told = readInfo(recorded.match_id, recorded);
		const [one, two] = told.teams.map(({ teamId }) => teamId);
		expect(told).toMatchObject({
			...{ game: "cs2", status: "FINISHED", competitionName: "Cup Nova", round: 14, group: 1, bestOf: 1 },
			maps: ["Cup Sable"],
			location: "Cup Jasper",
			outcome: { is: "won", teamId: one },
			isForfeit: false,
			mapResults: [{ map: "Cup Sable", scores: { [one ?? ""]: 13, [two ?? ""]: 10 }, winner: one }],
			...{ configuredAt: 1771965140_000, startedAt: 1771965597_000, finishedAt: 1771968208_000 },
			url: `https://www.faceit.com/en/cs2/room/${recorded.match_id}`,
			demoUrls: recorded.demo_url,
		});
		expect(told.teams).toMatchObject([
			{ name: "Team Vale 17", score: 13, averageElo: null, averageLevel: 9.8 },
			{ name: "Team Vale 84", score: 10, averageElo: null, averageLevel: 10 },
		]);
		expect(Object.values(told.teams[0]?.levels ?? {})).toEqual([10, 10, 10, 10, 9]);
	});

	test("one in configuring: no map, no score, no outcome", async () => {
		const recorded = await recordedMatch("match_details.CONFIGURING.bo2-2026");
		expect(readInfo(recorded.match_id, recorded)).toMatchObject({
			...{ status: "CONFIGURING", bestOf: 2, maps: [], location: null, outcome: null, isForfeit: false },
			...{ mapResults: [], startedAt: null, finishedAt: null, demoUrls: [] },
			teams: [{ score: null }, { score: null }],
		});
	});

	test("matches of a hub, played and cancelled: a map of the workshop by its name, and no winner of none", async () => {
		const { items } = await recordedAnswer("hub_matches");
		const told = [items].flat().map((item) => readInfo(String(objectOf(item).match_id), item));
		expect(told.map(({ status, maps, outcome }) => [status, maps, outcome?.is])).toEqual([
			["FINISHED", ["Cup Yarrow"], "won"],
			["CANCELLED", [], undefined],
			["CANCELLED", ["Cup Maple"], undefined],
		]);
	});
});

describe("in the sandbox", () => {
	test("a match of three maps takes its maps from the statistics, the score in maps", async () => {
		const played = [
			{ map: "de_mirage", score: [13, 7] },
			{ map: "de_nuke", score: [11, 13] },
			{ map: "de_dust2", score: [16, 14] },
		] as const;
		faceit.setMatch(matchId, { teams, bestOf: 3, status: "FINISHED", startedAt: 1_000, finishedAt: 9_000, played });
		expect(await info()).toMatchObject({
			outcome: { is: "won", teamId: "t1" },
			teams: [{ score: 2 }, { score: 1 }],
			mapResults: [
				{ map: "Mirage", scores: { t1: 13, t2: 7 }, winner: "t1" },
				{ map: "Nuke", scores: { t1: 11, t2: 13 }, winner: "t2" },
				{ map: "Dust2", scores: { t1: 16, t2: 14 }, winner: "t1" },
			],
		});
		expect(faceit.calls.map(({ path }) => path.replace(matchId, "id"))).toEqual([
			"/data/v4/matches/id",
			"/data/v4/matches/id/stats",
		]);
	});

	test("ten who ask at once cost one answer; ten seconds later it is asked for anew", async () => {
		const clock = virtualClock();
		const { apiUrl: url, apiKey: key, answer: fetch } = faceit;
		const api = faceitApi({ url, key, fetch, clock });
		expect(await api.matchInfo(matchId)).toEqual({ is: "missing" });
		faceit.setMatch(matchId, { teams, status: "ONGOING" });
		await Promise.all(Array.from({ length: 10 }, () => api.matchInfo(matchId)));
		expect(faceit.calls).toHaveLength(2);
		await clock.advance(10_000);
		await api.matchInfo(matchId);
		expect(faceit.calls).toHaveLength(3);
	});

	test("a draw of two maps is one, though FACEIT names a winner", async () => {
		const played = [
			{ map: "de_mirage", score: [13, 7] },
			{ map: "de_nuke", score: [7, 13] },
		] as const;
		faceit.setMatch(matchId, { teams, bestOf: 2, status: "FINISHED", startedAt: 1_000, finishedAt: 9_000, played });
		const { results } = objectOf(await (await answered(`/matches/${matchId}`)).json());
		expect(objectOf(results).winner).toBe("faction1");
		expect((await info()).outcome).toEqual({ is: "draw" });
	});

	test("one that nobody came to is a forfeit, and its statistics are not asked for", async () => {
		faceit.setMatch(matchId, { teams, bestOf: 2, status: "FINISHED", finishedAt: 9_000, score: [2, 0] });
		expect(await info()).toMatchObject({ isForfeit: true, outcome: { is: "won", teamId: "t1" }, mapResults: [] });
		expect(faceit.calls).toHaveLength(1);
	});

	test("one that is on: its map, server, Elo, and the score so far; not yet won", async () => {
		faceit.setMatch(matchId, {
			...{ teams, status: "ONGOING", startedAt: 1_000, maps: ["de_ancient"], location: "Germany" },
			...{ score: [5, 3], averageElo: [1801, 1790] },
		});
		expect(await info()).toMatchObject({
			...{ maps: ["Ancient"], location: "Germany", outcome: null },
			teams: [
				{ score: 5, averageElo: 1801, averageLevel: 5, levels: { p1: 5 } },
				{ score: 3, averageElo: 1790 },
			],
		});
	});

	test("without statistics yet, the result is what the match itself says", async () => {
		const played = [{ map: "de_mirage", score: [13, 7] }] as const;
		faceit.setMatch(matchId, { teams, status: "FINISHED", startedAt: 1_000, finishedAt: 9_000, played });
		for (const fault of [
			{ status: 404 },
			{ status: 200, json: { rounds: "soon" } },
			{ truncatedJson: true },
		] as const) {
			faceit.fault({ path: "/stats", times: 1 }, fault);
			expect((await info()).mapResults).toEqual([{ map: null, scores: { t1: 13, t2: 7 }, winner: "t1" }]);
		}
	});

	function answered(path: string) {
		const headers = { authorization: `Bearer ${faceit.apiKey}` };
		return faceit.answer(new Request(faceit.apiUrl + path, { headers }));
	}
});

describe("strange answers", () => {
	const strange: readonly unknown[] = [
		...[null, [], "soon", 3, {}, { teams: null, voting: [], results: "x", detailed_results: {}, demo_url: "x" }],
		{ teams: { faction1: null, faction2: { faction_id: 3 } }, best_of: "3", started_at: -1, round: "one" },
		{ voting: { map: { pick: [null], entities: 3 }, location: null }, results: { score: { faction1: "13" } } },
		{ faceit_url: "javascript:alert(1)", demo_url: ["file:///etc", 3], game: "" },
	];
	for (const [at, body] of strange.entries()) {
		test(`number ${at + 1} tells nothing, and throws nothing`, () => {
			expect(readInfo(matchId, body)).toMatchObject({
				...{ matchId, maps: [], location: null, teams: [], outcome: null, mapResults: [], demoUrls: [] },
				url: `https://www.faceit.com/en/cs2/room/${matchId}`,
			});
		});
	}

	test("a pick that is no list, and one that is not described, still has a name", () => {
		const voting = { map: { pick: "de_train", entities: [{ guid: "de_nuke", name: "Nuke" }, null] } };
		expect(readInfo(matchId, { voting }).maps).toEqual(["Train"]);
	});
});

test.each([
	["de_dust2", "Dust2"],
	["workshop/3070/de_thera", "Thera"],
	["cs_office ", "Office"],
	["de_old_town", "Old town"],
	["3628085687", "3628085687"],
	["", undefined],
])("the map %p is called %p", (id, name) => {
	expect(nameOfMap(id)).toBe(name);
});
