// The composition root: puts the parts together and takes them apart again. Tests start the same program.

import { Elysia } from "elysia";
import { Backups } from "./backup.ts";
import { Checks } from "./checks.ts";
import type { Config } from "./config.ts";
import { registerCommands } from "./discord/commands/commands.ts";
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
import { reportBackups, reportChecks, reportCommands, reportInbox, reportKeeper, reportRetention } from "./report.ts";
import { startRetention } from "./retention.ts";
import { goRounds } from "./rounds.ts";
import { s3Storage } from "./s3/storage.ts";
import { signInPatiently } from "./sign-in.ts";
import { readAsked } from "./store/asked.ts";
import { backupTo } from "./store/backup.ts";
import { openDeliveries } from "./store/deliveries.ts";
import { openGuilds } from "./store/guilds.ts";
import { openHistory } from "./store/history.ts";
import { openLinks } from "./store/links.ts";
import { openMeasure } from "./store/measure.ts";
import { type Memos, openMemos } from "./store/memos.ts";
import { openStore } from "./store/open.ts";
import { openRecords } from "./store/records.ts";
import { commit, sqliteVersion, version } from "./version.ts";
import { health } from "./web/health.ts";
import { metricsPage } from "./web/metrics-page.ts";
import { openVitals } from "./web/vitals.ts";

/** How long one call to Discord may take, ms. */
const discordTimeoutMs = 10_000;

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

/** How long each part of stopping may take, ms: supervisors wait five seconds before they kill. */
const stopMs = { accepting: 1_000, calls: 1_500, working: 2_000, leaving: 1_000 };

export type StartOptions = {
	/** Stretches or shortens time limits and the waits after failures. Tests do not wait for minutes. */
	readonly pace?: number;
};

