// Translates what FACEIT posts to the webhook into our own terms, once, at the border. FACEIT documents little of it:
// what varies in the recorded payloads is read, what is unknown is ignored.

import { z } from "zod";
import type { Competition, DemoReady, Report } from "../match.ts";
import { isObject, shortName, teamsSchema, withOrganizer } from "./teams.ts";

/** What has to be known of a delivery before it is kept. */
export type Envelope = {
	readonly event: string;
	/** FACEIT's `event_id`, its own for each event; undefined when it is missing or no text. */
	readonly eventId: string | undefined;
	/** `payload.id` when it has the form of a match id: of championship and hub events it names something else. */
	readonly matchId: string | undefined;
};

/** An event about a match that cannot be read. The message names the field, never its value. */
export class UnreadableEvent extends Error {
	override readonly name = "UnreadableEvent";
}

/** The events that say something about a match's state. */
const kinds: ReadonlyMap<string, Report["kind"]> = new Map([
	["match_object_created", "created"],
	["match_status_configuring", "configuring"],
	["match_status_ready", "ready"],
	["match_status_finished", "finished"],
	["match_status_cancelled", "cancelled"],
	["match_status_aborted", "aborted"],
]);

/** One for each map, minutes after the end. */
const demoReady = "match_demo_ready";

/** A number, a dash, a GUID: the number is part of the id, the Data API does not know the match without it. */
export const matchIdSchema = z.string().regex(/^\d{1,10}-[0-9a-f-]{36}$/);

const longestEventId = 200;

/** What another process asks of the running program (store/asked.ts) does not come by webhook. */
const askedByUs = "faceit_comms_close";

const competitionSchema = z
	.object({ id: z.string().min(1), name: z.string().nullish().catch(null), type: z.string().nullish().catch(null) })
	.transform(({ id, name, type }): Competition => ({ id, name: shortName(name) ?? "", type: shortName(type) ?? "" }))
	.nullable()
	.catch(null);

const matchSchema = z.object({
	id: matchIdSchema,
	version: z.int().nonnegative().nullable().catch(null),
	entity: competitionSchema,
	organizer_id: z.unknown().optional(),
	teams: teamsSchema,
});

const demoSchema = z.object({ id: matchIdSchema, demo_url: z.url({ protocol: /^https$/ }).max(500) });

/** One webhook, parsed once. */
export type Received = {
	readonly envelope: Envelope;
	/** What it reports, as `readEvent` does. */
	readonly read: (at: number) => Report | DemoReady | undefined;
};

/**
 * Takes the body of a webhook as received. Returns undefined for anything that is not a FACEIT envelope: not JSON, no
 * text `event` or the one of our own, or no object `payload`. Anything else may be kept, whatever it holds.
 */
export function receive(body: string): Received | undefined {
	const json = parsedJson(body);
	if (!isObject(json) || typeof json.event !== "string" || !isObject(json.payload)) return undefined;
	const { event, event_id: id, payload } = json;
	if (event === askedByUs) return undefined;
	const eventId = typeof id === "string" && id !== "" && id.length <= longestEventId ? id : undefined;
	const matchId = matchIdSchema.safeParse(payload.id).data;
	return { envelope: { event, eventId, matchId }, read: (at) => report(event, payload, at) };
}

/** What has to be known of a webhook's body; undefined for anything that is not a FACEIT envelope. */
export function readEnvelope(body: string): Envelope | undefined {
	return receive(body)?.envelope;
}

/**
 * Takes the body of a webhook and when it arrived, in epoch ms. Returns what it reports about a match, undefined
 * for an event that is not about one (championships, hubs, unknown names). Throws UnreadableEvent if the match cannot
 * be identified, or if the body has a shape that FACEIT was never seen to send.
 */
export function readEvent(body: string, at: number): Report | DemoReady | undefined {
	const received = receive(body);
	if (received === undefined) throw new UnreadableEvent("The body is no FACEIT event: it needs `event` and `payload`.");
	return received.read(at);
}

function report(event: string, payload: object, at: number): Report | DemoReady | undefined {
	const kind = kinds.get(event);
	if (kind !== undefined) return readState(kind, payload, at);
	return event === demoReady ? readDemo(payload, at) : undefined;
}

function readState(kind: Report["kind"], payload: object, at: number): Report {
	const match = matchSchema.safeParse(payload);
	if (!match.success) throw new UnreadableEvent(whatIsWrong(match.error));
	const { id, version, entity, organizer_id, teams } = match.data;
	return { kind, matchId: id, at, version, competition: entity && withOrganizer(entity, organizer_id), teams };
}

function readDemo(payload: object, at: number): DemoReady {
	const demo = demoSchema.safeParse(payload);
	if (!demo.success) throw new UnreadableEvent(whatIsWrong(demo.error));
	return { kind: "demoReady", matchId: demo.data.id, at, demoUrl: demo.data.demo_url };
}

function parsedJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

function whatIsWrong(error: z.ZodError): string {
	const field = ["payload", ...(error.issues[0]?.path ?? [])].map(String).join(".");
	return field === "payload.id" ? "`payload.id` is no FACEIT match id." : `\`${field}\` has an unexpected shape.`;
}
