// Where Prometheus reads: `GET /metrics`.

import { Elysia } from "elysia";

export type MetricsText = { readonly contentType: string; readonly text: () => Promise<string> };

/**
 * It asks for no password: it shows totals, never an id, a name or a secret, and not every scraper can send one. To keep
 * it private, give it a port of its own with METRICS_PORT and do not publish that port. While the program starts, a
 * scrape waits for the metrics to be there.
 */
export function metricsPage(metrics: () => Promise<MetricsText>) {
	return new Elysia({ name: "metrics" }).get("/metrics", async () => {
		const { text, contentType } = await metrics();
		return new Response(await text(), { headers: { "content-type": contentType, "cache-control": "no-store" } });
	});
}
