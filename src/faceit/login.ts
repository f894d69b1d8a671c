// FACEIT's login, as an OAuth2 client with PKCE. FACEIT differs from the standard: its `id_token` has no `exp`, and it
// takes the client's id and secret only as they are, not percent-encoded. Nothing of a code or a token leaves this file.

import * as oauth from "oauth4webapi";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import type { CodeAnswer, LoginClient } from "../login.ts";
import type { Unavailable } from "../lookup.ts";
import { parsedObject, type Reply, retryAfterMs, unavailable } from "./answer.ts";
import { send } from "./send.ts";

type Options = {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Such as `https://accounts.faceit.com`: the page where people log in. */
	readonly accountsUrl: string;
	/** Such as `https://api.faceit.com/auth/v1`. */
	readonly authUrl: string;
	/** Exactly as it is registered at FACEIT. */
	readonly redirectUrl: string;
	readonly clock: Clock;
	/** Every call that was made, without what it carried. */
	readonly publish: Publish;
	readonly fetch: Fetch;
	/** The nickname as the Data API knows it, for a login that names none; undefined if it does not know it. */
	readonly nicknameOf: (faceitId: string) => Promise<string | undefined>;
	/** How long each of the two calls may take, ms. */
	readonly timeoutMs?: number;
};

/** `guid` is the Data API's player id; `sub` has been seen in its place. */
const userinfo = z.object({
	guid: z.string().optional(),
	sub: z.string().optional(),
	nickname: z.string().min(1).optional(),
});
const token = z.looseObject({ id_token: z.unknown().optional() });
const refusal = z.object({ error: z.string() });

export function faceitLogin(options: Options): LoginClient {
	const { clientId, clientSecret, accountsUrl, authUrl, redirectUrl, clock } = options;
	const server = { issuer: authUrl.replace(/\/v1$/, ""), token_endpoint: `${authUrl}/oauth/token` };
	const client = { client_id: clientId };
	const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
	const authenticate: oauth.ClientAuth = (_server, _client, _body, headers) => headers.set("authorization", basic);

	async function tokenFor(code: string, verifier: string, call: Call): Promise<string> {
		const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams({ code }), oauth.skipStateCheck);
		const how = { [oauth.customFetch]: call.fetch, [oauth.allowInsecureRequests]: authUrl.startsWith("http:") };
		await oauth.authorizationCodeGrantRequest(server, client, authenticate, parameters, redirectUrl, verifier, how);
		const { id_token: _, ...granted } = token.parse(call.answer());
		const { access_token } = await oauth.processAuthorizationCodeResponse(server, client, Response.json(granted));
		return access_token;
	}

	return {
		authorizeUrl(state, challenge) {
			const url = new URL(accountsUrl);
			const query = {
				...{ response_type: "code", client_id: clientId, redirect_uri: redirectUrl, scope: "openid", state },
				// Without the last one, the login fails (FACEIT's documentation of its Connect).
				...{ code_challenge: challenge, code_challenge_method: "S256", redirect_popup: "true" },
			};
			for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
			return url.href;
		},
		async redeem(code, verifier) {
			const call = calls(options);
			try {
				const accessToken = await tokenFor(code, verifier, call);
				const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
				await call.fetch(`${authUrl}/resources/userinfo`, { method: "GET", headers });
				const { guid, sub, nickname: given } = userinfo.parse(call.answer());
				const { data: faceitId } = z.guid().safeParse(guid ?? sub);
				const nickname = faceitId === undefined ? undefined : (given ?? (await options.nicknameOf(faceitId)));
				if (faceitId === undefined || nickname === undefined) return unavailable("unreadable", clock.now());
				return { is: "account", account: { faceitId, nickname } };
			} catch (error) {
				// What went wrong is not passed on: a library's error may carry the answer, and so a token.
				return error instanceof Failed ? error.answer : unavailable("unreadable", clock.now());
			}
		},
	};
}

/** A call that FACEIT did not answer as it should. */
class Failed extends Error {
	override readonly name = "Failed";
	readonly answer: Exclude<CodeAnswer, { readonly is: "account" }>;

	constructor(answer: Failed["answer"]) {
		super("FACEIT's login did not answer as it should");
		this.answer = answer;
	}
}

type CallInit = {
	readonly method: string;
	readonly headers: Record<string, string>;
	readonly body?: URLSearchParams | Uint8Array<ArrayBuffer> | string | null | undefined;
};
type Call = {
	/** Sends it; throws a Failed unless the answer is a JSON object with status 200. */
	readonly fetch: (url: string, init: CallInit) => Promise<Response>;
	/** The last answer. */
	readonly answer: () => object;
};

function calls({ clock, publish, fetch, timeoutMs = 5_000 }: Options): Call {
	let last: object = {};
	return {
		answer: () => last,
		async fetch(url, { method, headers, body }) {
			const elapsed = clock.stopwatch();
			const request = new Request(url, { method, headers, redirect: "manual", ...(body == null ? {} : { body }) });
			request.headers.set("user-agent", "faceit-comms");
			const reply = await send(fetch, request, clock, timeoutMs);
			const status = typeof reply === "string" ? reply : reply.status;
			publish({
				kind: "faceitCalled",
				route: new URL(url).pathname.split("/").slice(-2).join("/"),
				status,
				tookMs: elapsed(),
			});
			if (typeof reply === "string") throw new Failed(unavailable(reply, clock.now()));
			const parsed = parsedObject(reply.text);
			if (reply.status !== 200 || parsed === undefined) throw new Failed(failureOf(reply, parsed, method, clock));
			last = parsed;
			return Response.json(parsed);
		},
	};
}

/** What an answer that is none means. An HTML page is never about us, whatever its status: Cloudflare answers so. */
function failureOf(
	{ status, headers }: Reply,
	body: object | undefined,
	method: string,
	clock: Clock,
): Failed["answer"] {
	const failed = (why: Unavailable["why"], restMs?: number) => unavailable(why, clock.now(), restMs);
	if (status === 429) return failed("limited", retryAfterMs(headers, clock.wall()));
	if (status >= 500) return failed("down", retryAfterMs(headers, clock.wall()));
	// Only the token endpoint, the one that is posted to, says anything about the code and about us.
	if (body === undefined || method !== "POST") return failed("unreadable");
	const { error } = refusal.safeParse(body).data ?? {};
	if (error === "invalid_grant") return { is: "codeRefused" };
	return status === 401 || error === "invalid_client" || error === "unauthorized_client"
		? { is: "misconfigured" }
		: failed("unreadable");
}
