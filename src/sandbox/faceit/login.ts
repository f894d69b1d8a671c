// FACEIT's login, as far as an app meets it: the authorize page, the token endpoint, and who has logged in.
// It is as strict and as odd as FACEIT is known to be (raw Basic, redirect_popup, the exact redirect, an id_token that a
// strict client refuses) and demands PKCE on top.

import type { Chance } from "../chance.ts";
import type { SandboxClock } from "../clock.ts";
import { backTo, problemsOf, type Registered } from "./authorize.ts";
import { wrongCredentials } from "./credentials.ts";
import { loginPage, refusalPage } from "./login-page.ts";
import type { Json } from "./sides.ts";
import { type Granted, noTokens, type Tokens, tokenLives } from "./tokens.ts";
import type { World } from "./world.ts";

type Needs = Registered & {
	readonly clock: SandboxClock;
	readonly chance: Chance;
	readonly world: World;
	readonly authUrl: string;
	readonly clientSecret: string;
	readonly violated: (what: string) => void;
};

export type Login = {
	/** What a person does at the authorize page. Returns the URL their browser is sent back to, or throws. */
	readonly approve: (authorizeUrl: string, faceitId: string) => string;
	readonly deny: (authorizeUrl: string) => string;
	/** Every token that was given. */
	readonly tokens: () => readonly string[];
	readonly authorizePage: (url: URL) => Response;
	/** The links of that page lead here. */
	readonly approvePage: (url: URL) => Response;
	readonly denyPage: (url: URL) => Response;
	readonly token: (request: Request) => Promise<Response>;
	readonly userinfo: (request: Request) => Response;
	readonly discovery: () => Response;
};

export function login(needs: Needs): Login {
	const { world, accountsUrl, violated } = needs;
	const tokens = noTokens(needs.clock, needs.chance);
	const problems = (url: URL) => {
		const found = problemsOf(needs, url);
		for (const problem of found) violated(`authorize: ${problem}`);
		return found;
	};
	/** What the app asked for; throws if FACEIT would refuse it. */
	const accepted = (authorizeUrl: string) => {
		const url = new URL(authorizeUrl);
		const found = problems(url);
		if (found.length > 0) throw new Error(`FACEIT would refuse this login: ${found.join("; ")}`);
		return url.searchParams;
	};
	const approve = (authorizeUrl: string, faceitId: string) => {
		const asked = accepted(authorizeUrl);
		if (world.account(faceitId) === undefined) throw new Error(`the sandbox has no player ${faceitId}`);
		const redirectUri = asked.get("redirect_uri") ?? "";
		const challenge = asked.get("code_challenge") ?? "";
		return backTo(asked, { code: tokens.grant({ faceitId, redirectUri, challenge }) });
	};
	const deny = (authorizeUrl: string) =>
		backTo(accepted(authorizeUrl), { error: "access_denied", error_description: "The user denied the request" });
	/** The page, or its refusal; `url` is the page's own, or that of one of its links. */
	const page = (url: URL, show: (authorizeUrl: string) => Response) => {
		const authorizeUrl = `${accountsUrl}${url.search}`;
		const found = problems(new URL(authorizeUrl));
		return found.length > 0 ? refusalPage(400, "FACEIT would refuse this login", found) : show(authorizeUrl);
	};
	return {
		tokens: tokens.given,
		approve,
		deny,
		authorizePage: (url) => page(url, () => loginPage(accountsUrl, url.searchParams, world.accounts())),
		approvePage: (url) => {
			const faceitId = url.searchParams.get("player") ?? "";
			if (world.account(faceitId) === undefined) return refusalPage(404, "No such player");
			return page(url, (authorizeUrl) => Response.redirect(approve(authorizeUrl, faceitId), 302));
		},
		denyPage: (url) => page(url, (authorizeUrl) => Response.redirect(deny(authorizeUrl), 302)),
		token: (request) => exchange(needs, tokens, request),
		userinfo: (request) => userinfo(world, tokens, request),
		discovery: () => Response.json(discovered(needs)),
	};
}

async function exchange(needs: Needs, tokens: Tokens, request: Request): Promise<Response> {
	const form = new URLSearchParams(await request.text());
	const wrong = wrongCredentials(request.headers.get("authorization"), form, needs);
	if (wrong !== undefined) {
		needs.violated(`token: ${wrong}`);
		return refused(401, "invalid_client");
	}
	if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
		needs.violated("token: the body is no form");
		return refused(400, "invalid_request");
	}
	if (form.get("grant_type") !== "authorization_code") return refused(400, "unsupported_grant_type");
	const granted = tokens.redeem(form);
	if (granted === undefined) return refused(400, "invalid_grant");
	const answer = { access_token: granted.token, token_type: "BEARER", expires_in: tokenLives, scope: "openid" };
	return Response.json({ ...answer, id_token: idToken(needs, granted) });
}

/**
 * Without `exp` and `nonce`, as FACEIT gives it. Its signature only looks like one: whoever gets as far as checking it
 * relies on a token that must not be relied on.
 */
function idToken({ clock, authUrl, clientId }: Needs, { faceitId }: Granted): string {
	const part = (json: Json) => Buffer.from(JSON.stringify(json)).toString("base64url");
	const issued = Math.floor(clock.now() / 1000);
	const claims = { iss: issuerOf(authUrl), aud: clientId, sub: faceitId, guid: faceitId, iat: issued };
	const signed = `${part({ alg: "RS256", typ: "JWT", kid: "sandbox" })}.${part(claims)}`;
	return `${signed}.${new Bun.CryptoHasher("sha256").update(signed).digest("base64url")}`;
}

function userinfo(world: World, tokens: Tokens, request: Request): Response {
	const token = request.headers.get("authorization")?.match(/^Bearer (\S+)$/i)?.[1] ?? "";
	const account = world.account(tokens.ownerOf(token) ?? "");
	if (account === undefined) return refused(401, "invalid_token");
	return Response.json({ guid: account.faceitId, nickname: account.nickname, picture: account.avatar, locale: "en" });
}

function discovered({ accountsUrl, authUrl }: Needs): Json {
	return {
		issuer: issuerOf(authUrl),
		authorization_endpoint: accountsUrl,
		token_endpoint: `${authUrl}/oauth/token`,
		userinfo_endpoint: `${authUrl}/resources/userinfo`,
		response_types_supported: ["code"],
		scopes_supported: ["openid", "email", "membership", "profile"],
		token_endpoint_auth_methods_supported: ["client_secret_basic"],
	};
}

function issuerOf(authUrl: string): string {
	return authUrl.replace(/\/v1$/, "");
}

function refused(status: number, error: string): Response {
	return Response.json({ error }, { status });
}
