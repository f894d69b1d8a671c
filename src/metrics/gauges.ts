// The gauges, read when Prometheus scrapes. Nothing here takes longer because the program has run for years.

import { Counter, Gauge, type Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import type { Phase } from "../match.ts";
import type { MatchRecord } from "../record.ts";
import type { Room } from "../room.ts";

/** Where each number comes from. One that cannot be read is left out and does not affect the others. */
export type Gauges = {
	readonly inbox: () => { readonly waiting: number; readonly oldestAt: number | null; readonly failed: number };
	readonly active: () => Iterable<MatchRecord>;
	readonly links: () => { readonly all: number; readonly verified: number };
	/** Of each shard. `heardAt`, when a heartbeat was last answered, is by the wall clock, because discord.js records it. */
	readonly gateway: () => readonly { readonly isReady: boolean; readonly pingMs: number; readonly heardAt: number }[];
	readonly guilds: () => number;
	readonly database: () => { readonly bytes: number; readonly freeBytes: number };
	/** When the last good backup was made, epoch ms by our clock; null before the first. Undefined where backups are off. */
	readonly lastBackupAt: (() => number | null) | undefined;
	/** Why a webhook could not be stored now; none when it could. */
	readonly problems: () => readonly string[];
	readonly build: { readonly version: string; readonly commit: string; readonly bun: string; readonly sqlite: string };
};

type Read<Value> = () => Value;
type Sources = Gauges & { readonly pausedGuilds: () => number };

export function registerGauges(registry: Registry, clock: Clock, from: Sources): void {
	const gauge = gaugesIn(registry);
	storeGauges(gauge, clock, from);
	matchGauges(gauge, from.active);
	discordGauges(gauge, clock, from);
	processGauges(gauge, clock);
	gauge.byLabels("faceit_comms_build_info", "Which program this is", Object.keys(from.build), () => [
		{ labels: from.build, value: 1 },
	]);
}

function storeGauges({ one, byLabels }: In, clock: Clock, from: Gauges): void {
	const inbox = from.inbox;
	one("faceit_comms_healthy", "1 while a webhook can be kept durably", () => Number(from.problems().length === 0));
	one("faceit_comms_inbox_waiting", "Events that wait to be processed", () => inbox().waiting);
	one(
		"faceit_comms_inbox_oldest_seconds",
		"How long the oldest of them has waited",
		() => secondsSince(inbox().oldestAt, clock.now()) ?? 0,
	);
	one("faceit_comms_inbox_failed", "Events that could not be read and can be tried again", () => inbox().failed);
	byLabels("faceit_comms_links", "Linked players, by whether FACEIT's login proved it", ["verified"], () => {
		const { all, verified } = from.links();
		return [
			{ labels: { verified: "yes" }, value: verified },
			{ labels: { verified: "no" }, value: all - verified },
		];
	});
	one("faceit_comms_database_bytes", "The database with its log", () => from.database().bytes);
	one("faceit_comms_disk_free_bytes", "What is left of its disk", () => from.database().freeBytes);
	const { lastBackupAt } = from;
	if (lastBackupAt === undefined) return;
	one("faceit_comms_backup_age_seconds", "How old the last good backup is; +Inf without one", () => {
		return secondsSince(lastBackupAt(), clock.now()) ?? Number.POSITIVE_INFINITY;
	});
}

function matchGauges({ one, byLabels }: In, active: Gauges["active"]): void {
	byLabels("faceit_comms_matches", "Matches with something left to do, by phase", ["phase"], () => {
		const matches: Record<Phase, number> = { waiting: 0, open: 0, over: 0 };
		for (const { match } of active()) matches[match.phase] += 1;
		return Object.entries(matches).map(([phase, value]) => ({ labels: { phase }, value }));
	});
	byLabels("faceit_comms_rooms", "Rooms that are there, or about to be", ["state"], () => {
		const rooms: Record<Room["state"], number> = { opening: 0, open: 0, closed: 0, lost: 0 };
		for (const record of active()) for (const { state } of record.rooms) rooms[state] += 1;
		return (["opening", "open"] as const).map((state) => ({ labels: { state }, value: rooms[state] }));
	});
	one("faceit_comms_moves_waiting", "Members asked to be moved and not seen in their room yet", () => {
		let waiting = 0;
		for (const { match, placements } of active()) {
			if (match.phase === "open") for (const { state } of placements) waiting += Number(state === "moving");
		}
		return waiting;
	});
}

function discordGauges({ one, byLabels }: In, clock: Clock, from: Sources): void {
	const { gateway } = from;
	const up = () => gateway().filter(({ isReady }) => isReady).length;
	one("faceit_comms_gateway_up", "1 while all of Discord's gateway is connected", () =>
		Number(up() === gateway().length),
	);
	byLabels("faceit_comms_gateway_shards", "Connections to Discord's gateway", ["state"], () => [
		{ labels: { state: "up" }, value: up() },
		{ labels: { state: "away" }, value: gateway().length - up() },
	]);
	one("faceit_comms_gateway_ping_seconds", "Round trip of the last heartbeat, of the slowest connection", () => {
		const pingMs = Math.max(...gateway().map((shard) => shard.pingMs));
		return pingMs < 0 ? undefined : pingMs / 1000;
	});
	one(
		"faceit_comms_gateway_heartbeat_age_seconds",
		"Since Discord last answered a heartbeat on every connection",
		() => {
			const heardAt = Math.min(...gateway().map((shard) => shard.heardAt));
			return secondsSince(heardAt <= 0 ? null : heardAt, clock.wall());
		},
	);
	one("faceit_comms_guilds", "Guilds that Discord shows to the bot", from.guilds);
	one("faceit_comms_guilds_paused", "Guilds that have not given the bot what it needs", from.pausedGuilds);
}

/** The names that every program uses, so that ready-made dashboards find them. */
function processGauges({ one, total }: In, clock: Clock): void {
	const startedAt = clock.wall() / 1000 - process.uptime();
	one("process_start_time_seconds", "When the program started, in seconds since 1970", () => startedAt);
	one("process_resident_memory_bytes", "Memory in use", () => process.memoryUsage.rss());
	one("process_heap_bytes", "Memory of JavaScript", () => process.memoryUsage().heapUsed);
	total("process_cpu_seconds_total", "Time of the processor used", () => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1e6;
	});
}

type Labelled = { readonly labels: Readonly<Record<string, string>>; readonly value: number };
type In = ReturnType<typeof gaugesIn>;

function gaugesIn(registry: Registry) {
	return {
		one(name: string, help: string, read: Read<number | undefined>): void {
			new Gauge({
				name,
				help,
				registers: [registry],
				collect() {
					const value = safely(read);
					value === undefined ? this.remove() : this.set(value);
				},
			});
		},
		total(name: string, help: string, read: Read<number>): void {
			new Counter({
				name,
				help,
				registers: [registry],
				collect() {
					this.reset();
					this.inc(safely(read) ?? 0);
				},
			});
		},
		byLabels(name: string, help: string, labelNames: string[], read: Read<readonly Labelled[]>): void {
			new Gauge({
				name,
				help,
				labelNames,
				registers: [registry],
				collect() {
					this.reset();
					for (const { labels, value } of safely(read) ?? []) this.set(labels, value);
				},
			});
		},
	};
}

function safely<Value>(read: Read<Value>): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/** Seconds from `at` to `now`, both epoch ms. */
function secondsSince(at: number | null, now: number): number | undefined {
	return at === null ? undefined : Math.max(0, now - at) / 1000;
}
