import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { z } from "zod";
import { createMetrics, type Metrics } from "../src/metrics/metrics.ts";
import { virtualClock } from "./clock.ts";
import { metricsIn } from "./promql.ts";

const top = join(import.meta.dir, "..");

const rulesFile = z.strictObject({
	groups: z.array(
		z.strictObject({
			name: z.string(),
			rules: z.array(
				z.strictObject({
					alert: z.string().regex(/^FaceitComms[A-Z]\w+$/),
					expr: z.string().min(1),
					for: z
						.string()
						.regex(/^\d+[smhd]$/)
						.optional(),
					labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
					annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
				}),
			),
		}),
	),
});

const dashboardFile = z.looseObject({
	title: z.string(),
	schemaVersion: z.number(),
	panels: z.array(
		z.looseObject({
			id: z.number(),
			title: z.string().min(1),
			type: z.enum(["row", "stat", "timeseries"]),
			gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
			targets: z.array(z.looseObject({ expr: z.string().min(1), refId: z.string() })).optional(),
		}),
	),
});

const rules = rulesFile
	.parse(Bun.YAML.parse(await Bun.file(join(top, "ops/alerts.yaml")).text()))
	.groups.flatMap((group) => group.rules);
const { panels } = dashboardFile.parse(await Bun.file(join(top, "grafana/faceit-comms.json")).json());
const queries = [
	...rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
	...panels.flatMap(({ title, targets }) => (targets ?? []).map(({ expr }) => ({ where: `panel ${title}`, expr }))),
];

let metrics: Metrics;
/** Each metric there is, by the names a query may use, with its labels. */
const known = new Map<string, Set<string>>();

beforeAll(async () => {
	metrics = createMetrics(virtualClock(), {
		inbox: () => ({ waiting: 1, oldestAt: 1, failed: 1 }),
		active: () => [],
		links: () => ({ all: 2, verified: 1 }),
		gateway: () => [{ isReady: true, pingMs: 40, heardAt: 1 }],
		guilds: () => 1,
		database: () => ({ bytes: 1, freeBytes: 1e9 }),
		lastBackupAt: () => 1,
		problems: () => [],
		build: { version: "1", commit: "2", bun: "3", sqlite: "4" },
	});
	haveEverythingHappen(metrics);
	for (const line of (await metrics.text()).split("\n")) {
		const sample = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line);
		if (sample === null) continue;
		const [, name = "", labels = ""] = sample;
		const names = [...labels.matchAll(/(\w+)="/g)].flatMap((found) => found[1] ?? []);
		known.set(name, new Set([...(known.get(name) ?? []), ...names]));
	}
});
afterAll(() => metrics.stop());

/** Each counter gets a sample, so that its labels are seen. */
function haveEverythingHappen({ count }: Metrics): void {
	const answer = { is: "done", value: undefined } as const;
	count({ kind: "webhookAnswered", status: 204, event: "match_status_ready", tookMs: 1 });
	count({ kind: "inboxFailed", error: null });
	count({ kind: "ignored", delivery: { deliveryId: 1, event: "1", receivedAt: 1 } });
	count({
		...{ kind: "acted", guildId: "1", matchId: "1", action: "move", past: "moved" },
		...{ target: { discordId: "1" }, answer, tookMs: 1 },
	});
	count({ kind: "expired", matchId: "1" });
	count({ kind: "discordCalled", route: "GET /gateway", status: 403, tookMs: 1 });
	count({ kind: "faceitCalled", route: "/matches/{id}", status: 200, tookMs: 1 });
	count({ kind: "gateway", state: "ready" });
	count({ kind: "backupFailed", to: "make", error: null, retryAt: 1 });
}

test.each(queries)("given $where, when it is read, then each metric and label in it is there", ({ expr }) => {
	const used = metricsIn(expr);
	expect(used.length).toBeGreaterThan(0);
	for (const { metric, labels } of used) {
		const there = known.get(metric);
		if (there === undefined) throw new Error(`there is no metric ${metric}`);
		expect(labels.filter((label) => !there.has(label))).toEqual([]);
	}
});

test("given everything we measure, when the dashboard is looked at, then nothing is missing on it", () => {
	const shown = new Set(
		panels.flatMap(({ targets }) => (targets ?? []).flatMap(({ expr }) => metricsIn(expr))).map(({ metric }) => metric),
	);
	const families = [...known.keys()].map((name) => name.replace(/_(bucket|sum|count)$/, ""));
	const hidden = families.filter((family) => ![...shown].some((metric) => metric.startsWith(family)));
	expect(hidden).toEqual([]);
});

test("given the dashboard, when Grafana lays it out, then no two panels overlap and each has its own id", () => {
	expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
	const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
		Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
	);
	expect(new Set(cells).size).toBe(cells.length);
	expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
});

test("given the alerts, when they are loaded, then each has its own name", () => {
	expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
	expect(rules.length).toBeGreaterThan(10);
});

test.each([
	["sum(rate(a[5m])", "not closed"],
	["sum(rate(a[5m])))", "too many"],
	["a{status=204}", "selects nothing"],
	["rate(a[5 minutes])", "no range"],
])("given the mistake %p, when it is read, then it is found", (query, why) => {
	expect(() => metricsIn(query)).toThrow(why);
});
