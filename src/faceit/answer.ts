// Classifies what came back from FACEIT, if anything, into a few outcomes. A body is never assumed to be JSON:
// Cloudflare answers in HTML, with statuses of its own.

import type { Missing, Unavailable } from "../lookup.ts";

export type Outcome = { readonly is: "found"; readonly body: unknown } | Missing | Unavailable;

/** A response read to its end. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string };

/** How long not to call FACEIT after each kind of failure, in ms, unless it names a time itself. */
const rest = { limited: 1000, down: 10_000, refused: 300_000, slow: 10_000, unreadable: 60_000 } as const;

/** Whatever FACEIT says, we ask again after an hour. */
const longestRest = 3_600_000;

export function unavailable(why: Unavailable["why"], now: number, restMs: number = rest[why]): Unavailable {
	return { is: "unavailable", why, retryAt: now + restMs };
}

/**
 * Takes a reply and the time, epoch ms, by our clock and by FACEIT's: a `Retry-After` may be a date. 400 counts as
 * missing: FACEIT cannot know what it calls malformed.
 */
export function outcomeOf({ status, headers, text }: Reply, now: number, wallAt: number): Outcome {
	if (status === 429) return unavailable("limited", now, retryAfterMs(headers, wallAt));
	if (status >= 500) return unavailable("down", now, retryAfterMs(headers, wallAt));
	const body = parsedObject(text);
	if (body === undefined) return unavailable("unreadable", now);
	if (status === 200) return { is: "found", body };
	if (status === 404 || status === 400) return { is: "missing" };
	if (status === 401 || status === 403) return unavailable("refused", now);
	return unavailable("unreadable", now);
}

/**
 * For how many ms nobody may call after this reply: what a 429 asks for, or until the window ends when this call was
 * its last (recorded: `ratelimit-remaining: 8`, `ratelimit-reset: 0`, in seconds, windows of one second).
 */
export function holdMs({ status, headers }: Reply, wallAt: number): number {
	if (status === 429) return retryAfterMs(headers, wallAt) ?? Math.max(rest.limited, resetMs(headers));
	return headers.get("ratelimit-remaining")?.trim() === "0" ? Math.max(rest.limited, resetMs(headers)) : 0;
}

/** `Retry-After` is a number of seconds or a date; undefined where it is neither. */
export function retryAfterMs(headers: Headers, wallAt: number): number | undefined {
	const retryAfter = headers.get("retry-after")?.trim() ?? "";
	const isSeconds = /^\d+(\.\d+)?$/.test(retryAfter);
	const ms = isSeconds ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - wallAt;
	return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, rest.limited), longestRest);
}

/** When FACEIT sent it by its own clock, epoch ms, to the second; undefined if it does not say. */
export function sentAt(headers: Headers): number | undefined {
	const date = Date.parse(headers.get("date") ?? "");
	return Number.isNaN(date) ? undefined : date;
}

function resetMs(headers: Headers): number {
	const seconds = Number(headers.get("ratelimit-reset") ?? "0");
	return Number.isFinite(seconds) ? Math.min(seconds * 1000, longestRest) : 0;
}

/** The JSON object that the text is; undefined for anything else. */
export function parsedObject(text: string): object | undefined {
	try {
		const body: unknown = JSON.parse(text);
		return typeof body === "object" && body !== null ? body : undefined;
	} catch {
		return undefined;
	}
}
