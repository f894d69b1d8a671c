// Puts the program together around what takes in webhooks: Discord and FACEIT, the keeper, backups and metrics.

import { Backups } from "./backup.ts";
import { backupMaker } from "./backup-process.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type Clock, within } from "./clock.ts";
import { openCompetitions } from "./competitions.ts";
import type { Config } from "./config.ts";
import { diagnosis } from "./diagnosis.ts";
import { keepCommandsRegistered } from "./discord/commands/keep-registered.ts";
import { Panels } from "./discord/commands/panels.ts";
import { type Connection, connect } from "./discord/connect.ts";
import { answerInteractions } from "./discord/interactions.ts";
import { keepWarm } from "./discord/keep-warm.ts";
import { watch } from "./discord/watchdog.ts";
import { type FaceitApi, faceitApi } from "./faceit/api.ts";
import { readEvent } from "./faceit/events.ts";
import { faceitLogin } from "./faceit/login.ts";
import type { Publish } from "./fact.ts";
import { type Fetch, openHttp } from "./http.ts";
import type { Intake } from "./intake.ts";
import { scopePermissions } from "./keeper/actions/handlers.ts";
import type { Logins } from "./login.ts";
import { openLogins } from "./logins.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { personalData } from "./personal-data.ts";
import type { Players } from "./players.ts";
import { openProgram, type Program, patientMemo } from "./program.ts";
import type { Publisher } from "./publisher.ts";
import { s3Storage } from "./s3/storage.ts";
import type { RunVerb } from "./second-process.ts";
import { drawSecret } from "./secret.ts";
import { signInPatiently, signInTurns } from "./sign-in.ts";
import { lastEvent } from "./store/last-event.ts";
import { listFailed } from "./store/listings.ts";
import type { Memos } from "./store/memos.ts";
import type { Store } from "./store/open.ts";
import { requireInPlace } from "./store/place.ts";
import { refusalOf } from "./store/refused.ts";
import { loadTables, type Tables } from "./store/tables.ts";
import { openWal } from "./store/wal.ts";
import { commit, sqliteVersion, version } from "./version.ts";
import type { Durability } from "./web/durability.ts";

/** How long one call to Discord may take, ms. */
const discordTimeoutMs = 10_000;

/** How long each part of stopping may take, ms. */
const stopMs = { calls: 1_500, working: 2_000, leaving: 1_000 };

export type Assembly = {
	readonly metrics: Metrics;
	/** Null where FACEIT's login is not set up. */
	readonly logins: Logins | null;
	/** Why nothing can be done in Discord for now, in words; none while it can. */
	readonly problems: () => readonly string[];
	/** Resolves once Discord has shown its guilds. */
	readonly ready: Promise<void>;
	/** Finishes what is in flight, and leaves Discord. */
	readonly stop: () => Promise<void>;
};

type Needs = {
	readonly clock: Clock;
	readonly facts: Publisher;
	/** Called when the program cannot go on until somebody steps in. */
	readonly fail: (why: string) => void;
	/** Aborted once the program is to stop. */
	readonly signal: AbortSignal;
};

