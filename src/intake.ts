// What takes in webhooks: the database, the inbox and the ports. It is opened first, because it is all that a webhook
// needs in order to be stored; whatever is loaded and read after it holds up no event.

import { resolve } from "node:path";
import { exitCodes } from "./cli/exit.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { bodyLimit, faceitWebhook } from "./faceit/webhook.ts";
import { Inbox } from "./inbox.ts";
import { Integrity } from "./integrity.ts";
import type { Logins } from "./login.ts";
import { type MetricsText, metricsPage } from "./metrics/page.ts";
import type { Publisher } from "./publisher.ts";
import { oneByOne, type RunVerb, runVerb } from "./second-process.ts";
import { openStore, type Store } from "./store/open.ts";
import { isBusy } from "./store/refused.ts";
import { type IntakeTables, openIntakeTables } from "./store/tables.ts";
import { Durability } from "./web/durability.ts";
import { health } from "./web/health.ts";
import { listen, type Route } from "./web/listen.ts";
import { loginRoutes } from "./web/login.ts";

export type Intake = {
	readonly store: Store;
	readonly tables: IntakeTables;
	readonly inbox: Inbox;
	readonly integrity: Integrity;
	readonly durability: Durability;
	/** Runs a verb in a process of its own, one at a time. */
	readonly run: RunVerb;
	/** Where it listens, such as "http://127.0.0.1:8000". */
	readonly url: string;
	/** Where `/metrics` is served. */
	readonly metricsUrl: string;
	/** Accepts nothing more; resolves when the requests in flight are answered. */
	readonly closePorts: () => Promise<unknown>;
	/** Stores what was accepted, and closes the database. */
	readonly close: () => void;
};

type Needs = {
	readonly clock: Clock;
	readonly facts: Publisher;
	/** Called when the program cannot go on, with what happened and what to do. */
	readonly fail: (why: string) => void;
	/** Why stored events have no effect in Discord for now, in words; none while they have. */
	readonly problems: () => readonly string[];
	/** A scrape waits for it. */
	readonly metrics: () => Promise<MetricsText>;
	/** The logins under way; undefined while the program starts, null where FACEIT's login is not set up. */
	readonly logins: () => Logins | null | undefined;
};

/** Opens it all. Throws, with nothing left open, if the database is refused or a port is taken. */
export function openIntake(config: Config, { clock, facts, fail, problems, metrics, logins }: Needs): Intake {
	const { publish } = facts;
	using opened = new DisposableStack();
	const store = opened.adopt(openStore(config.databasePath), (one) => one.close());
	const tables = openIntakeTables(store);
	const run = oneByOne(runVerb);
	const integrity = integrityOf(config, clock, store, { publish, run, fail });
	const inbox = new Inbox({ clock, publish, deliveries: tables.deliveries, problem: () => integrity.problem() });
	const durability = durabilityOf(clock, tables, integrity);
	facts.listen((fact) => durability.hear(fact));
	facts.listen((fact) => integrity.hear(fact));
	const ports = openPorts(config, opened, {
		webhook: faceitWebhook({
			...{ ...config.webhook, clock, publish },
			keep: (delivery, read) => inbox.keep(delivery, read),
		}),
		health: health({
			problems: () => durability.problems(),
			waiting: () => tables.deliveries.depth().waiting,
			discordProblems: problems,
		}),
		login: loginRoutes({ clock, publish, logins, publicUrl: config.http.publicUrl, proxy: config.http.proxy }),
		metrics: metricsPage(metrics),
	});
	opened.move();
	return {
		...{ store, tables, inbox, integrity, durability, run },
		...ports,
		close() {
			inbox.stop();
			store.close();
		},
	};
}

function durabilityOf(clock: Clock, { memos, measure }: IntakeTables, integrity: Integrity): Durability {
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

type Told = { readonly publish: Publisher["publish"]; readonly run: RunVerb; readonly fail: (why: string) => void };

function integrityOf({ databasePath, backup }: Config, clock: Clock, store: Store, told: Told): Integrity {
	const { publish, run, fail } = told;
	return new Integrity({
		...{ publish, fail, clock, path: databasePath, backups: backup.folder, misplaced: store.misplaced },
		async check(signal) {
			const { code, said } = await run({ args: ["backup", "--check", resolve(databasePath)], signal });
			if (code === exitCodes.done) return { is: "whole" };
			return { is: code === exitCodes.refused ? "damaged" : "unknown", why: said || `it ended with ${code}` };
		},
	});
}

type Routes = { readonly [K in "webhook" | "health" | "login" | "metrics"]: Route };

/**
 * The port for FACEIT, browsers and health checks; metrics are served on it too, unless they have a port of their own. That one is
 * opened first: if it is taken, no webhook has been accepted.
 */
function openPorts({ http }: Config, opened: DisposableStack, { webhook, health, login, metrics }: Routes) {
	const { host, port, metricsPort } = http;
	const open = (options: { readonly port: number; readonly routes: readonly Route[] }) =>
		opened.adopt(listen({ ...options, host, bodyLimit }), (one) => void one.stop());
	const own = metricsPort === null ? [metrics] : [];
	const apart = metricsPort === null ? undefined : open({ port: metricsPort, routes: [metrics] });
	const main = open({ port, routes: [webhook, health, login, ...own] });
	return {
		url: `http://127.0.0.1:${main.port}`,
		metricsUrl: `http://127.0.0.1:${(apart ?? main).port}/metrics`,
		closePorts: () => Promise.all([main.stop(), apart?.stop()]),
	};
}
