// FACEIT's login as apps meet it, with what is odd about it.
import { beforeEach, expect, test } from "bun:test";
import * as oauth from "oauth4webapi";
import type { Fault } from "../../src/sandbox/faceit/faults.ts";
import { type FaceitSandbox, openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { objectOf } from "../faceit/recorded.ts";

let faceit: FaceitSandbox;
let clock: VirtualClock;

beforeEach(() => {
	clock = virtualClock();
	faceit = openFaceitSandbox({ clock });
});

/** As the browser or the app would, without a socket; a redirect is not followed. */
const send = (url: string, init?: RequestInit) => faceit.answer(new Request(url, init));

const verifier = "v".repeat(43);
const redirectUri = "http://127.0.0.1:8000/auth/faceit/callback";

function authorizeUrl(changes: Record<string, string> = {}) {
	const challenge = new Bun.CryptoHasher("sha256").update(verifier).digest("base64url");
	const query = {
		...{ response_type: "code", client_id: faceit.clientId, redirect_uri: redirectUri, scope: "openid" },
		...{ state: "s1", code_challenge: challenge, code_challenge_method: "S256", redirect_popup: "true" },
		...changes,
	};
	return `${faceit.accountsUrl}?${new URLSearchParams(query)}`;
}

async function exchange(code: string, changes: Record<string, string> = {}, secret = faceit.clientSecret) {
	const response = await send(`${faceit.authUrl}/oauth/token`, {
		method: "POST",
		headers: { authorization: `Basic ${btoa(`${faceit.clientId}:${secret}`)}` },
		body: new URLSearchParams({ grant_type: "authorization_code", code, code_verifier: verifier, ...changes }),
	});
	return { status: response.status, body: objectOf(await response.json()) };
}

function codeOf(callbackUrl: string) {
	return new URL(callbackUrl).searchParams.get("code") ?? "";
}

async function userinfo(token: unknown) {
	const headers = { authorization: `Bearer ${token}` };
	const response = await send(`${faceit.authUrl}/resources/userinfo`, { headers });
	return { status: response.status, body: objectOf(await response.json()) };
}

test("a login that is approved leads to who it was", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "one" });
	const callback = new URL(faceit.approve(authorizeUrl(), faceitId));
	expect(callback.href).toStartWith(redirectUri);
	expect(callback.searchParams.get("state")).toBe("s1");
	const token = await exchange(codeOf(callback.href), { redirect_uri: redirectUri });
	expect(token).toMatchObject({ status: 200, body: { token_type: "BEARER" } });
	expect(await userinfo(token.body.access_token)).toMatchObject({
		status: 200,
		body: { guid: faceitId, nickname: "one" },
	});
	expect(faceit.violations).toEqual([]);
});

/** Where the links of the login page lead. */
async function linksOf(url: string): Promise<string[]> {
	const html = await (await send(url)).text();
	return [...html.matchAll(/href="([^"]+)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&"));
}

test("a login can be clicked through in a browser", async () => {
	faceit.addPlayer({ nickname: "<one>" });
	expect(await (await send(authorizeUrl())).text()).toContain("&lt;one&gt;");
	const [approve = "", deny = ""] = await linksOf(authorizeUrl());
	const approved = await send(approve);
	expect(approved.status).toBe(302);
	expect((await exchange(codeOf(approved.headers.get("location") ?? ""))).status).toBe(200);
	const denied = await send(deny);
	expect(denied.headers.get("location")).toStartWith(`${redirectUri}?error=access_denied`);
	expect(faceit.violations).toEqual([]);
});

test("a login cannot be clicked through where the page would not have been shown", async () => {
	const { faceitId } = faceit.addPlayer({ nickname: "one" });
	const query = new URL(authorizeUrl({ redirect_popup: "false" })).search;
	for (const path of [`/approve${query}&player=${faceitId}`, `/deny${query}`])
		expect((await send(faceit.accountsUrl + path)).status).toBe(400);
	expect((await send(`${faceit.accountsUrl}/approve${query}&player=nobody`)).status).toBe(404);
	expect(faceit.violations).toEqual(Array(2).fill("authorize: redirect_popup is not true"));
});

test("a login that is denied comes back with an error and no code", () => {
	const callback = new URL(faceit.deny(authorizeUrl()));
	expect(callback.searchParams.get("error")).toBe("access_denied");
	expect(callback.searchParams.get("state")).toBe("s1");
	expect(callback.searchParams.has("code")).toBe(false);
});

