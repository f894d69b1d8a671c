// Sends calls to Discord side by side and says what became of each: it neither waits for a limit nor repeats a call.
//
// @discordjs/rest keeps one queue per bucket and waits for each answer before the next call, so ten moves of one guild
// would cost ten round trips; and it repeats calls that may have been carried out. The keeper needs neither.

import { z } from "zod";
import type { Answer } from "../answer.ts";
import { version } from "../version.ts";
import { Buckets, type Budget } from "./buckets.ts";

export type Call = {
	readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
	/** The path below the API's version, such as "/guilds/1/channels". */
	readonly path: string;
	/** What shares one rate limit: the path up to its main id, without the ids below it. */
	readonly route: string;
	readonly body?: unknown;
	/** For the guild's audit log. */
	readonly reason?: string;
	/** How many calls it leaves for others of those that Discord allows now; none if left out. */
	readonly kept?: number;
};

/** One answered or lost call; `status` 0 without an answer. */
export type Sent = { readonly method: string; readonly route: string; readonly status: number; readonly ms: number };

type Options = {
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	readonly token: string;
	/** How long to wait for an answer, ms. */
	readonly timeoutMs: number;
	readonly observe: (sent: Sent) => void;
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
	readonly #options: Options;
	readonly #buckets = new Buckets();

	constructor(options: Options) {
		this.#options = options;
	}

	/** How many calls of the route Discord allows now if `kept` are to be left for others. */
	budget(route: string, kept = 0): Budget {
		return this.#buckets.budget(route, Date.now(), kept);
	}

	/** Makes the call once. `value` is Discord's JSON, not checked yet. Never throws. */
	async send(call: Call): Promise<Answer<unknown>> {
		const budget = this.budget(call.route, call.kept);
		if (budget.left < 1) return { is: "later", at: budget.moreAt };
		this.#buckets.begin(call.route);
		const startedAt = performance.now();
		const response = await fetch(this.#request(call)).catch((error: unknown) => String(error));
		const status = typeof response === "string" ? 0 : response.status;
		this.#buckets.end(call.route, typeof response === "string" ? null : response.headers, Date.now());
		this.#options.observe({ method: call.method, route: call.route, status, ms: performance.now() - startedAt });
		return typeof response === "string" ? { is: "lost", why: response } : this.#answer(call, response);
	}

	#request({ method, path, body, reason }: Call): Request {
		const { apiUrl, token, timeoutMs } = this.#options;
		const headers = new Headers({
			authorization: `Bot ${token}`,
			"user-agent": `DiscordBot (faceit-comms, ${version})`,
		});
		if (body !== undefined) headers.set("content-type", "application/json");
		if (reason !== undefined) headers.set("x-audit-log-reason", encodeURIComponent(reason));
		const signal = AbortSignal.timeout(timeoutMs);
		return new Request(`${apiUrl}/v10${path}`, {
			method,
			headers,
			signal,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	}

	async #answer(call: Call, response: Response): Promise<Answer<unknown>> {
		const body = await readJson(response);
		if (response.ok) return { is: "done", value: body };
		const { code, message, errors, retry_after, global } = problem.catch(noProblem).parse(body);
		if (response.status === 429) {
			const header = Number(response.headers.get("retry-after") ?? Number.NaN);
			const seconds = retry_after ?? (Number.isFinite(header) ? header : undefined);
			// A 429 without JSON comes from Cloudflare and concerns the whole address.
			const isGlobal = global || body === undefined;
			return { is: "later", at: this.#buckets.refuse(call.route, seconds, isGlobal, Date.now()) };
		}
		if (response.status === 401) this.#options.onUnauthorized();
		if (response.status >= 500) return { is: "lost", why: `Discord answered ${response.status}` };
		const details = errors === undefined ? "" : ` ${JSON.stringify(errors)}`;
		return { is: "refused", status: response.status, code, why: `${message}${details}`.slice(0, 500) };
	}
}

const noProblem = { code: 0, message: "", global: false };

/** The body as JSON; undefined where it is none, such as a proxy's HTML or a cut answer. */
async function readJson(response: Response): Promise<unknown> {
	try {
		const text = await response.text();
		return text === "" ? null : JSON.parse(text);
	} catch {
		return undefined;
	}
}
