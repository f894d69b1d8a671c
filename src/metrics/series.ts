// The names under which Prometheus knows what happened and how long it took. Dashboards and alerts depend on them.

import { Counter, Histogram, type Registry } from "prom-client";

/** How often things happened. */
export function counters(registry: Registry) {
	const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
		new Counter({ name: `faceit_comms_${name}_total`, help, labelNames, registers: [registry] });
	return {
		webhooks: counter("webhooks", "FACEIT's deliveries by event and by how they were answered", "event", "status"),
		events: counter("events", "Events processed, by what became of them", "outcome"),
		actions: counter("actions", "Steps towards rooms and moves, by what became of them", "action", "outcome"),
		checks: counter("checks", "Matches compared with FACEIT, by its answer", "answer"),
		discord: counter("discord_calls", "Calls to Discord by route and status; 0 is no answer", "route", "status"),
		faceit: counter("faceit_calls", "Calls to FACEIT's Data API by route and status", "route", "status"),
		invalid: counter(
			"discord_invalid_requests",
			"401, 403 and 429 of Discord: 10,000 in 10 minutes is a ban",
			"status",
		),
		logins: counter("logins", "Logins at FACEIT by which players prove their account, by outcome", "outcome"),
		gateway: counter("gateway_changes", "What happened to the connection to Discord's gateway", "state"),
		backups: counter("backups", "Backups by outcome: made, sent to the storage, failed", "outcome"),
		faults: counter("faults", "Faults of our own, such as a database that cannot be written", "part"),
	};
}

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const patient = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600];

/** How long things took. */
export function histograms(registry: Registry) {
	const histogram = (name: string, help: string, buckets: number[]) =>
		new Histogram({ name: `faceit_comms_${name}_seconds`, help, buckets, registers: [registry] });
	return {
		webhook: histogram("webhook", "From the first byte of a webhook to its answer, the durable write included", quick),
		roomOpen: histogram("room_open", "From an event received to a room open that it called for", patient),
		lastPlaced: histogram("last_placed", "From an event received to its last player placed", patient),
		limited: histogram("discord_limit_wait", "How long steps were put off because of Discord's limits", patient),
		discord: histogram("discord_call", "How long Discord took to answer", quick.concat(10)),
		faceit: histogram("faceit_call", "How long FACEIT took to answer", quick.concat(10)),
		lag: histogram("event_loop_lag", "How late the event loop was, ten times a second", quick),
		backup: histogram("backup", "How long a backup took, in a process of its own", quick.concat(10, 30)),
	};
}
