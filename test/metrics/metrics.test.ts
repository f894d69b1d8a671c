// What is counted of each fact, and what is read when Prometheus asks, on a clock that stands still.

import { expect, test } from "bun:test";
import { systemClock } from "../../src/clock.ts";
import type { Delivery } from "../../src/delivery.ts";
import type { Fact, KeeperFact } from "../../src/fact.ts";
import type { Gauges } from "../../src/metrics/gauges.ts";
import { eventLabel, routeLabel } from "../../src/metrics/labels.ts";
import { measureLag } from "../../src/metrics/lag.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { virtualClock } from "../clock.ts";
import { eventually } from "../eventually.ts";
import { bothTeams, matchId, report } from "../rules/given.ts";
import { sampleOf } from "./sample.ts";

const startAt = Date.UTC(2026, 10, 22);

const calm: Gauges = {
	inbox: () => ({ waiting: 0, oldestAt: null, failed: 0 }),
	active: () => [],
	links: () => ({ all: 0, verified: 0 }),
	gateway: () => [{ isReady: true, pingMs: 40, heardAt: startAt }],
	guilds: () => 1,
	database: () => ({ bytes: 4096, freeBytes: 1e9 }),
	lastBackupAt: () => null,
	problems: () => [],
	build: { version: "1.2.3", commit: "abc", bun: "1.4.5", sqlite: "3.54.1" },
};

function given(gauges: Partial<Gauges> = {}) {
	const clock = virtualClock(startAt);
	const metrics = createMetrics(clock, { ...calm, ...gauges });
	/** The value of a series now; a text may be a second old. */
	const value = async (series: string) => {
		await clock.advance(1_000);
		return sampleOf(await metrics.text(), `faceit_comms_${series}`);
	};
	const count = (...facts: readonly Fact[]) => {
		for (const fact of facts) metrics.count(fact);
	};
	return { clock, metrics, value, count };
}

const delivery: Delivery = {
	...{ deliveryId: 1, eventKey: "key", event: "match_status_ready", matchId, body: "{}" },
	...{ state: "kept", error: null, receivedAt: startAt, doneAt: null },
};

function acted(action: string, words: Partial<Extract<KeeperFact, { kind: "acted" }>> = {}): Fact {
	const answer = { is: "done", value: undefined } as const;
	return { kind: "acted", guildId: "guild", matchId, action, past: "", target: {}, answer, tookMs: 100, ...words };
}

const refused = (code: number) => ({ is: "refused", status: 403, code, why: "no" }) as const;

test("given actions with each kind of answer, when they are counted, then each has its outcome", async () => {
	const { value, count } = given();
	count(
		acted("open"),
		acted("move", { answer: { is: "lost", why: "no answer" } }),
		acted("move", { answer: { is: "later", at: startAt + 10_000 } }),
		acted("move", { answer: refused(50013) }),
		acted("move", { answer: refused(40032) }),
	);
	expect(await value('actions_total{action="open",outcome="done"}')).toBe(1);
	for (const outcome of ["lost", "limited", "refused", "absent"]) {
		expect(await value(`actions_total{action="move",outcome="${outcome}"}`)).toBe(1);
	}
	expect(await value("discord_limit_wait_seconds_sum")).toBe(10);
});

test("given events, when they are counted, then those that change nothing and those that cannot be read differ", async () => {
	const { value, count } = given();
	const event = report("ready", startAt, { teams: bothTeams });
	count(
		{ kind: "applied", delivery, event, changed: true },
		{ kind: "applied", delivery, event, changed: false },
		{ kind: "ignored", delivery },
		{ kind: "unreadable", delivery, why: "no id" },
	);
	for (const outcome of ["applied", "unchanged", "ignored", "unreadable"]) {
		expect(await value(`events_total{outcome="${outcome}"}`)).toBe(1);
	}
});

test("given rooms and moves that an event called for, when they are counted, then they count from the event", async () => {
	const { clock, value, count } = given();
	const event = report("ready", startAt, { teams: bothTeams });
	count({ kind: "applied", delivery, event, changed: true });
	await clock.advance(500);
	count(acted("open", { target: { teamId: "vale", room: "4F2A" } }));
	count({ kind: "joined", discordId: "late", at: clock.now() });
	await clock.advance(1_500);
	count(acted("move", { target: { discordId: "ann" } }));
	await clock.advance(1_000);
	count(acted("move", { target: { discordId: "late" } }));
	await clock.advance(60_000);
	expect(await value("room_open_seconds_sum")).toBe(0.5);
	expect(await value("last_placed_seconds_sum")).toBe(2);
});

test("given the demo of a match, when it is counted, then it calls for nothing", async () => {
	const { clock, value, count } = given();
	const event = { kind: "demoReady", matchId, at: startAt, demoUrl: "https://demos.example/1" } as const;
	count({ kind: "applied", delivery, event, changed: true });
	count(acted("open", { target: { teamId: "vale" } }));
	await clock.advance(60_000);
	expect(await value("room_open_seconds_count")).toBe(0);
});

