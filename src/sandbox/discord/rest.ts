// The way of one REST call: faults, ban, token, limits, the route itself, and the time that the wire takes.
import { type Call, type CallLog, createCallLog } from "./calls.ts";
import { createFaults, type FaultKind, type Faults } from "./faults.ts";
import { createBuckets, createInvalidRequests, INVALID_LIMIT, type InvalidRequests, type Taken } from "./limits.ts";
import { Refusal, refusals } from "./refusals.ts";
import { type Ask, matchRoute, type Route } from "./route.ts";

export type RestSettings = { token: string; latencyMs: number; limits: boolean };
export type Rest = {
	log: CallLog;
	faults: Faults;
	invalid: InvalidRequests;
	answer: (request: Request) => Promise<Response>;
};

const PREFIX = "/api/v10";
const GLOBAL = { name: "global", key: "", limit: 50, windowMs: 1000 };

type Outcome = Response | "hang" | "cut";

export function createRest(routes: Route[], settings: RestSettings, onCall: (call: Call) => void): Rest {
	const log = createCallLog(onCall);
	const faults = createFaults();
	const invalid = createInvalidRequests();
	const buckets = createBuckets();

	async function answer(request: Request): Promise<Response> {
		const url = new URL(request.url);
		const path = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : url.pathname;
		const body = await readBody(request);
		const call = log.begin(request, path, body);
		const found = matchRoute(routes, call.method, url.pathname.startsWith(PREFIX) ? path : "");
		call.route = found?.route.on.split(" ")[1] ?? null;
		const fault = faults.take(call);
		await Bun.sleep((fault?.delayMs ?? 0) + settings.latencyMs / 2);
		const instead = fault && beforeActing(fault);
		if (instead) return finish(call, instead);

		const ask: Ask = {
			call,
			body,
			query: url.searchParams,
			param: (name) => found?.params.get(name) ?? "",
			blame: (what) => log.blame(call, what),
		};
		const response = await act(request, ask, found?.route);
		return finish(call, fault && "loseAnswer" in fault ? lose(fault.loseAnswer) : response);
	}

	async function act(request: Request, ask: Ask, route: Route | undefined): Promise<Response> {
		const now = Date.now();
		if (invalid.count(now) >= INVALID_LIMIT)
			return html(429, "Error 1015: You are being rate limited", { "retry-after": "3600" });
		let taken: Taken = { headers: {}, waitMs: 0 };
		try {
			if (!route?.open && request.headers.get("authorization") !== `Bot ${settings.token}`)
				throw refusals.unauthorized();
			if (!route) throw refusals.notFound();
			if (settings.limits) {
				const everything = route.open ? { headers: {}, waitMs: 0 } : buckets.take([GLOBAL], now);
				if (everything.waitMs > 0) return tooMany(everything.waitMs / 1000, "global");
				taken = buckets.take(route.limits?.(ask) ?? [], now);
				if (taken.waitMs > 0) return tooMany(taken.waitMs / 1000, "user", taken.headers);
			}
			checkReason(request);
			if (ask.body instanceof SyntaxError) throw refusals.brokenJson();
			const result = await route.act(ask);
			ask.call.acted = true;
			return result ? json(200, result, taken.headers) : new Response(null, { status: 204, headers: taken.headers });
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			if (blameworthy(error)) ask.blame(`${error.status} ${error.code} ${JSON.stringify(error.body)}`);
			return json(error.status, error.body, taken.headers);
		}
	}

	async function finish(call: Call, response: Outcome): Promise<Response> {
		await Bun.sleep(settings.latencyMs / 2);
		if (response === "hang") return new Promise(() => {});
		if (response === "cut") return cut();
		const invalidStatus = [401, 403, 429].includes(response.status);
		if (invalidStatus && response.headers.get("x-ratelimit-scope") !== "shared") invalid.add(Date.now());
		log.end(call, response.status, await errorCode(response));
		return response;
	}

	return { log, faults, invalid, answer };
}

/** Not knowing is an accident; asking for what cannot be, or not saying who one is, is a mistake in the program. */
function blameworthy(refusal: Refusal): boolean {
	if (refusal.message === refusals.categoryFull().message)
		return !JSON.stringify(refusal.body).includes("CHANNEL_PARENT_MAX_CHANNELS");
	return [0, 40060, 50006, 50024, 50109].includes(refusal.code) && refusal.status !== 503;
}

async function readBody(request: Request): Promise<unknown> {
	const text = await (isForm(request) ? formText(request) : request.text());
	if (text === "") return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return new SyntaxError("not JSON");
	}
}

function isForm(request: Request): boolean {
	return request.headers.get("content-type")?.startsWith("multipart/form-data") ?? false;
}

async function formText(request: Request): Promise<string> {
	const part = (await request.formData()).get("payload_json");
	return typeof part === "string" ? part : "";
}

function checkReason(request: Request): void {
	const reason = request.headers.get("x-audit-log-reason");
	if (reason === null) return;
	const length = decodeURIComponent(reason).length;
	if (length < 1 || length > 512) throw new Refusal(400, 50035, "Invalid Form Body");
}

function beforeActing(fault: FaultKind): Outcome | undefined {
	if ("hang" in fault) return "hang";
	if ("reset" in fault) return "cut";
	if ("retryAfter" in fault) return tooMany(fault.retryAfter, fault.scope ?? "user");
	if (!("status" in fault)) return undefined;
	if (fault.html !== undefined) return html(fault.status, fault.html);
	const { status, code = 0, message = `${status}: Fault` } = fault;
	return json(status, fault.body ?? { message, code });
}

function lose(how: true | "reset" | number): Outcome {
	if (how === true) return "hang";
	return how === "reset" ? "cut" : html(how, "Bad Gateway");
}

/** A body that fails before its first byte makes Bun drop the connection: the client sees ECONNRESET, no status. */
function cut(): Response {
	return new Response(new ReadableStream({ pull: (controller) => controller.error() }));
}

function tooMany(seconds: number, scope: "user" | "global" | "shared", headers: Record<string, string> = {}): Response {
	const body = {
		message: "You are being rate limited.",
		retry_after: Math.ceil(seconds * 1000) / 1000,
		global: scope === "global",
	};
	return json(429, body, {
		...headers,
		"retry-after": String(Math.ceil(seconds)),
		"x-ratelimit-scope": scope,
		...(scope === "global" && { "x-ratelimit-global": "true" }),
	});
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
	// "via" tells a client that Discord answered, not Cloudflare before it.
	return Response.json(body, { status, headers: { via: "1.1 google", ...headers } });
}

function html(status: number, text: string, headers: Record<string, string> = {}): Response {
	return new Response(`<html><body>${text}</body></html>`, {
		status,
		headers: { "content-type": "text/html", ...headers },
	});
}

async function errorCode(response: Response): Promise<number | null> {
	if (response.status < 400 || !response.headers.get("content-type")?.includes("json")) return null;
	const body: unknown = await response.clone().json();
	return typeof body === "object" && body !== null && "code" in body && typeof body.code === "number"
		? body.code
		: null;
}