/** Starts the program. Webhooks are kept from the moment it resolves, whether or not Discord is there yet. */
export async function start(config: Config, log: Logger, { pace = 1 }: StartOptions = {}): Promise<App> {
	const store = openStore(config.databasePath);
	const failed = Promise.withResolvers<string>();
	const records = openRecords(store);
	const links = openLinks(store);
	const guilds = openGuilds(store);
	const memos = openMemos(store);
	const deliveries = openDeliveries(store);
	const measure = openMeasure(store);
	const vitals = openVitals({
		write: () => memos.set("proven writable", new Date().toISOString()),
		inbox: deliveries.depth,
		active: records.active,
		links: measure.links,
		database: measure.size,
		gateway: () => gatewayState(discord.client),
		guilds: () => discord.client.guilds.cache.size,
		lastBackupAt: config.backup.keep === 0 ? undefined : () => backups.lastAt(),
		build: { version, commit, bun: Bun.version, sqlite: sqliteVersion() },
	});
	const api = faceitApi({ url: config.faceit.apiUrl, key: config.faceit.apiKey, observe: vitals.faceitCall });

	const discord: Connection = connect({
		token: config.discord.token,
		apiUrl: config.discord.apiUrl,
		timeoutMs: discordTimeoutMs * pace,
		observe: vitals.discordCall,
		on: {
			refreshed(guildIds) {
				keeper.stayIn(guildIds);
				keeper.lookEverywhere();
			},
			guildShown: (guildId) => keeper.reconsider(guildId),
			guildLeft: (guildId) => keeper.leaveGuild(guildId),
			memberMoved({ guildId, discordId, from, to }) {
				const link = links.byMember(discordId);
				if (link !== undefined) keeper.lookAtPlayer(link.faceitId);
				if (link !== undefined && from === undefined) vitals.joined(discordId);
				keeper.lookAtChannel(guildId, from);
				keeper.lookAtChannel(guildId, to);
			},
			channelShown: (guildId, channelId, name) => keeper.meetChannel(guildId, channelId, name),
			channelGone: (guildId) => keeper.lookAtGuild(guildId),
			gateway(state, why) {
				vitals.gatewayChanged(state);
				log[state === "lost" ? "warn" : "info"]({ why }, `gateway ${state}`);
			},
			fatal: (why) => failed.resolve(why),
		},
	});
	tellOwnCalls(discord.client, vitals.discordCall);
	const keeper = new Keeper({
		records,
		links,
		guilds,
		discord: discord.voice,
		lingerMs: config.lingerMs,
		pace,
		tell(fact) {
			reportKeeper(log, fact);
			vitals.keeper(fact);
			discord.giveNotice(fact);
		},
	});
	const onChange = (matchId: string) => keeper.lookAtMatch(matchId);
	const inbox = new Inbox({
		deliveries,
		records,
		read: (body, at) => readAsked(body, at) ?? readEvent(body, at),
		onChange,
		tell(fact) {
			reportInbox(log, fact);
			vitals.inbox(fact);
		},
	});
	const checks = new Checks({
		records,
		ask: api.match,
		maxAgeMs: config.matchMaxMs,
		onChange,
		tell(fact) {
			reportChecks(log, fact);
			vitals.checks(fact);
		},
	});

	answerInteractions(discord.client, {
		players: openPlayers({ links, faceit: api, onChange: (faceitId) => keeper.lookAtPlayer(faceitId) }),
		guilds,
		records,
		links,
		onSettings: (guildId) => keeper.reconsider(guildId),
		defaultLingerMs: config.lingerMs,
		tell: (fact) => reportCommands(log, fact),
	});

	const { metricsPort } = config.http;
	const metricsHttp =
		metricsPort === null
			? undefined
			: new Elysia()
					.use(metricsPage(vitals))
					.listen({ port: metricsPort, hostname: config.http.host, reusePort: false });
	const { storage } = config.backup;
	const backups = new Backups({
		...config.backup,
		make: (file) => backupTo(config.databasePath, file),
		send: storage === null ? null : s3Storage(storage),
		sent: { get: () => memos.get("backup sent"), set: (name) => memos.set("backup sent", name) },
		tell(fact) {
			reportBackups(log, fact);
			vitals.backup(fact);
		},
	});
	const http = new Elysia()
		.onError(
			({ code }) =>
				new Response(`${code === "NOT_FOUND" ? "Not found" : "Something went wrong"}\n`, {
					status: code === "NOT_FOUND" ? 404 : 500,
				}),
		)
		.use(faceitWebhook({ ...config.webhook, keep: (received) => inbox.keep(received), observe: vitals.webhook }))
		.use(health(vitals))
		.use(metricsPort === null ? metricsPage(vitals) : new Elysia())
		.listen({
			port: config.http.port,
			hostname: config.http.host,
			// Another program on the port is to be noticed: Elysia would share it, and each would get half of the webhooks.
			reusePort: false,
			maxRequestBodySize: bodyLimit,
			idleTimeout: 15,
		});
	let isStopped = false;
	inbox.work();
	checks.start();
	if (config.backup.keep > 0) backups.start();
	const endRetention = startRetention({ history: openHistory(store), tell: (fact) => reportRetention(log, fact) });
	const ready = signInPatiently(discord, memos, log, failed.resolve, () => isStopped, pace).then(() =>
		keepCommandsRegistered(discord.client, memos, log, () => isStopped),
	);

	const endRounds = goRounds({
		workInbox: () => inbox.work(),
		matches: () => [...records.active()].map(({ match }) => match.matchId),
		lookAt: onChange,
	});
	const endWatch = watch(discord.client, failed.resolve, pace);

	return {
		url: `http://127.0.0.1:${http.server?.port}`,
		metricsUrl: `http://127.0.0.1:${(metricsHttp ?? http).server?.port}/metrics`,
		ready,
		failed: failed.promise,
		async stop() {
			isStopped = true;
			endWatch();
			endRounds();
			endRetention();
			backups.stop();
			vitals.stop();
			await within(stopMs.accepting, Promise.all([http.server?.stop(), metricsHttp?.server?.stop()]));
			inbox.stop();
			await within(stopMs.working, Promise.all([checks.stop(), keeper.stop(stopMs.calls)]));
			await within(stopMs.leaving, discord.close());
			store.close();
		},
	};
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
	await Promise.race([work, Bun.sleep(ms)]);
}

/** Tells Discord the commands, again later if it cannot be told now. */
async function keepCommandsRegistered(
	client: Connection["client"],
	memos: Memos,
	log: Logger,
	isStopped: () => boolean,
): Promise<void> {
	if (isStopped() || client.application === null) return;
	const remembered = { get: () => memos.get("commands"), set: (hash: string) => memos.set("commands", hash) };
	const registered = await registerCommands(client, client.application.id, remembered);
	if (registered.is === "registered") log.info("commands registered");
	if (registered.is === "refused") log.error({ why: registered.why }, "Discord refused the commands");
	if (registered.is !== "later") return;
	log.warn({ why: registered.why }, "the commands could not be registered, trying again");
	setTimeout(() => void keepCommandsRegistered(client, memos, log, isStopped), registered.at - Date.now()).unref();
}
