// FACEIT's login, as far as an app meets it: the authorize page, the token endpoint, and who has logged in.
// It is as strict as FACEIT is known to be (Basic, redirect_popup, the exact redirect) and demands PKCE on top.

import { type Chance, drawUuid } from "../chance.ts";
import type { SandboxClock } from "../clock.ts";
import type { Json } from "./sides.ts";
import type { Account, World } from "./world.ts";

type Needs = {
	readonly clock: SandboxClock;
	readonly chance: Chance;
	readonly world: World;
	readonly accountsUrl: string;
	readonly authUrl: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** The only redirects accepted; any one if left out. */
	readonly redirectUris: readonly string[] | undefined;
	readonly violated: (what: string) => void;
};

type Grant = {
	readonly faceitId: string;
	readonly redirectUri: string;
	readonly challenge: string;
	readonly expiresAt: number;
};

export type Login = {
	/** What a person does at the authorize page. Returns the URL their browser is sent back to, or throws. */
	readonly approve: (authorizeUrl: string, faceitId: string) => string;
	readonly deny: (authorizeUrl: string) => string;
	readonly authorizePage: (url: URL) => Response;
	readonly approvePage: (url: URL) => Response;
	readonly token: (request: Request) => Promise<Response>;
	readonly userinfo: (request: Request) => Response;
	readonly discovery: () => Response;
};

/** How long a code may be exchanged, in ms. */
const codeLives = 60_000;

export function login(needs: Needs): Login {
	const grants = new Map<string, Grant>();
	const tokens = new Map<string, string>();
	const approve = (authorizeUrl: string, faceitId: string) => {
		const asked = accepted(needs, new URL(authorizeUrl)).searchParams;
		if (needs.world.account(faceitId) === undefined) throw new Error(`the sandbox has no player ${faceitId}`);
		const code = drawUuid(needs.chance);
		const redirectUri = asked.get("redirect_uri") ?? "";
		const challenge = asked.get("code_challenge") ?? "";
		grants.set(code, { faceitId, redirectUri, challenge, expiresAt: needs.clock.now() + codeLives });
		return backTo(asked, { code });
	};
	return {
		approve,
		deny: (authorizeUrl) => {
			const asked = accepted(needs, new URL(authorizeUrl)).searchParams;
			return backTo(asked, { error: "access_denied", error_description: "The user denied the request" });
		},
		authorizePage: (url) => authorizePage(needs, url),
		approvePage: (url) => {
			const faceitId = url.searchParams.get("player") ?? "";
			if (needs.world.account(faceitId) === undefined) return page(404, "<h1>No such player</h1>");
			return Response.redirect(approve(`${needs.accountsUrl}${url.search}`, faceitId), 302);
		},
		token: (request) => exchange(needs, grants, tokens, request),
		userinfo: (request) => userinfo(needs.world, tokens, request),
		discovery: () => Response.json(discovered(needs)),
	};
}

/** The URL, if FACEIT would show its login page for it; else throws with everything that is wrong. */
function accepted(needs: Needs, url: URL): URL {
	const problems = problemsOf(needs, url);
	for (const problem of problems) needs.violated(`authorize: ${problem}`);
	if (problems.length > 0) throw new Error(`FACEIT would refuse this login: ${problems.join("; ")}`);
	return url;
}

function problemsOf(needs: Needs, url: URL): string[] {
	const asked = url.searchParams;
	const page = new URL(needs.accountsUrl);
	const redirectUri = asked.get("redirect_uri") ?? "";
	const checks: readonly (readonly [boolean, string])[] = [
		[url.origin === page.origin && url.pathname.replace(/\/$/, "") === page.pathname, "not the authorize page"],
		[asked.get("response_type") === "code", "response_type is not code"],
		[asked.get("client_id") === needs.clientId, "client_id is unknown"],
		[asked.get("redirect_popup") === "true", "redirect_popup is not true"],
		[URL.canParse(redirectUri), "redirect_uri is no URL"],
		[needs.redirectUris?.includes(redirectUri) ?? true, "redirect_uri is not a registered one"],
		[asked.get("scope")?.split(" ").includes("openid") ?? false, "scope lacks openid"],
		[(asked.get("state") ?? "") !== "", "state is missing"],
		[asked.get("code_challenge_method") === "S256", "code_challenge_method is not S256"],
		[/^[A-Za-z0-9_-]{43}$/.test(asked.get("code_challenge") ?? ""), "code_challenge is no S256 hash"],
	];
	return checks.filter(([isFine]) => !isFine).map(([, problem]) => problem);
}

