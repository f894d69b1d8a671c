// Hubs, championships and organizers: found by link, id or name, and their matches listed.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type FaceitApi, faceitApi } from "../../src/faceit/api.ts";
import type { FindAnswer } from "../../src/lookup.ts";
import { type FaceitSandbox, openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { objectOf, recordedAnswer } from "./recorded.ts";

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

describe("finding", () => {
	test("by link or id: one call where the kind is known, three where it is not", async () => {
		const hub = faceit.addInstitution({ kind: "hub", name: "EU 5v5" });
		const found: FindAnswer = {
			is: "found",
			competitions: [{ kind: "hub", id: hub.id, name: "EU 5v5", game: "cs2", region: "EU" }],
		};
		expect(await api.findCompetitions(`https://www.faceit.com/en/club/${hub.id}/EU`)).toEqual(found);
		expect(faceit.calls).toHaveLength(1);
		expect(await api.findCompetitions(hub.id)).toEqual(found);
		expect(faceit.calls).toHaveLength(4);
		expect(await api.findCompetitions(`faceit.com/en/championship/${hub.id}`)).toEqual({
			is: "found",
			competitions: [],
		});
	});

	test("an organizer by the name in its address", async () => {
		const { id } = faceit.addInstitution({ kind: "organizer", name: "Vale Gaming" });
		const found: FindAnswer = {
			is: "found",
			competitions: [{ kind: "organizer", id, name: "Vale Gaming", game: null, region: null }],
		};
		expect(await api.findCompetitions("https://www.faceit.com/en/organizers/Vale%20Gaming")).toEqual(found);
	});

	test("by name: exactly this first, then what begins with it, of each kind; 25 at most", async () => {
		for (let n = 0; n < 40; n += 1) faceit.addInstitution({ kind: "hub", name: `The Vale ${n}` });
		faceit.addInstitution({ kind: "championship", name: "vale cup" });
		faceit.addInstitution({ kind: "organizer", name: "VALE" });
		const answer = await api.findCompetitions("Vale");
		if (answer.is !== "found") throw new Error(answer.is);
		expect(answer.competitions).toHaveLength(25);
		expect(answer.competitions.slice(0, 3).map(({ kind, name }) => [kind, name])).toEqual([
			["organizer", "VALE"],
			["championship", "vale cup"],
			["hub", "The Vale 39"],
		]);
	});

	test("what one search finds is worth having when another fails; if all fail, that is the answer", async () => {
		faceit.addInstitution({ kind: "hub", name: "Vale" });
		faceit.fault({ path: "/search/organizers", times: 1 }, { status: 502 });
		expect(await api.findCompetitions("vale")).toMatchObject({ is: "found", competitions: [{ name: "Vale" }] });
		faceit.fault({}, { status: 502 });
		expect(await api.findCompetitions("vale")).toMatchObject({ is: "unavailable", why: "down" });
	});

	test("nothing, and a link to something else, is answered unasked", async () => {
		for (const text of ["", "https://www.faceit.com/en/players/x"])
			expect(await api.findCompetitions(text)).toEqual({ is: "found", competitions: [] });
		expect(faceit.calls).toEqual([]);
	});

	test("what cannot be read is left out of a search, and unreadable by itself", async () => {
		const items = [null, {}, { competition_id: "h1", name: " " }, { competition_id: "h2", name: "a\nb", game: 3 }];
		faceit.fault({ path: "/search/hubs" }, { status: 200, json: { items } });
		expect(await api.findCompetitions("x")).toEqual({
			is: "found",
			competitions: [{ kind: "hub", id: "h2", name: "a b", game: null, region: null }],
		});
		faceit.fault({ path: "/hubs/" }, { status: 200, json: {} });
		expect(await api.findCompetitions("faceit.com/en/hub/05c90233-fcc2-5528-a9f7-d2c9a3214d87")).toMatchObject({
			...{ is: "unavailable", why: "unreadable" },
		});
	});
});

describe("a list", () => {
	const matchId = (n: number) => `1-732e527f-f74c-56fe-80c4-${String(n).padStart(12, "0")}`;
	const competition = { id: "05c90233-fcc2-5528-a9f7-d2c9a3214d87", name: "EU 5v5", type: "hub" };
	const hub = { kind: "hub", id: competition.id } as const;

	/** Others have their turn while a page is read. */
	async function list(type: "ongoing" | "upcoming") {
		const answer = api.list(hub, type);
		await clock.advance(1);
		return answer;
	}

	test("as recorded from a hub is read, each with its teams and what people read about it", async () => {
		faceit.fault({ path: "/hubs/" }, { status: 200, json: await recordedAnswer("hub_matches") });
		const answer = await list("ongoing");
		if (answer.is !== "found") throw new Error(answer.is);
		expect(answer.matches.map(({ status, teams, info }) => [status, teams.length, info?.status])).toEqual([
			["over", 2, "FINISHED"],
			["over", 2, "CANCELLED"],
			["over", 2, "CANCELLED"],
		]);
		expect(answer.matches[0]?.competition).toEqual({
			...competition,
			organizerId: "f3f25cf5-6270-5ad3-8516-a769a4461810",
		});
	});

	test("of 250 matches takes three calls, and has each once", async () => {
		faceit.addInstitution({ ...hub, name: "EU 5v5" });
		for (let n = 0; n < 250; n += 1) faceit.setMatch(matchId(n), { status: "ONGOING", competition });
		faceit.setMatch(matchId(900), { status: "FINISHED", competition });
		faceit.setMatch(matchId(901), { status: "SCHEDULED", competition });
		const answer = await list("ongoing");
		if (answer.is !== "found") throw new Error(answer.is);
		expect(new Set(answer.matches.map((match) => match.matchId)).size).toBe(250);
		expect(faceit.calls).toHaveLength(3);
		expect(await list("upcoming")).toMatchObject({ matches: [{ matchId: matchId(901) }] });
	});

	test("with a page that fails is no list: what is not in it would be taken for over", async () => {
		faceit.addInstitution({ ...hub, name: "EU 5v5" });
		for (let n = 0; n < 101; n += 1) faceit.setMatch(matchId(n), { status: "ONGOING", competition });
		faceit.fault({ path: "offset=100" }, { status: 502 });
		expect(await list("ongoing")).toMatchObject({ is: "unavailable", why: "down" });
	});

	test("of a championship is asked for as such; one that is gone is missing", async () => {
		expect(await api.list({ kind: "championship", id: "c1" }, "ongoing")).toEqual({ is: "missing" });
		expect(faceit.calls[0]?.path).toBe("/data/v4/championships/c1/matches?type=ongoing&offset=0&limit=100");
		expect(await api.list({ kind: "hub", id: "../x" }, "ongoing")).toEqual({ is: "missing" });
		expect(faceit.calls).toHaveLength(1);
	});

	test("leaves out what is no match, and is unreadable if it is no list", async () => {
		faceit.fault(
			{ path: "/hubs/", times: 1 },
			{ status: 200, json: { items: [null, { match_id: "x" }, { match_id: matchId(1) }] } },
		);
		expect(await list("ongoing")).toMatchObject({
			is: "found",
			matches: [{ matchId: matchId(1), teams: [] }],
		});
		faceit.fault({ path: "/hubs/" }, { status: 200, json: { items: "none" } });
		expect(await list("ongoing")).toMatchObject({ is: "unavailable", why: "unreadable" });
	});
});

test("the sandbox notes what FACEIT does not describe", async () => {
	const hub = faceit.addInstitution({ kind: "hub", name: "EU 5v5" });
	const get = async (path: string) => {
		const headers = { authorization: `Bearer ${faceit.apiKey}` };
		const response = await faceit.answer(new Request(faceit.apiUrl + path, { headers }));
		return { status: response.status, body: objectOf(await response.json()) };
	};
	expect((await get(`/hubs/${hub.id}/matches?type=live`)).status).toBe(400);
	expect((await get(`/hubs/${hub.id}/matches?offset=-1`)).status).toBe(400);
	expect(faceit.violations).toEqual([]);
	expect((await get(`/hubs/${hub.id}/matches?limit=101`)).status).toBe(400);
	expect((await get(`/hubs/${hub.id}?since=1`)).status).toBe(200);
	expect((await get(`/organizers/${hub.id}/matches`)).status).toBe(404);
	expect(faceit.violations).toHaveLength(3);
	faceit = openFaceitSandbox();
});
