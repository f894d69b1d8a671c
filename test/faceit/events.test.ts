import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { readEnvelope, readEvent, UnreadableEvent } from "../../src/faceit/events.ts";
import type { Report } from "../../src/match.ts";
import { webhookBody } from "../../src/sandbox/faceit/webhook-body.ts";
import { recordedWebhook } from "./recorded.ts";

const matchId = "1-732e527f-f74c-56fe-80c4-fe4e0859f549";
const at = 1_745_946_641_000;

const stateEvents = [
	["match_object_created", "created"],
	["match_status_configuring", "configuring"],
	["match_status_ready", "ready"],
	["match_status_finished", "finished"],
	["match_status_cancelled", "cancelled"],
	["match_status_aborted", "aborted"],
] as const;

/** What a body reports of a match's state. */
function readReport(body: string): Report | undefined {
	const event = readEvent(body, at);
	if (event?.kind === "demoReady") throw new Error("a demo is no report of a state");
	return event;
}

/** What is read of a payload when FACEIT sends it with a `ready`. */
function readPayload(payload: Record<string, unknown>) {
	return readReport(JSON.stringify({ event: "match_status_ready", payload: { id: matchId, ...payload } }));
}

function teamOf(team: Record<string, unknown>) {
	return readPayload({ teams: [{ id: "t1", name: "Team Vale", ...team }] })?.teams[0];
}

function failure(body: string): unknown {
	try {
		return readEvent(body, at);
	} catch (error) {
		return error;
	}
}

describe("recorded webhooks", () => {
	test.each([
		["match_object_created.championship", "created", 1, []],
		["match_status_cancelled.championship.MANUAL", "cancelled", 6, [5, 5]],
		["match_status_configuring.championship", "configuring", 15, [5, 5]],
		["match_status_ready.championship", "ready", 16, [5, 5]],
		["match_status_finished.championship.forfeit-epoch-started_at", "finished", 17, [5, 5]],
	] as const)("%s is read whole", async (name, kind, version, rosters) => {
		const report = readReport(await recordedWebhook(name));
		expect(report).toMatchObject({ kind, matchId, at, version });
		expect(report?.competition).toEqual({
			id: "2c45d3ca-4791-5a46-a13e-70415c1d0ba8",
			name: "10 DIV S3 Playoffs",
			type: "championship",
			organizerId: "3fae95d3-4c71-5b1d-a8bb-3b895050fe4d",
		});
		expect(report?.teams.map((team) => team.roster.length)).toEqual([...rosters]);
	});

	test("a matchmaking ready, whose benches are null, has teams with empty benches", async () => {
		const report = readReport(await recordedWebhook("match_status_ready.matchmaking"));
		expect(report?.competition?.type).toBe("matchmaking");
		expect(report?.teams.map((team) => [team.name, team.roster.length, team.substitutes])).toEqual([
			["Team Yarrow 89", 5, []],
			["Team Sable 90", 5, []],
		]);
	});

	test("players and bench of a championship team keep their ids, names and order", async () => {
		const report = readReport(await recordedWebhook("match_status_cancelled.championship.MANUAL"));
		expect(report?.teams[0]?.teamId).toBe("26626dee-f2c9-5886-9c47-cd51b354c87d");
		expect(report?.teams[0]?.roster[0]).toEqual({
			faceitId: "a5875acc-429d-5f2b-9d06-be53889cb759",
			nickname: "emberAmber67",
		});
		expect(report?.teams[0]?.substitutes).toEqual([
			{ faceitId: "d02ec287-0288-5db7-82a8-6a15bb849f75", nickname: "sableEmber71", playing: false },
			{ faceitId: "61423e8c-e24f-5cf7-9600-2e4ce2e977de", nickname: "lotusUmber94", playing: false },
			{ faceitId: "4bedbb1a-0585-5cc7-a4d5-400bf94d57a0", nickname: "kestrelCedar16", playing: false },
		]);
	});

	test("the demo of a map is read with its address", async () => {
		expect(readEvent(await recordedWebhook("match_demo_ready.championship"), at)).toEqual({
			kind: "demoReady",
			matchId: "1-5afb4c3e-5493-5c0e-b239-50d3e006fcee",
			at,
			demoUrl:
				"https://demos-europe-central.backblaze.faceit-cdn.net/cs2/1-5afb4c3e-5493-5c0e-b239-50d3e006fcee-1-1.dem.gz",
		});
	});

	test("championship_started says nothing of a match", async () => {
		expect(readEvent(await recordedWebhook("championship_started"), at)).toBeUndefined();
	});

	test("every recorded webhook has an envelope with its own event id", async () => {
		const names = readdirSync(`${import.meta.dir}/../fixtures/faceit/webhooks`).map((file) => file.slice(0, -5));
		const envelopes = await Promise.all(names.map(async (name) => readEnvelope(await recordedWebhook(name))));
		expect(envelopes).toHaveLength(8);
		expect(new Set(envelopes.map((envelope) => envelope?.eventId)).size).toBe(8);
		expect(envelopes.filter((envelope) => envelope?.matchId === undefined).map((envelope) => envelope?.event)).toEqual([
			"championship_started",
		]);
	});
});