function backTo(asked: URLSearchParams, answer: Record<string, string>): string {
	const url = new URL(asked.get("redirect_uri") ?? "");
	for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
	url.searchParams.set("state", asked.get("state") ?? "");
	return url.href;
}

/** A page to click through by hand, in the demo: one link for every player of the sandbox. */
function authorizePage(needs: Needs, url: URL): Response {
	const problems = problemsOf(needs, url);
	for (const problem of problems) needs.violated(`authorize: ${problem}`);
	if (problems.length > 0) return page(400, `<h1>FACEIT would refuse this login</h1><p>${problems.join("<br>")}</p>`);
	const links = needs.world.accounts().map((account) => approveLink(needs.accountsUrl, url.searchParams, account));
	return page(200, `<h1>Sandbox login</h1><p>Log in as:</p><ul>${links.join("")}</ul>`);
}

function approveLink(accountsUrl: string, asked: URLSearchParams, account: Account): string {
	const query = new URLSearchParams(asked);
	query.set("player", account.faceitId);
	return `<li><a href="${Bun.escapeHTML(`${accountsUrl}/approve?${query}`)}">${Bun.escapeHTML(account.nickname)}</a></li>`;
}

async function exchange(
	needs: Needs,
	grants: Map<string, Grant>,
	tokens: Map<string, string>,
	request: Request,
): Promise<Response> {
	if (request.headers.get("authorization") !== `Basic ${btoa(`${needs.clientId}:${needs.clientSecret}`)}`) {
		needs.violated("token: no or wrong Basic credentials");
		return refused(401, "invalid_client");
	}
	const form = new URLSearchParams(await request.text());
	if (form.get("grant_type") !== "authorization_code") return refused(400, "unsupported_grant_type");
	const code = form.get("code") ?? "";
	const grant = grants.get(code);
	grants.delete(code);
	if (grant === undefined || !isGranted(grant, form, needs.clock.now())) return refused(400, "invalid_grant");
	const accessToken = drawUuid(needs.chance);
	tokens.set(accessToken, grant.faceitId);
	return Response.json({ access_token: accessToken, token_type: "Bearer", expires_in: 86_400, scope: "openid" });
}

/** A code is good once, for a minute, for whoever knows the verifier; a redirect that is named again must be the same. */
function isGranted(grant: Grant, form: URLSearchParams, now: number): boolean {
	const redirectUri = form.get("redirect_uri");
	return (
		now < grant.expiresAt &&
		challengeOf(form.get("code_verifier") ?? "") === grant.challenge &&
		(redirectUri === null || redirectUri === grant.redirectUri)
	);
}

function challengeOf(verifier: string): string {
	return new Bun.CryptoHasher("sha256").update(verifier).digest("base64url");
}

function userinfo(world: World, tokens: ReadonlyMap<string, string>, request: Request): Response {
	const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
	const account = world.account(tokens.get(token) ?? "");
	if (account === undefined) return refused(401, "invalid_token");
	return Response.json({ guid: account.faceitId, nickname: account.nickname, picture: account.avatar, locale: "en" });
}

function discovered({ accountsUrl, authUrl }: Needs): Json {
	return {
		issuer: authUrl.replace(/\/v1$/, ""),
		authorization_endpoint: accountsUrl,
		token_endpoint: `${authUrl}/oauth/token`,
		userinfo_endpoint: `${authUrl}/resources/userinfo`,
		response_types_supported: ["code"],
		scopes_supported: ["openid", "email", "membership", "profile"],
		token_endpoint_auth_methods_supported: ["client_secret_basic"],
	};
}

function refused(status: number, error: string): Response {
	return Response.json({ error }, { status });
}

function page(status: number, content: string): Response {
	return new Response(`<!doctype html><meta charset="utf-8"><title>FACEIT sandbox</title>${content}`, {
		status,
		headers: { "content-type": "text/html; charset=utf-8" },
	});
}
