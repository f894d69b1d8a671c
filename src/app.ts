// The composition root: puts the parts together and takes them apart again. Tests start the same program.

import { type BackupFact, Backups } from "./backup.ts";
import { Checks } from "./checks.ts";
import type { Config } from "./config.ts";
import type { Happenings } from "./discord/client.ts";
import { keepCommandsRegistered } from "./discord/commands/keep-registered.ts";
import { type Connection, connect } from "./discord/connect.ts";
import { answerInteractions } from "./discord/interactions.ts";
import { tellOwnCalls } from "./discord/own-calls.ts";
import { gatewayState, watch } from "./discord/watchdog.ts";
import { faceitApi } from "./faceit/api.ts";
import { readEvent } from "./faceit/events.ts";
import { bodyLimit, faceitWebhook } from "./faceit/webhook.ts";
import { Inbox } from "./inbox.ts";
import { Keeper } from "./keeper.ts";
import type { Logger } from "./log.ts";
import { openPlayers } from "./players.ts";
import * as report from "./report.ts";
import { startRetention } from "./retention.ts";
import { goRounds } from "./rounds.ts";
import { s3Storage } from "./s3/storage.ts";
import { signInPatiently, signInTurns } from "./sign-in.ts";
import { readAsked } from "./store/asked.ts";
import { backupTo } from "./store/backup.ts";
import { openDeliveries } from "./store/deliveries.ts";
import { openGuilds } from "./store/guilds.ts";
import { openHistory } from "./store/history.ts";
import { type Links, openLinks } from "./store/links.ts";
import { openMeasure } from "./store/measure.ts";
import { type Memos, openMemos } from "./store/memos.ts";
import { openStore } from "./store/open.ts";
import { openRecords } from "./store/records.ts";
import { commit, sqliteVersion, version } from "./version.ts";
import { health } from "./web/health.ts";
import { listen, type Route } from "./web/listen.ts";
import { metricsPage } from "./web/metrics-page.ts";
import { openVitals, type Vitals } from "./web/vitals.ts";

/** How long one call to Discord may take, ms; a busy machine needs a second to notice an answer. */
const discordTimeoutMs = { usual: 10_000, shortest: 1_000 };

/** How long each part of stopping may take, ms: supervisors wait five seconds before they kill. */
const stopMs = { accepting: 1_000, calls: 1_500, working: 2_000, leaving: 1_000 };

export type App = {
	/** Where it listens, such as "http://127.0.0.1:8000". */
	readonly url: string;
	/** Where `/metrics` is: the same, unless METRICS_PORT gives it a port of its own. */
	readonly metricsUrl: string;
	/** Resolves once Discord has shown its guilds. */
	readonly ready: Promise<void>;
	/** Resolves with the reason when nothing works any more until somebody does something about it. */
	readonly failed: Promise<string>;
	/** Stops accepting, finishes what is under way, and closes the database. */
	readonly stop: () => Promise<void>;
};

export type StartOptions = {
	/** Stretches or shortens time limits and the waits after failures. Tests do not wait for minutes. */
	readonly pace?: number;
};

