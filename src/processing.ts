// What one delivery says, and what becomes of the record of the match that it is about.

import { isDeepStrictEqual } from "node:util";
import type { Processed } from "./delivery.ts";
import type { InboxFact } from "./fact.ts";
import { advance, type MatchEvent } from "./match.ts";
import { newRecord } from "./record.ts";
import type { Records } from "./store/records.ts";

/** What a delivery says about a match, undefined for nothing; or why it cannot be read. */
export type Reading = { readonly event: MatchEvent | undefined } | { readonly why: string };

/** `read` throws an Error that says why it cannot. */
export function reading(read: () => MatchEvent | undefined): Reading {
	try {
		return { event: read() };
	} catch (error) {
		return { why: messageOf(error) };
	}
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Why the delivery is marked as failed: one that cannot be read blocks nothing, and can be tried again. */
export function errorIn(reading: Reading): string | null {
	return "why" in reading ? reading.why : null;
}

/** Applies what the delivery says at `now` (epoch ms). Returns what to publish once that is committed. */
export function apply(
	records: Pick<Records, "get" | "save">,
	delivery: Processed,
	reading: Reading,
	now: number,
): InboxFact {
	if ("why" in reading) return { kind: "unreadable", delivery, why: reading.why };
	const { event } = reading;
	if (event === undefined) return { kind: "ignored", delivery };
	return { kind: "applied", delivery, event, changed: change(records, event, now) };
}

/** Applies one event to the match's record at `now` (epoch ms). True if anything changed. */
export function change(records: Pick<Records, "get" | "save">, event: MatchEvent, now: number): boolean {
	const record = records.get(event.matchId);
	const match = advance(record?.match, event);
	// A check that finds nothing new is no reason to write, or to look at the match again.
	const isNews = match !== undefined && !isDeepStrictEqual(match, record?.match);
	if (isNews) records.save([record === undefined ? newRecord(match) : { ...record, match }], now);
	return isNews;
}
