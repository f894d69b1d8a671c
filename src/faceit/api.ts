// FACEIT's Data API v4: matches and players, requested within FACEIT's limits. A failure is returned, never thrown;
// nothing is retried, because the caller plans again.

import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import type { MatchAnswer, MatchPurpose, PlayerAnswer, SearchAnswer } from "../lookup.ts";
import { holdMs, type Outcome, outcomeOf, sentAt, unavailable } from "./answer.ts";
import { readPlayer, readSearch } from "./card.ts";
import { readCheck } from "./check.ts";
import { matchIdSchema } from "./events.ts";
import { send } from "./send.ts";
import { type Kind, Turns } from "./turns.ts";

export type FaceitApiOptions = {
	/** Such as `https://open.faceit.com/data/v4`. */
	readonly url: string;
	/** A server-side key. */
	readonly key: string;
	readonly clock: Clock;
	/** Every call that was made. */
	readonly publish?: Publish;
	/** How requests are sent: the global `fetch` if left out. */
	readonly fetch?: Fetch;
	/** Calls started within any second. FACEIT has been seen to allow 10, for all who share the key. */
	readonly perSecond?: number;
	/** How long an answer may take to its last byte, in ms. A look-up for a person waits no longer for its turn either. */
	readonly timeoutMs?: number;
};

export type FaceitApi = {
	/** What FACEIT says about a match now. Waits its turn for a minute at most; a line-up comes before all else. */
	readonly match: (matchId: string, purpose?: MatchPurpose) => Promise<MatchAnswer>;
	/** The player with exactly this nickname: FACEIT tells upper from lower case. */
	readonly playerByNickname: (nickname: string) => Promise<PlayerAnswer>;
	readonly playerById: (faceitId: string) => Promise<PlayerAnswer>;
	/** Players whose nickname resembles this one, in no useful order; `limit` is 1 to 100. Never just pick the first. */
	readonly search: (nickname: string, limit: number) => Promise<SearchAnswer>;
	/** The same for somebody who is typing: at once, or `limited` when FACEIT has more important things to answer. */
	readonly suggest: (nickname: string, limit: number) => Promise<SearchAnswer>;
	/** What time it is for FACEIT, epoch ms: as its answers say, or by the wall clock before the first. */
	readonly now: () => number;
};

type Ask = (question: { kind: Kind; route: string; request: Request }) => Promise<Outcome>;

/** Calls in flight at most: those that hang must not delay others. */
const places = { lineUp: 4, person: 3, compare: 5, suggest: 1 } as const;
const matchPatienceMs = 60_000;

/** Longer than any FACEIT nickname (24), short enough for a query. */
const longestNickname = 64;
const playerIdForm = /^[\w-]{1,100}$/;

/** Throws for an address or a key that no request can carry; the message does not repeat the key. */
export function faceitApi(options: FaceitApiOptions): FaceitApi {
	const request = requests(options.url, options.key);
	const time = faceitTime(options.clock);
	const ask = asking(options, time);
	const unreadable = () => unavailable("unreadable", options.clock.now());
	const player = async (route: string, path: string, query?: Record<string, string>): Promise<PlayerAnswer> => {
		const outcome = await ask({ kind: "person", route, request: request(path, query) });
		if (outcome.is !== "found") return outcome;
		const card = readPlayer(outcome.body);
		return card === undefined ? unreadable() : { is: "found", player: card };
	};
	const search = async (kind: Kind, nickname: string, limit: number): Promise<SearchAnswer> => {
		if (!isNickname(nickname)) return { is: "found", players: [] };
		const query = { nickname, limit: String(Math.min(Math.max(Math.trunc(limit), 1), 100)) };
		const route = "/search/players";
		const outcome = await ask({ kind, route, request: request(route, query) });
		if (outcome.is === "missing") return { is: "found", players: [] };
		if (outcome.is === "unavailable") return outcome;
		const players = readSearch(outcome.body);
		return players === undefined ? unreadable() : { is: "found", players };
	};
	return {
		match: async (matchId, purpose = "compare") => {
			if (!matchIdSchema.safeParse(matchId).success) return { is: "missing" };
			const route = "/matches/{id}";
			const outcome = await ask({ kind: purpose, route, request: request(`/matches/${matchId}`) });
			if (outcome.is !== "found") return outcome;
			const check = readCheck(matchId, outcome.body);
			return check === undefined ? unreadable() : { is: "found", check };
		},
		playerByNickname: async (nickname) =>
			isNickname(nickname) ? player("/players", "/players", { nickname }) : { is: "missing" },
		playerById: async (faceitId) =>
			playerIdForm.test(faceitId) ? player("/players/{id}", `/players/${faceitId}`) : { is: "missing" },
		search: (nickname, limit) => search("person", nickname, limit),
		suggest: (nickname, limit) => search("suggest", nickname, limit),
		now: time.now,
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

type Time = { readonly now: () => number; readonly hear: (headers: Headers) => void };

/** FACEIT's time, by what its answers say. Our own wall clock may be set while we run, or be wrong. */
function faceitTime(clock: Clock): Time {
	let aheadMs: number | undefined;
	return {
		now: () => (aheadMs === undefined ? clock.wall() : clock.now() + aheadMs),
		hear(headers) {
			const at = sentAt(headers);
			if (at !== undefined) aheadMs = at - clock.now();
		},
	};
}

function asking(options: FaceitApiOptions, time: Time): Ask {
	const { clock, publish, perSecond = 5, timeoutMs = 5000 } = options;
	const { fetch = (request) => globalThis.fetch(request) } = options;
	const patienceMs = { lineUp: matchPatienceMs, person: timeoutMs, compare: matchPatienceMs };
	const turns = new Turns(clock, { perSecond, places, patienceMs });
	return async ({ kind, route, request }) => {
		const turn = await turns.take(kind, async () => {
			const elapsed = clock.stopwatch();
			const reply = await send(fetch, request, clock, timeoutMs);
			const status = typeof reply === "string" ? reply : reply.status;
			publish?.({ kind: "faceitCalled", route, status, tookMs: elapsed() });
			if (typeof reply !== "string") {
				time.hear(reply.headers);
				turns.hold(holdMs(reply, time.now()));
			}
			return reply;
		});
		const now = clock.now();
		if (!turn.ran) return unavailable("limited", now, turn.waitMs);
		const reply = turn.result;
		return typeof reply === "string" ? unavailable(reply, now) : outcomeOf(reply, now, time.now());
	};
}