test.each([
	["redirect_popup", "false"],
	["response_type", "token"],
	["client_id", "other"],
	["redirect_uri", "callback"],
	["scope", "email"],
	["state", ""],
	["code_challenge_method", "plain"],
	["code_challenge", "short"],
])("a login with %s of %p is refused and noted", async (name, value) => {
	const { faceitId } = faceit.addPlayer({ nickname: "one" });
	const url = authorizeUrl({ [name]: value });
	expect(() => faceit.approve(url, faceitId)).toThrow(name);
	expect((await send(url)).status).toBe(400);
	expect(faceit.violations).toHaveLength(2);
	expect(faceit.violations[0]).toContain(name);
});

test("a login goes to registered redirects only, to the letter", () => {
	const { faceitId } = faceit.addPlayer({ nickname: "one" });
	faceit.registerRedirect("https://comms.example.com/auth/faceit/callback");
	expect(() => faceit.approve(authorizeUrl(), faceitId)).toThrow("redirect_uri");
	faceit.registerRedirect(redirectUri);
	expect(faceit.approve(authorizeUrl(), faceitId)).toStartWith(redirectUri);
	expect(() => faceit.approve(authorizeUrl({ redirect_uri: `${redirectUri}/` }), faceitId)).toThrow("redirect_uri");
});

/** The code with which a new player comes back from the login page. */
function newCode() {
	return codeOf(faceit.approve(authorizeUrl(), faceit.addPlayer({ nickname: Bun.randomUUIDv7() }).faceitId));
}

test("a login has a code that works once; used again, it takes back the token that it gave", async () => {
	const [code, other] = [newCode(), newCode()];
	const { body } = await exchange(code);
	const kept = await exchange(other);
	expect((await userinfo(body.access_token)).status).toBe(200);
	expect(await exchange(code)).toEqual({ status: 400, body: { error: "invalid_grant" } });
	expect((await userinfo(body.access_token)).status).toBe(401);
	expect((await userinfo(kept.body.access_token)).status).toBe(200);
});

test("a login has a code that is good for a minute, and a token that is good for as long as it says", async () => {
	const [late, timely] = [newCode(), newCode()];
	await clock.advance(59_999);
	const { body } = await exchange(timely);
	await clock.advance(1);
	expect(await exchange(late)).toEqual({ status: 400, body: { error: "invalid_grant" } });
	await clock.advance(Number(body.expires_in) * 1000 - 2);
	expect((await userinfo(body.access_token)).status).toBe(200);
	await clock.advance(1);
	expect(await userinfo(body.access_token)).toEqual({ status: 401, body: { error: "invalid_token" } });
});

test.each([
	[{ code_verifier: "w".repeat(43) }, "invalid_grant"],
	[{ code: "other" }, "invalid_grant"],
	[{ redirect_uri: `${redirectUri}/` }, "invalid_grant"],
	[{ grant_type: "password" }, "unsupported_grant_type"],
])("a login whose exchange says %j fails with %s", async (changes: Record<string, string>, error: string) => {
	expect(await exchange(newCode(), changes)).toEqual({ status: 400, body: { error } });
});

test.each([
	["nothing at all", () => "", "no Basic credentials"],
	["a wrong secret", () => `Basic ${btoa(`${faceit.clientId}:wrong`)}`, "wrong Basic credentials"],
	["a percent that escapes nothing", () => `Basic ${btoa(`${faceit.clientId}:%`)}`, "wrong Basic credentials"],
	["something else", () => "Basic of sorts", "no Basic credentials"],
])("a login is nobody's with %s for credentials", async (_, authorization, violation) => {
	const body = new URLSearchParams({ grant_type: "authorization_code", code: newCode(), code_verifier: verifier });
	const url = `${faceit.authUrl}/oauth/token`;
	const response = await send(url, { method: "POST", headers: { authorization: authorization() }, body });
	expect([response.status, await response.json()]).toEqual([401, { error: "invalid_client" }]);
	expect(faceit.violations).toEqual([`token: ${violation}`]);
	expect(await userinfo("other")).toMatchObject({ status: 401 });
});

