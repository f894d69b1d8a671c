// Where Prometheus reads: `GET /metrics`.

import { Elysia } from "elysia";

/**
 * It asks for no password: it tells totals, never an id, a name or a secret, and not every scraper can send one. Whoever
 * wants it out of the world's sight gives it a port of its own with METRICS_PORT and does not publish that port.
 */
export function metricsPage(metrics: { readonly contentType: string; text(): Promise<string> }) {
	return new Elysia({ name: "metrics" }).get(
		"/metrics",
		async () =>
			new Response(await metrics.text(), {
				headers: { "content-type": metrics.contentType, "cache-control": "no-store" },
			}),
	);
}
