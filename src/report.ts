// What the parts tell becomes log lines: one for each happening, with its match, guild and room.

import { everyday } from "./answer.ts";
import type { BackupFact } from "./backup.ts";
import type { CheckFact } from "./checks.ts";
import type { Fact } from "./fact.ts";
import type { InboxFact } from "./inbox.ts";
import type { Logger } from "./log.ts";
import type { Action } from "./plan.ts";
import type { RetentionFact } from "./retention.ts";

const past: Record<Action["do"], string> = {
	open: "room opened",
	find: "room looked for",
	admit: "room access changed",
	move: "member moved into the room",
	return: "member brought back",
	close: "room closed",
	forget: "room given up",
};

export function reportKeeper(log: Logger, fact: Fact): void {
	const guild = fact.guildId;
	switch (fact.kind) {
		case "acted": {
			const { step, answer, match } = fact;
			const room = step.room?.code;
			const member = step.action.do === "move" || step.action.do === "return" ? step.subject : undefined;
			const channel = "channelId" in step.action ? step.action.channelId : undefined;
			const line = log.child({ match: match.matchId, guild, room, channel, member });
			const ms = Math.round(fact.tookMs);
			if (answer.is === "done") line.info({ ms }, past[step.action.do]);
			else if (answer.is === "later") line.debug({ until: new Date(answer.at) }, `${step.action.do}: Discord's limit`);
			else if (answer.is === "lost") line.warn({ ms, why: answer.why }, `${step.action.do}: no answer, looking again`);
			else
				line[everyday.has(answer.code) ? "debug" : "warn"](
					{ code: answer.code, why: answer.why },
					`${step.action.do}: refused`,
				);
			return;
		}
		case "placed":
			log.info({ match: fact.match.matchId, guild, ms: Math.round(fact.sinceMs) }, "all moves answered");
			return;
		case "paused":
			log.warn(
				{ guild, lacking: fact.lacking },
				`paused: give my role ${fact.lacking.join(", ")} in Server Settings → Roles`,
			);
			return;
		case "resumed":
			log.info({ guild }, "goes on: all permissions are there");
			return;
		case "full":
			log.warn({ guild }, "the server has 500 channels, no room can be opened: delete some that nobody needs");
			return;
		case "forbidden":
			log.warn({ guild, why: fact.why }, "Discord refuses what my role seems to allow, trying again later");
			return;
		case "waiting":
			log.info(
				{ guild, members: fact.moves.length, until: new Date(fact.untilAt) },
				"members wait for Discord's limit on moves",
			);
			return;
		case "broken":
			log.error({ guild, err: fact.error }, "could not work on this server, trying again");
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

export function reportInbox(log: Logger, fact: InboxFact): void {
	switch (fact.kind) {
		case "applied": {
			const { report, changed } = fact;
			const what = report.kind === "expired" ? "asked to close its rooms" : `FACEIT: ${report.kind}`;
			const line = { match: report.matchId, ...(report.kind === "expired" ? {} : { version: report.version }) };
			if (changed) log.info(line, what);
			else log.debug(line, `${what}, nothing new`);
			return;
		}
		case "ignored":
			log.debug({ delivery: fact.delivery.deliveryId, event: fact.delivery.event }, "event kept, nothing to do");
			return;
		case "unreadable":
			log.warn({ delivery: fact.delivery.deliveryId, event: fact.delivery.event }, `event not readable: ${fact.why}`);
			return;
		case "broken":
			log.error({ err: fact.error }, "the inbox could not be written, trying again");
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

export function reportChecks(log: Logger, fact: CheckFact): void {
	switch (fact.kind) {
		case "checked": {
			const { answer, match, changed } = fact;
			const line = log.child({ match: match.matchId });
			if (answer.is === "unavailable") line.debug({ why: answer.why }, "FACEIT not asked in vain again for a while");
			else if (answer.is === "missing") line.debug("FACEIT's API does not know the match (yet)");
			else line[changed ? "info" : "debug"]({ status: answer.check.status }, "FACEIT was asked");
			return;
		}
		case "expired":
			log.warn({ match: fact.match.matchId }, "nobody ended the match for too long: taken for over");
			return;
		case "broken":
			log.error({ err: fact.error }, "a match could not be checked, trying again");
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

/** What became of a command that could not be answered. */
export function reportCommands(
	log: Logger,
	fact: { readonly command: string } & (
		| { readonly kind: "fault"; readonly error: unknown }
		| { readonly kind: "late" }
	),
): void {
	if (fact.kind === "late") log.debug({ command: fact.command }, "nobody waits for the answer any more");
	else log.error({ command: fact.command, err: fact.error }, "a command failed");
}

export function reportBackups(log: Logger, fact: BackupFact): void {
	switch (fact.kind) {
		case "made": {
			const { file, bytes, rows, tookMs } = fact.backup;
			log.info({ file, bytes, rows, ms: Math.round(tookMs) }, "backup made and verified");
			return;
		}
		case "sent":
			log.info({ file: fact.file, ms: Math.round(fact.tookMs) }, "backup sent to the storage");
			return;
		case "failed": {
			const what = fact.to === "make" ? "no backup could be made" : "the backup could not be sent to the storage";
			log.error({ err: fact.error, until: new Date(fact.retryAt) }, `${what}, trying again`);
			return;
		}
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

export function reportRetention(log: Logger, fact: RetentionFact): void {
	switch (fact.kind) {
		case "removed": {
			const { deliveries, matches, placements } = fact;
			log.info({ deliveries, matches, placements }, "removed what is long over");
			return;
		}
		case "broken":
			log.error({ err: fact.error }, "what is long over could not be removed, trying again");
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

/** What became of telling Discord the commands. */
export function reportRegistration(
	log: Logger,
	fact: { readonly kind: "registered" } | { readonly kind: "refused" | "later"; readonly why: string },
): void {
	if (fact.kind === "registered") log.info("commands registered");
	else if (fact.kind === "refused") log.error({ why: fact.why }, "Discord refused the commands");
	else log.warn({ why: fact.why }, "the commands could not be registered, trying again");
}
