// The Data API's routes, each with the parameters that a client may send, all described by FACEIT: any other is a violation.

import { foundInstitutionJson, type Institution, institutionJson } from "./institutions.ts";
import { type Listed, listTypes } from "./lists.ts";
import { historyJson } from "./match-json.ts";
import { type Account, foundJson, playerJson, statsJson } from "./player-json.ts";
import { badRequest, notFound, refusal } from "./refusal.ts";
import type { Json } from "./sides.ts";
import type { World } from "./world.ts";

type Query = URLSearchParams;

type Route = {
	/** `*` stands for an id. */
	readonly path: string;
	readonly query?: readonly string[];
	/** The most that `limit` may be, where there is a limit; 20 if it is left out. */
	readonly most?: number;
	readonly answer: (world: World, query: Query, ids: readonly string[]) => Response;
};

const paging = ["offset", "limit"];
const searching = { query: ["name", "game", "region", "type", ...paging], most: 100 };

const routes: readonly Route[] = [
	{ path: "/players", query: ["nickname", "game", "game_player_id"], answer: playerByQuery },
	{ path: "/players/*", answer: (world, _, [id = ""]) => playerAnswer(world.account(id)) },
	{ path: "/players/*/stats/*", answer: statsAnswer },
	{ path: "/players/*/history", query: ["game", ...paging], most: 100, answer: history },
	{ path: "/search/players", query: ["nickname", "game", "country", ...paging], most: 100, answer: searchPlayers },
	{ path: "/matches/*", answer: (world, _, [id = ""]) => jsonOr404(world.match(id)) },
	{ path: "/matches/*/stats", answer: (world, _, [id = ""]) => jsonOr404(world.statsOf(id)) },
	{ path: "/organizers", query: ["name"], answer: organizerByName },
	...(["hub", "championship", "organizer"] as const).flatMap((kind): Route[] => [
		{
			path: `/${kind}s/*`,
			query: kind === "organizer" ? [] : ["expanded"],
			answer: (world, _, [id]) => institutionAnswer(institutionsOf(world, kind).find((one) => one.id === id)),
		},
		{
			path: `/search/${kind}s`,
			...(kind === "organizer" ? { ...searching, query: ["name", ...paging] } : searching),
			answer: (world, query) => searchInstitutions(institutionsOf(world, kind), query),
		},
	]),
	...(["hub", "championship"] as const).map(
		(kind): Route => ({
			...{ path: `/${kind}s/*/matches`, query: ["type", ...paging], most: 100 },
			answer: (world, query, [id]) => matches(world, kind, id, query),
		}),
	),
];

/** The answer to a call of this path with this query; `violated` is told what a real client must never do. */
export function answerTo(
	world: World,
	method: string,
	path: string,
	query: Query,
	violated: (what: string) => void,
): Response {
	const parts = path.split("/");
	const route = routes.find((one) => method === "GET" && fits(one.path.split("/"), parts));
	if (route === undefined) {
		violated(`no such Data API route: ${method} ${path}`);
		return refusal(404, "err_nf0", "no Route matched with those values");
	}
	const strange = [...query.keys()].filter((name) => route.query?.includes(name) !== true);
	if (strange.length > 0) violated(`${route.path} takes no ${strange.join(", ")}`);
	const [offset, limit] = [numberIn(query, "offset", 0), numberIn(query, "limit", 20)];
	if (!(offset >= 0)) return badRequest("offset must be a number of at least 0");
	if (route.most !== undefined && !(limit >= 1 && limit <= route.most)) {
		violated(`${route.path} takes a limit of 1 to ${route.most}`);
		return badRequest(`limit must be between 1 and ${route.most}`);
	}
	return route.answer(
		world,
		query,
		parts.filter((_, at) => route.path.split("/")[at] === "*"),
	);
}

/** A word stands for itself: "/players/x" is no search. */
function fits(pattern: readonly string[], parts: readonly string[]): boolean {
	return pattern.length === parts.length && pattern.every((part, at) => part === parts[at] || part === "*");
}

