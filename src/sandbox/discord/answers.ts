// The shapes that answers have on the wire: Discord's JSON, a proxy's HTML, a 429, a connection cut short.
import type { Outcome } from "../outcome.ts";
import type { FaultKind } from "./faults.ts";
import type { Refusal } from "./refusals.ts";

type Headers = Record<string, string>;
type Scope = "user" | "global" | "shared";

export function json(status: number, body: unknown, headers: Headers = {}): Response {
	// "via" tells a client that Discord answered, not Cloudflare before it.
	return Response.json(body, { status, headers: { via: "1.1 google", ...headers } });
}

export function html(status: number, text: string, headers: Headers = {}): Response {
	const page = `<html><body>${text}</body></html>`;
	return new Response(page, { status, headers: { "content-type": "text/html", ...headers } });
}

export function tooMany(seconds: number, scope: Scope, headers: Headers = {}, more: object = {}): Response {
	const body = {
		message: "You are being rate limited.",
		retry_after: Math.ceil(seconds * 1000) / 1000,
		global: scope === "global",
		...more,
	};
	return json(429, body, {
		...headers,
		"retry-after": String(Math.ceil(seconds)),
		"x-ratelimit-scope": scope,
		...(scope === "global" && { "x-ratelimit-global": "true" }),
	});
}

export function refused(refusal: Refusal, headers: Headers): Response {
	const { retryAfter } = refusal;
	if (retryAfter !== undefined) return tooMany(retryAfter, "user", headers, refusal.body);
	return json(refusal.status, refusal.body, headers);
}

export function insteadOfActing(fault: FaultKind): Outcome | undefined {
	if ("hang" in fault) return "hang";
	if ("reset" in fault) return "cut";
	if ("retryAfter" in fault) return tooMany(fault.retryAfter, fault.scope ?? "user");
	if (!("status" in fault)) return undefined;
	if (fault.html !== undefined) return html(fault.status, fault.html);
	const { status, code = 0, message = `${status}: Fault` } = fault;
	return json(status, fault.body ?? { message, code });
}

export function insteadOfAnswering(fault: FaultKind): Outcome | undefined {
	if (!("loseAnswer" in fault)) return undefined;
	if (fault.loseAnswer === true) return "hang";
	return fault.loseAnswer === "reset" ? "cut" : html(fault.loseAnswer, "Bad Gateway");
}

export async function errorCode(response: Response): Promise<number | null> {
	if (response.status < 400 || !response.headers.get("content-type")?.includes("json")) return null;
	const body: unknown = await response.clone().json();
	return typeof body === "object" && body !== null && "code" in body && typeof body.code === "number"
		? body.code
		: null;
}