describe("the envelope", () => {
	test.each(["", "no json", "null", "[]", "{}", '{"event":"x"}', '{"event":1,"payload":{}}'])(
		"%p is none",
		(body: string) => {
			expect(readEnvelope(body)).toBeUndefined();
		},
	);

	test.each(["[]", "null", '"x"', "1"])("a payload %p is no object", (payload: string) => {
		expect(readEnvelope(`{"event":"match_status_ready","payload":${payload}}`)).toBeUndefined();
	});

	test("nesting too deep to parse is no envelope", () => {
		expect(readEnvelope(`{"event":"x","payload":${"[".repeat(200_000)}`)).toBeUndefined();
	});

	test("an unknown event with unknown keys is one, wherever `event` stands", () => {
		const body = JSON.stringify({ payload: { more: 1 }, extra: [], event_id: "e1", event: "match_something_new" });
		expect(readEnvelope(body)).toEqual({ event: "match_something_new", eventId: "e1", matchId: undefined });
		expect(readEvent(body, at)).toBeUndefined();
	});

	test.each([[1], [""], [null], [{}]])("an event id %j counts as missing", (event_id: unknown) => {
		expect(readEnvelope(JSON.stringify({ event: "x", event_id, payload: {} }))?.eventId).toBeUndefined();
	});

	test("the id of a hub is not taken for a match id", () => {
		const payload = { id: "f6ef9b1f-5301-5aec-802a-c4c314f8deb9" };
		expect(readEnvelope(JSON.stringify({ event: "hub_created", payload }))?.matchId).toBeUndefined();
	});
});

describe("a state event", () => {
	test.each(stateEvents)("%s is read as %s, as far as it goes", (event, kind) => {
		expect(readEvent(JSON.stringify({ event, payload: { id: matchId } }), at)).toEqual({
			kind,
			matchId,
			at,
			version: null,
			competition: null,
			teams: [],
		});
	});

	test.each(stateEvents)("%s built by the sandbox is read back", (event, kind) => {
		const teams = [{ teamId: "t1", name: "A", roster: [{ faceitId: "p1", nickname: "one" }], substitutes: [] }];
		const body = JSON.stringify(webhookBody({ event, matchId, version: 9, teams, at }));
		const report = readReport(body);
		expect(report).toMatchObject({ kind, matchId, version: 9 });
		expect(report?.teams).toEqual(kind === "created" ? [] : teams);
	});

	test.each([undefined, null, "16", 1.5, -1, Number.MAX_VALUE])("a version of %p is none", (version: unknown) => {
		expect(readPayload({ version })?.version).toBeNull();
	});

	test.each([[null], ["x"], [[]], [{}], [{ id: "" }], [{ id: 5 }]])(
		"an entity of %j is no competition",
		(entity: unknown) => {
			expect(readPayload({ entity })?.competition).toBeNull();
		},
	);

	test("a competition without name and type is still known by its id", () => {
		expect(readPayload({ entity: { id: "c1", name: null } })?.competition).toEqual({ id: "c1", name: "", type: "" });
	});

	test.each([
		undefined,
		null,
		5,
		"732e527f-f74c-56fe-80c4-fe4e0859f549",
		"1-732e527f",
		`${matchId}/../x`,
		` ${matchId}`,
	])("without a match id (%p) it is unreadable, and the error names the field only", (id: unknown) => {
		const error = failure(JSON.stringify({ event: "match_status_finished", payload: { id, secret: "s3cret" } }));
		expect(error).toBeInstanceOf(UnreadableEvent);
		expect(error).toHaveProperty("message", "`payload.id` is no FACEIT match id.");
	});

	test.each([
		["teams", 5, "payload.teams"],
		["teams", "private", "payload.teams"],
		["teams", ["private"], "payload.teams.0"],
		["teams", [{ id: "t1", roster: "private" }], "payload.teams.0.roster"],
		["teams", [{ id: "t1" }, { id: 7 }], "payload.teams.1.id"],
	])("with %s of %j it is unreadable: %s", (key: string, value: unknown, field: string) => {
		const error = failure(JSON.stringify({ event: "match_status_ready", payload: { id: matchId, [key]: value } }));
		expect(error).toBeInstanceOf(UnreadableEvent);
		expect(error).toHaveProperty("message", `\`${field}\` has an unexpected shape.`);
	});

	test("what is no envelope at all is unreadable too", () => {
		expect(failure("no json")).toBeInstanceOf(UnreadableEvent);
	});
});

