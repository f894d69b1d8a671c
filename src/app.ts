// The composition root: gives the program its gateway, ports and files, and shuts everything down again. The
// end-to-end tests start it the same way.

import { resolve } from "node:path";
import { Backups } from "./backup.ts";
import { exitCodes } from "./cli/exit.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { keepCommandsRegistered } from "./discord/commands/keep-registered.ts";
import { type Connection, connect } from "./discord/connect.ts";
import { answerInteractions } from "./discord/interactions.ts";
import { watch } from "./discord/watchdog.ts";
import { faceitApi } from "./faceit/api.ts";
import { readEvent } from "./faceit/events.ts";
import { bodyLimit, faceitWebhook } from "./faceit/webhook.ts";
import type { Fact, Publish } from "./fact.ts";
import { logFact } from "./fact-log.ts";
import { Integrity } from "./integrity.ts";
import { scopePermissions } from "./keeper/actions/handlers.ts";
import type { Logger } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { metricsPage } from "./metrics/page.ts";
import { openProgram, type Program } from "./program.ts";
import { s3Storage } from "./s3/storage.ts";
import { runVerb } from "./second-process.ts";
import { signInPatiently, signInTurns } from "./sign-in.ts";
import { backupTo } from "./store/backup.ts";
import type { Memos } from "./store/memos.ts";
import { openStore, type Store } from "./store/open.ts";
import { requireInPlace } from "./store/place.ts";
import { isBusy, refusing } from "./store/refused.ts";
import { openTables, type Tables } from "./store/tables.ts";
import { commit, sqliteVersion, version } from "./version.ts";
import { Durability } from "./web/durability.ts";
import { health } from "./web/health.ts";
import { listen, type Route } from "./web/listen.ts";

/** How long one call to Discord may take, ms. */
const discordTimeoutMs = 10_000;

/** How long each part of stopping may take, ms: supervisors wait five seconds before they kill. */
const stopMs = { accepting: 1_000, calls: 1_500, working: 2_000, leaving: 1_000 };

export type App = {
	/** Where it listens, such as "http://127.0.0.1:8000". */
	readonly url: string;
	/** Where `/metrics` is served: the same address, unless METRICS_PORT sets a separate port. */
	readonly metricsUrl: string;
	/** Resolves once Discord has shown its guilds. */
	readonly ready: Promise<void>;
	/** Resolves with the reason once the program cannot go on until somebody steps in. */
	readonly failed: Promise<string>;
	/** Stops accepting, finishes what is in flight, and closes the database. */
	readonly stop: () => Promise<void>;
};

/** Starts the program. Webhooks are stored from the moment it resolves, whether or not Discord is there yet. */
export async function start(config: Config, log: Logger): Promise<App> {
	const clock = systemClock();
	const store = openStore(config.databasePath);
	const tables = readTables(store, config.databasePath, clock);
	const { records, links, guilds, deliveries } = tables;
	// What the parts remember about themselves must not stop them.
	const memos: Memos = {
		get: tables.memos.get,
		set: (name, value) => program.later.write(`memo "${name}"`, () => tables.memos.set(name, value)),
	};
	const failed = Promise.withResolvers<string>();
	const listeners: ((fact: Fact) => void)[] = [(fact) => logFact(log, fact)];
	const publish = publisher(listeners);

	const faceit = faceitApi({ url: config.faceit.apiUrl, key: config.faceit.apiKey, clock, publish });
	const discord: Connection = connect({
		...{
			clock,
			chance: Math.random,
			publish,
			token: config.discord.token,
			apiUrl: config.discord.apiUrl,
			timeoutMs: discordTimeoutMs,
		},
		signInTurn: signInTurns({ clock, memos, publish }),
		on: {
			refreshed: (guildIds) => program.on.refreshed(guildIds),
			guildShown: (guildId) => program.on.guildShown(guildId),
			guildLeft: (guildId) => program.on.guildLeft(guildId),
			memberMoved: (change) => program.on.memberMoved(change),
			channelShown: (guildId, channelId, name) => program.on.channelShown(guildId, channelId, name),
			channelGone: (guildId) => program.on.channelGone(guildId),
			fatal: failed.resolve,
		},
	});
	const { lingerMs, matchMaxMs } = config;
	const program: Program = openProgram({
		...{ clock, publish, tables, faceit, readEvent, lingerMs, matchMaxMs },
		...{ chance: Math.random, discord: discord.port },
	});
	const backups = backupsOf(config, clock, { store, memos, publish });
	const integrity = integrityOf(config, clock, store, { publish, fail: failed.resolve });
	const durability = durabilityOf(clock, tables, integrity);
	const metrics = metricsOf(clock, { config, tables, discord, backups, durability });
	listeners.push(
		metrics.count,
		(fact) => durability.hear(fact),
		(fact) => integrity.hear(fact),
	);
	answerInteractions(discord.client, {
		...{ players: program.players, guilds, records, links, clock, publish },
		see: (guildId) => discord.port.see(guildId),
		waits: (guildId, matchId) => program.keeper.waits(guildId, matchId),
		scopes: scopePermissions,
		onSettings: (guildId) => program.keeper.settingsChanged(guildId),
		defaultLingerMs: lingerMs,
	});

	const ports = openPorts(config, {
		webhook: faceitWebhook({
			...{ ...config.webhook, clock, publish },
			async keep(delivery) {
				if (integrity.problem() !== undefined) throw new Error("nothing new is stored");
				await program.inbox.keep(delivery);
			},
		}),
		health: health({
			problems: () => durability.problems(),
			waiting: () => deliveries.depth().waiting,
			discordProblems: () => discord.problems(),
		}),
		metrics: metricsPage(metrics),
	});
	const stopping = new AbortController();
	const { signal } = stopping;
	program.start();
	if (config.backup.keep > 0) backups.start();
	integrity.start();
	const endWatch = watch(discord.state, clock, failed.resolve);
	const isStopped = () => signal.aborted;
	const ready = signInPatiently(discord, { clock, publish, fail: failed.resolve, isStopped }).then(() =>
		keepCommandsRegistered(discord.client, { memos, clock, publish, signal }),
	);

	return {
		url: ports.url,
		metricsUrl: ports.metricsUrl,
		ready,
		failed: failed.promise,
		async stop() {
			stopping.abort();
			endWatch();
			backups.stop();
			metrics.stop();
			const checked = integrity.stop();
			await within(clock, stopMs.accepting, ports.close());
			await within(clock, stopMs.working, program.stop(stopMs.calls));
			await within(clock, stopMs.leaving, Promise.all([discord.close(), checked]));
			store.close();
		},
	};
}

