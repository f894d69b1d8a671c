// Where Prometheus reads: `GET /metrics`.

import { Elysia } from "elysia";

/**
 * It asks for no password: it shows totals, never an id, a name or a secret, and not every scraper can send one. To keep
 * it private, give it a port of its own with METRICS_PORT and do not publish that port.
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
