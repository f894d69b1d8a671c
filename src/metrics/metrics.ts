// The metrics: facts are counted as the parts publish them, gauges are read at each scrape.

import { Registry } from "prom-client";
import { type Clock, every } from "../clock.ts";
import type { Fact } from "../fact.ts";
import type { MatchEvent } from "../match.ts";
import { type Gauges, registerGauges } from "./gauges.ts";
import { type Journeys, journeys } from "./journeys.ts";
import { actionOutcome, eventLabel, routeLabel } from "./labels.ts";
import { measureLag } from "./lag.ts";
import { counters, histograms } from "./series.ts";

export type Metrics = {
	/** Listens to what the parts publish. */
	count(fact: Fact): void;
	/** All of it in Prometheus' text format. */
	text(): Promise<string>;
	readonly contentType: string;
	stop(): void;
};

/** How long a rendered text is reused, ms: scraping more often costs nothing. */
const freshMs = 1_000;
const settleEveryMs = 5_000;

export function createMetrics(clock: Clock, gauges: Gauges): Metrics {
	const registry = new Registry();
	const times = histograms(registry);
	const trips = journeys({
		roomOpened: (seconds) => times.roomOpen.observe(seconds),
		allPlaced: (seconds) => times.lastPlaced.observe(seconds),
	});
	const meters: Meters = { counts: counters(registry), times, paused: new Map(), trips };
	registerGauges(registry, clock, { ...gauges, pausedGuilds: () => meters.paused.size });
	const endLag = measureLag(clock, (lateMs) => times.lag.observe(lateMs / 1000));
	const endSettling = every(clock, settleEveryMs, () => trips.settle(clock.now()));
	let last: { readonly at: number; readonly text: Promise<string> } | undefined;
	return {
		count: (fact) => count(fact, meters, clock.now()),
		contentType: registry.contentType,
		text() {
			const now = clock.now();
			if (last === undefined || now - last.at >= freshMs) last = { at: now, text: registry.metrics() };
			return last.text;
		},
		stop() {
			endLag();
			endSettling();
		},
	};
}

type Meters = {
	readonly counts: ReturnType<typeof counters>;
	readonly times: ReturnType<typeof histograms>;
	/** The scopes that are paused in a guild until an admin grants what they lack. */
	readonly paused: Map<string, Set<string>>;
	readonly trips: Journeys;
};

function count(fact: Fact, meters: Meters, now: number): void {
	const { counts, times, trips } = meters;
	switch (fact.kind) {
		case "acted":
			countAction(fact, meters, now);
			return;
		case "paused":
			meters.paused.set(fact.guildId, new Set(meters.paused.get(fact.guildId)).add(fact.scope));
			return;
		case "resumed":
			resume(meters.paused, fact.guildId, fact.scope);
			return;
		case "keeperFailed":
			counts.faults.inc({ part: "keeper" });
			return;
		case "applied":
			counts.events.inc({ outcome: fact.changed ? "applied" : "unchanged" });
			if (fact.changed) follow(fact.event, fact.delivery.receivedAt, trips);
			return;
		case "ignored":
		case "unreadable":
			counts.events.inc({ outcome: fact.kind });
			return;
		case "inboxFailed":
			counts.faults.inc({ part: "inbox" });
			return;
		case "checked":
			counts.checks.inc({ answer: fact.answer.is });
			return;
		case "expired":
			counts.checks.inc({ answer: "expired" });
			return;
		case "checksFailed":
			counts.faults.inc({ part: "checks" });
			return;
		// Their calls are counted by route.
		case "listed":
		case "notListed":
			return;
		case "gateway":
			counts.gateway.inc({ state: fact.state });
			return;
		case "dispatchFailed":
			counts.faults.inc({ part: "gateway" });
			return;
		case "pageFailed":
			counts.faults.inc({ part: "pages" });
			return;
		case "loginEnded":
			counts.logins.inc({ outcome: fact.outcome });
			return;
		case "guildLeft":
			meters.paused.delete(fact.guildId);
			return;
		case "joined":
			trips.joined(fact.discordId, fact.at);
			return;
		case "discordCalled": {
			const { route, status, tookMs } = fact;
			counts.discord.inc({ route: routeLabel(route), status });
			if (tookMs !== undefined) times.discord.observe(tookMs / 1000);
			if (status === 401 || status === 403 || status === 429) counts.invalid.inc({ status });
			return;
		}
		case "faceitCalled":
			counts.faceit.inc({ route: routeLabel(fact.route), status: fact.status });
			times.faceit.observe(fact.tookMs / 1000);
			return;
		case "webhookAnswered":
			counts.webhooks.inc({ event: eventLabel(fact.event), status: fact.status });
			times.webhook.observe(fact.tookMs / 1000);
			return;
		case "backupMade":
			counts.backups.inc({ outcome: "made" });
			times.backup.observe(fact.backup.tookMs / 1000);
			return;
		case "backupSent":
			counts.backups.inc({ outcome: "sent" });
			return;
		case "backupFailed":
			counts.backups.inc({ outcome: "failed" });
			return;
		case "placed":
		case "hidden":
		case "forbidden":
		case "full":
		case "waiting":
		case "repeated":
		case "signInDelayed":
		case "callsHeld":
		case "signInFailed":
		case "commandFailed":
		case "commandLate":
		case "commandsRegistered":
		case "commandsRefused":
		case "commandsDelayed":
		case "oldRemoved":
		case "memberForgotten":
		case "retentionFailed":
		case "roundFailed":
		case "checkpointFailed":
		case "writeDelayed":
		case "writeFailed":
		case "databaseChecked":
		case "databaseUnchecked":
		case "databaseMisplaced":
		case "databaseInPlace":
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

type Acted = Extract<Fact, { readonly kind: "acted" }>;

function countAction({ action, answer, guildId, matchId, target }: Acted, meters: Meters, now: number): void {
	const { counts, times, trips } = meters;
	counts.actions.inc({ action, outcome: actionOutcome(answer) });
	if (answer.is === "later") times.limited.observe(Math.max(0, answer.at - now) / 1000);
	if (answer.is !== "done" || matchId === null) return;
	if (action === "open") trips.opened(matchId, `${guildId}/${target.teamId}`, now);
	if (action === "move" && target.discordId !== undefined) trips.moved(matchId, target.discordId, now);
}

/** An event that changed a match calls for rooms, or ends what was called for. */
function follow(event: MatchEvent, receivedAt: number, trips: Journeys): void {
	const { kind, matchId } = event;
	if (kind === "configuring" || kind === "ready") trips.begin(matchId, receivedAt);
	else if (kind === "created" && event.teams.length > 0) trips.begin(matchId, receivedAt);
	else if (kind === "finished" || kind === "cancelled" || kind === "aborted" || kind === "expired") trips.end(matchId);
}

function resume(paused: Meters["paused"], guildId: string, scope: string): void {
	const scopes = paused.get(guildId);
	scopes?.delete(scope);
	if (scopes?.size === 0) paused.delete(guildId);
}
