// The log listener: each fact worth reading becomes one line, with its match, guild and room.

import type { Fact } from "./fact.ts";
import { logKeeper } from "./keeper-log.ts";
import type { Logger } from "./log.ts";
import type { MatchAnswer } from "./lookup.ts";
import type { MatchEvent } from "./match.ts";

/** Logs the fact at the level that fits. Facts that only the metrics count are not logged. */
export function logFact(log: Logger, fact: Fact): void {
	switch (fact.kind) {
		case "acted":
		case "placed":
		case "paused":
		case "resumed":
		case "hidden":
		case "forbidden":
		case "full":
		case "waiting":
		case "repeated":
		case "keeperFailed":
			logKeeper(log, fact);
			return;
		case "applied":
			logEvent(log, fact.event, fact.changed);
			return;
		case "ignored":
			log.debug({ delivery: fact.delivery.deliveryId, event: fact.delivery.event }, "event kept, nothing to do");
			return;
		case "unreadable":
			log.warn({ delivery: fact.delivery.deliveryId, event: fact.delivery.event }, `event not readable: ${fact.why}`);
			return;
		case "inboxFailed":
			log.error({ err: fact.error }, "the inbox could not be written, trying again");
			return;
		case "checked":
			logCheck(log, fact.matchId, fact.answer, fact.changed);
			return;
		case "expired":
			log.warn({ match: fact.matchId }, "no end reported for too long: the match is treated as over");
			return;
		case "listed":
			log[fact.wasFailing ? "info" : "debug"](
				{ [fact.competition.kind]: fact.competition.id, matches: fact.matches },
				fact.wasFailing ? "FACEIT lists the competition again" : "competition listed",
			);
			return;
		case "notListed":
			log[fact.isNew ? "warn" : "debug"](
				{ [fact.competition.kind]: fact.competition.id, why: fact.why, retryAt: new Date(fact.retryAt) },
				fact.why === "missing"
					? "FACEIT does not know this competition: if it was deleted, choose another in /setup"
					: "FACEIT could not list the competition, trying again",
			);
			return;
		case "checksFailed":
			log.error({ err: fact.error }, "a match could not be checked, trying again");
			return;
		case "gateway":
			log[fact.state === "lost" ? "warn" : "info"]({ shard: fact.shard, why: fact.why }, `gateway ${fact.state}`);
			return;
		case "signInDelayed":
			log.warn(
				{ seconds: Math.round(fact.delayMs / 1000) },
				"the next sign-in waits: past a day's sign-ins, Discord would reset the bot's token",
			);
			return;
		case "dispatchFailed":
			log.error({ event: fact.event, err: fact.error }, "something that Discord's gateway sent could not be handled");
			return;
		case "guildLeft":
			log.info({ guild: fact.guildId }, `left the server ${fact.name ?? fact.guildId}: its rooms are given up`);
			return;
		case "callsHeld": {
			const [line, until] = [{ guild: fact.guildId ?? undefined }, new Date(fact.untilAt)];
			const who =
				fact.guildId === null ? "Discord has refused many calls" : "Discord has refused many calls in this server";
			log.warn({ ...line, until }, `${who}: the next ones wait, for it bans addresses that are refused too often`);
			return;
		}
		case "signInFailed":
			log.warn({ err: fact.error }, "Discord cannot be reached, trying again");
			return;
		case "pageFailed":
			log.error({ err: fact.error }, "a login page could not be shown");
			return;
		case "loginEnded":
			logLogin(log, fact.outcome, fact.discordId);
			return;
		case "commandFailed":
			log.error({ command: fact.command, err: fact.error }, "a command failed");
			return;
		case "commandLate":
			log.debug({ command: fact.command }, "nobody is waiting for the answer any more");
			return;
		case "commandsRegistered":
			log.info("commands registered");
			return;
		case "commandsRefused":
			log.error({ why: fact.why }, "Discord refused the commands");
			return;
		case "commandsDelayed":
			log.warn({ why: fact.why }, "the commands could not be registered, trying again");
			return;
		case "backupMade": {
			const { file, bytes, tookMs } = fact.backup;
			log.info({ file, bytes, ms: Math.round(tookMs) }, "backup made and verified");
			return;
		}
		case "backupSent":
			log.info({ file: fact.file, ms: Math.round(fact.tookMs) }, "backup sent to the storage");
			return;
		case "backupFailed": {
			const what = fact.to === "make" ? "no backup could be made" : "the backup could not be sent to the storage";
			log.error({ err: fact.error, until: new Date(fact.retryAt) }, `${what}, trying again`);
			return;
		}
		case "oldRemoved": {
			const { deliveries, matches } = fact;
			log.info({ deliveries, matches }, "removed old records");
			return;
		}
		case "memberForgotten":
			log.info("forgot a member who has left every server that this bot is in");
			return;
		case "retentionFailed":
			log.error({ err: fact.error }, "old records could not be removed, trying again");
			return;
		case "roundFailed":
			log.error({ err: fact.error }, "a round could not be made, trying again");
			return;
		case "checkpointFailed":
			log.warn({ err: fact.error }, "the database's log is written back between other work, trying again");
			return;
		case "writeDelayed":
			log.warn(
				{ err: fact.error },
				"the database cannot be written now: small things are remembered and written later",
			);
			return;
		case "writeFailed":
			log.error({ err: fact.error }, `not written to the database: ${fact.about}`);
			return;
		case "databaseChecked":
			log.info({ ms: Math.round(fact.tookMs) }, "database checked: it is whole");
			return;
		case "databaseUnchecked":
			log.warn({ why: fact.why }, "the database could not be checked; see `faceit-comms backup --check`");
			return;
		case "databaseMisplaced":
			log.error(
				{ file: fact.path },
				`${fact.why} while the program runs: nothing new is stored. Stop the program, put the file back or ` +
					"bring back a backup with `faceit-comms restore FILE`, and start it again",
			);
			return;
		case "databaseInPlace":
			log.info("the database is in its place again");
			return;
		case "joined":
		case "discordCalled":
		case "faceitCalled":
		case "webhookAnswered":
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

function logLogin(log: Logger, outcome: Extract<Fact, { kind: "loginEnded" }>["outcome"], member: string): void {
	if (outcome === "misconfigured") {
		log.error("FACEIT's login does not accept FACEIT_CLIENT_ID and FACEIT_CLIENT_SECRET: nobody can prove an account");
		return;
	}
	log[outcome === "unavailable" ? "warn" : "info"]({ member, outcome }, "a login at FACEIT has ended");
}

function logEvent(log: Logger, event: MatchEvent, changed: boolean): void {
	const version = "version" in event ? { version: event.version } : {};
	const what = event.kind === "expired" ? "asked to close its rooms" : `FACEIT: ${event.kind}`;
	const line = { match: event.matchId, ...version };
	if (changed) log.info(line, what);
	else log.debug(line, `${what}, nothing new`);
}

function logCheck(log: Logger, match: string, answer: MatchAnswer, changed: boolean): void {
	switch (answer.is) {
		case "unavailable":
			log.debug({ match, why: answer.why }, "FACEIT gave no usable answer, asking again later");
			return;
		case "missing":
			log.debug({ match }, "FACEIT's API does not know the match (yet)");
			return;
		case "found":
			log[changed ? "info" : "debug"]({ match, status: answer.check.status }, "FACEIT was asked");
			return;
		default:
			throw new Error(`no such answer: ${answer satisfies never}`);
	}
}