/** Reads what is open into memory and starts to work. Rejects with a StoreRefused for a database too damaged to be read. */
export async function assemble(
	config: Config,
	intake: Intake,
	{ clock, facts, fail, signal }: Needs,
): Promise<Assembly> {
	const { publish } = facts;
	const { store, inbox, integrity } = intake;
	const pause = () => clock.sleep(0, signal);
	const tables = await loadTables(store, clock.now(), intake.tables, pause).catch((error: unknown) => {
		throw refusalOf(config.databasePath, error);
	});
	signal.throwIfAborted();
	const { records, links, guilds, trail } = tables;
	const memos: Memos = {
		get: tables.memos.get,
		set: (name, value) => patientMemo(tables.memos, program.later)(name, value),
	};
	const fetch = openHttp(clock);
	const faceit = faceitApi({ url: config.faceit.apiUrl, key: config.faceit.apiKey, clock, publish, fetch });
	const discord: Connection = connect({
		...{
			clock,
			chance: Math.random,
			publish,
			fetch,
			token: config.discord.token,
			apiUrl: config.discord.apiUrl,
			timeoutMs: discordTimeoutMs,
		},
		signInTurn: signInTurns({ clock, memos, publish }),
		on: {
			refreshed: (shard, guildIds) => program.on.refreshed(shard, guildIds),
			guildShown: (guildId) => program.on.guildShown(guildId),
			guildLeft: (guildId) => program.on.guildLeft(guildId),
			memberMoved: (change) => program.on.memberMoved(change),
			channelShown: (guildId, channelId, name) => program.on.channelShown(guildId, channelId, name),
			channelGone: (guildId, channelId) => program.on.channelGone(guildId, channelId),
			fatal: fail,
		},
	});
	const { lingerMs, matchMaxMs } = config;
	const program: Program = openProgram({
		...{ clock, publish, tables, inbox, faceit, readEvent, lingerMs, matchMaxMs },
		...{ chance: Math.random, discord: discord.port, canProve: config.faceit.login !== null },
	});
	const checkpoints = new Checkpoints({ clock, wal: openWal(store), publish });
	const suspect = () => integrity.suspect();
	const backups = backupsOf(config, clock, { store, memos, publish, run: intake.run, suspect });
	const metrics = metricsOf(clock, { config, tables, discord, backups, durability: intake.durability });
	facts.listen(metrics.count);
	facts.allListen();
	const logins = loginsOf(config, { clock, publish, fetch, faceit, players: program.players });
	answerInteractions(discord.client, {
		...{ players: program.players, guilds, records, links, trail, clock, publish },
		...{ logins, grace: program.grace },
		personalData: (discordId) => personalData(discordId, tables.personal, clock),
		backups: { keep: config.backup.keep, isSentElsewhere: config.backup.storage !== null },
		see: (guildId) => discord.port.see(guildId),
		matchesIn: (guildId) => program.keeper.matchesIn(guildId),
		events: {
			failed: () => listFailed(store, 50),
			retry(deliveryId) {
				const isAgain = tables.deliveries.retry(deliveryId) > 0;
				if (isAgain) inbox.work();
				return isAgain;
			},
		},
		waits: (guildId, matchId) => program.keeper.waits(guildId, matchId),
		scopes: scopePermissions,
		orders: program.orders,
		rehearsals: program.rehearsals,
		diagnose: diagnosis({
			...{ clock, config, scopes: scopePermissions, follows: program.follows, faceitNow: faceit.now },
			see: (guildId) => discord.port.see(guildId),
			settings: guilds.settings,
			lastEvent: () => lastEvent(store),
			askFaceit: () => faceit.search("faceit", 1),
			databaseProblems: () => intake.durability.problems(),
		}),
		panels: new Panels(clock),
		competitions: {
			...openCompetitions({ find: faceit.findCompetitions, seenLately: tables.seenLately }),
			listed: ({ kind, id }) => program.follows().find((one) => one.kind === kind && one.id === id),
		},
		onSettings: (guildId) => program.keeper.settingsChanged(guildId),
		defaultLingerMs: lingerMs,
	});

	program.start();
	if (config.backup.keep > 0) backups.start();
	integrity.start();
	checkpoints.start();
	const endWatch = watch(discord.state, clock, fail);
	const warmth = keepWarm({
		...{ clock, apiUrl: config.discord.apiUrl, call: discord.touch },
		isReady: () => discord.state().some(({ isReady }) => isReady),
		isAwaited: (matchId) => records.isActive(matchId) && records.get(matchId)?.match.phase === "waiting",
	});
	facts.listen(warmth.hear);
	const isStopped = () => signal.aborted;
	const ready = signInPatiently(discord, { clock, publish, fail, isStopped }).then(() =>
		keepCommandsRegistered(discord.client, { memos, clock, publish, signal }),
	);
	return {
		...{ metrics, logins },
		problems: () => discord.problems(),
		ready,
		async stop() {
			endWatch();
			warmth.end();
			metrics.stop();
			const verbs = Promise.all([backups.stop(), integrity.stop()]);
			await within(clock, stopMs.working, program.stop(stopMs.calls));
			await within(clock, stopMs.leaving, Promise.all([discord.close(), verbs, checkpoints.stop()]));
		},
	};
}

type Kept = {
	readonly store: Store;
	readonly memos: Memos;
	readonly publish: Publish;
	readonly run: RunVerb;
	readonly suspect: () => void;
};

type LoginNeeds = {
	readonly clock: Clock;
	readonly publish: Publish;
	readonly fetch: Fetch;
	readonly faceit: FaceitApi;
	readonly players: Players;
};

function loginsOf({ faceit: { login, accountsUrl, authUrl }, http }: Config, needs: LoginNeeds): Logins | null {
	const { clock, publish, fetch, faceit, players } = needs;
	if (login === null || http.publicUrl === null) return null;
	const client = faceitLogin({
		...{ ...login, accountsUrl, authUrl, clock, publish, fetch },
		redirectUrl: `${http.publicUrl}/auth/faceit/callback`,
		async nicknameOf(faceitId) {
			const found = await faceit.playerById(faceitId);
			return found.is === "found" ? found.player.nickname : undefined;
		},
	});
	return openLogins({ clock, publish, secret: drawSecret, publicUrl: http.publicUrl, client, players });
}

function backupsOf({ backup, databasePath }: Config, clock: Clock, kept: Kept): Backups {
	const { store, memos, publish, run, suspect } = kept;
	const make = backupMaker({ clock, databasePath, run, suspect });
	return new Backups({
		...{ ...backup, clock, publish },
		async make(file, signal) {
			// Backups of another file in its place would push out those of this one.
			requireInPlace(store);
			return make(file, signal);
		},
		send: backup.storage === null ? null : s3Storage(backup.storage, clock),
		sent: { get: () => memos.get("backup sent"), set: (name) => memos.set("backup sent", name) },
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
