// What a person asks of the running program from another process: written where that program looks by itself.

import { and, eq, gte, ne } from "drizzle-orm";
import type { Expired } from "../match.ts";
import { openDeliveries } from "./deliveries.ts";
import { type Store, transaction } from "./open.ts";
import { inbox } from "./schema.ts";
import { openTrail } from "./trail.ts";

/** An event of our own, which goes through the inbox like FACEIT's. */
const close = "faceit_comms_close";

/** Asks for the match to be treated as over: everyone is brought back and its rooms close. */
export function askToClose(store: Store, matchId: string, at: number): void {
	const eventKey = `${close}:${crypto.randomUUID()}`;
	const body = JSON.stringify({ event: close, payload: { id: matchId } });
	const nobody = { actorId: null, guildId: null, discordId: null, faceitId: null, nickname: null };
	transaction(store, () => {
		openDeliveries(store).keep([{ eventKey, event: close, matchId, body, receivedAt: at }]);
		openTrail(store).add([{ ...nobody, at, what: "closed", right: "host", matchId }]);
	});
}

/** Lets deliveries be processed again, whatever their outcome: one, or all since `since` (epoch ms). */
export function askToReplay({ db }: Store, which: { readonly id: number } | { readonly since: number }): number {
	const chosen = "id" in which ? eq(inbox.deliveryId, which.id) : gte(inbox.receivedAt, which.since);
	const kept = { state: "kept", error: null, doneAt: null } as const;
	return db
		.update(inbox)
		.set(kept)
		.where(and(chosen, ne(inbox.state, "kept")))
		.returning({ id: inbox.deliveryId })
		.all().length;
}

/** Takes a body of the inbox; returns what it asks for, undefined if it is FACEIT's. `at` in epoch ms. */
export function readAsked(body: string, at: number): Expired | undefined {
	// FACEIT's bodies are parsed by their own reader: this one must not cost as much again.
	if (!body.startsWith(`{"event":"${close}"`)) return undefined;
	const asked: unknown = JSON.parse(body);
	const payload = typeof asked === "object" && asked !== null && "payload" in asked ? asked.payload : undefined;
	const matchId = typeof payload === "object" && payload !== null && "id" in payload ? payload.id : undefined;
	if (typeof matchId !== "string") throw new Error("`payload.id` is missing: there is no match to close.");
	return { kind: "expired", matchId, at };
}
