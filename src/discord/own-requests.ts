// How discord.js makes its own calls, such as answers to commands: on the connections that all calls share, because a
// person waits three seconds at most; and each answer is counted.

import type { RESTOptions } from "discord.js";
import type { Clock } from "../clock.ts";
import type { Fetch } from "../http.ts";
import type { RefusedCalls } from "./refused-calls.ts";

export type MakeRequest = RESTOptions["makeRequest"];
type Init = Parameters<MakeRequest>[1];

/** What Discord has refused, and the time. */
export type Limit = { readonly refused: RefusedCalls; readonly clock: Clock };

export function requestsBy(fetch: Fetch): MakeRequest {
	return async (url, { method = "GET", headers = {}, body, signal = null }) => {
		const init = { method, headers: namesAndValues(headers), signal };
		const made = body === undefined || body === null ? init : { ...init, body: sent(body) };
		return readable(await fetch(new Request(url, made)));
	};
}

/** What discord.js reads of a response: never its stream, whose type is not the same everywhere. */
function readable(response: Response): Awaited<ReturnType<MakeRequest>> {
	const { status, statusText, ok, headers, bodyUsed } = response;
	return {
		...{ status, statusText, ok, headers, bodyUsed, body: null },
		arrayBuffer: () => response.arrayBuffer(),
		json: () => response.json(),
		text: () => response.text(),
	};
}

/** The same, but nothing is called while too many calls were refused. */
export function withinLimit(make: MakeRequest, { refused, clock }: Limit): MakeRequest {
	return async (url, init) => {
		if (refused.budget(null, clock.now()).left < 1) throw new Error("not called: Discord has refused too many calls");
		refused.begin(null);
		const response = await make(url, init).catch((error: unknown) => {
			refused.end(null, 0, null, clock.now());
			throw error;
		});
		refused.end(null, response.status, response.headers, clock.now());
		return response;
	};
}

function namesAndValues(headers: NonNullable<Init["headers"]>): [string, string][] {
	const all = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
	return all.map(([name, value]) => [name, String(value)]);
}

/** discord.js sends JSON, and a form where there are files. */
function sent(body: NonNullable<Init["body"]>): string | FormData {
	if (typeof body === "string" || body instanceof FormData) return body;
	throw new Error("Only text and forms are sent.");
}