/** What a client that keeps to the standards makes of FACEIT; it calls it with these credentials. */
async function standardClient(credentials: oauth.ClientAuth): Promise<oauth.TokenEndpointResponse> {
	const server = { issuer: faceit.authUrl.replace(/\/v1$/, ""), token_endpoint: `${faceit.authUrl}/oauth/token` };
	const client = { client_id: faceit.clientId };
	const answer = oauth.validateAuthResponse(
		server,
		client,
		new URLSearchParams({ code: newCode() }),
		oauth.skipStateCheck,
	);
	const how = {
		[oauth.customFetch]: (url: string, init: object) => send(url, init),
		[oauth.allowInsecureRequests]: true,
	};
	const response = await oauth.authorizationCodeGrantRequest(
		...([server, client, credentials, answer, redirectUri, verifier, how] as const),
	);
	return oauth.processAuthorizationCodeResponse(server, client, response);
}

test.each([
	["percent-encodes its credentials", oauth.ClientSecretBasic, "were percent-encoded"],
	["sends its secret in the form", oauth.ClientSecretPost, "came in the form"],
])("a login fails for a client that %s, and notes which mistake it was", async (_, method, violation) => {
	await expect(standardClient(method(faceit.clientSecret))).rejects.toMatchObject({ status: 401 });
	expect(faceit.violations).toHaveLength(1);
	expect(faceit.violations[0]).toContain(violation);
});

test("a login gives an id_token that a client which keeps to the standard refuses: it has no exp", async () => {
	const raw: oauth.ClientAuth = (_server, _client, _body, headers) =>
		headers.set("authorization", `Basic ${btoa(`${faceit.clientId}:${faceit.clientSecret}`)}`);
	await expect(standardClient(raw)).rejects.toThrow('"exp"');
	expect(faceit.violations).toEqual([]);
});

const faults: readonly (readonly [string, Fault])[] = [
	["502 in HTML", { status: 502, html: "<html>Bad gateway</html>" }],
	["503 in HTML", { status: 503, html: "<html>Service unavailable</html>" }],
	["Cloudflare's 403", { status: 403, html: "<html>Just a moment...</html>" }],
	["429", { retryAfter: 30 }],
	["broken JSON", { truncatedJson: true }],
	["a connection that is reset", { reset: true }],
	["no answer", { hang: true }],
];

test.each(
	["/auth/v1/oauth/token", "/auth/v1/resources/userinfo"].flatMap((path) =>
		faults.map(([what, fault]) => [path, what, fault] as const),
	),
)("a login can fail at %s alone, with %s", async (path, _, fault) => {
	const { body } = await exchange(newCode());
	faceit.fault({ path }, fault);
	const token = outcomeOf(exchange(newCode()));
	const userinfoToo = outcomeOf(userinfo(body.access_token));
	await clock.advance(1);
	const [faulty, fine] = path.endsWith("/token") ? [token(), userinfoToo()] : [userinfoToo(), token()];
	expect(fine).toBe("answered");
	expect(faulty).toBe("hang" in fault ? "waiting" : "failed");
});

/** How a call stands; an answer that is no JSON counts as failed. */
function outcomeOf(call: Promise<{ readonly status: number }>): () => string {
	let outcome = "waiting";
	call.then(
		({ status }) => {
			outcome = status === 200 ? "answered" : "failed";
		},
		() => {
			outcome = "failed";
		},
	);
	return () => outcome;
}

test("a login can name another account, or only its sub, to whoever has a token", async () => {
	const { body } = await exchange(newCode());
	faceit.fault({ path: "/userinfo", times: 1 }, { changed: ({ guid, ...json }) => ({ ...json, sub: guid }) });
	faceit.fault({ path: "/userinfo" }, { changed: (json) => ({ ...json, guid: "another" }) });
	expect(Object.keys((await userinfo(body.access_token)).body)).toEqual(["nickname", "picture", "locale", "sub"]);
	expect((await userinfo(body.access_token)).body.guid).toBe("another");
	expect((await userinfo("other")).status).toBe(401);
});

test("a login is discovered at these addresses", async () => {
	const found = await (await send(`${faceit.authUrl}/openid_configuration`)).json();
	expect(found).toMatchObject({
		authorization_endpoint: faceit.accountsUrl,
		token_endpoint: `${faceit.authUrl}/oauth/token`,
		userinfo_endpoint: `${faceit.authUrl}/resources/userinfo`,
	});
});