/** The one function through which the parts publish. A failing listener does not affect the others. */
function publisher(listeners: readonly ((fact: Fact) => void)[]): Publish {
	return (fact) => {
		for (const listen of listeners) {
			try {
				listen(fact);
			} catch {
				// Nowhere is left to publish this: publishing is what failed.
			}
		}
	};
}

/** Reads what is open into memory; a database that is too damaged for that is refused. */
function readTables(store: Store, path: string, clock: Clock): Tables {
	try {
		return refusing(path, () => openTables(store, clock.now()));
	} catch (error) {
		store.close();
		throw error;
	}
}

type Kept = { readonly store: Store; readonly memos: Memos; readonly publish: Publish };

function backupsOf({ backup, databasePath }: Config, clock: Clock, { store, memos, publish }: Kept): Backups {
	return new Backups({
		...{ ...backup, clock, publish },
		make(file) {
			// Backups of another file in its place would push out those of this one.
			requireInPlace(store);
			// While another process writes, it is made later.
			return backupTo(databasePath, file, 0);
		},
		send: backup.storage === null ? null : s3Storage(backup.storage, clock),
		sent: { get: () => memos.get("backup sent"), set: (name) => memos.set("backup sent", name) },
	});
}

function durabilityOf(clock: Clock, { memos, measure }: Tables, integrity: Integrity): Durability {
	return new Durability({
		...{ clock, isBusy },
		unsound: () => integrity.problem(),
		write() {
			try {
				memos.set("proven writable", new Date(clock.wall()).toISOString());
			} catch (error) {
				integrity.saw(error);
				throw error;
			}
		},
		freeBytes: () => measure.size().freeBytes,
	});
}

type Told = { readonly publish: Publish; readonly fail: (why: string) => void };

function integrityOf({ databasePath, backup }: Config, clock: Clock, store: Store, told: Told): Integrity {
	return new Integrity({
		...{ ...told, clock, path: databasePath, backups: backup.folder, misplaced: store.misplaced },
		async check(signal) {
			const { code, said } = await runVerb(["backup", "--check", resolve(databasePath)], signal);
			if (code === exitCodes.done) return { is: "whole" };
			return { is: code === exitCodes.refused ? "damaged" : "unknown", why: said || `it ended with ${code}` };
		},
	});
}

type Measured = {
	readonly config: Config;
	readonly tables: Tables;
	readonly discord: Connection;
	readonly backups: Backups;
	readonly durability: Durability;
};

function metricsOf(clock: Clock, { config, tables, discord, backups, durability }: Measured): Metrics {
	const { deliveries, records, measure } = tables;
	return createMetrics(clock, {
		inbox: deliveries.depth,
		active: records.active,
		links: measure.links,
		database: measure.size,
		gateway: discord.state,
		guilds: discord.shownGuilds,
		lastBackupAt: config.backup.keep === 0 ? undefined : () => backups.lastAt(),
		problems: () => durability.problems(),
		build: { version, commit, bun: Bun.version, sqlite: sqliteVersion() },
	});
}

type Routes = { readonly webhook: Route; readonly health: Route; readonly metrics: Route };

/** The port for FACEIT and health checks; metrics are served on it too, unless they have a port of their own. */
function openPorts({ http: { host, port, metricsPort } }: Config, { webhook, health, metrics }: Routes) {
	const own = metricsPort === null ? [metrics] : [];
	const main = listen({ host, port, bodyLimit, routes: [webhook, health, ...own] });
	const apart = metricsPort === null ? main : listen({ host, port: metricsPort, bodyLimit, routes: [metrics] });
	return {
		url: `http://127.0.0.1:${main.port}`,
		metricsUrl: `http://127.0.0.1:${apart.port}/metrics`,
		close: () => Promise.all([main.stop(), apart === main ? undefined : apart.stop()]),
	};
}

async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
	await Promise.race([work, clock.sleep(ms)]);
}
