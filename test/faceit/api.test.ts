import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type FaceitApi, type FaceitApiOptions, faceitApi } from "../../src/faceit/api.ts";
import type { Fact } from "../../src/fact.ts";
import { type FaceitSandbox, startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { eventually } from "../eventually.ts";
import { objectOf, recordedAnswer, recordedMatch } from "./recorded.ts";

const matchId = "1-732e527f-f74c-56fe-80c4-fe4e0859f549";
const teams = [
	{ teamId: "t1", name: "Vale", roster: [{ faceitId: "p1", nickname: "one" }], substitutes: [] },
	{ teamId: "t2", name: "Grove", roster: [{ faceitId: "p2", nickname: "two" }], substitutes: [] },
];

let faceit: FaceitSandbox;
/** Nothing takes any time here unless a test says so. */
let clock: VirtualClock;

beforeEach(() => {
	faceit = startFaceitSandbox();
	clock = virtualClock();
});

afterEach(async () => {
	const { violations } = faceit;
	await faceit.stop();
	expect(violations).toEqual([]);
});

function client(options: Partial<FaceitApiOptions> = {}): FaceitApi {
	return faceitApi({ url: faceit.apiUrl, key: faceit.apiKey, clock, perSecond: 1000, timeoutMs: 150, ...options });
}

describe("a match", () => {
	test("recorded in configuring is open, with both line-ups and its competition", async () => {
		const recorded = await recordedMatch("match_details.CONFIGURING.bo2-2026");
		faceit.setMatch(recorded.match_id, recorded);
		const answer = await client().match(recorded.match_id);
		if (answer.is !== "found") throw new Error(answer.is);
		const { check } = answer;
		expect(check).toMatchObject({ matchId: recorded.match_id, status: "open", scheduledAt: null });
		expect(check.competition).toEqual({
			id: "9b59a344-0e33-5648-9be3-ed9562801658",
			name: "Cup Cedar",
			type: "championship",
			organizerId: "3fae95d3-4c71-5b1d-a8bb-3b895050fe4d",
		});
		expect(check.teams.map((team) => [team.teamId, team.name, team.roster.length])).toEqual([
			["8e524529-c0e1-5a63-ada7-d37c4f978632", "Team Grove 25", 5],
			["578027b3-6066-557f-8809-8d1f1fe8902a", "Team Grove 87", 5],
		]);
	});

	test("recorded as finished is over; only the substitute who came on is playing; its plan is in ms", async () => {
		const recorded = await recordedMatch("match_details");
		faceit.setMatch(recorded.match_id, recorded);
		const answer = await client().match(recorded.match_id);
		if (answer.is !== "found") throw new Error(answer.is);
		expect(answer.check.status).toBe("over");
		expect(answer.check.scheduledAt).toBe(Number(recorded.scheduled_at) * 1000);
		expect(answer.check.teams[1]?.substitutes.map(({ nickname, playing }) => [nickname, playing])).toEqual([
			["yarrowVale24", false],
			["yarrowEmber18", true],
		]);
	});

	test.each([
		["CREATED", "upcoming"],
		["SCHEDULED", "upcoming"],
		["scheduled", "upcoming"],
		["FINISHED", "over"],
		["finished", "over"],
		["CANCELLED", "over"],
		["ABORTED", "over"],
		["CHECK_IN", "open"],
		["ONGOING", "open"],
		["SOMETHING_NEW", "open"],
		["", "open"],
	])("with status %p is %s", async (status, expected) => {
		faceit.setMatch(matchId, { status, teams });
		expect(await client().match(matchId)).toMatchObject({ is: "found", check: { status: expected, teams } });
	});

	test("without status is open, and without readable teams or competition still found", async () => {
		faceit.setMatch(matchId, {
			...{ match_id: matchId, status: null, scheduled_at: 0, competition_id: null },
			teams: { faction1: { faction_id: "t1", roster: "soon" } },
		});
		expect(await client().match(matchId)).toMatchObject({
			is: "found",
			check: { matchId, status: "open", competition: null, teams: [], scheduledAt: null },
		});
	});

	test("against a bye has one team", async () => {
		faceit.setMatch(matchId, { teams: [...teams.slice(0, 1), { teamId: "bye", name: "bye", roster: [], bye: true }] });
		expect(await client().match(matchId)).toMatchObject({ is: "found", check: { teams: teams.slice(0, 1) } });
	});

	test("that FACEIT does not know is missing", async () => {
		expect(await client().match(matchId)).toEqual({ is: "missing" });
	});

	test.each(["", "732e527f-f74c-56fe-80c4-fe4e0859f549", "../players/x"])("%p is missing, unasked", async (id) => {
		expect(await client().match(id)).toEqual({ is: "missing" });
		expect(faceit.calls).toEqual([]);
	});

	test("is not read from the answer about another one", async () => {
		faceit.fault({}, { status: 200, json: { match_id: "1-other", status: "FINISHED" } });
		expect(await client().match(matchId)).toMatchObject({ is: "unavailable", why: "unreadable" });
	});
});

describe("a player", () => {
	test("is found by exact nickname only: case matters", async () => {
		const { faceitId } = faceit.addPlayer({ nickname: "Vale_1-x", level: 7, elo: 1500, country: "fr" });
		const api = client();
		expect(await api.playerByNickname("vale_1-x")).toEqual({ is: "missing" });
		expect(await api.playerByNickname("Vale_1-x")).toEqual({
			is: "found",
			player: {
				...{ faceitId, nickname: "Vale_1-x", country: "fr", level: 7, elo: 1500, game: "cs2", avatar: null },
				profileUrl: "https://www.faceit.com/en/players/Vale_1-x",
			},
		});
	});

	test("is found by id, whatever the nickname is now", async () => {
		const { faceitId } = faceit.addPlayer({ nickname: "before" });
		faceit.renamePlayer(faceitId, "after");
		expect(await client().playerById(faceitId)).toMatchObject({ is: "found", player: { faceitId, nickname: "after" } });
	});

	test("of CS:GO only shows that game; one of neither shows no level", async () => {
		const old = faceit.addPlayer({ nickname: "old", game: "csgo", level: 8, elo: 1829 });
		const fresh = faceit.addPlayer({ nickname: "fresh", level: null });
		const api = client();
		expect(await api.playerById(old.faceitId)).toMatchObject({ player: { game: "csgo", level: 8, elo: 1829 } });
		expect(await api.playerById(fresh.faceitId)).toMatchObject({ player: { game: null, level: null, elo: null } });
	});

	test.each(["player_details", "player_lookup"])("recorded as %s is read", async (name) => {
		const recorded = await recordedAnswer(name);
		faceit.fault({}, { status: 200, json: recorded });
		const played = objectOf(objectOf(recorded.games).cs2 ?? objectOf(recorded.games).csgo);
		expect(await client().playerByNickname("any")).toEqual({
			is: "found",
			player: {
				faceitId: String(recorded.player_id),
				nickname: String(recorded.nickname),
				country: "gb",
				level: Number(played.skill_level),
				elo: Number(played.faceit_elo),
				game: "cs2" in objectOf(recorded.games) ? "cs2" : "csgo",
				avatar: String(recorded.avatar),
				profileUrl: "https://www.faceit.com/en/players/invented",
			},
		});
	});

	test("with odd fields is found all the same, without them", async () => {
		const odd = { avatar: "javascript:x", country: "??", games: [], faceit_url: "http://x", extra: 1 };
		faceit.fault({}, { status: 200, json: { player_id: "p1", nickname: "a b", ...odd } });
		expect(await client().playerById("p1")).toEqual({
			is: "found",
			player: {
				...{ faceitId: "p1", nickname: "a b", country: null, level: null, elo: null, game: null, avatar: null },
				profileUrl: "https://www.faceit.com/en/players/a%20b",
			},
		});
	});

	test("without an id is unreadable", async () => {
		faceit.fault({}, { status: 200, json: { nickname: "one" } });
		expect(await client().playerById("p1")).toMatchObject({ is: "unavailable", why: "unreadable" });
	});

	test("with a nickname or id that cannot be one is missing, unasked", async () => {
		const api = client();
		expect(await api.playerByNickname(" ")).toEqual({ is: "missing" });
		expect(await api.playerByNickname("x".repeat(65))).toEqual({ is: "missing" });
		expect(await api.playerById("../matches")).toEqual({ is: "missing" });
		expect(faceit.calls).toEqual([]);
	});

	test("with signs in the nickname is asked for in one query", async () => {
		expect(await client().playerByNickname("a&game=b #ü")).toEqual({ is: "missing" });
		expect(faceit.calls.map((call) => call.path)).toEqual(["/data/v4/players?nickname=a%26game%3Db+%23%C3%BC"]);
	});
});

describe("a search", () => {
	test("gives who resembles, in any case, up to the limit", async () => {
		for (const nickname of ["Vale", "vale", "xVALEx", "other"]) faceit.addPlayer({ nickname, level: 10 });
		const answer = await client().search("vale", 2);
		if (answer.is !== "found") throw new Error(answer.is);
		expect(answer.players.map(({ nickname, level, elo }) => [nickname, level, elo])).toEqual([
			["xVALEx", 10, null],
			["vale", 10, null],
		]);
	});

	test("as recorded is read: levels come as text, countries in upper case", async () => {
		const recorded = await recordedAnswer("search_players");
		faceit.fault({}, { status: 200, json: recorded });
		const answer = await client().search("any", 20);
		if (answer.is !== "found") throw new Error(answer.is);
		expect(answer.players).toHaveLength(Array.isArray(recorded.items) ? recorded.items.length : -1);
		expect(answer.players[0]).toMatchObject({ nickname: "emberNova51", country: "fr", level: 10, game: "cs2" });
	});

	test("leaves out whom it cannot read", async () => {
		faceit.fault({}, { status: 200, json: { items: [null, {}, { player_id: "p1", nickname: "one", games: null }] } });
		expect(await client().search("one", 5)).toMatchObject({ is: "found", players: [{ faceitId: "p1" }] });
	});

	test("for nothing finds nobody, unasked", async () => {
		expect(await client().search("", 5)).toEqual({ is: "found", players: [] });
		expect(faceit.calls).toEqual([]);
	});

	test("asks for 1 to 100", async () => {
		const api = client();
		for (const limit of [0, 7.9, 1000]) await api.search("x", limit);
		expect(faceit.calls.map((call) => new URLSearchParams(call.path.split("?")[1]).get("limit"))).toEqual([
			"1",
			"7",
			"100",
		]);
	});
});

describe("when FACEIT does not answer as it should, it is unavailable", () => {
	test.each([
		["a page of Cloudflare", { status: 403, html: "<h1>Access denied</h1>" }, "unreadable"],
		["a page instead of JSON", { status: 200, html: "<h1>Hello</h1>" }, "unreadable"],
		["a redirect", { status: 302, html: "" }, "unreadable"],
		["JSON that breaks off", { truncatedJson: true }, "unreadable"],
		["an error of theirs", { status: 502, html: "<h1>Bad gateway</h1>" }, "down"],
		["a broken connection", { reset: true }, "down"],
		["a key they refuse", { status: 403, json: { message: "Forbidden" } }, "refused"],
	] as const)("%s", async (_, fault, why) => {
		const { faceitId } = faceit.addPlayer({ nickname: "one" });
		const heal = faceit.fault({}, fault);
		const api = client();
		const answer = await api.playerById(faceitId);
		expect(answer).toMatchObject({ is: "unavailable", why });
		if (answer.is === "unavailable") expect(answer.retryAt).toBeGreaterThan(clock.now());
		expect(faceit.calls).toHaveLength(1);
		heal();
		await clock.advance(1_000);
		expect(await api.playerById(faceitId)).toMatchObject({ is: "found" });
	});

	test.each([
		["no answer", { hang: true }],
		["an answer that never ends", { hang: "body" }],
	] as const)("%s, after its time", async (_, fault) => {
		const { faceitId } = faceit.addPlayer({ nickname: "one" });
		const heal = faceit.fault({}, fault);
		const api = client();
		const answer = api.playerById(faceitId);
		let isAnswered = false;
		void answer.then(() => {
			isAnswered = true;
		});
		await eventually(() => faceit.calls.length === 1, "the call has arrived");
		await clock.advance(149);
		expect(isAnswered).toBe(false);
		await clock.advance(1);
		expect(await answer).toEqual({ is: "unavailable", why: "slow", retryAt: clock.now() + 10_000 });
		heal();
		expect(await api.playerById(faceitId)).toMatchObject({ is: "found" });
	});

	test("a simulation that never answers, and does not notice that it is called off", async () => {
		const answer = client({ fetch: () => new Promise<Response>(() => {}) }).playerById("p1");
		await clock.advance(150);
		expect(await answer).toMatchObject({ is: "unavailable", why: "slow" });
		expect(clock.pending).toBe(0);
	});

	test("nobody listens there", async () => {
		const gone = startFaceitSandbox();
		await gone.stop();
		expect(await client({ url: gone.apiUrl }).playerById("p1")).toMatchObject({ is: "unavailable", why: "down" });
	});

	test("it sends us elsewhere: the key goes nowhere else", async () => {
		faceit.addPlayer({ nickname: "one" });
		const elsewhere = Bun.serve({ port: 0, fetch: () => Response.redirect(`${faceit.apiUrl}/players?nickname=one`) });
		const answer = await client({ url: elsewhere.url.href }).playerByNickname("one");
		expect(answer).toMatchObject({ is: "unavailable", why: "unreadable" });
		expect(faceit.calls).toEqual([]);
		await elsewhere.stop(true);
	});

	test("our key is wrong", async () => {
		const answer = await client({ key: "wrong-key" }).match(matchId);
		expect(answer).toMatchObject({ is: "unavailable", why: "refused" });
		expect(JSON.stringify(answer)).not.toContain("wrong-key");
	});

	test("it asks for two seconds of rest: nobody calls meanwhile, all are told when to come back", async () => {
		const { faceitId } = faceit.addPlayer({ nickname: "one" });
		faceit.fault({ times: 1 }, { retryAfter: 2 });
		const api = client();
		const retryAt = clock.now() + 2_000;
		const answers = [await api.playerById(faceitId), await api.playerByNickname("one"), await api.search("one", 1)];
		for (const answer of answers) {
			expect(answer).toEqual({ is: "unavailable", why: "limited", retryAt });
		}
		expect(faceit.calls.map((call) => call.status)).toEqual([429]);
	});
});

describe("the pace", () => {
	test("is five within any second, and a player goes before the matches that wait", async () => {
		const paths: string[] = [];
		const fetch = async ({ url }: Request) => {
			paths.push(new URL(url).pathname);
			return Response.json({}, { status: 404 });
		};
		const api = client({ perSecond: 5, timeoutMs: 2000, fetch });
		const matches = Array.from({ length: 7 }, () => api.match(matchId));
		const player = api.playerById("p1");
		await clock.advance(999);
		expect(paths).toHaveLength(5);
		await clock.advance(1);
		expect(paths).toHaveLength(8);
		expect(paths.map((path) => path.includes("players")).indexOf(true)).toBe(5);
		for (const answer of [player, ...matches]) expect(await answer).toEqual({ is: "missing" });
	});

	test("obeys `ratelimit-remaining: 0`: the limit is never run into", async () => {
		const calledAt: number[] = [];
		const begin = clock.now();
		const fetch = async () => {
			const isLast = calledAt.push(clock.now() - begin) % 2 === 0;
			const headers = { "ratelimit-remaining": isLast ? "0" : "1", "ratelimit-reset": "1" };
			return Response.json({}, { status: 404, headers });
		};
		const api = client({ timeoutMs: 5000, fetch });
		const all = (async () => {
			for (let call = 0; call < 5; call += 1) await api.playerByNickname("one");
		})();
		await clock.advance(10_000);
		await all;
		expect(calledAt).toEqual([0, 0, 1_000, 1_000, 2_000]);
	});
});

describe("what time it is for FACEIT", () => {
	const day = 86_400_000;

	test("is what its answers say, whatever is done to our clock", async () => {
		const date = new Date(clock.now() + 3_000).toUTCString();
		const api = client({ fetch: async () => Response.json({}, { status: 404, headers: { date } }) });
		expect(api.now()).toBe(clock.now());
		clock.shiftWall(day);
		expect(api.now()).toBe(clock.now() + day);
		await api.match(matchId);
		expect(api.now()).toBe(Date.parse(date));
		clock.shiftWall(-3 * day);
		await clock.advance(1_000);
		expect(api.now()).toBe(Date.parse(date) + 1_000);
	});

	test("counts for a date in Retry-After: our clock may be wrong by a day", async () => {
		const headers = {
			date: new Date(clock.now()).toUTCString(),
			"retry-after": new Date(clock.now() + 60_000).toUTCString(),
		};
		const api = client({ fetch: async () => Response.json({}, { status: 429, headers }) });
		clock.shiftWall(-day);
		expect(await api.playerById("p1")).toMatchObject({ is: "unavailable", retryAt: clock.now() + 60_000 });
	});
});

test("a suggestion is not waited for: FACEIT is asked at once, or not at all", async () => {
	faceit.addPlayer({ nickname: "vale" });
	const api = client({ perSecond: 5 });
	expect(await api.suggest("val", 10)).toMatchObject({ is: "found", players: [{ nickname: "vale" }] });
	expect(await api.suggest("vale", 10)).toMatchObject({ is: "unavailable", why: "limited" });
	expect(faceit.calls).toHaveLength(1);
});

test("every call is published with its route, without ids, and what came of it", async () => {
	const facts: Fact[] = [];
	const api = client({ publish: (fact) => facts.push(fact) });
	faceit.fault({ path: "/search", times: 1 }, { reset: true });
	faceit.fault({ path: "/players/p1", times: 1 }, { hang: true });
	await api.match(matchId);
	await api.playerByNickname("one");
	const slow = api.playerById("p1");
	await eventually(() => faceit.calls.length === 3, "the third call has arrived");
	await clock.advance(150);
	await slow;
	await api.search("one", 1);
	const kind = "faceitCalled";
	expect(facts).toEqual([
		{ kind, route: "/matches/{id}", status: 404, tookMs: 0 },
		{ kind, route: "/players", status: 404, tookMs: 0 },
		{ kind, route: "/players/{id}", status: "slow", tookMs: 150 },
		{ kind, route: "/search/players", status: "down", tookMs: 0 },
	]);
});

test("a key that no header can carry is refused at once and not repeated", () => {
	expect(() => client({ key: "s3cret\nkey" })).toThrow("The FACEIT API key has characters that no header can carry.");
});

test("an address with a slash at its end is the same address", async () => {
	expect(await client({ url: `${faceit.apiUrl}/` }).match(matchId)).toEqual({ is: "missing" });
});
