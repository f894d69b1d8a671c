// Posts webhooks as FACEIT does: a static secret of the organizer's choice, and again when the answer is not 2xx.

import { type SandboxClock, systemClock } from "../clock.ts";

export type Attempt = {
	/** The answer; null when there was none: refused, broken off, or too late. */
	readonly status: number | null;
	readonly retryCount: number;
	readonly ms: number;
};

/** One event on its way: every attempt, the last of which decided. */
export type Delivery = { readonly attempts: readonly Attempt[]; readonly delivered: boolean };

export type PostOptions = {
	/** Sent as it is; nothing is sent without it. */
	readonly secret?: string;
	/** The header that carries the secret, unless `query` is given. */
	readonly header?: string;
	/** The query parameter that carries the secret instead of the header. */
	readonly query?: string;
	/** How often to try again after an answer that is not 2xx. How often FACEIT does is not known. */
	readonly retries?: number;
	readonly backoffMs?: number;
	readonly timeoutMs?: number;
	/** How many deliveries of the same event, side by side: FACEIT repeats itself to apps that listen to many players. */
	readonly times?: number;
};

type Posted = { readonly url: string; readonly headers: Headers; readonly body: string | object };

/** How a webhook gets to the program: by fetch, or by whatever a simulation puts in its place. */
export type Way = {
	readonly clock?: SandboxClock;
	readonly fetch?: (request: Request) => Promise<Response>;
};

/**
 * Posts a webhook body, as built by `webhookBody` or as recorded, to a webhook. Text is sent as it is; the
 * `retry_count` of an object grows with every retry, its ids stay. Returns one delivery for each of `times`.
 */
export async function postWebhook(
	webhookUrl: string,
	body: string | object,
	options: PostOptions = {},
	{ clock = systemClock, fetch = globalThis.fetch }: Way = {},
): Promise<readonly Delivery[]> {
	const posted = { ...signed(webhookUrl, options), body };
	return Promise.all(Array.from({ length: options.times ?? 1 }, () => deliver(posted, options, { clock, fetch })));
}

function signed(webhookUrl: string, { secret, header, query }: PostOptions): { url: string; headers: Headers } {
	const url = new URL(webhookUrl);
	const headers = new Headers({ "content-type": "application/json", "user-agent": "faceit-sandbox" });
	if (secret !== undefined && query !== undefined) url.searchParams.set(query, secret);
	else if (secret !== undefined) headers.set(header ?? "X-Webhook-Secret", secret);
	return { url: url.href, headers };
}

async function deliver(posted: Posted, options: PostOptions, way: Required<Way>): Promise<Delivery> {
	const { retries = 3, backoffMs = 25, timeoutMs = 5000 } = options;
	const attempts: Attempt[] = [];
	for (let retryCount = 0; retryCount <= retries; retryCount++) {
		if (retryCount > 0 && backoffMs > 0) await way.clock.sleep(backoffMs * retryCount);
		const attempt = await tryOnce(posted, retryCount, timeoutMs, way);
		attempts.push(attempt);
		if (isSuccess(attempt)) return { attempts, delivered: true };
	}
	return { attempts, delivered: false };
}

function isSuccess({ status }: Attempt): boolean {
	return status !== null && status >= 200 && status < 300;
}

async function tryOnce(
	{ url, headers, body }: Posted,
	retryCount: number,
	timeoutMs: number,
	{ clock, fetch }: Required<Way>,
): Promise<Attempt> {
	const startedAt = clock.now();
	const text = typeof body === "string" ? body : JSON.stringify({ ...body, retry_count: retryCount });
	const late = new AbortController();
	const inTime = clock.setTimeout(() => late.abort(), timeoutMs);
	const request = new Request(url, { method: "POST", headers, body: text, signal: late.signal });
	const status = await fetch(request).then(
		async (response) => {
			await response.body?.cancel();
			return response.status;
		},
		() => null,
	);
	inTime();
	return { status, retryCount, ms: clock.now() - startedAt };
}
