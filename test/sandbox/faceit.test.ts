import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { webhookBody } from "../../src/sandbox/faceit/webhook-body.ts";
import { type FaceitSandbox, openFaceitSandbox, startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { virtualClock } from "../clock.ts";
import { objectOf, recordedAnswer, recordedMatch, recordedWebhook } from "../faceit/recorded.ts";

const matchId = "1-732e527f-f74c-56fe-80c4-fe4e0859f549";

let faceit: FaceitSandbox;

beforeEach(() => {
	faceit = startFaceitSandbox();
});

afterEach(() => faceit.stop());

async function get(path: string, key = faceit.apiKey) {
	const response = await fetch(faceit.apiUrl + path, { headers: { authorization: `Bearer ${key}` } });
	return { status: response.status, headers: response.headers, body: objectOf(await response.json()) };
}

const notFound = {
	errors: [{ message: "The resource was not found.", code: "err_nf0", http_status: 404, parameters: [] }],
};

describe("the Data API", () => {
	test("answers nobody without its key", async () => {
		expect(await get("/players?nickname=one", "other")).toMatchObject({ status: 401 });
		expect((await fetch(`${faceit.apiUrl}/players?nickname=one`)).status).toBe(401);
	});

	test("gives a player the fields of a recorded one, by nickname, by id, by Steam id", async () => {
		const { faceitId, gamePlayerId } = faceit.addPlayer({ nickname: "One" });
		const byNickname = await get("/players?nickname=One");
		const recorded = await recordedAnswer("player_lookup");
		expect(Object.keys(recorded)).toEqual(expect.arrayContaining(Object.keys(byNickname.body)));
		const recordedGame = Object.keys(objectOf(objectOf(recorded.games).csgo));
		expect(recordedGame).toEqual(Object.keys(objectOf(objectOf(byNickname.body.games).cs2)));
		expect((await get(`/players/${faceitId}`)).body).toEqual(byNickname.body);
		expect((await get(`/players?game=cs2&game_player_id=${gamePlayerId}`)).body).toEqual(byNickname.body);
		expect(await get("/players?nickname=one")).toMatchObject({ status: 404, body: notFound });
	});

	test("finds players by any part of the name, the exact one not first, in the fields of a recorded search", async () => {
		for (const nickname of ["one", "ONE", "someone", "two"]) faceit.addPlayer({ nickname });
		const { body } = await get("/search/players?nickname=one&limit=2");
		const items = Array.isArray(body.items) ? body.items.map(objectOf) : [];
		expect(items.map((item) => item.nickname)).toEqual(["someone", "ONE"]);
		expect(items[0]?.games).toEqual([{ name: "cs2", skill_level: "5" }]);
		const recorded = await recordedAnswer("search_players");
		expect(Object.keys(items[0] ?? {})).toEqual(Object.keys(objectOf([recorded.items].flat()[0])));
	});

	test("gives a match as recorded, and only under its whole id", async () => {
		const recorded = await recordedMatch("match_details");
		faceit.setMatch(recorded.match_id, recorded);
		expect((await get(`/matches/${recorded.match_id}`)).body).toMatchObject(recorded);
		expect(await get(`/matches/${recorded.match_id.slice(2)}`)).toMatchObject({ status: 404, body: notFound });
		expect(() => faceit.setMatch(recorded.match_id.slice(2), recorded)).toThrow("no match of FACEIT has the id");
		faceit.removeMatch(recorded.match_id);
		expect((await get(`/matches/${recorded.match_id}`)).status).toBe(404);
	});

	test("gives a match in our words the fields of a recorded one, and keeps what is not told again", async () => {
		const roster = [{ faceitId: "p1", nickname: "one" }];
		const substitutes = [{ faceitId: "p2", nickname: "two", playing: true }];
		faceit.setMatch(matchId, { teams: [{ teamId: "t1", name: "A", roster, substitutes }], scheduledAt: 5_000 });
		faceit.setMatch(matchId, { status: "FINISHED" });
		const { body } = await get(`/matches/${matchId}`);
		expect(body).toMatchObject({ match_id: matchId, status: "FINISHED", scheduled_at: 5 });
		const recorded = await recordedMatch("match_details");
		expect(Object.keys(recorded)).toEqual(expect.arrayContaining(Object.keys(body)));
		const [faction, recordedFaction] = [objectOf(body.teams).faction1, objectOf(recorded.teams).faction2];
		expect(Object.keys(objectOf(faction)).toSorted()).toEqual(Object.keys(objectOf(recordedFaction)).toSorted());
	});

	test("gives a match that was played, its history and a player's statistics the fields of recorded ones", async () => {
		const { faceitId } = faceit.addPlayer({
			nickname: "One",
			record: { matches: 10, wins: 6, killsPerDeath: 1.1, headshots: 40, recent: "WWL" },
		});
		const roster = [{ faceitId, nickname: "One" }];
		faceit.setMatch(matchId, {
			...{ status: "FINISHED", configuredAt: 1_000, startedAt: 2_000, finishedAt: 9_000 },
			...{ maps: ["de_nuke"], location: "Germany", played: [{ map: "de_nuke", score: [7, 13] }], round: 2, group: 1 },
			teams: [
				{ teamId: "t1", name: "A", roster },
				{ teamId: "t2", name: "B", roster: [] },
			],
		});
		const { body } = await get(`/matches/${matchId}`);
		const recorded = await recordedMatch("match_details");
		expect(Object.keys(recorded)).toEqual(expect.arrayContaining(Object.keys(body)));
		for (const key of ["voting", "results"]) {
			expect(Object.keys(objectOf(recorded[key])).toSorted()).toEqual(Object.keys(objectOf(body[key])).toSorted());
		}
		expect(body.results).toEqual({ winner: "faction2", score: { faction1: 7, faction2: 13 } });
		const items = (answer: Record<string, unknown>) => [answer.items].flat().map(objectOf);
		const [item] = items((await get(`/players/${faceitId}/history?game=cs2`)).body);
		const [recordedItem] = items(await recordedAnswer("player_matches"));
		expect(Object.keys(recordedItem ?? {})).toEqual(expect.arrayContaining(Object.keys(item ?? {})));
		const lifetime = objectOf((await get(`/players/${faceitId}/stats/cs2`)).body.lifetime);
		expect(Object.keys(objectOf((await recordedAnswer("player_lifetime_stats")).lifetime))).toEqual(
			expect.arrayContaining(Object.keys(lifetime)),
		);
		expect(lifetime).toMatchObject({ "Recent Results": ["0", "1", "1"], "Current Win Streak": "2" });
		expect((await get(`/players/${faceitId}/stats/csgo`)).status).toBe(404);
	});

	test("lists matches as they were a while ago, if it is told to", async () => {
		const clock = virtualClock();
		const own = openFaceitSandbox({ clock });
		const hub = own.addInstitution({ kind: "hub", name: "EU 5v5" });
		const names = async (type: string) => {
			const headers = { authorization: `Bearer ${own.apiKey}` };
			const answer = await own.answer(new Request(`${own.apiUrl}/hubs/${hub.id}/matches?type=${type}`, { headers }));
			return [objectOf(await answer.json()).items].flat().length;
		};
		own.setMatch(matchId, { status: "ONGOING", competition: { id: hub.id, name: hub.name, type: "hub" } });
		own.lagLists(20_000);
		expect(await names("ongoing")).toBe(0);
		await clock.advance(20_000);
		expect(await names("ongoing")).toBe(1);
		own.setMatch(matchId, { status: "FINISHED" });
		expect([await names("ongoing"), await names("past")]).toEqual([1, 0]);
		await clock.advance(20_000);
		expect([await names("ongoing"), await names("past"), await names("all")]).toEqual([0, 1, 1]);
		own.removeMatch(matchId);
		await clock.advance(20_000);
		expect(await names("all")).toBe(0);
	});

	test("says how much of its limit is left, and refuses what is beyond", async () => {
		const strict = startFaceitSandbox({ limits: { perSecond: 1 } });
		const ask = () => fetch(`${strict.apiUrl}/players/x`, { headers: { authorization: `Bearer ${strict.apiKey}` } });
		const answers = await Promise.all([ask(), ask(), ask()]);
		const limited = answers.filter((answer) => answer.status === 429);
		expect(limited.length).toBeGreaterThanOrEqual(1);
		expect(limited[0]?.headers.get("retry-after")).toBe("1");
		expect(limited[0]?.headers.get("ratelimit-limit")).toBe("1, 1;w=1");
		expect(limited[0]?.headers.get("ratelimit-remaining")).toBe("0");
		await strict.stop();
	});

	test("notes routes that do not exist, and every call", async () => {
		expect((await get("/players/p1/friends")).status).toBe(404);
		expect((await fetch(`${faceit.authUrl}/other`)).status).toBe(404);
		expect(faceit.violations).toEqual([
			"no such Data API route: GET /players/p1/friends",
			"no such route: GET /auth/v1/other",
		]);
		expect(faceit.calls.map(({ method, path, status }) => [method, path, status])).toEqual([
			["GET", "/data/v4/players/p1/friends", 404],
			["GET", "/auth/v1/other", 404],
		]);
	});

	test("refuses two players of one name or id, though names may differ in case only", () => {
		const { faceitId } = faceit.addPlayer({ nickname: "one" });
		faceit.addPlayer({ nickname: "One" });
		expect(() => faceit.addPlayer({ nickname: "one" })).toThrow("a player one already");
		expect(() => faceit.addPlayer({ nickname: "two", faceitId })).toThrow("already");
		expect(() => faceit.renamePlayer(faceitId, "One")).toThrow("a player One already");
	});
});

describe("a fault", () => {
	test("meets only the calls it is for, as often as told, in the order they were set", async () => {
		faceit.addPlayer({ nickname: "one" });
		faceit.fault({ path: "/search", times: 1 }, { status: 503, html: "down" });
		faceit.fault({ path: /nickname=one$/, times: 2 }, { status: 500 });
		const statuses = [];
		for (const path of ["/players?nickname=one", "/search/players?nickname=x", "/players?nickname=one"]) {
			statuses.push((await fetch(faceit.apiUrl + path, { headers: bearer() })).status);
		}
		statuses.push((await get("/players?nickname=one")).status);
		expect(statuses).toEqual([500, 503, 500, 200]);
	});

	test("ends when it is taken back", async () => {
		const heal = faceit.fault({}, { status: 500 });
		faceit.fault({}, { retryAfter: 7 });
		heal();
		expect((await fetch(faceit.apiUrl)).headers.get("retry-after")).toBe("7");
		faceit.heal();
		expect((await fetch(faceit.apiUrl)).status).toBe(404);
	});

	test("a call that hangs is seen, and does not keep the sandbox from stopping", async () => {
		faceit.fault({}, { hang: true });
		const call = fetch(faceit.apiUrl).then(
			() => "answered",
			() => "broken off",
		);
		while (faceit.calls.length === 0) await Bun.sleep(1);
		expect(faceit.calls[0]?.status).toBeNull();
		await faceit.stop();
		expect(await call).toBe("broken off");
	});
});

function bearer() {
	return { authorization: `Bearer ${faceit.apiKey}` };
}

describe("a webhook", () => {
	type Got = { readonly url: URL; readonly headers: Headers; readonly body: string };
	const got: Got[] = [];
	let answers: number[] = [];

	const receiver = Bun.serve({
		hostname: "127.0.0.1",
		port: 0,
		fetch: async (request) => {
			got.push({ url: new URL(request.url), headers: request.headers, body: await request.text() });
			return new Response(null, { status: answers.shift() ?? 204 });
		},
	});
	const url = `${receiver.url}faceit-webhook`;
	receiver.unref();

	beforeEach(() => {
		got.length = 0;
		answers = [];
	});

	test("carries its secret in the header that was chosen, or in the query", async () => {
		await faceit.post(url, { event: "x" }, { secret: "s" });
		await faceit.post(url, { event: "x" }, { secret: "s", header: "X-Other" });
		await faceit.post(url, { event: "x" }, { secret: "s", query: "secret" });
		await faceit.post(url, { event: "x" });
		const secrets = got.map(({ headers, url }) => [
			headers.get("x-webhook-secret"),
			headers.get("x-other"),
			url.searchParams.get("secret"),
		]);
		expect(secrets).toEqual([
			["s", null, null],
			[null, "s", null],
			[null, null, "s"],
			[null, null, null],
		]);
	});

	test("is sent again until it is taken, with the same ids and a growing retry_count", async () => {
		answers = [503, 500];
		const body = webhookBody({ event: "match_status_ready", matchId, version: 3 });
		const [delivery] = await faceit.post(url, body, { backoffMs: 1 });
		expect(delivery?.delivered).toBe(true);
		expect(delivery?.attempts.map(({ status, retryCount }) => [status, retryCount])).toEqual([
			[503, 0],
			[500, 1],
			[204, 2],
		]);
		expect(got.map((one) => JSON.parse(one.body))).toEqual([0, 1, 2].map((retry_count) => ({ ...body, retry_count })));
	});

	test("is given up after its retries", async () => {
		answers = [401, 401, 401];
		const [delivery] = await faceit.post(url, { event: "x" }, { retries: 1, backoffMs: 1 });
		expect(delivery).toMatchObject({ delivered: false, attempts: [{ status: 401 }, { status: 401 }] });
		expect(got).toHaveLength(2);
	});

	test("that reaches nobody, or gets no answer in time, has attempts without a status", async () => {
		const gone = startFaceitSandbox();
		await gone.stop();
		const [unheard] = await faceit.post(gone.apiUrl, {}, { retries: 0 });
		expect(unheard).toMatchObject({ delivered: false, attempts: [{ status: null, retryCount: 0 }] });
		faceit.fault({}, { hang: true });
		const [late] = await faceit.post(faceit.apiUrl, {}, { retries: 1, backoffMs: 1, timeoutMs: 20 });
		expect(late?.attempts.map(({ status }) => status)).toEqual([null, null]);
	});

	test("may come several times over, side by side", async () => {
		const deliveries = await faceit.post(url, { event: "x" }, { times: 3 });
		expect(deliveries.map(({ delivered }) => delivered)).toEqual([true, true, true]);
		expect(got).toHaveLength(3);
	});

	test("that is text is sent as it is", async () => {
		await faceit.post(url, "no { json");
		expect(got.map((one) => one.body)).toEqual(["no { json"]);
	});

	test.each([
		["match_object_created", "match_object_created.championship"],
		["match_status_configuring", "match_status_configuring.championship"],
		["match_status_ready", "match_status_ready.championship"],
		["match_status_finished", "match_status_finished.championship.forfeit-epoch-started_at"],
		["match_status_cancelled", "match_status_cancelled.championship.MANUAL"],
	])("%s has the fields of a recorded one", async (event, name) => {
		const one = { faceitId: "p1", nickname: "one" };
		const teams = [{ teamId: "t1", name: "A", roster: [one], substitutes: [one] }];
		const at = Date.parse("2026-11-22T12:00:00.250Z");
		const built = webhookBody({ event, matchId, version: 2, teams, at, startedAt: 0 });
		const recorded = objectOf(JSON.parse(await recordedWebhook(name)));
		expect(fieldsOf(built)).toEqual(fieldsOf(recorded));
		expect(fieldsOf(built.payload)).toEqual(fieldsOf(recorded.payload));
		expect(fieldsOf(firstOf(built.payload.teams))).toEqual(fieldsOf(firstOf(objectOf(recorded.payload).teams)));
		const players = (payload: unknown) => fieldsOf(firstOf(objectOf(firstOf(objectOf(payload).teams)).roster));
		expect(players(built.payload)).toEqual(players(recorded.payload));
		expect(built.timestamp).toBe("2026-11-22T12:00:00Z");
		if (event === "match_status_finished") expect(built.payload.started_at).toBe("1970-01-01T00:00:00Z");
	});

	test("can be built with a bench of null, and with a payload never seen", () => {
		const teams = [{ teamId: "t1", name: "A", roster: [], substitutes: null }];
		const built = webhookBody({ event: "match_status_ready", matchId, version: 2, teams, payload: { odd: 1 } });
		expect(objectOf(firstOf(built.payload.teams)).substitutes).toBeNull();
		expect(built.payload.odd).toBe(1);
	});
});

function firstOf(list: unknown): unknown {
	return Array.isArray(list) ? list[0] : {};
}

function fieldsOf(value: unknown): string[] {
	return Object.keys(objectOf(value)).toSorted();
}
