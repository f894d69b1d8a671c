// /staff events: what FACEIT sent about this server's matches that could not be read, and a way to try it again.

import { plain, relative, shown } from "../../markdown.ts";
import { type Block, text } from "../../message.ts";
import type { Caller, CommandNeeds, FailedEvent, Message } from "./command.ts";

const most = 10;
const longestWhy = 200;

/** Those that name no match concern whoever manages a server; what was sent is never shown. */
function failedHere({ member, isAdmin }: Caller, { events, matchesIn }: CommandNeeds): readonly FailedEvent[] {
	const here = new Set(matchesIn(member.guildId));
	return events.failed().filter(({ matchId }) => (matchId === null ? isAdmin : here.has(matchId)));
}

export function eventsMessage(caller: Caller, needs: CommandNeeds): Message {
	const { texts } = caller;
	const failed = failedHere(caller, needs).slice(0, most);
	if (failed.length === 0) return { tone: "good", content: texts.staff.noEvents };
	return {
		tone: "warn",
		content: `## ${texts.staff.eventsTitle}`,
		blocks: failed.map(({ deliveryId, event, receivedAt, error }): Block => {
			const why = shown(plain(error ?? "", longestWhy), longestWhy);
			return {
				is: "beside",
				text: `**${shown(event)}** ${relative(receivedAt)}\n-# ${why}`,
				button: { id: `staff:retry:${deliveryId}`, label: texts.staff.retry, kind: "calm" },
			};
		}),
	};
}

export function retryEvent(typed: string, caller: Caller, needs: CommandNeeds): Message {
	const { texts } = caller;
	const one = failedHere(caller, needs).find(({ deliveryId }) => String(deliveryId) === typed);
	if (one === undefined || !needs.events.retry(one.deliveryId)) return { content: texts.staff.eventGone };
	return { content: texts.staff.retried, blocks: [text(`-# ${texts.staff.retriedHint}`)] };
}