/** Starts the program. Webhooks are kept from the moment it resolves, whether or not Discord is there yet. */
export async function start(config: Config, log: Logger, { pace = 1 }: StartOptions = {}): Promise<App> {
	const tables = openTables(config.databasePath);
	const { records, links, guilds, memos, deliveries } = tables;
	const failed = Promise.withResolvers<string>();
	const backups = backupsOf(config, memos, (fact) => {
		report.reportBackups(log, fact);
		vitals.backup(fact);
	});
	const vitals: Vitals = openVitals({
		write: () => memos.set("proven writable", new Date().toISOString()),
		inbox: deliveries.depth,
		active: records.active,
		links: tables.measure.links,
		database: tables.measure.size,
		gateway: () => gatewayState(discord.client),
		guilds: () => discord.client.guilds.cache.size,
		lastBackupAt: config.backup.keep === 0 ? undefined : () => backups.lastAt(),
		build: { version, commit, bun: Bun.version, sqlite: sqliteVersion() },
	});
	const api = faceitApi({ url: config.faceit.apiUrl, key: config.faceit.apiKey, observe: vitals.faceitCall });

	const discord: Connection = connect({
		token: config.discord.token,
		apiUrl: config.discord.apiUrl,
		timeoutMs: Math.max(discordTimeoutMs.usual * pace, discordTimeoutMs.shortest),
		signInTurn: signInTurns(memos, log, pace),
		observe: vitals.discordCall,
		on: happenings({ keeper: () => keeper, links, vitals, log, fail: failed.resolve }),
	});
	tellOwnCalls(discord.client, vitals.discordCall);
	const keeper = new Keeper({
		...tables,
		discord: discord.voice,
		lingerMs: config.lingerMs,
		pace,
		tell(fact) {
			report.reportKeeper(log, fact);
			vitals.keeper(fact);
			discord.giveNotice(fact);
		},
	});
	const checks = new Checks({
		records,
		ask: api.match,
		maxAgeMs: config.matchMaxMs,
		onChange: (matchId) => keeper.lookAtMatch(matchId),
		tell(fact) {
			report.reportChecks(log, fact);
			vitals.checks(fact);
		},
	});
	const inbox = new Inbox({
		deliveries,
		records,
		read: (body, at) => readAsked(body, at) ?? readEvent(body, at),
		onChange(matchId) {
			keeper.lookAtMatch(matchId);
			checks.look();
		},
		tell(fact) {
			report.reportInbox(log, fact);
			vitals.inbox(fact);
		},
	});
	answerInteractions(discord.client, {
		players: openPlayers({ links, faceit: api, onChange: (faceitId) => keeper.lookAtPlayer(faceitId) }),
		guilds,
		records,
		links,
		onSettings: (guildId) => keeper.reconsider(guildId),
		defaultLingerMs: config.lingerMs,
		tell: (fact) => report.reportCommands(log, fact),
	});

	const webhook = faceitWebhook({
		...config.webhook,
		keep: (received) => inbox.keep(received),
		observe: vitals.webhook,
	});
	const doors = openDoors(config, vitals, webhook);
	let isStopped = false;
	inbox.work();
	checks.start();
	if (config.backup.keep > 0) backups.start();
	const endRetention = startRetention({
		history: tables.history,
		tell: (fact) => report.reportRetention(log, fact),
	});
	const endRounds = goRounds({
		workInbox: () => inbox.work(),
		matches: () => [...records.active()].map(({ match }) => match.matchId),
		lookAt: (matchId) => keeper.lookAtMatch(matchId),
	});
	const endWatch = watch(discord.client, failed.resolve, pace);
	const ready = signInPatiently(discord, log, failed.resolve, () => isStopped, pace).then(() =>
		keepCommandsRegistered(
			discord.client,
			memos,
			(fact) => report.reportRegistration(log, fact),
			() => isStopped,
		),
	);

	return {
		url: doors.url,
		metricsUrl: doors.metricsUrl,
		ready,
		failed: failed.promise,
		async stop() {
			isStopped = true;
			for (const end of [endWatch, endRounds, endRetention, () => backups.stop(), vitals.stop]) end();
			await within(stopMs.accepting, doors.close());
			inbox.stop();
			await within(stopMs.working, Promise.all([checks.stop(), keeper.stop(stopMs.calls)]));
			await within(stopMs.leaving, discord.close());
			tables.close();
		},
	};
}

function openTables(path: string) {
	const store = openStore(path);
	return {
		records: openRecords(store),
		links: openLinks(store),
		guilds: openGuilds(store),
		memos: openMemos(store),
		deliveries: openDeliveries(store),
		measure: openMeasure(store),
		history: openHistory(store),
		close: store.close,
	};
}

function backupsOf(config: Config, memos: Memos, tell: (fact: BackupFact) => void): Backups {
	const { storage } = config.backup;
	return new Backups({
		...config.backup,
		make: (file) => backupTo(config.databasePath, file),
		send: storage === null ? null : s3Storage(storage),
		sent: { get: () => memos.get("backup sent"), set: (name) => memos.set("backup sent", name) },
		tell,
	});
}

type Listeners = {
	readonly keeper: () => Keeper;
	readonly links: Links;
	readonly vitals: Vitals;
	readonly log: Logger;
	readonly fail: (why: string) => void;
};

/** What happens in Discord is a reason to look. */
function happenings({ keeper, links, vitals, log, fail }: Listeners): Happenings {
	return {
		refreshed(guildIds) {
			keeper().stayIn(guildIds);
			keeper().lookEverywhere();
		},
		guildShown: (guildId) => keeper().reconsider(guildId),
		guildLeft: (guildId) => keeper().leaveGuild(guildId),
		memberMoved({ guildId, discordId, from, to }) {
			const link = links.byMember(discordId);
			if (link !== undefined) keeper().lookAtPlayer(link.faceitId);
			if (link !== undefined && from === undefined) vitals.joined(discordId);
			keeper().lookAtChannel(guildId, from);
			keeper().lookAtChannel(guildId, to);
		},
		channelShown: (guildId, channelId, name) => keeper().meetChannel(guildId, channelId, name),
		channelGone: (guildId) => keeper().lookAtGuild(guildId),
		gateway(state, why) {
			vitals.gatewayChanged(state);
			log[state === "lost" ? "warn" : "info"]({ why }, `gateway ${state}`);
		},
		fatal: fail,
	};
}

/** The port for FACEIT and whoever asks how we are; the metrics are on it too, unless they have one of their own. */
function openDoors({ http: { host, port, metricsPort } }: Config, vitals: Vitals, webhook: Route) {
	const metrics = metricsPage(vitals);
	const own = metricsPort === null ? [metrics] : [];
	const main = listen({ host, port, bodyLimit, routes: [webhook, health(vitals), ...own] });
	const apart = metricsPort === null ? main : listen({ host, port: metricsPort, bodyLimit, routes: [metrics] });
	return {
		url: `http://127.0.0.1:${main.port}`,
		metricsUrl: `http://127.0.0.1:${apart.port}/metrics`,
		close: () => Promise.all([main.stop(), apart === main ? undefined : apart.stop()]),
	};
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
	await Promise.race([work, Bun.sleep(ms)]);
}