test("given what else is published, when it is counted, then labels and units are as dashboards know them", async () => {
	const { value, count } = given();
	count(
		{ kind: "checked", matchId, answer: { is: "missing" }, changed: false },
		{ kind: "expired", matchId },
		{ kind: "gateway", state: "resumed" },
		{ kind: "discordCalled", route: "PATCH /guilds/123456789012345678/members", status: 403, tookMs: 250 },
		{ kind: "discordCalled", route: "POST /interactions/:id/:token/callback", status: 204 },
		{ kind: "faceitCalled", route: "/matches/{id}", status: "slow", tookMs: 5_000 },
		{ kind: "webhookAnswered", status: 204, event: "match_status_ready", tookMs: 10 },
		{ kind: "backupMade", backup: { file: "x.db", bytes: 1, tookMs: 300 } },
		{ kind: "backupSent", file: "x.db", tookMs: 1 },
		{ kind: "backupFailed", to: "make", error: new Error("full"), retryAt: startAt },
		{ kind: "keeperFailed", guildId: "guild", error: new Error("full") },
		{ kind: "inboxFailed", error: new Error("full") },
		{ kind: "checksFailed", error: new Error("full") },
	);
	const once = [
		...['checks_total{answer="missing"}', 'checks_total{answer="expired"}', 'gateway_changes_total{state="resumed"}'],
		'discord_calls_total{route="PATCH /guilds/{id}/members",status="403"}',
		'discord_calls_total{route="POST /interactions/{id}/{token}/callback",status="204"}',
		...['discord_invalid_requests_total{status="403"}', "discord_call_seconds_count"],
		'faceit_calls_total{route="/matches/{id}",status="slow"}',
		'webhooks_total{event="match_status_ready",status="204"}',
		...["made", "sent", "failed"].map((outcome) => `backups_total{outcome="${outcome}"}`),
		...["keeper", "inbox", "checks"].map((part) => `faults_total{part="${part}"}`),
	];
	for (const series of once) expect([series, await value(series)]).toEqual([series, 1]);
	expect(await value("discord_call_seconds_sum")).toBe(0.25);
	expect(await value("webhook_seconds_sum")).toBe(0.01);
	expect(await value("faceit_call_seconds_sum")).toBe(5);
	expect(await value("backup_seconds_sum")).toBe(0.3);
});

test("given a guild where two scopes are paused, when one goes on, then the guild still counts as paused", async () => {
	const { value, count } = given();
	const paused = (scope: string): Fact => ({ kind: "paused", guildId: "guild", scope, lacking: ["Connect"] });
	const resumed = (scope: string): Fact => ({ kind: "resumed", guildId: "guild", scope });
	count(paused("rooms"), paused("rooms"), paused("cards"), resumed("cards"));
	expect(await value("guilds_paused")).toBe(1);
	count(resumed("rooms"), resumed("rooms"));
	expect(await value("guilds_paused")).toBe(0);
});

test("given a database that fails, when /metrics is read, then what can be read is there", async () => {
	const broken = () => {
		throw new Error("disk I/O error");
	};
	const { value } = given({ inbox: broken, links: broken, problems: () => ["the database cannot be written"] });
	expect(await value("inbox_waiting")).toBeUndefined();
	expect(await value("healthy")).toBe(0);
	expect(await value("gateway_ping_seconds")).toBe(0.04);
});

test("given no backup yet, when /metrics is read, then its age is infinite, and unknown where backups are off", async () => {
	expect(await given().metrics.text()).toContain("faceit_comms_backup_age_seconds +Inf");
	expect(await given({ lastBackupAt: undefined }).metrics.text()).not.toContain("backup_age");
});

test("given a wall clock that is set forward, when ages are read, then only what discord.js noted goes by it", async () => {
	const { clock, value } = given({ lastBackupAt: () => startAt - 60_000 });
	clock.shiftWall(3_600_000);
	expect(await value("backup_age_seconds")).toBe(61);
	expect(await value("gateway_heartbeat_age_seconds")).toBe(3_602);
});

test("given metrics that are stopped, when time passes, then nothing waits any more", () => {
	const { clock, metrics } = given();
	metrics.stop();
	expect(clock.pending).toBe(0);
});

test("given routes of ours and of discord.js, when they become labels, then no id and no token is left", () => {
	expect(routeLabel("PATCH /guilds/123456789012345678/members")).toBe("PATCH /guilds/{id}/members");
	expect(routeLabel("POST /interactions/:id/:token/callback")).toBe("POST /interactions/{id}/{token}/callback");
	expect(routeLabel("POST /interactions/1234567890/aW50ZXJh.c3Rpb24/callback")).toBe(
		"POST /interactions/{id}/{token}/callback",
	);
	expect(routeLabel("PATCH /webhooks/:id/:token/messages/@original")).toBe(
		"PATCH /webhooks/{id}/{token}/messages/@original",
	);
	expect(eventLabel("match_status_ready")).toBe("match_status_ready");
	expect([eventLabel("drop table"), eventLabel(null)]).toEqual(["other", "none"]);
});

test("given a loop that is on time, when its lag is measured, then it is none", async () => {
	const clock = virtualClock();
	const late: number[] = [];
	const end = measureLag(clock, (ms) => late.push(ms), 100);
	await clock.advance(1_000);
	end();
	expect(late).toEqual(Array(10).fill(0));
});

test("given a loop that is blocked, when its lag is measured, then the lag is at least what is left of the tick", async () => {
	const late: number[] = [];
	const end = measureLag(systemClock(), (ms) => late.push(ms), 5);
	const until = performance.now() + 80;
	while (performance.now() < until);
	await eventually(() => late.length > 0, "the first tick");
	end();
	expect(Math.max(...late)).toBeGreaterThanOrEqual(74);
});
