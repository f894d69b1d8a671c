// A FACEIT for the tests and the demo: Data API, login and webhooks, over their real protocols on loopback, or in process
// without a port and without real time.

import { type Chance, drawUuid } from "./chance.ts";
import { type SandboxClock, systemClock } from "./clock.ts";
import { dataApi } from "./faceit/data-api.ts";
import { type Delivery, type PostOptions, postWebhook } from "./faceit/delivery.ts";
import { type Fault, type FaultFilter, type Faults, faulty, noFaults } from "./faceit/faults.ts";
import type { Institution, NewInstitution } from "./faceit/institutions.ts";
import type { Limits } from "./faceit/limits.ts";
import { type Login, login } from "./faceit/login.ts";
import type { MatchWords, RecordedMatch } from "./faceit/match-json.ts";
import type { Account, NewAccount } from "./faceit/player-json.ts";
import { emptyWorld } from "./faceit/world.ts";
import { inProcess, type Outcome, overHttp } from "./outcome.ts";

export type SandboxOptions = {
	/** The machine's by default. */
	readonly clock?: SandboxClock;
	/** What ids, keys and codes are drawn from. */
	readonly chance?: Chance;
	/** What posts the webhooks; without it, the real one. */
	readonly fetch?: (request: Request) => Promise<Response>;
	/** How long every answer takes, at least. */
	readonly latencyMs?: number;
	/** Answers 429 beyond it; no limit if left out. */
	readonly limits?: Limits;
	/** The redirects registered for the app; while there are none, any is accepted. */
	readonly redirectUris?: readonly string[];
};

export type { MatchWords };

export type Call = {
	readonly method: string;
	/** Path and query. */
	readonly path: string;
	/** Null until it is answered: forever, for one that hangs. */
	readonly status: number | null;
	readonly at: number;
};

export type FaceitSandbox = {
	/** For FACEIT_API_URL, FACEIT_ACCOUNTS_URL, FACEIT_AUTH_URL. */
	readonly apiUrl: string;
	readonly accountsUrl: string;
	readonly authUrl: string;
	readonly apiKey: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Every call that reached it, oldest first. */
	readonly calls: readonly Call[];
	/** What a real client must never do: routes that do not exist, logins that FACEIT refuses. */
	readonly violations: readonly string[];
	readonly addPlayer: (account: NewAccount) => Account;
	readonly renamePlayer: (faceitId: string, nickname: string) => void;
	/** In our words, added to what is known of the match, or as recorded from the Data API. */
	readonly setMatch: (matchId: string, match: MatchWords | RecordedMatch) => void;
	readonly removeMatch: (matchId: string) => void;
	/** A hub, a championship or an organizer; the matches of a competition with its id are its own. */
	readonly addInstitution: (institution: NewInstitution) => Institution;
	readonly removeInstitution: (id: string) => void;
	/** From now on, lists show matches as they were this long ago, ms. */
	readonly lagLists: (ms: number) => void;
	/** Returns a function that ends the fault. */
	readonly fault: (filter: FaultFilter, fault: Fault) => () => void;
	/** Ends all faults. */
	readonly heal: () => void;
	/** Adds a redirect to those registered for the app, for an app that learns its own address late. */
	readonly registerRedirect: (uri: string) => void;
	/** Logs a player in at the authorize page; returns the callback URL, throws if FACEIT would refuse the login. */
	readonly approve: (authorizeUrl: string, faceitId: string) => string;
	readonly deny: (authorizeUrl: string) => string;
	/** Every access token that it gave. */
	readonly tokens: () => readonly string[];
	/** Posts a webhook as FACEIT does; returns one delivery for each of `times`. */
	readonly post: (url: string, body: string | object, options?: PostOptions) => Promise<readonly Delivery[]>;
	/** What the APIs answer, without a socket; the host does not matter. Rejects as fetch does. */
	readonly answer: (request: Request) => Promise<Response>;
	readonly stop: () => Promise<void>;
};

type Router = (request: Request, url: URL) => Promise<Response> | Response;

type MutableCall = { -readonly [Key in keyof Call]: Call[Key] };

const apiPath = "/data/v4";
const accountsPath = "/accounts";
const authPath = "/auth/v1";