describe("a demo", () => {
	const body = (payload: object) => JSON.stringify({ event: "match_demo_ready", payload: { id: matchId, ...payload } });
	const longest = `https://demos.example/${"x".repeat(500 - 22)}`;

	test("may have an address of 500 characters", () => {
		expect(readEvent(body({ demo_url: longest }), at)).toMatchObject({ kind: "demoReady", demoUrl: longest });
	});

	test.each([undefined, null, "", 5, "http://demos.example/1", "javascript:alert(1)", "demo", `${longest}x`])(
		"with an address of %j is unreadable",
		(demo_url: unknown) => {
			const error = failure(body({ demo_url }));
			expect(error).toBeInstanceOf(UnreadableEvent);
			expect(error).toHaveProperty("message", "`payload.demo_url` has an unexpected shape.");
		},
	);

	test("of no match is unreadable", () => {
		expect(failure(body({ id: "x", demo_url: longest }))).toHaveProperty(
			"message",
			"`payload.id` is no FACEIT match id.",
		);
	});
});

describe("teams", () => {
	test.each([[undefined], [null], [[]], [{}]])("%j means that they are not known", (teams: unknown) => {
		expect(readPayload({ teams })?.teams).toEqual([]);
	});

	test("one without an id makes all of them unknown", () => {
		for (const unnamed of [{}, { id: "" }, { id: null }]) {
			expect(readPayload({ teams: [{ id: "t1", roster: [{ id: "p1" }] }, unnamed] })?.teams).toEqual([]);
		}
	});

	test("the faction shape of the Data API is read like the list of webhooks, faction1 first", () => {
		const roster = (id: string) => [{ player_id: id, nickname: id, game_player_name: "other" }];
		const report = readPayload({
			teams: {
				faction2: { faction_id: "t2", name: "B", roster: roster("p2") },
				faction1: { faction_id: "t1", name: "A", roster: roster("p1"), substituted: false },
			},
		});
		expect(report?.teams).toEqual([
			{ teamId: "t1", name: "A", roster: [{ faceitId: "p1", nickname: "p1" }], substitutes: [] },
			{ teamId: "t2", name: "B", roster: [{ faceitId: "p2", nickname: "p2" }], substitutes: [] },
		]);
	});

	test("bye sides are no teams", () => {
		const teams = [{ id: "t1" }, { id: "x", type: "bye" }, { faction_id: "bye", name: "bye" }, { id: "bye" }];
		expect(readPayload({ teams })?.teams.map((team) => team.teamId)).toEqual(["t1"]);
	});

	test("a team named twice counts once", () => {
		expect(readPayload({ teams: [{ id: "t1", name: "A" }, { id: "t1" }] })?.teams.map(({ name }) => name)).toEqual([
			"A",
		]);
	});

	test.each([[undefined], [null], [[]]])("a roster of %j is empty", (roster: unknown) => {
		expect(teamOf({ roster })?.roster).toEqual([]);
	});

	test.each([[undefined], [null], [[]]])("a bench of %j is empty", (substitutes: unknown) => {
		expect(teamOf({ substitutes })?.substitutes).toEqual([]);
	});

	test.each([1, 2, 7])("a roster may have %d players", (size: number) => {
		const roster = Array.from({ length: size }, (_, index) => ({ id: `p${index}` }));
		expect(teamOf({ roster })?.roster).toHaveLength(size);
	});

	test("a player named twice in a team counts once, and one without an id not at all", () => {
		const roster = [
			{ id: "p1", nickname: "one" },
			{ id: "p1", nickname: "again" },
			{},
			null,
			{ id: "" },
			{ id: 4 },
			"x",
		];
		expect(teamOf({ roster })?.roster).toEqual([{ faceitId: "p1", nickname: "one" }]);
	});

	test("a substitute who is in the roster is no substitute", () => {
		const team = teamOf({ roster: [{ id: "p1" }], substitutes: [{ id: "p1", playing: true }, { id: "p2" }] });
		expect(team?.roster.map((player) => player.faceitId)).toEqual(["p1"]);
		expect(team?.substitutes.map((player) => player.faceitId)).toEqual(["p2"]);
	});

	test("only `playing: true` counts as playing", () => {
		const said = [undefined, null, false, "true", 1, true];
		const substitutes = said.map((playing, index) => ({ id: `p${index}`, playing }));
		expect(teamOf({ substitutes })?.substitutes.map((player) => player.playing)).toEqual([
			...Array(5).fill(false),
			true,
		]);
	});

	test("a substitute named twice plays if either says so", () => {
		const substitutes = [{ id: "p1" }, { id: "p1", playing: true }, { id: "p1" }];
		expect(teamOf({ substitutes })?.substitutes.map((player) => player.playing)).toEqual([true]);
	});

	test("names become one line, cut between characters to at most 100 UTF-16 units", () => {
		expect(teamOf({ name: " Team\n\tVale \u0000 " })?.name).toBe("Team Vale");
		expect(teamOf({ name: "🦊".repeat(100) })?.name).toBe("🦊".repeat(50));
	});

	test.each([undefined, null, "", "  ", 5])("a team named %p is called Team", (name: unknown) => {
		expect(teamOf({ name })?.name).toBe("Team");
	});

	test("a player without a nickname is called by id", () => {
		expect(teamOf({ roster: [{ id: "p1", nickname: null }] })?.roster[0]?.nickname).toBe("p1");
	});
});
