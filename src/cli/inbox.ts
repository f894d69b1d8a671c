// inbox: lists events that wait or could not be read, and has them processed again.

import { type Command, InvalidArgumentError, Option } from "commander";
import { askToReplay } from "../store/asked.ts";
import { openDeliveries } from "../store/deliveries.ts";
import { findDelivery, type ListedDelivery, listAll, listUndone } from "../store/listings.ts";
import type { Store } from "../store/open.ts";
import { beside } from "./beside.ts";
import type { Console } from "./console.ts";
import { Ending } from "./exit.ts";
import { counted, json, table } from "./table.ts";
import { pastTime, span } from "./time.ts";

const taken = "The running program picks this up within two seconds; if none is running, the next start does.\n";

export function addInbox(program: Command, console: Console): void {
	const inbox = program
		.command("inbox")
		.commandsGroup("Verbs:")
		.description("see what FACEIT sent, and have it processed again");
	addList(inbox, console);
	addRetry(inbox, console);
	addReplay(inbox, console);
}

function addList(inbox: Command, console: Console): void {
	inbox
		.command("list")
		.description("events that wait, and those that could not be read, with the reason")
		.option("--all", "all that is still kept, the newest first")
		.addOption(new Option("--limit <count>", "at most this many").argParser(wholeNumber).default(50))
		.option("--json", "for a machine")
		.addHelpText("after", "\nExamples:\n  faceit-comms inbox list\n  faceit-comms inbox list --all --limit 5 --json")
		.action(({ all = false, limit, json: asJson = false }: { all?: boolean; limit: number; json?: boolean }) =>
			beside(console, (store) => {
				const deliveries = all ? listAll(store, limit) : listUndone(store, limit);
				const { waiting, failed } = openDeliveries(store).depth();
				if (asJson) console.write(json({ waiting, failed, deliveries: deliveries.map(forMachine) }));
				else console.write(forPeople(deliveries, { waiting, failed }, console.clock.now()));
			}),
		);
}

function addRetry(inbox: Command, console: Console): void {
	inbox
		.command("retry")
		.argument("[id]", "one event, by its number in the list; all that failed if left out", wholeNumber)
		.description("try events again that could not be read, after an update perhaps")
		.addHelpText("after", "\nExamples:\n  faceit-comms inbox retry\n  faceit-comms inbox retry 17")
		.action((id: number | undefined) =>
			beside(console, (store) => {
				const count = openDeliveries(store).retry(id);
				if (count === 0 && id !== undefined) throw notFailed(store, id);
				console.write(count === 0 ? "Nothing has failed.\n" : `${counted(count, "event")} to try again. ${taken}`);
			}),
		);
}

function addReplay(inbox: Command, console: Console): void {
	inbox
		.command("replay")
		.argument("[id]", "one event, by its number in the list", wholeNumber)
		.addOption(
			new Option("--since <when>", "all received since: 2h, 3d or 2026-11-22T20:00").argParser((text: string) =>
				time(text, console.clock.now()),
			),
		)
		.description("process events again, whatever their outcome; older ones change nothing")
		.addHelpText("after", "\nExamples:\n  faceit-comms inbox replay 17\n  faceit-comms inbox replay --since 2h")
		.action((id: number | undefined, { since }: { since?: number }, command: Command) => {
			if ((id === undefined) === (since === undefined)) command.error("error: name either an id or --since");
			beside(console, (store) => {
				const count = askToReplay(store, id === undefined ? { since: since ?? 0 } : { id });
				if (count === 0 && id !== undefined) throw notDone(store, id);
				console.write(
					count === 0 ? "Nothing was received since then.\n" : `${counted(count, "event")} to replay. ${taken}`,
				);
			});
		});
}

function forMachine({ receivedAt, doneAt, ...delivery }: ListedDelivery) {
	return {
		...delivery,
		receivedAt: new Date(receivedAt).toISOString(),
		doneAt: doneAt === null ? null : new Date(doneAt).toISOString(),
	};
}

type Depth = { readonly waiting: number; readonly failed: number };

function forPeople(deliveries: readonly ListedDelivery[], { waiting, failed }: Depth, now: number): string {
	const summary = `${counted(waiting, "event")} waiting, ${failed.toLocaleString("en")} failed.\n`;
	if (deliveries.length === 0) return summary;
	const rows = deliveries.map(({ deliveryId, receivedAt, event, matchId, state, error }) => [
		String(deliveryId),
		`${span(now - receivedAt)} ago`,
		event,
		matchId ?? "-",
		state === "kept" ? "waiting" : state,
		error ?? "",
	]);
	const hint = failed > 0 ? "Try them again with `faceit-comms inbox retry`.\n" : "";
	return table(["ID", "RECEIVED", "EVENT", "MATCH", "STATE", "WHY"], rows) + summary + hint;
}

function notFailed(store: Store, id: number): Ending {
	const state = findDelivery(store, id)?.state;
	if (state === undefined) return unknown(id);
	if (state === "kept") return new Ending(`Event ${id} waits already.`);
	return new Ending(`Event ${id} has not failed: \`faceit-comms inbox replay ${id}\` processes it again.`);
}

function notDone(store: Store, id: number): Ending {
	return findDelivery(store, id) === undefined ? unknown(id) : new Ending(`Event ${id} waits already.`);
}

function unknown(id: number): Ending {
	return new Ending(`There is no event ${id}: \`faceit-comms inbox list --all\` shows those that are kept.`);
}

function wholeNumber(text: string): number {
	if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
	return Number(text);
}

function time(text: string, now: number): number {
	const at = pastTime(text, now);
	if (at === undefined) throw new InvalidArgumentError("Write 30m, 2h, 3d or a time such as 2026-11-22T20:00.");
	return at;
}
