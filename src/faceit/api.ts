// FACEIT's Data API v4: matches and players, asked at a pace FACEIT bears. Whatever goes wrong over there is an answer,
// never a throw; nothing is tried twice, because whoever asked plans again.

import type { PlayerCard } from "../players.ts";
import { type Answer, holdMs, type Outcome, outcomeOf, type Unavailable, unavailable } from "./answer.ts";
import { readPlayer, readSearch } from "./card.ts";
import { type MatchCheck, readCheck } from "./check.ts";
import { matchIdSchema } from "./events.ts";
import { Turns, type Urgency } from "./turns.ts";

export type MatchAnswer = { readonly is: "found"; readonly check: MatchCheck } | Missing | Unavailable;
export type PlayerAnswer = { readonly is: "found"; readonly player: PlayerCard } | Missing | Unavailable;
export type SearchAnswer = { readonly is: "found"; readonly players: readonly PlayerCard[] } | Unavailable;

/** FACEIT does not know it, or not yet: of a match this proves nothing. */
export type Missing = { readonly is: "missing" };

/** One call that was made: its route without ids, the answer's status or why there was none, how long it took in ms. */
export type ApiCall = { readonly route: string; readonly status: number | "slow" | "down"; readonly ms: number };

export type FaceitApiOptions = {
	/** Such as `https://open.faceit.com/data/v4`. */
	readonly url: string;
	/** A server-side key. */
	readonly key: string;
	/** Calls started within any second. FACEIT has been seen to allow 10, for all who share the key. */
	readonly perSecond?: number;
	/** How long an answer may take to its last byte, in ms. A look-up for a person waits no longer for its turn either. */
	readonly timeoutMs?: number;
	readonly observe?: (call: ApiCall) => void;
};

export type FaceitApi = {
	/** What FACEIT says of a match now. Waits its turn behind all look-ups of players, a minute at most. */
	readonly match: (matchId: string) => Promise<MatchAnswer>;
	/** The player with exactly this nickname: FACEIT tells upper from lower case. */
	readonly playerByNickname: (nickname: string) => Promise<PlayerAnswer>;
	readonly playerById: (faceitId: string) => Promise<PlayerAnswer>;
	/** Players whose nickname resembles this one, in no order of use; `limit` is 1 to 100. Never take the first unseen. */
	readonly search: (nickname: string, limit: number) => Promise<SearchAnswer>;
};

type Ask = (question: { urgency: Urgency; route: string; request: Request }) => Promise<Outcome>;

/** Calls side by side, of which two are for players: hanging checks of matches must not keep a person waiting. */
const atOnce = 10;
const keptForPlayers = 2;
const matchPatienceMs = 60_000;

/** Longer than any nickname of FACEIT (24), short enough for a query. */
const longestNickname = 64;
const playerIdForm = /^[\w-]{1,100}$/;

/** Refuses, by throwing, an address or a key that no request can carry; the key is not repeated. */
export function faceitApi(options: FaceitApiOptions): FaceitApi {
	const request = requests(options.url, options.key);
	const ask = asking(options);
	const player = async (route: string, path: string, query?: Record<string, string>): Promise<PlayerAnswer> => {
		const outcome = await ask({ urgency: "soon", route, request: request(path, query) });
		if (outcome.is !== "found") return outcome;
		const card = readPlayer(outcome.body);
		return card === undefined ? unavailable("unreadable", Date.now()) : { is: "found", player: card };
	};
	return {
		match: async (matchId) => {
			if (!matchIdSchema.safeParse(matchId).success) return { is: "missing" };
			const route = "/matches/{id}";
			const outcome = await ask({ urgency: "whenever", route, request: request(`/matches/${matchId}`) });
			if (outcome.is !== "found") return outcome;
			const check = readCheck(matchId, outcome.body);
			return check === undefined ? unavailable("unreadable", Date.now()) : { is: "found", check };
		},
		playerByNickname: async (nickname) =>
			isNickname(nickname) ? player("/players", "/players", { nickname }) : { is: "missing" },
		playerById: async (faceitId) =>
			playerIdForm.test(faceitId) ? player("/players/{id}", `/players/${faceitId}`) : { is: "missing" },
		search: async (nickname, limit) => {
			if (!isNickname(nickname)) return { is: "found", players: [] };
			const query = { nickname, limit: String(Math.min(Math.max(Math.trunc(limit), 1), 100)) };
			const route = "/search/players";
			const outcome = await ask({ urgency: "soon", route, request: request(route, query) });
			if (outcome.is === "missing") return { is: "found", players: [] };
			if (outcome.is === "unavailable") return outcome;
			const players = readSearch(outcome.body);
			return players === undefined ? unavailable("unreadable", Date.now()) : { is: "found", players };
		},
	};
}

function isNickname(nickname: string): boolean {
	return nickname.trim() !== "" && nickname.length <= longestNickname;
}

function requests(url: string, key: string): (path: string, query?: Record<string, string>) => Request {
	const base = new URL(url).href.replace(/\/+$/, "");
	const headers = headersWith(key);
	return (path, query = {}) => {
		const address = new URL(base + path);
		for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
		return new Request(address.href, { headers, redirect: "manual" });
	};
}

function headersWith(key: string): Headers {
	try {
		return new Headers({ authorization: `Bearer ${key}`, accept: "application/json", "user-agent": "faceit-comms" });
	} catch {
		throw new Error("The FACEIT API key has characters that no header can carry.");
	}
}

function asking({ perSecond = 5, timeoutMs = 5000, observe }: FaceitApiOptions): Ask {
	const patienceMs = { soon: timeoutMs, whenever: matchPatienceMs };
	const turns = new Turns({ perSecond, atOnce, keptForSoon: keptForPlayers, patienceMs });
	return async ({ urgency, route, request }) => {
		const turn = await turns.take(urgency, async () => {
			const startedAt = performance.now();
			const answer = await send(request, timeoutMs);
			const status = typeof answer === "string" ? answer : answer.status;
			observe?.({ route, status, ms: performance.now() - startedAt });
			if (typeof answer !== "string") turns.hold(holdMs(answer, Date.now()));
			return answer;
		});
		if (!turn.ran) return unavailable("limited", Date.now(), turn.waitMs);
		const answer = turn.result;
		return typeof answer === "string" ? unavailable(answer, Date.now()) : outcomeOf(answer, Date.now());
	};
}

/** The answer to its last byte, or why there is none. */
async function send(request: Request, timeoutMs: number): Promise<Answer | "slow" | "down"> {
	const signal = AbortSignal.timeout(timeoutMs);
	try {
		const response = await fetch(request, { signal });
		return { status: response.status, headers: response.headers, text: await response.text() };
	} catch {
		return signal.aborted ? "slow" : "down";
	}
}
