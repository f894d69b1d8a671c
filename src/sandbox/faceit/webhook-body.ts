// Builds the body of a webhook as FACEIT sends it: recorded envelope, recorded payload, a list of teams.

import { type Chance, drawUuid } from "../chance.ts";
import { type SandboxClock, systemClock } from "../clock.ts";
import { type Competition, type Json, type Side, webhookTeam } from "./sides.ts";

export type WebhookBody = {
	readonly transaction_id: string;
	readonly event: string;
	readonly event_id: string;
	readonly third_party_id: string;
	readonly app_id: string;
	readonly timestamp: string;
	readonly retry_count: number;
	readonly version: 1;
	readonly payload: Json;
};

export type WebhookWords = {
	/** FACEIT's name, such as `match_status_ready`. */
	readonly event: string;
	readonly matchId: string;
	/** Grows over the life of a match and orders its events. */
	readonly version: number;
	/** Left out, or for `match_object_created`: the key is absent. */
	readonly teams?: readonly Side[] | null;
	readonly competition?: Competition;
	/** When it happened, epoch ms; now if left out. */
	readonly at?: number;
	/** Epoch ms; 0 is what FACEIT sends for a match that never started. Only `finished` carries it. */
	readonly startedAt?: number;
	/** Only `cancelled` carries it. */
	readonly reason?: string;
	readonly eventId?: string;
	/** Added to the payload last, to make one that FACEIT was never seen to send. */
	readonly payload?: Json;
};

/** What a match belongs to unless told otherwise, in a webhook as in the Data API. */
export const anyCompetition: Competition = {
	id: "2c45d3ca-4791-5a46-a13e-70415c1d0ba8",
	name: "Sandbox Cup",
	type: "championship",
};

/** Where a body has its time and its ids from, unless they are given. */
export type BodySources = { readonly clock?: SandboxClock; readonly chance?: Chance };

/** Takes what happened to a match; returns the body FACEIT posts for it. Each has its own event and transaction id. */
export function webhookBody(words: WebhookWords, sources: BodySources = {}): WebhookBody {
	const { clock = systemClock, chance = Math.random } = sources;
	const at = words.at ?? clock.now();
	return {
		transaction_id: drawUuid(chance),
		event: words.event,
		event_id: words.eventId ?? drawUuid(chance),
		third_party_id: "4bbdf5e7-8bc1-5fe1-801d-65b701ee728f",
		app_id: "fb517611-090b-5393-a77f-18f8d405615f",
		timestamp: faceitTime(at),
		retry_count: 0,
		version: 1,
		payload: payloadOf(words, at),
	};
}

function payloadOf(words: WebhookWords, at: number): Json {
	return {
		id: words.matchId,
		organizer_id: "3fae95d3-4c71-5b1d-a8bb-3b895050fe4d",
		region: "EU",
		game: "cs2",
		version: words.version,
		...eventFields(words, at),
		entity: words.competition ?? anyCompetition,
		...teamsField(words),
		created_at: faceitTime(at),
		updated_at: faceitTime(at),
		...words.payload,
	};
}

function eventFields({ event, reason = "MANUAL", startedAt }: WebhookWords, at: number): Json {
	switch (event) {
		case "match_status_finished":
			return { started_at: faceitTime(startedAt ?? at), finished_at: faceitTime(at) };
		case "match_status_cancelled":
			return { reason, players: [], afk: [] };
		default:
			return {};
	}
}

function teamsField({ event, teams }: WebhookWords): Json {
	if (event === "match_object_created" || teams === undefined) return {};
	return { teams: teams === null ? null : teams.map((side) => webhookTeam(side)) };
}

/** FACEIT's times are UTC without fractions of a second. */
function faceitTime(at: number): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
