// What came back from FACEIT, or did not, becomes one of few outcomes. Bodies are never taken for JSON unseen:
// Cloudflare answers in HTML, with statuses of its own.

/** FACEIT gave no usable answer. `retryAt`, epoch ms, is when asking again may help. */
export type Unavailable = {
	readonly is: "unavailable";
	/**
	 * `limited`: too many calls. `down`: no connection, or an error of theirs. `refused`: our key is not accepted.
	 * `slow`: no answer in time. `unreadable`: an answer, but not one of the Data API.
	 */
	readonly why: "limited" | "down" | "refused" | "slow" | "unreadable";
	readonly retryAt: number;
};

export type Outcome = { readonly is: "found"; readonly body: unknown } | { readonly is: "missing" } | Unavailable;

/** An answer read to its end. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

/** How long to leave FACEIT alone after each kind of failure, in ms, where it names no time itself. */
const rest = { limited: 1000, down: 10_000, refused: 300_000, slow: 10_000, unreadable: 60_000 } as const;

/** However long FACEIT says: after an hour we ask again. */
const longestRest = 3_600_000;

export function unavailable(why: Unavailable["why"], now: number, restMs: number = rest[why]): Unavailable {
	return { is: "unavailable", why, retryAt: now + restMs };
}

/** Takes an answer and the time, epoch ms. 400 counts as missing: FACEIT cannot know what it calls malformed. */
export function outcomeOf({ status, headers, text }: Answer, now: number): Outcome {
	if (status === 429) return unavailable("limited", now, retryAfterMs(headers, now));
	if (status >= 500) return unavailable("down", now, retryAfterMs(headers, now));
	const body = parsedObject(text);
	if (body === undefined) return unavailable("unreadable", now);
	if (status === 200) return { is: "found", body };
	if (status === 404 || status === 400) return { is: "missing" };
	if (status === 401 || status === 403) return unavailable("refused", now);
	return unavailable("unreadable", now);
}

/**
 * For how many ms nobody may call after this answer: what a 429 asks for, or until the window ends when this call was
 * its last (recorded: `ratelimit-remaining: 8`, `ratelimit-reset: 0`, in seconds, windows of one second).
 */
export function holdMs({ status, headers }: Answer, now: number): number {
	if (status === 429) return retryAfterMs(headers, now) ?? Math.max(rest.limited, resetMs(headers));
	return headers.get("ratelimit-remaining")?.trim() === "0" ? Math.max(rest.limited, resetMs(headers)) : 0;
}

/** `Retry-After` is a number of seconds or a date; undefined where it is neither. */
function retryAfterMs(headers: Headers, now: number): number | undefined {
	const told = headers.get("retry-after")?.trim() ?? "";
	const ms = /^\d+(\.\d+)?$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now;
	return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, rest.limited), longestRest);
}

function resetMs(headers: Headers): number {
	const seconds = Number(headers.get("ratelimit-reset") ?? "0");
	return Number.isFinite(seconds) ? Math.min(seconds * 1000, longestRest) : 0;
}

function parsedObject(text: string): object | undefined {
	try {
		const body: unknown = JSON.parse(text);
		return typeof body === "object" && body !== null ? body : undefined;
	} catch {
		return undefined;
	}
}
