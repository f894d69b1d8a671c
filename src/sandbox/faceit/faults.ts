// What goes wrong on the way to FACEIT, when a test asks for it.

import type { SandboxClock } from "../clock.ts";
import type { Outcome } from "../outcome.ts";
import type { Json } from "./sides.ts";

/** Which calls it meets; one left out meets them all. */
export type FaultFilter = {
	readonly method?: string;
	/** A part of the path and query, or a pattern for them. */
	readonly path?: string | RegExp;
	/** How many calls it meets; without end if left out. */
	readonly times?: number;
};

export type Fault =
	/** An answer of its own: a page, as Cloudflare sends them, or JSON. */
	| { readonly status: number; readonly html?: string; readonly json?: unknown }
	/** The right answer, with other JSON in it. */
	| { readonly changed: (json: Json) => unknown }
	/** The right answer, late. */
	| { readonly delayMs: number }
	/** No answer at all, or (`"body"`) headers and then nothing. */
	| { readonly hang: true | "body" }
	/** The connection breaks. */
	| { readonly reset: true }
	/** 429; the seconds to wait. */
	| { readonly retryAfter: number }
	/** 200, broken off in the middle of the JSON. */
	| { readonly truncatedJson: true };

export type Faults = {
	/** Returns a function that ends the fault. Of several that fit, the one set first is met first. */
	readonly add: (filter: FaultFilter, fault: Fault) => () => void;
	/** The fault this call meets, if any. */
	readonly meet: (method: string, path: string) => Fault | undefined;
	readonly clear: () => void;
};

type Waiting = { readonly filter: FaultFilter; readonly fault: Fault; left: number };

export function noFaults(): Faults {
	const waiting = new Set<Waiting>();
	return {
		add: (filter, fault) => {
			const entry = { filter, fault, left: filter.times ?? Number.POSITIVE_INFINITY };
			waiting.add(entry);
			return () => void waiting.delete(entry);
		},
		meet: (method, path) => {
			const entry = [...waiting].find(({ filter }) => meets(filter, method, path));
			if (entry === undefined) return undefined;
			entry.left -= 1;
			if (entry.left <= 0) waiting.delete(entry);
			return entry.fault;
		},
		clear: () => waiting.clear(),
	};
}

/** Returns the outcome of a faulty call; `usual` makes the answer it would have got. */
export async function faulty(
	fault: Fault,
	clock: SandboxClock,
	signal: AbortSignal,
	usual: () => Promise<Response>,
): Promise<Outcome> {
	if ("delayMs" in fault) {
		if (fault.delayMs > 0) await clock.sleep(fault.delayMs);
		return usual();
	}
	if ("hang" in fault) return fault.hang === "body" ? new Response(endless(signal)) : "hang";
	if ("reset" in fault) return "cut";
	if ("retryAfter" in fault) return tooMany(fault.retryAfter);
	if ("changed" in fault) return changed(await usual(), fault.changed);
	if ("truncatedJson" in fault) return truncated(await usual());
	if (fault.html !== undefined) return page(fault.status, fault.html);
	return Response.json(fault.json ?? { message: "fault" }, { status: fault.status });
}

function meets(filter: FaultFilter, method: string, path: string): boolean {
	if (filter.method !== undefined && filter.method !== method) return false;
	if (filter.path instanceof RegExp) return filter.path.test(path);
	return filter.path === undefined || path.includes(filter.path);
}

/** Runs until the reader gives up. */
function endless(signal: AbortSignal): ReadableStream<Uint8Array> {
	return new ReadableStream({
		start: (stream) => {
			stream.enqueue(new TextEncoder().encode("{"));
			signal.addEventListener("abort", () => stream.error(signal.reason), { once: true });
		},
	});
}

function tooMany(seconds: number): Response {
	const body = { errors: [{ message: "Rate limit exceeded", code: "err_rl0", http_status: 429, parameters: [] }] };
	return Response.json(body, { status: 429, headers: { "retry-after": String(seconds) } });
}

/** An answer that refuses stays as it is. */
async function changed(usual: Response, change: (json: Json) => unknown): Promise<Response> {
	if (!usual.ok) return usual;
	const json: unknown = await usual.json();
	return Response.json(change({ ...(typeof json === "object" ? json : null) }));
}

async function truncated(usual: Response): Promise<Response> {
	const text = await usual.text();
	return new Response(text.slice(0, Math.floor(text.length / 2)), {
		status: 200,
		headers: { "content-type": "application/json; charset=utf-8" },
	});
}

function page(status: number, html: string): Response {
	return new Response(html, { status, headers: { "content-type": "text/html; charset=UTF-8" } });
}
