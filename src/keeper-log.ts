// The log listener for what the keeper publishes: each line carries the guild and, where they apply, match and room.

import { type Answer, everyday } from "./call.ts";
import type { KeeperFact } from "./fact.ts";
import type { Logger } from "./log.ts";

/** Logs the fact at the level that fits. */
export function logKeeper(log: Logger, fact: KeeperFact): void {
	const guild = fact.guildId;
	switch (fact.kind) {
		case "acted": {
			const { room, channelId, discordId } = fact.target;
			const line = { match: fact.matchId ?? undefined, guild, room, channel: channelId, member: discordId };
			logAction(log.child(line), fact, fact.answer);
			return;
		}
		case "placed":
			log.info({ match: fact.matchId, guild, ms: Math.round(fact.sinceMs) }, "all moves answered");
			return;
		case "paused":
			log.warn(
				{ guild, lacking: fact.lacking },
				`paused: give my role ${fact.lacking.join(", ")} in Server Settings → Roles`,
			);
			return;
		case "resumed":
			log.info({ guild }, "resumed: all permissions are granted");
			return;
		case "hidden":
			log.warn(
				{ guild, channels: fact.channels },
				"somebody took away what I may do in these channels: give it back or delete them, everything else goes on",
			);
			return;
		case "forbidden":
			log.warn({ guild, why: fact.why }, "Discord refuses what my role seems to allow, trying again later");
			return;
		case "full":
			log.warn({ guild }, "the server has 500 channels, no room can be opened: delete some that nobody needs");
			return;
		case "waiting":
			log.info(
				{ guild, members: fact.members, until: new Date(fact.untilAt) },
				"members wait for Discord's limit on moves",
			);
			return;
		case "repeated":
			log.warn(
				{ match: fact.matchId ?? undefined, guild, subject: fact.subject },
				`${fact.action}: done, and then planned again: waiting before it is repeated`,
			);
			return;
		case "keeperFailed":
			log.error({ guild, err: fact.error }, "could not work on this server, trying again");
			return;
		default:
			throw new Error(`no such fact: ${fact satisfies never}`);
	}
}

type Acted = Extract<KeeperFact, { readonly kind: "acted" }>;

function logAction(line: Logger, { action, past, tookMs }: Acted, answer: Answer<unknown>): void {
	const ms = Math.round(tookMs);
	switch (answer.is) {
		case "done":
			line.info({ ms }, past);
			return;
		case "later":
			line.debug({ until: new Date(answer.at) }, `${action}: Discord's limit`);
			return;
		case "lost":
			line.warn({ ms, why: answer.why }, `${action}: no answer, looking again`);
			return;
		case "refused": {
			const { code, why } = answer;
			line[everyday.has(code) ? "debug" : "warn"]({ code, why }, `${action}: refused`);
			return;
		}
		default:
			throw new Error(`no such answer: ${answer satisfies never}`);
	}
}
