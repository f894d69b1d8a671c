// serve: runs the program until it is asked to stop, or until it cannot go on.

import { type Command, Option } from "commander";
import { type App, start } from "../app.ts";
import type { Clock } from "../clock.ts";
import { type Config, secretsOf } from "../config.ts";
import { damageReport } from "../integrity.ts";
import { createLog, type Logger, lineFormat } from "../log.ts";
import { firstSignal } from "../signals.ts";
import { damageIn } from "../store/refused.ts";
import { versionLine } from "../version.ts";
import { PortTaken } from "../web/listen.ts";
import type { Console } from "./console.ts";
import { Ending, type ExitCode, exitCodes } from "./exit.ts";
import { settings } from "./settings.ts";
import { readUser, switchTo, type User } from "./user.ts";

/** How long stopping may take, ms. The next start picks up whatever is unanswered by then. */
const stopMs = 4_500;

export function addServe(program: Command, console: Console): void {
	program
		.command("serve")
		.description("run the program; the same as no verb at all")
		.addOption(new Option("--user <uid>", "started as root, switch to this user first").argParser(readUser))
		.addHelpText(
			"after",
			`
The configuration is read from the environment: see .env.example. SIGTERM and SIGINT (Ctrl-C) stop it within five
seconds; a second one ends it at once.

--user is for platforms that mount a volume as root's own, such as Fly.io: the folder of the database then belongs to
that user, and the program can no longer be root.

Examples:
  faceit-comms
  faceit-comms serve --env-file /etc/faceit-comms/env`,
		)
		.action(async ({ user }: { user?: User }) => {
			const config = settings(console.env());
			if (user !== undefined) switchTo(user, config);
			console.end(await serve(config, console.clock));
		});
}

async function serve(config: Config, clock: Clock): Promise<ExitCode> {
	const signal = firstSignal();
	const { level, format } = config.log;
	const log = createLog({ level, show: await lineFormat(format), secrets: secretsOf(config) });
	dieOfFaults(config, log);
	const app = startOn(config, log);
	const failed = app.failed.then((why) => {
		log.fatal(why);
		return exitCodes.failed;
	});
	const asked = signal.then((name) => {
		log.info({ signal: name }, "asked to stop");
		return exitCodes.done;
	});
	const started = app.started.then(() => {
		log.info({ url: app.url, version: versionLine() }, "started");
		return Promise.race([failed, asked]);
	});
	const code = await Promise.race([started, failed, asked]);
	await stop(app, clock, log);
	return code;
}

function startOn(config: Config, log: Logger): App {
	try {
		return start(config, log);
	} catch (error) {
		if (!(error instanceof PortTaken)) throw error;
		const name = error.port === config.http.metricsPort ? "METRICS_PORT" : "PORT";
		throw new Ending(`Port ${error.port} is taken by another program: end that one, or set ${name} to another number.`);
	}
}

async function stop(app: App, clock: Clock, log: Logger): Promise<void> {
	const isLate = clock.sleep(stopMs).then(() => "late");
	if ((await Promise.race([app.stop(), isLate])) === "late") {
		log.warn("ended with calls in flight: the next start finds out what came of them");
	} else log.info("stopped");
}

/** An uncaught error: what is in memory can no longer be trusted, and a restart begins from what is on disk. */
function dieOfFaults({ databasePath, backup }: Config, log: Logger): void {
	const die = (err: unknown) => {
		const damage = damageIn(err);
		const report = damage === undefined ? undefined : damageReport(databasePath, backup.folder, damage);
		log.fatal({ err }, report ?? "ended by a fault of the program");
		process.exit(exitCodes.failed);
	};
	process.on("uncaughtException", die);
	process.on("unhandledRejection", die);
}
