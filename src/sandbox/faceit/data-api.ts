// The Data API v4 of the sandbox: players and matches, a server-side key, a rate limit, FACEIT's own error bodies.

import type { SandboxClock } from "../clock.ts";
import { type Limits, rateLimit } from "./limits.ts";
import type { Json } from "./sides.ts";
import { type Account, foundJson, playerJson, type World } from "./world.ts";

type Needs = {
	readonly clock: SandboxClock;
	readonly world: World;
	readonly apiKey: string;
	readonly limits: Limits | undefined;
	/** Called with what a real client must never do. */
	readonly violated: (what: string) => void;
};

/** Returns the answer to a request whose path, below the Data API's own, is `path`. */
export function dataApi(needs: Needs): (request: Request, path: string) => Response {
	const count = rateLimit(needs.limits);
	return (request, path) => {
		const counted = count(needs.clock.now());
		const answer = counted.exceeded ? refusal(429, "err_rl0", "Rate limit exceeded") : authorized(needs, request, path);
		answer.headers.set("date", new Date(needs.clock.now()).toUTCString());
		for (const [name, value] of Object.entries(counted.headers)) answer.headers.set(name, value);
		return answer;
	};
}

function authorized(needs: Needs, request: Request, path: string): Response {
	if (request.headers.get("authorization") !== `Bearer ${needs.apiKey}`) {
		return refusal(401, "err_a0", "Unauthorized");
	}
	return routed(needs, request, path);
}

function routed({ world, violated }: Needs, request: Request, path: string): Response {
	const query = new URL(request.url).searchParams;
	const [collection = "", id, ...rest] = path.split("/").slice(1);
	if (request.method === "GET" && rest.length === 0) {
		if (collection === "players" && id === undefined) return playerByQuery(world, query);
		if (collection === "players" && id !== undefined) return playerAnswer(world.account(id));
		if (collection === "search" && id === "players") return search(world, query);
		if (collection === "matches" && id !== undefined) return matchAnswer(world, id);
	}
	violated(`no such Data API route: ${request.method} ${path}`);
	return refusal(404, "err_nf0", "no Route matched with those values");
}

/** By exact nickname, case and all, or by game and the player's id there. */
function playerByQuery(world: World, query: URLSearchParams): Response {
	const nickname = query.get("nickname");
	const gamePlayerId = query.get("game_player_id");
	if (nickname !== null) return playerAnswer(world.accounts().find((account) => account.nickname === nickname));
	if (gamePlayerId === null || query.get("game") === null) {
		return refusal(400, "err_bp0", "You must specify either a nickname or a game and a game_player_id");
	}
	const known = world.accounts().filter((account) => account.game === query.get("game"));
	return playerAnswer(known.find((account) => account.gamePlayerId === gamePlayerId));
}

/** Fuzzy: any part of the nickname, any case, newest account first, so that the exact one is seldom the first. */
function search(world: World, query: URLSearchParams): Response {
	const wanted = query.get("nickname")?.toLowerCase();
	if (wanted === undefined || wanted === "") return refusal(400, "err_bp0", "nickname is required");
	const offset = Number(query.get("offset") ?? 0);
	const limit = Math.min(Number(query.get("limit") ?? 20), 100);
	const found = world.accounts().filter((account) => fits(account, wanted, query));
	const items = found
		.toReversed()
		.slice(offset, offset + limit)
		.map(foundJson);
	return json(200, { items, start: offset, end: offset + items.length });
}

function fits(account: Account, wanted: string, query: URLSearchParams): boolean {
	const game = query.get("game");
	const country = query.get("country");
	return (
		account.nickname.toLowerCase().includes(wanted) &&
		(game === null || account.game === game) &&
		(country === null || account.country === country.toLowerCase())
	);
}

function playerAnswer(account: Account | undefined): Response {
	return account === undefined ? notFound() : json(200, playerJson(account));
}

function matchAnswer(world: World, matchId: string): Response {
	const match = world.match(matchId);
	return match === undefined ? notFound() : json(200, match);
}

function notFound(): Response {
	return refusal(404, "err_nf0", "The resource was not found.");
}

function refusal(status: number, code: string, message: string): Response {
	return json(status, { errors: [{ message, code, http_status: status, parameters: [] }] });
}

function json(status: number, body: Json): Response {
	return Response.json(body, { status });
}