/** Without a port: it is reached by `answer`, whatever it is called. */
export function openFaceitSandbox(options: SandboxOptions = {}): FaceitSandbox {
	return assemble(options, "http://faceit.sandbox").sandbox;
}

/** On a port of this machine; 0, the default, takes a free one. */
export function startFaceitSandbox(options: SandboxOptions & { readonly port?: number } = {}): FaceitSandbox {
	const server: Bun.Server<undefined> = Bun.serve({
		hostname: "127.0.0.1",
		port: options.port ?? 0,
		idleTimeout: 0,
		fetch: async (request) => overHttp(await faceit.respond(request)),
	});
	// The login has to know its own address, which is known once the server listens.
	const faceit = assemble(options, `http://127.0.0.1:${server.port}`);
	return { ...faceit.sandbox, stop: () => server.stop(true) };
}

/** Nothing outside it is asked, nothing is read from disk. */
function assemble(options: SandboxOptions, base: string) {
	const { clock = systemClock, chance = Math.random, latencyMs = 0, limits } = options;
	const world = emptyWorld(chance, clock);
	const faults = noFaults();
	const calls: MutableCall[] = [];
	const violations: string[] = [];
	const violated = (what: string) => void violations.push(what);
	const redirects = new Set(options.redirectUris);
	// A dash and an underscore: both are what strict clients percent-encode, and FACEIT does not decode.
	const app = { clientId: drawUuid(chance), clientSecret: drawUuid(chance).replace("-", "_") };
	const apiKey = `sandbox-key-${drawUuid(chance)}`;
	const urls = { apiUrl: base + apiPath, accountsUrl: base + accountsPath, authUrl: base + authPath };
	const logins = login({ clock, chance, world, violated, ...urls, ...app, redirects });
	const route = router(dataApi({ clock, world, apiKey, limits, violated }), logins, violated);
	const respond = responding(calls, faults, clock, latencyMs, route);

	const { addPlayer, renamePlayer, setMatch, removeMatch, addInstitution, removeInstitution, lagLists } = world;
	const sandbox: FaceitSandbox = {
		...{ ...urls, ...app, apiKey, calls, violations },
		...{ addPlayer, renamePlayer, setMatch, removeMatch, addInstitution, removeInstitution, lagLists },
		fault: faults.add,
		heal: faults.clear,
		registerRedirect: (uri) => void redirects.add(uri),
		approve: logins.approve,
		deny: logins.deny,
		tokens: logins.tokens,
		post: (url, body, how) => postWebhook(url, body, how, options),
		answer: (request) => inProcess(request, respond(request)),
		stop: async () => {},
	};
	return { sandbox, respond };
}

function responding(calls: MutableCall[], faults: Faults, clock: SandboxClock, latencyMs: number, route: Router) {
	return async (request: Request): Promise<Outcome> => {
		const url = new URL(request.url);
		const path = url.pathname + url.search;
		const call: MutableCall = { method: request.method, path, status: null, at: clock.now() };
		calls.push(call);
		const fault = faults.meet(call.method, path);
		if (latencyMs > 0) await clock.sleep(latencyMs);
		const usual = async () => route(request, url);
		const outcome = fault === undefined ? await usual() : await faulty(fault, clock, request.signal, usual);
		if (typeof outcome === "object") call.status = outcome.status;
		return outcome;
	};
}

function router(
	data: (request: Request, path: string) => Response,
	{ authorizePage, approvePage, denyPage, token, userinfo, discovery }: Login,
	violated: (what: string) => void,
): Router {
	return (request, url) => {
		const path = url.pathname.replace(/(?<=.)\/$/, "");
		if (path.startsWith(`${apiPath}/`)) return data(request, path.slice(apiPath.length));
		switch (`${request.method} ${path}`) {
			case `GET ${accountsPath}`:
				return authorizePage(url);
			case `GET ${accountsPath}/approve`:
				return approvePage(url);
			case `GET ${accountsPath}/deny`:
				return denyPage(url);
			case `POST ${authPath}/oauth/token`:
				return token(request);
			case `GET ${authPath}/resources/userinfo`:
				return userinfo(request);
			case `GET ${authPath}/openid_configuration`:
				return discovery();
			default:
				violated(`no such route: ${request.method} ${path}`);
				return Response.json({ message: "no Route matched with those values" }, { status: 404 });
		}
	};
}
