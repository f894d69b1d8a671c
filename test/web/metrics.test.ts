import { afterEach, expect, test } from "bun:test";
import type { Gauges } from "../../src/web/gauges.ts";
import { eventLabel, routeLabel } from "../../src/web/labels.ts";
import { measureLag } from "../../src/web/lag.ts";
import { openVitals } from "../../src/web/vitals.ts";
import { eventually, newMatchId, startWorld, type World } from "../world.ts";

let world: World | undefined;
afterEach(async () => {
	await world?.stop();
	world = undefined;
});

async function scrape(): Promise<string> {
	return await (await fetch(world?.app.metricsUrl ?? "")).text();
}

/** The value of one series, as it stands in the text. */
function sampleOf(text: string, series: string): number | undefined {
	const line = text.split("\n").find((each) => each.startsWith(`${series} `));
	return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const calm: Gauges & { write: () => void } = {
	write() {},
	inbox: () => ({ waiting: 0, oldestAt: null, failed: 0 }),
	active: () => [],
	links: () => ({ all: 0, verified: 0 }),
	gateway: () => ({ isReady: true, pingMs: 40, heardAt: Date.now() }),
	guilds: () => 1,
	database: () => ({ bytes: 4096, freeBytes: 1e9 }),
	lastBackupAt: () => null,
	problems: () => [],
	build: { version: "1.2.3", commit: "abc", bun: "1.4.5", sqlite: "3.54.1" },
};

test("given a match played through, when /metrics is read, then it tells what came of it", async () => {
	world = await startWorld({ playersPerTeam: 2 });
	await world.report("ready", newMatchId());
	await eventually(() => Object.values(world?.rooms() ?? {}).flat().length === 4, "everyone is in their room");
	await Bun.sleep(50);
	const text = await scrape();
	const told = (series: string) => sampleOf(text, `faceit_comms_${series}`);
	expect(told('webhooks_total{event="match_status_ready",status="204"}')).toBe(1);
	expect(told('events_total{outcome="applied"}')).toBe(1);
	expect(told('actions_total{action="open",outcome="done"}')).toBe(2);
	expect(told('actions_total{action="move",outcome="done"}')).toBe(4);
	expect(told('discord_calls_total{route="POST /guilds/{id}/channels",status="200"}')).toBe(2);
	expect(told('discord_calls_total{route="PATCH /guilds/{id}/members",status="200"}')).toBe(4);
	expect(told("room_open_seconds_count")).toBe(2);
	expect(told('matches{phase="open"}')).toBe(1);
	expect(told('rooms{state="open"}')).toBe(2);
	expect(told('links{verified="no"}')).toBe(4);
	expect(told("gateway_up")).toBe(1);
	expect(told("guilds")).toBe(1);
	expect(told("healthy")).toBe(1);
	expect(told("inbox_waiting")).toBe(0);
	expect(told("database_bytes")).toBeGreaterThan(4096);
	expect(text).toContain('faceit_comms_build_info{version="');
});

test("given ids in routes, events we do not know and secrets, when /metrics is read, then none is in it", async () => {
	world = await startWorld({ playersPerTeam: 1 });
	const matchId = newMatchId();
	await world.report("ready", matchId);
	await world.post({ event: "made_up_by_someone", event_id: "1", payload: {} });
	await eventually(() => Object.values(world?.rooms() ?? {}).flat().length === 2, "everyone is in their room");
	const text = await scrape();
	expect(text).toContain('event="other"');
	for (const secret of [matchId, world.guildId, world.discord.token, "made_up_by_someone"]) {
		expect(text).not.toContain(secret);
	}
});

test("given a port for metrics, when they are asked for, then they are there and only there", async () => {
	world = await startWorld({ playersPerTeam: 1, env: { METRICS_PORT: "0" } });
	expect(new URL(world.app.metricsUrl).port).not.toBe(new URL(world.app.url).port);
	expect(await scrape()).toContain("faceit_comms_gateway_up 1");
	expect((await fetch(`${world.app.url}/metrics`)).status).toBe(404);
	expect((await fetch(new URL("/faceit-webhook", world.app.metricsUrl), { method: "POST" })).status).toBe(404);
});

test("given a database that fails, when /metrics is read, then what can be told is told", async () => {
	const broken = () => {
		throw new Error("disk I/O error");
	};
	const vitals = openVitals({ ...calm, write: broken, inbox: broken, links: broken });
	const text = await vitals.text();
	vitals.stop();
	expect(sampleOf(text, "faceit_comms_inbox_waiting")).toBeUndefined();
	expect(sampleOf(text, "faceit_comms_healthy")).toBe(0);
	expect(sampleOf(text, "faceit_comms_gateway_ping_seconds")).toBe(0.04);
});

test("given no backup yet, when /metrics is read, then its age is infinite, and unknown where backups are off", async () => {
	const on = openVitals(calm);
	const off = openVitals({ ...calm, lastBackupAt: undefined });
	expect(await on.text()).toContain("faceit_comms_backup_age_seconds +Inf");
	expect(await off.text()).not.toContain("backup_age");
	on.stop();
	off.stop();
});

test("given a webhook answered with 503, when health is asked for, then it fails at once", () => {
	const vitals = openVitals(calm);
	expect(vitals.problems()).toEqual([]);
	vitals.webhook({ status: 503, event: "match_status_ready", ms: 1 });
	vitals.stop();
	expect(vitals.problems()).toHaveLength(1);
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

test("given a loop that is blocked, when its lag is measured, then the lag is about as long", async () => {
	const late: number[] = [];
	const end = measureLag((ms) => late.push(ms), 5);
	await Bun.sleep(20);
	const until = performance.now() + 80;
	while (performance.now() < until);
	await Bun.sleep(20);
	end();
	expect(Math.max(...late)).toBeGreaterThan(60);
	expect(Math.max(...late)).toBeLessThan(200);
});
