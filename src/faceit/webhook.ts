// Where FACEIT posts its events: the secret is checked, the body stored, and the request answered. Nothing else happens.

import { createHash, timingSafeEqual } from "node:crypto";
import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { NewDelivery } from "../delivery.ts";
import type { Publish } from "../fact.ts";
import type { MatchEvent } from "../match.ts";
import { receive } from "./events.ts";

/** FACEIT's payloads are below 10 KB; a larger body than this is not one. In bytes. */
export const bodyLimit = 256 * 1024;

export type WebhookOptions = {
	readonly clock: Clock;
	/** FACEIT signs nothing: it sends a secret of our choice. Two are accepted while one replaces the other. */
	readonly secrets: readonly string[];
	/** The header that carries it; the query parameter `secret` is read as well. */
	readonly header: string;
	/**
	 * Resolves once the delivery is durable or was known; rejects when it could not be stored. `read` returns what it
	 * reports about a match, or throws an Error that says why it cannot be read.
	 */
	readonly keep: (delivery: NewDelivery, read: () => MatchEvent | undefined) => Promise<void>;
	/** How each request was answered. */
	readonly publish: Publish;
};

/**
 * `POST /faceit-webhook`: 204 stored or known already, 401 no or wrong secret, 400 no FACEIT envelope, 413 too large,
 * 503 could not be stored (FACEIT sends it again). No answer repeats any part of the body.
 */
export function faceitWebhook(options: WebhookOptions) {
	const { clock, publish } = options;
	const isSecret = secretCheck(options.secrets);
	return new Elysia({ name: "faceit-webhook" }).post(
		"/faceit-webhook",
		async ({ request }) => {
			const elapsed = clock.stopwatch();
			const { status, event, why } = await answer(request, isSecret, options);
			publish({ kind: "webhookAnswered", status, event, tookMs: elapsed() });
			return new Response(status === 204 ? null : `${why}\n`, { status });
		},
		{ parse: "none" },
	);
}

type Outcome = { readonly status: number; readonly event: string | null; readonly why?: string };

type IsSecret = (given: string | null) => boolean;

async function answer(request: Request, isSecret: IsSecret, { clock, header, keep }: WebhookOptions): Promise<Outcome> {
	if (Number(request.headers.get("content-length") ?? 0) > bodyLimit) return tooLarge;
	const given = request.headers.get(header) ?? new URL(request.url).searchParams.get("secret");
	if (!isSecret(given)) {
		return { status: 401, event: null, why: "The secret is missing or wrong: see FACEIT_WEBHOOK_SECRET." };
	}
	const body = await readBody(request);
	if (body === undefined) return tooLarge;
	const received = receive(body);
	if (received === undefined) {
		return { status: 400, event: null, why: "This is not a FACEIT event: JSON with `event` and an object `payload`." };
	}
	const { event, eventId, matchId } = received.envelope;
	const eventKey = eventId ?? `sha256:${digest(body).toString("hex")}`;
	const receivedAt = clock.now();
	const delivery = { eventKey, event: event.slice(0, 100), matchId: matchId ?? null, body, receivedAt };
	try {
		await keep(delivery, () => received.read(receivedAt));
		return { status: 204, event };
	} catch {
		return { status: 503, event, why: "The event could not be kept. Please send it again." };
	}
}

const tooLarge: Outcome = { status: 413, event: null, why: "The body is larger than 256 KiB." };

/** Compares hashes, so that timing reveals neither length nor content; all secrets are compared. */
function secretCheck(secrets: readonly string[]): IsSecret {
	const wanted = secrets.map(digest);
	return (given) => {
		if (given === null || given === "") return false;
		const hash = digest(given);
		return wanted.map((one) => timingSafeEqual(one, hash)).some(Boolean);
	};
}

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

const utf8 = new TextDecoder();

/** The body as text, or undefined once it is over the limit: a chunked one tells its size only by arriving. */
async function readBody(request: Request): Promise<string | undefined> {
	const bytes = await request.arrayBuffer().catch(() => undefined);
	return bytes === undefined || bytes.byteLength > bodyLimit ? undefined : utf8.decode(bytes);
}
