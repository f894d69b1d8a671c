// What takes in webhooks, while nothing else of the program is there yet: what is stored, and what is said about it.

import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { type Config, readConfig } from "../src/config.ts";
import { readEvent } from "../src/faceit/events.ts";
import { openIntake } from "../src/intake.ts";
import type { MetricsText } from "../src/metrics/page.ts";
import { publisher } from "../src/publisher.ts";
import { openRecords } from "../src/store/records.ts";
import { PortTaken } from "../src/web/listen.ts";

const secret = "a-secret-of-the-tests-that-is-long-enough";
const matchId = "1-7d9e2c1f-3a44-4a5e-9a51-0c6f0b6a7e11";

let ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.toReversed()) await end();
	ends = [];
});

function newConfig(settings: Record<string, string> = {}): Config {
	const folder = mkdtempSync(join(tmpdir(), "faceit-comms-intake-"));
	ends.push(() => rmSync(folder, { recursive: true }));
	const read = readConfig({
		...{ DISCORD_TOKEN: "token", FACEIT_API_KEY: "key", FACEIT_WEBHOOK_SECRET: secret },
		...{ DATABASE_PATH: join(folder, "intake.db"), HOST: "127.0.0.1", PORT: "0" },
		...settings,
	});
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.config;
}

/** Opens it as the program does. */
function open(config: Config) {
	const clock = systemClock();
	const facts = publisher();
	const metrics = Promise.withResolvers<MetricsText>();
	const intake = openIntake(config, {
		...{ clock, facts, fail() {} },
		problems: () => ["the program is starting"],
		metrics: () => metrics.promise,
		logins: () => null,
	});
	ends.push(async () => {
		await intake.closePorts();
		intake.close();
	});
	const get = (path: string) => fetch(`${intake.url}${path}`);
	return { intake, clock, facts, metrics, get };
}

async function post(url: string): Promise<number> {
	const event = { event: "match_status_ready", event_id: crypto.randomUUID(), payload: { id: matchId, teams: [] } };
	const headers = { "X-Webhook-Secret": secret };
	return (await fetch(`${url}/faceit-webhook`, { method: "POST", headers, body: JSON.stringify(event) })).status;
}

test("while the program starts, webhooks are stored, and it is healthy, but not ready", async () => {
	const { intake, clock, get } = open(newConfig());
	expect(await post(intake.url)).toBe(204);
	expect(intake.tables.deliveries.depth()).toMatchObject({ waiting: 1 });
	expect((await get("/healthz")).status).toBe(200);
	const ready = await get("/readyz");
	expect([ready.status, await ready.json()]).toEqual([
		503,
		{ status: "failing", problems: ["the program is starting"] },
	]);

	const changed = Promise.withResolvers<ReadonlySet<string>>();
	intake.inbox.start({
		records: openRecords(intake.store, clock.now()),
		...{ read: readEvent, onChange: changed.resolve },
	});
	expect(await changed.promise).toEqual(new Set([matchId]));
	expect(intake.tables.deliveries.depth()).toMatchObject({ waiting: 0 });
});

test("a scrape waits until there are metrics, and they count what was answered before", async () => {
	const { intake, facts, metrics, get } = open(newConfig());
	await post(intake.url);
	const scrape = get("/metrics");
	const statuses: number[] = [];
	facts.listen((fact) => fact.kind === "webhookAnswered" && statuses.push(fact.status));
	metrics.resolve({ contentType: "text/plain", text: async () => `answered ${statuses.join(" ")}` });
	expect(await (await scrape).text()).toBe("answered 204");
});

test("given a port that is taken, then nothing is left open: neither the database nor the port for metrics", async () => {
	const { port: taken } = new URL(open(newConfig()).intake.url);
	const former = open(newConfig());
	const { port: free } = new URL(former.intake.url);
	await former.intake.closePorts();
	const config = newConfig({ PORT: taken, METRICS_PORT: free });
	expect(() => open(config)).toThrow(PortTaken);
	const { intake } = open({ ...config, http: { ...config.http, port: 0 } });
	expect([new URL(intake.metricsUrl).port, await post(intake.url)]).toEqual([free, 204]);
});
