// The path of one REST call: faults, ban, token, limits, the route itself, and the time that the wire takes.
import type { SandboxClock } from "../clock.ts";
import type { Outcome } from "../outcome.ts";
import { errorCode, html, insteadOfActing, insteadOfAnswering, json, refused, tooMany } from "./answers.ts";
import { type Call, type CallLog, createCallLog } from "./calls.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createBuckets, createInvalidRequests, type InvalidRequests, type Rule } from "./limits.ts";
import { Refusal, refusals } from "./refusals.ts";
import { checkRequest, readBody } from "./request-body.ts";
import { type Ask, type Match, type Route, routeFinder } from "./route.ts";

export type RestSettings = {
	token: string;
	latencyMs: number;
	limits: boolean;
	limitPace: number;
	invalidRequestLimit: number;
};
export type Rest = {
	log: CallLog;
	faults: Faults;
	invalid: InvalidRequests;
	answer: (request: Request) => Promise<Outcome>;
};

const PREFIX = "/api/v10";
const GLOBAL = { name: "global", key: "", limit: 50, windowMs: 1000 };

export function createRest(
	routes: Route[],
	settings: RestSettings,
	clock: SandboxClock,
	onCall: (call: Call) => void,
): Rest {
	const log = createCallLog(clock, onCall);
	const faults = createFaults();
	const invalid = createInvalidRequests();
	const buckets = createBuckets();
	const findRoute = routeFinder(routes);

	async function answer(request: Request): Promise<Outcome> {
		const url = new URL(request.url);
		const versioned = url.pathname.startsWith(`${PREFIX}/`);
		const path = versioned ? url.pathname.slice(PREFIX.length) : url.pathname;
		const body = await readBody(request);
		const found = versioned ? findRoute(request.method, path) : undefined;
		const call = log.begin(request, path, found?.pattern ?? null, body);
		const fault = faults.take(call);
		await travel(fault?.delayMs);
		const instead = fault && insteadOfActing(fault);
		if (instead) return finish(call, instead);
		const response = await attempt(request, found, askFor(call, url, found));
		return finish(call, (fault && insteadOfAnswering(fault)) ?? response);
	}

	function askFor(call: Call, url: URL, found: Match | undefined): Ask {
		const param = (name: string) => found?.params.get(name) ?? "";
		return { call, body: call.body, query: url.searchParams, param, blame: (what) => log.blame(call, what) };
	}

	async function attempt(request: Request, found: Match | undefined, ask: Ask): Promise<Response> {
		const now = clock.now();
		if (invalid.count(now) >= settings.invalidRequestLimit) {
			return html(429, "Error 1015: You are being rate limited", { "retry-after": "3600" });
		}
		const headers: Record<string, string> = {};
		try {
			const token = request.headers.get("authorization");
			if (!found?.route.open && token !== `Bot ${settings.token}`) throw refusals.unauthorized();
			if (!found) throw refusals.notFound();
			const limited = settings.limits && limit(found.route, ask, now, headers);
			if (limited) return limited;
			checkRequest(request, ask.body);
			const result = await found.route.act(ask);
			ask.call.acted = true;
			return result ? json(200, result, headers) : new Response(null, { status: 204, headers });
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			if (error.careless) ask.blame(`${error.status} ${JSON.stringify(error.body)}`);
			return refused(error, headers);
		}
	}

	function paced(rule: Rule): Rule {
		return { ...rule, windowMs: rule.windowMs / settings.limitPace };
	}

	/** Interaction endpoints have buckets of their own, but are exempt from the global limit. */
	function limit(route: Route, ask: Ask, now: number, headers: Record<string, string>): Response | undefined {
		const everything = route.open ? 0 : buckets.take([GLOBAL].map(paced), now).waitMs;
		if (everything > 0) return tooMany(everything / 1000, "global");
		const taken = buckets.take((route.limits?.(ask) ?? []).map(paced), now);
		Object.assign(headers, taken.headers);
		return taken.waitMs > 0 ? tooMany(taken.waitMs / 1000, "user", headers) : undefined;
	}

	/** Half of a round trip, and no timer when that takes no time. */
	function travel(moreMs = 0): Promise<void> | undefined {
		const ms = settings.latencyMs / 2 + moreMs;
		return ms > 0 ? clock.sleep(ms) : undefined;
	}

	async function finish(call: Call, outcome: Outcome): Promise<Outcome> {
		await travel();
		if (outcome === "hang" || outcome === "cut") return outcome;
		const bad = [401, 403, 429].includes(outcome.status);
		if (bad && outcome.headers.get("x-ratelimit-scope") !== "shared") invalid.add(clock.now());
		log.end(call, outcome.status, await errorCode(outcome));
		return outcome;
	}

	return { log, faults, invalid, answer };
}
