// Sends calls to Discord concurrently and returns the outcome of each: it neither waits for a limit nor repeats a call.
//
// @discordjs/rest keeps one queue per bucket and waits for each answer before the next call, so ten moves of one guild
// would cost ten round trips; and it repeats calls that may have been carried out. The keeper needs neither.

import { z } from "zod";
import type { Answer } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import type { Budget } from "../shown.ts";
import { version } from "../version.ts";
import { Buckets } from "./buckets.ts";
import { Deadline } from "./deadline.ts";
import { type Caller, RefusedCalls } from "./refused-calls.ts";

export type Call = {
	readonly guildId: Caller;
	readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
	/** The path below the API's version, such as "/guilds/1/channels". */
	readonly path: string;
	/** What shares one rate limit: the method and the path up to its main id, such as "PATCH /guilds/1/members". */
	readonly route: string;
	readonly body?: unknown;
	/** For the guild's audit log. */
	readonly reason?: string;
	/** How long to wait for an answer, ms, if not as long as usual. */
	readonly timeoutMs?: number;
};

export type SenderOptions = {
	readonly clock: Clock;
	/** The global `fetch` if left out. */
	readonly fetch?: Fetch | undefined;
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	readonly token: string;
	/** How long to wait for an answer, ms. */
	readonly timeoutMs: number;
	readonly publish: Publish;
	/** What Discord has refused, where others draw on the same limit; its own if left out. */
	readonly refused?: RefusedCalls;
	/** Discord no longer accepts the token. */
	readonly onUnauthorized: () => void;
};

const problem = z.object({
	code: z.number().catch(0),
	message: z.string().catch(""),
	errors: z.unknown().optional(),
	retry_after: z.number().optional().catch(undefined),
	global: z.boolean().catch(false),
});

export class Sender {
	readonly #options: SenderOptions;
	readonly #clock: Clock;
	readonly #fetch: Fetch;
	readonly #buckets = new Buckets();
	readonly #refused: RefusedCalls;

	constructor(options: SenderOptions) {
		this.#options = options;
		this.#clock = options.clock;
		this.#refused = options.refused ?? refusedCalls(options.publish);
		this.#fetch = options.fetch ?? ((request) => fetch(request));
	}

	/** How many calls may be made in the guild now: of this route, or of one that it says nothing about. */
	budget(guildId: Caller, route?: string): Budget {
		const now = this.#clock.now();
		const allowed = this.#refused.budget(guildId, now);
		return route === undefined ? allowed : least(allowed, this.#buckets.budget(route, now));
	}

	/** How many calls may be made now in all if `kept` are to be left for others. */
	allowance(kept: number): Budget {
		return this.#buckets.all(this.#clock.now(), kept);
	}

	/** Makes the call once. `value` is Discord's JSON, not checked yet. Never throws. */
	async send(call: Call): Promise<Answer<unknown>> {
		const { guildId } = call;
		const budget = least(this.budget(guildId, call.route), this.allowance(0));
		if (budget.left < 1) return { is: "later", at: budget.moreAt };
		this.#buckets.begin(call.route);
		this.#refused.begin(guildId);
		const elapsed = this.#clock.stopwatch();
		const deadline = new Deadline(this.#clock, call.timeoutMs ?? this.#options.timeoutMs);
		try {
			const response = await this.#ask(call, deadline);
			const now = this.#clock.now();
			const [status, headers] = typeof response === "string" ? [0, null] : [response.status, response.headers];
			this.#buckets.end(call.route, headers, now);
			this.#refused.end(guildId, status, headers, now);
			this.#options.publish({ kind: "discordCalled", route: call.route, status, tookMs: elapsed() });
			if (typeof response === "string") return { is: "lost", why: response };
			return this.#answer(call, response, await readJson(response, deadline));
		} finally {
			deadline.end();
		}
	}

	/** The response, or why there is none. */
	async #ask(call: Call, deadline: Deadline): Promise<Response | string> {
		try {
			return await deadline.within(this.#fetch(this.#request(call, deadline.signal)));
		} catch (error) {
			return String(error);
		}
	}

	#request({ method, path, body, reason }: Call, signal: AbortSignal): Request {
		const { apiUrl, token } = this.#options;
		const headers = new Headers({
			authorization: `Bot ${token}`,
			"user-agent": `DiscordBot (faceit-comms, ${version})`,
		});
		if (body !== undefined) headers.set("content-type", "application/json");
		if (reason !== undefined) headers.set("x-audit-log-reason", encodeURIComponent(reason));
		return new Request(`${apiUrl}/v10${path}`, {
			method,
			headers,
			signal,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	}

	#answer(call: Call, response: Response, body: unknown): Answer<unknown> {
		if (response.ok) return { is: "done", value: body };
		const { code, message, errors, retry_after, global } = problem.catch(noProblem).parse(body);
		if (response.status === 429) {
			const header = Number(response.headers.get("retry-after") ?? Number.NaN);
			const seconds = retry_after ?? (Number.isFinite(header) ? header : undefined);
			// A 429 without JSON comes from Cloudflare and concerns the whole address.
			const isGlobal = global || body === undefined;
			return { is: "later", at: this.#buckets.refuse(call.route, seconds, isGlobal, this.#clock.now()) };
		}
		if (response.status === 401) this.#options.onUnauthorized();
		if (response.status >= 500) return { is: "lost", why: `Discord answered ${response.status}` };
		const details = errors === undefined ? "" : ` ${JSON.stringify(errors)}`;
		return { is: "refused", status: response.status, code, why: `${message}${details}`.slice(0, 500) };
	}
}

function least(one: Budget, other: Budget): Budget {
	return { left: Math.min(one.left, other.left), moreAt: Math.max(one.moreAt, other.moreAt) };
}

/** Counts them, and publishes when calls have to wait. */
export function refusedCalls(publish: Publish): RefusedCalls {
	return new RefusedCalls((guildId, untilAt) => publish({ kind: "callsHeld", guildId, untilAt }));
}

const noProblem = { code: 0, message: "", global: false };

/** The body as JSON; undefined where it is none, such as a proxy's HTML or a cut answer. */
async function readJson(response: Response, deadline: Deadline): Promise<unknown> {
	try {
		const text = await deadline.within(response.text());
		return text === "" ? null : JSON.parse(text);
	} catch {
		return undefined;
	}
}
