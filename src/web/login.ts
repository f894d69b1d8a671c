// Where members prove their FACEIT account in a browser: `GET /auth/faceit/start` sends them to FACEIT's login, which
// sends them back to `/auth/faceit/callback`. A form on that page may be posted there, too: to confirm or to undo.

import { Elysia } from "elysia";
import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Logins } from "../login.ts";
import { callers, countedAs, type TrustedProxy } from "../proxy.ts";
import { Crowds } from "./crowds.ts";
import type { LoginOutcome } from "./login-pages.tsx";

type Needs = {
	readonly clock: Clock;
	readonly publish: Publish;
	/** Undefined while the program starts; null where the login is not set up. */
	readonly logins: () => Logins | null | undefined;
	/** This program's address as browsers know it; null if none is configured. */
	readonly publicUrl: string | null;
	readonly proxy: TrustedProxy | null;
};

const path = "/auth/faceit";
const cookieName = "faceit_login";
/** A login and a decision after it, ten minutes each, in seconds. */
const cookieLives = 1200;
/** A form with one token is much smaller, in bytes. */
const longestForm = 1024;

type Context = {
	readonly request: Request;
	readonly server: { requestIP(request: Request): { address: string } | null } | null;
};

export function loginRoutes({ clock, publish, logins, publicUrl, proxy }: Needs) {
	const callerOf = callers(proxy);
	const crowds = new Crowds(clock);
	// A proxy may pass on what is below a path of its own.
	const prefix = publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/$/, "");
	const attributes = `Path=${prefix}${path}; HttpOnly; SameSite=Lax${publicUrl?.startsWith("https:") === true ? "; Secure" : ""}`;

	/** The pages are loaded for the first that is shown: no webhook waits for them. */
	async function show(outcome: LoginOutcome): Promise<Response> {
		const { loginPage } = await import("./login-pages.tsx");
		return loginPage(outcome, clock.now());
	}

	/** Answers a visit of a person, unless there is nothing to answer it with, or there are too many. */
	const visit = (act: (logins: Logins, request: Request) => Promise<Response>) => async (context: Context) => {
		const { request, server } = context;
		// What a browser or a preview asks for ahead must not use anything up.
		if (isAhead(request)) return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
		const open = logins();
		if (open === null) return show({ is: "off" });
		const caller = callerOf(request.headers, server?.requestIP(request)?.address ?? "");
		const retryAt = crowds.enter(countedAs(caller));
		if (retryAt !== undefined) return show({ is: "crowded", retryAt });
		if (open === undefined) return show({ is: "starting" });
		return act(open, request).catch((error: unknown) => {
			publish({ kind: "pageFailed", error });
			return show({ is: "broken" });
		});
	};

	return new Elysia({ name: "faceit-login" })
		.get(
			`${path}/start`,
			visit(async (open, request) => {
				const start = open.start(given(request, "ticket"));
				if (start.is !== "go") return show(start);
				const cookie = `${cookieName}=${start.browser}; Max-Age=${cookieLives}; ${attributes}`;
				const headers = {
					location: start.url,
					"set-cookie": cookie,
					"cache-control": "no-store",
					"referrer-policy": "no-referrer",
				};
				return new Response(null, { status: 303, headers });
			}),
		)
		.get(
			`${path}/callback`,
			visit(async (open, request) => {
				const callback = {
					state: given(request, "state"),
					code: given(request, "code"),
					error: given(request, "error"),
					browser: browserOf(request),
				};
				const isEmpty = callback.state === undefined && callback.code === undefined && callback.error === undefined;
				return show(isEmpty ? { is: "nothing" } : await open.finish(callback));
			}),
		)
		.post(
			`${path}/callback`,
			visit(async (open, request) => {
				if (!isFromHere(request, publicUrl)) return show({ is: "otherBrowser" });
				return show(await open.decide(await tokenIn(request), browserOf(request)));
			}),
			{ parse: "none" },
		);
}

/** A request that nobody has made by themselves yet. */
function isAhead(request: Request): boolean {
	const purpose = request.headers.get("sec-purpose") ?? request.headers.get("purpose") ?? "";
	return request.method === "HEAD" || purpose.includes("prefetch");
}

/** The parameter if it is there exactly once, and not empty. */
function given(request: Request, name: string): string | undefined {
	const values = new URL(request.url).searchParams.getAll(name);
	return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}

function browserOf(request: Request): string | undefined {
	const cookies = (request.headers.get("cookie") ?? "").split(";").map((each) => each.trim().split("="));
	return cookies.find(([name]) => name === cookieName)?.[1];
}

/** True for a form on a page of ours, as far as the browser says: the token and the cookie prove the rest. */
function isFromHere(request: Request, publicUrl: string | null): boolean {
	const site = request.headers.get("sec-fetch-site");
	const origin = request.headers.get("origin");
	if (site !== null && site !== "same-origin") return false;
	// A page that sends no referrer may have `null` for an origin.
	return origin === null || origin === "null" || publicUrl === null || origin === new URL(publicUrl).origin;
}

async function tokenIn(request: Request): Promise<string | undefined> {
	const body = await request.text();
	return body.length > longestForm ? undefined : (new URLSearchParams(body).get("token") ?? undefined);
}
