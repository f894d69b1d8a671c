// What Prometheus and a supervisor read of the real program, end to end.

import { afterEach, expect, test } from "bun:test";
import { sampleOf } from "../metrics/sample.ts";
import { type ProgramOptions, type ProgramWorld, startWorld } from "./world.ts";

let world: ProgramWorld | undefined;
afterEach(async () => {
	await world?.stop();
	world = undefined;
});

async function started(options: ProgramOptions): Promise<ProgramWorld> {
	world = await startWorld(options);
	return world;
}

async function scrape({ app }: ProgramWorld): Promise<string> {
	return await (await fetch(app.metricsUrl)).text();
}

async function statusOf({ url }: ProgramWorld, path: string): Promise<number> {
	return (await fetch(`${url}${path}`)).status;
}

test("given a match played through, then /metrics tells what came of it and names nobody; only /readyz minds the gateway", async () => {
	const running = await started({ playersPerTeam: 2 });
	expect([await statusOf(running, "/healthz"), await statusOf(running, "/readyz")]).toEqual([200, 200]);
	const matchId = running.newMatchId();
	await running.report("ready", matchId);
	await running.post({ event: "made_up_by_someone", event_id: "1", payload: {} });
	const moved = () => running.lines.filter((line) => line.includes("member moved into the room")).length;
	await running.eventually(() => moved() === 4, "all are placed, and the program knows it");
	const kept = () => running.stored("SELECT 1 FROM inbox WHERE state = 'kept'").length;
	await running.eventually(() => kept() === 0, "every event is processed");
	const text = await scrape(running);
	const value = (series: string) => sampleOf(text, `faceit_comms_${series}`);
	expect(value('webhooks_total{event="match_status_ready",status="204"}')).toBe(1);
	expect(value('events_total{outcome="applied"}')).toBe(1);
	expect(value('actions_total{action="open",outcome="done"}')).toBe(2);
	expect(value('actions_total{action="move",outcome="done"}')).toBe(4);
	expect(value('discord_calls_total{route="POST /guilds/{id}/channels",status="200"}')).toBe(2);
	expect(value('discord_calls_total{route="PATCH /guilds/{id}/members",status="200"}')).toBe(4);
	expect(value("room_open_seconds_count")).toBe(2);
	expect(value('matches{phase="open"}')).toBe(1);
	expect(value('rooms{state="open"}')).toBe(2);
	expect(value('links{verified="no"}')).toBe(4);
	expect(value("gateway_up")).toBe(1);
	expect(value("guilds")).toBe(1);
	expect(value("healthy")).toBe(1);
	expect(value("inbox_waiting")).toBe(0);
	expect(value("database_bytes")).toBeGreaterThan(4096);
	expect(text).toContain('faceit_comms_build_info{version="');
	expect(text).toContain('event="other"');
	for (const secret of [matchId, running.guildId, running.discord.token, "made_up_by_someone"]) {
		expect(text).not.toContain(secret);
	}

	running.discord.gateway.refuse(true);
	running.discord.gateway.cut();
	let ready = 200;
	while (ready !== 503) {
		await Bun.sleep(20);
		ready = await statusOf(running, "/readyz");
	}
	expect(await statusOf(running, "/healthz")).toBe(200);
});

test("given a port for metrics, when they are asked for, then they are there and only there", async () => {
	const running = await started({ playersPerTeam: 1, env: { METRICS_PORT: "0" } });
	expect(new URL(running.app.metricsUrl).port).not.toBe(new URL(running.url).port);
	expect(await scrape(running)).toContain("faceit_comms_gateway_up 1");
	expect(await statusOf(running, "/metrics")).toBe(404);
	expect((await fetch(new URL("/faceit-webhook", running.app.metricsUrl), { method: "POST" })).status).toBe(404);
});
