// What Prometheus is told: what happened is counted as the parts report it, what is so is read when it is asked for.

import { Counter, Histogram, Registry } from "prom-client";
import type { BackupFact } from "../backup.ts";
import type { CheckFact } from "../checks.ts";
import type { Fact } from "../fact.ts";
import type { InboxFact } from "../inbox.ts";
import { type Gauges, registerGauges } from "./gauges.ts";
import { type Journeys, journeys } from "./journeys.ts";
import { actionOutcome, eventLabel, routeLabel } from "./labels.ts";
import { measureLag } from "./lag.ts";

/** One call that was made: its route, and the answer's status or why there was none. */
export type Call = { readonly route: string; readonly status: number | string; readonly ms?: number };

export type Metrics = {
	webhook(answer: { readonly status: number; readonly event: string | null; readonly ms: number }): void;
	inbox(fact: InboxFact): void;
	keeper(fact: Fact): void;
	checks(fact: CheckFact): void;
	/** A linked member came into voice. */
	joined(discordId: string): void;
	discordCall(call: Call): void;
	faceitCall(call: Call): void;
	/** Discord's gateway changed its state. */
	gatewayChanged(state: string): void;
	backup(fact: BackupFact): void;
	/** All of it in Prometheus' text format. */
	text(): Promise<string>;
	readonly contentType: string;
	stop(): void;
};

/** How long a text is good for, ms: asking for it more often costs nothing. */
const freshMs = 1_000;
const settleEveryMs = 5_000;

export function createMetrics(gauges: Gauges): Metrics {
	const registry = new Registry();
	const counts = counters(registry);
	const times = histograms(registry);
	const paused = new Set<string>();
	registerGauges(registry, { ...gauges, pausedGuilds: () => paused.size });
	const trips = journeys({
		roomOpened: (seconds) => times.roomOpen.observe(seconds),
		allPlaced: (seconds) => times.lastPlaced.observe(seconds),
	});
	const endLag = measureLag((lateMs) => times.lag.observe(lateMs / 1000));
	const settling = setInterval(() => trips.settle(Date.now()), settleEveryMs);
	settling.unref();
	let last: { readonly at: number; readonly text: Promise<string> } | undefined;
	return {
		...feeds({ counts, times, paused, trips }),
		contentType: registry.contentType,
		text() {
			const now = performance.now();
			if (last === undefined || now - last.at >= freshMs) last = { at: now, text: registry.metrics() };
			return last.text;
		},
		stop() {
			endLag();
			clearInterval(settling);
		},
	};
}

type Parts = {
	readonly counts: ReturnType<typeof counters>;
	readonly times: ReturnType<typeof histograms>;
	readonly paused: Set<string>;
	readonly trips: Journeys;
};

/** One function for each part that reports. */
function feeds({ counts, times, paused, trips }: Parts): Omit<Metrics, "text" | "contentType" | "stop"> {
	return {
		webhook({ status, event, ms }) {
			counts.webhooks.inc({ event: eventLabel(event), status });
			times.webhook.observe(ms / 1000);
		},
		inbox: (fact) => countInbox(fact, counts, trips),
		keeper: (fact) => countKeeper(fact, { counts, times, paused, trips }, Date.now()),
		checks(fact) {
			if (fact.kind === "checked") counts.checks.inc({ answer: fact.answer.is });
			else if (fact.kind === "expired") counts.checks.inc({ answer: "expired" });
			else counts.faults.inc({ part: "checks" });
		},
		joined: (discordId) => trips.joined(discordId, Date.now()),
		discordCall({ route, status, ms }) {
			counts.discord.inc({ route: routeLabel(route), status });
			if (ms !== undefined) times.discord.observe(ms / 1000);
			if (status === 401 || status === 403 || status === 429) counts.invalid.inc({ status });
		},
		faceitCall({ route, status, ms }) {
			counts.faceit.inc({ route: routeLabel(route), status });
			if (ms !== undefined) times.faceit.observe(ms / 1000);
		},
		gatewayChanged: (state) => counts.gateway.inc({ state }),
		backup(fact) {
			counts.backups.inc({ outcome: fact.kind });
			if (fact.kind === "made") times.backup.observe(fact.backup.tookMs / 1000);
		},
	};
}

function countInbox(fact: InboxFact, counts: Parts["counts"], trips: Journeys): void {
	if (fact.kind === "broken") {
		counts.faults.inc({ part: "inbox" });
		return;
	}
	counts.events.inc({ outcome: fact.kind === "applied" && !fact.changed ? "unchanged" : fact.kind });
	if (fact.kind !== "applied" || !fact.changed) return;
	const { report } = fact;
	const { kind, matchId } = report;
	if (kind === "finished" || kind === "cancelled" || kind === "aborted" || kind === "expired") trips.end(matchId);
	else if (kind !== "created" || report.teams.length > 0) trips.begin(matchId, fact.delivery.receivedAt);
}

function countKeeper(fact: Fact, { counts, times, paused, trips }: Parts, now: number): void {
	if (fact.kind === "paused") paused.add(fact.guildId);
	else if (fact.kind === "resumed") paused.delete(fact.guildId);
	else if (fact.kind === "broken") counts.faults.inc({ part: "keeper" });
	if (fact.kind !== "acted") return;
	const { answer, guildId, match } = fact;
	const { action, subject } = fact.step;
	counts.actions.inc({ action: action.do, outcome: actionOutcome(answer) });
	if (answer.is === "later") times.limited.observe(Math.max(0, answer.at - now) / 1000);
	if (answer.is !== "done") return;
	if (action.do === "open") trips.opened(match.matchId, `${guildId}/${action.team.teamId}`, now);
	if (action.do === "move") trips.moved(match.matchId, subject, now);
}

function counters(registry: Registry) {
	const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
		new Counter({ name: `faceit_comms_${name}_total`, help, labelNames, registers: [registry] });
	return {
		webhooks: counter("webhooks", "Deliveries of FACEIT by event and by how they were answered", "event", "status"),
		events: counter("events", "Events worked off, by what became of them", "outcome"),
		actions: counter("actions", "Steps towards rooms and moves, by what became of them", "action", "outcome"),
		checks: counter("checks", "Matches compared with FACEIT, by its answer", "answer"),
		discord: counter("discord_calls", "Calls to Discord by route and status; 0 is no answer", "route", "status"),
		faceit: counter("faceit_calls", "Calls to FACEIT's Data API by route and status", "route", "status"),
		invalid: counter(
			"discord_invalid_requests",
			"401, 403 and 429 of Discord: 10,000 in 10 minutes is a ban",
			"status",
		),
		gateway: counter("gateway_changes", "What happened to the connection to Discord's gateway", "state"),
		backups: counter("backups", "Backups by outcome: made, sent to the storage, failed", "outcome"),
		faults: counter("faults", "Faults of our own, such as a database that cannot be written", "part"),
	};
}

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const patient = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600];

function histograms(registry: Registry) {
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
		backup: histogram("backup", "How long a backup took, while nothing else ran", quick.concat(10, 30)),
	};
}
