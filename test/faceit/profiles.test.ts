// A player's profile: level, Elo, statistics and form, in few calls.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FaceitApi, faceitApi } from "../../src/faceit/api.ts";
import { readForm, readStats } from "../../src/faceit/stats.ts";
import { type FaceitSandbox, openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { recordedAnswer } from "./recorded.ts";

const record = { matches: 2423, wins: 1204, killsPerDeath: 0.95, headshots: 33, recent: "LWWWW" };

let faceit: FaceitSandbox;
let clock: VirtualClock;
let api: FaceitApi;
beforeEach(() => {
	clock = virtualClock();
	faceit = openFaceitSandbox({ clock });
	const { apiUrl: url, apiKey: key, answer: fetch } = faceit;
	api = faceitApi({ url, key, fetch, clock, perSecond: 1000 });
});
afterEach(() => expect(faceit.violations).toEqual([]));

test("the statistics and the history as recorded tell the same: the last match was lost, the four before were won", async () => {
	const stats = readStats(await recordedAnswer("player_lifetime_stats"));
	expect(stats).toEqual({
		...{ matches: 2423, wins: 1204, winRate: 50, killsPerDeath: 0.95, headshots: 33 },
		...{ winStreak: 0, longestWinStreak: 10, recent: [false, true, true, true, true] },
	});
	const history = await recordedAnswer("player_matches");
	expect(readForm(history, "5d342ffc-3506-576d-8fa3-b2c331d3c0d4")).toEqual([false, true, true]);
});

test("a player of CS2 is found with region and statistics", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "vale", level: 8, elo: 1600, record });
	expect(await api.profile(faceitId)).toMatchObject({
		is: "found",
		profile: {
			player: { nickname: "vale", level: 8, elo: 1600, game: "cs2" },
			region: "EU",
			stats: { matches: 2423, winRate: 50, recent: [false, true, true, true, true], winStreak: 0 },
		},
	});
});

test("ten presses cost two calls, and after a minute two more", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "vale", record });
	await Promise.all(Array.from({ length: 10 }, () => api.profile(faceitId)));
	await clock.advance(59_999);
	await api.profile(faceitId);
	expect(faceit.calls).toHaveLength(2);
	await clock.advance(1);
	await api.profile(faceitId);
	expect(faceit.calls).toHaveLength(4);
});

test("what could not be answered is not remembered", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "vale", record });
	faceit.fault({ path: "/stats/", times: 1 }, { status: 502 });
	expect(await api.profile(faceitId)).toMatchObject({ is: "found", profile: { stats: null } });
	expect(await api.profile(faceitId)).toMatchObject({ is: "found", profile: { stats: { wins: 1204 } } });
	expect(await api.profile("nobody")).toEqual({ is: "missing" });
	expect(await api.profile("../matches")).toEqual({ is: "missing" });
});

test("a game that was asked for comes first, else CS2, else whatever they play", async () => {
	const other = faceit.addPlayer({ nickname: "other", game: "dota2", level: 3, elo: 1000 });
	expect(await api.profile(other.faceitId)).toMatchObject({
		profile: { player: { game: "dota2", level: 3 }, stats: null },
	});
	faceit.fault({ path: "/players/both" }, { status: 200, json: await recordedAnswer("player_details") });
	expect(await api.profile("both", "tf2")).toMatchObject({ profile: { player: { game: "tf2", level: 3 } } });
	expect(await api.profile("both", "valorant")).toMatchObject({ profile: { player: { game: "cs2", level: 10 } } });
	const fresh = faceit.addPlayer({ nickname: "fresh", level: null });
	expect(await api.profile(fresh.faceitId)).toMatchObject({
		profile: { player: { game: null }, region: null, stats: null },
	});
});

test("where the statistics name no results, the history does", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "vale", record: { ...record, recent: "" } });
	const teams = [
		{ teamId: "t1", name: "A", roster: [{ faceitId, nickname: "vale" }] },
		{ teamId: "t2", name: "B", roster: [] },
	];
	for (const [at, score] of (
		[
			[13, 1],
			[2, 13],
		] as const
	).entries()) {
		const matchId = `1-732e527f-f74c-56fe-80c4-fe4e0859f54${at}`;
		faceit.setMatch(matchId, { teams, status: "FINISHED", played: [{ map: "de_nuke", score }] });
	}
	expect(await api.profile(faceitId)).toMatchObject({ profile: { stats: { recent: [false, true] } } });
});

test.each([null, {}, { lifetime: [] }, { lifetime: { Wins: {}, "Recent Results": "1" } }])("strange: %p", (body) => {
	const stats = readStats(body);
	if (stats !== undefined) expect(stats).toMatchObject({ matches: null, wins: null, winRate: null, recent: [] });
	expect(readForm(body, "p1")).toEqual([]);
});