function numberIn(query: Query, name: string, otherwise: number): number {
	const value = query.get(name);
	if (value === null) return otherwise;
	return /^\d+$/.test(value) ? Number(value) : Number.NaN;
}

/** By exact nickname, case and all, or by game and the player's id there. */
function playerByQuery(world: World, query: Query): Response {
	const nickname = query.get("nickname");
	const gamePlayerId = query.get("game_player_id");
	if (nickname !== null) return playerAnswer(world.accounts().find((account) => account.nickname === nickname));
	if (gamePlayerId === null || query.get("game") === null) {
		return badRequest("You must specify either a nickname or a game and a game_player_id");
	}
	const known = world.accounts().filter((account) => account.game === query.get("game"));
	return playerAnswer(known.find((account) => account.gamePlayerId === gamePlayerId));
}

/** Fuzzy: any part of the nickname, any case, newest account first, so that the exact one is seldom the first. */
function searchPlayers(world: World, query: Query): Response {
	const wanted = query.get("nickname")?.toLowerCase();
	if (wanted === undefined || wanted === "") return badRequest("nickname is required");
	const [game, country] = [query.get("game"), query.get("country")];
	const found = world
		.accounts()
		.filter((account) => account.nickname.toLowerCase().includes(wanted))
		.filter((account) => game === null || account.game === game)
		.filter((account) => country === null || account.country === country.toLowerCase());
	return page(found.toReversed().map(foundJson), query);
}

function statsAnswer(world: World, _: Query, [id = "", game]: readonly string[]): Response {
	const account = world.account(id);
	if (account === undefined || account.game !== game || account.record === null) return notFound();
	return Response.json(statsJson(account, account.record));
}

function history(world: World, query: Query, [id = ""]: readonly string[]): Response {
	const game = query.get("game");
	if (game === null) return badRequest("game is required");
	if (world.account(id) === undefined) return notFound();
	const played = world.history(id).filter((match) => match.game === game);
	return page(played.map(historyJson), query);
}

function organizerByName(world: World, query: Query): Response {
	const name = query.get("name");
	if (name === null) return badRequest("name is required");
	return institutionAnswer(institutionsOf(world, "organizer").find((one) => one.name === name));
}

function searchInstitutions(institutions: readonly Institution[], query: Query): Response {
	const name = query.get("name")?.toLowerCase();
	if (name === undefined || name === "") return badRequest("name is required");
	const [game, region] = [query.get("game"), query.get("region")];
	const found = institutions
		.filter((one) => one.name.toLowerCase().includes(name))
		.filter((one) => (game === null || one.game === game) && (region === null || one.region === region));
	return page(found.toReversed().map(foundInstitutionJson), query);
}

function matches(world: World, kind: Institution["kind"], id: string | undefined, query: Query): Response {
	const institution = institutionsOf(world, kind).find((one) => one.id === id);
	const wanted = query.get("type") ?? "all";
	const type = listTypes.find((one): one is Listed => one === wanted);
	if (type === undefined) return badRequest(`type must be one of ${listTypes.join(", ")}`);
	return institution === undefined ? notFound() : page(world.list(institution.id, type), query);
}

function institutionsOf(world: World, kind: Institution["kind"]): readonly Institution[] {
	return world.institutions().filter((one) => one.kind === kind);
}

function page(all: readonly Json[], query: Query): Response {
	const start = numberIn(query, "offset", 0);
	const items = all.slice(start, start + numberIn(query, "limit", 20));
	return Response.json({ items, start, end: start + items.length });
}

function playerAnswer(account: Account | undefined): Response {
	return jsonOr404(account && playerJson(account));
}

function institutionAnswer(institution: Institution | undefined): Response {
	return jsonOr404(institution && institutionJson(institution));
}

function jsonOr404(body: Json | undefined): Response {
	return body === undefined ? notFound() : Response.json(body);
}
