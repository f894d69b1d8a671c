// Asks FACEIT's Data API one question, within the one budget that all questions share. A failure is returned, never thrown.

import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import { holdMs, type Outcome, outcomeOf, sentAt, unavailable } from "./answer.ts";
import { send } from "./send.ts";
import { type Kind, Turns } from "./turns.ts";

export type AskOptions = {
	/** Such as `https://open.faceit.com/data/v4`. */
	readonly url: string;
	/** A server-side key. */
	readonly key: string;
	readonly clock: Clock;
	/** Every call that was made. */
	readonly publish?: Publish;
	/** How requests are sent: the global `fetch` if left out. */
	readonly fetch?: Fetch;
	/** Calls started within any second. FACEIT has been seen to allow 10, for all who share the key. */
	readonly perSecond?: number;
	/** How long an answer may take to its last byte, in ms. A look-up for a person waits no longer for its turn either. */
	readonly timeoutMs?: number;
};

export type Question = {
	/** What it is for. */
	readonly kind: Kind;
	/** The path with names in place of ids, for metrics, such as `/matches/{id}`. */
	readonly route: string;
	/** `route` if left out. */
	readonly path?: string;
	readonly query?: Readonly<Record<string, string>>;
};

export type Ask = {
	readonly ask: (question: Question) => Promise<Outcome>;
	/** What time it is for FACEIT, epoch ms: as its answers say, or by the wall clock before the first. */
	readonly now: () => number;
	/** The outcome for an answer that is none of the Data API. */
	readonly unreadable: () => ReturnType<typeof unavailable>;
};

/** Calls in flight at most: those that hang must not delay others. */
const places = { lineUp: 4, person: 3, compare: 5, follow: 2, suggest: 1 } as const;
const matchPatienceMs = 60_000;

/** Throws for an address or a key that no request can carry; the message does not repeat the key. */
export function asking(options: AskOptions): Ask {
	const { clock, publish, perSecond = 5, timeoutMs = 5000 } = options;
	const { fetch = (request) => globalThis.fetch(request) } = options;
	const request = requests(options.url, options.key);
	const time = faceitTime(clock);
	const patienceMs = {
		...{ lineUp: matchPatienceMs, person: timeoutMs, compare: matchPatienceMs, follow: matchPatienceMs },
	};
	const turns = new Turns(clock, { perSecond, places, patienceMs });
	return {
		now: time.now,
		unreadable: () => unavailable("unreadable", clock.now()),
		async ask({ kind, route, path = route, query }) {
			const turn = await turns.take(kind, async () => {
				const elapsed = clock.stopwatch();
				const reply = await send(fetch, request(path, query), clock, timeoutMs);
				const status = typeof reply === "string" ? reply : reply.status;
				publish?.({ kind: "faceitCalled", route, status, tookMs: elapsed() });
				if (typeof reply !== "string") {
					time.hear(reply.headers);
					turns.hold(holdMs(reply, time.now()));
				}
				return reply;
			});
			const now = clock.now();
			if (!turn.ran) return unavailable("limited", now, turn.waitMs);
			const reply = turn.result;
			return typeof reply === "string" ? unavailable(reply, now) : outcomeOf(reply, now, time.now());
		},
	};
}

function requests(url: string, key: string): (path: string, query?: Readonly<Record<string, string>>) => Request {
	const base = new URL(url).href.replace(/\/+$/, "");
	const headers = headersWith(key);
	return (path, query = {}) => {
		const address = new URL(base + path);
		for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
		return new Request(address.href, { headers, redirect: "manual" });
	};
}

function headersWith(key: string): Headers {
	try {
		return new Headers({ authorization: `Bearer ${key}`, accept: "application/json", "user-agent": "faceit-comms" });
	} catch {
		throw new Error("The FACEIT API key has characters that no header can carry.");
	}
}

type Time = { readonly now: () => number; readonly hear: (headers: Headers) => void };

/** FACEIT's time, by what its answers say. Our own wall clock may be set while we run, or be wrong. */
function faceitTime(clock: Clock): Time {
	let aheadMs: number | undefined;
	return {
		now: () => (aheadMs === undefined ? clock.wall() : clock.now() + aheadMs),
		hear(headers) {
			const at = sentAt(headers);
			if (at !== undefined) aheadMs = at - clock.now();
		},
	};
}
