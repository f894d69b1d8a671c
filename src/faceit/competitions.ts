// Finds hubs, championships and organizers at the Data API, and lists their matches.

import type { Clock } from "../clock.ts";
import {
	type CompetitionKind,
	competitionKey,
	competitionKinds,
	type FoundCompetition,
	readCompetition,
} from "../competition.ts";
import type { FindAnswer, ListAnswer, MatchCheck, Unavailable } from "../lookup.ts";
import type { Outcome } from "./answer.ts";
import type { FaceitApi } from "./api.ts";
import type { Ask } from "./ask.ts";
import { readCheck } from "./check.ts";
import { readAllFound, readFound } from "./found.ts";
import { isObject } from "./teams.ts";

/** As many as a menu of Discord's has room for. */
const mostFound = 25;
/** FACEIT gives no more matches at once. */
const pageSize = 100;
/** No competition has a thousand matches on at once; a list that never ends would take all of the budget. */
const mostPages = 10;

const idForm = /^[\w-]{1,100}$/;

type Found = { readonly is: "found"; readonly competitions: readonly FoundCompetition[] } | Unavailable;

/** So many matches are read before others have their turn: a few ms, and more the first time. */
const stepSize = 10;

export function competitions(
	{ ask, unreadable }: Ask,
	clock: Pick<Clock, "soon">,
): Pick<FaceitApi, "findCompetitions" | "list"> {
	const one = (kind: CompetitionKind, outcome: Outcome): Found => {
		if (outcome.is === "unavailable") return outcome;
		const found = outcome.is === "found" ? readFound(kind, outcome.body) : undefined;
		if (outcome.is === "found" && found === undefined) return unreadable();
		return { is: "found", competitions: found === undefined ? [] : [found] };
	};
	const byId = async (kind: CompetitionKind, id: string): Promise<Found> =>
		one(kind, await ask({ kind: "person", route: `/${kind}s/{id}`, path: `/${kind}s/${id}` }));
	const byName = async (kind: CompetitionKind, name: string): Promise<Found> => {
		const query = { name, limit: String(mostFound) };
		const outcome = await ask({ kind: "person", route: `/search/${kind}s`, query });
		if (outcome.is === "unavailable") return outcome;
		return { is: "found", competitions: outcome.is === "found" ? readAllFound(kind, outcome.body) : [] };
	};
	const all = async (askOf: (kind: CompetitionKind) => Promise<Found>) =>
		together(await Promise.all(competitionKinds.map(askOf)));
	return {
		async findCompetitions(text) {
			const wanted = readCompetition(text.slice(0, 500));
			if (wanted === undefined) return { is: "found", competitions: [] };
			switch (wanted.is) {
				case "id": {
					const { kind, id } = wanted;
					return kind === undefined ? all((each) => byId(each, id)) : byId(kind, id);
				}
				case "organizerName":
					return one("organizer", await ask({ kind: "person", route: "/organizers", query: { name: wanted.name } }));
				case "name": {
					const name = wanted.name.slice(0, 100);
					const found = await all((each) => byName(each, name));
					return found.is === "found" ? { is: "found", competitions: ranked(found.competitions, name) } : found;
				}
				default:
					throw new Error(`no such text: ${wanted satisfies never}`);
			}
		},
		async list({ kind, id }, type): Promise<ListAnswer> {
			if (!idForm.test(id)) return { is: "missing" };
			const matches = new Map<string, MatchCheck>();
			for (let page = 0; page < mostPages; page += 1) {
				const query = { type, offset: String(page * pageSize), limit: String(pageSize) };
				const [route, path] = [`/${kind}s/{id}/matches`, `/${kind}s/${id}/matches`];
				const outcome = await ask({ kind: "follow", route, path, query });
				if (outcome.is !== "found") return outcome;
				if (!isObject(outcome.body) || !Array.isArray(outcome.body.items)) return unreadable();
				const items: readonly unknown[] = outcome.body.items;
				for (const [at, item] of items.entries()) {
					if (at > 0 && at % stepSize === 0) await new Promise<void>((resolve) => clock.soon(resolve));
					const check = readCheck(item);
					if (check !== undefined) matches.set(check.matchId, check);
				}
				if (items.length < pageSize) break;
			}
			return { is: "found", matches: [...matches.values()] };
		},
	};
}

/** What the searches found, in turns, so that no kind leaves the others without a place. */
function together(answers: readonly Found[]): FindAnswer {
	const lists = answers.flatMap((answer) => (answer.is === "found" ? [answer.competitions] : []));
	const found = lists.flatMap((list) => list.map((competition, place) => ({ competition, place })));
	const failed = answers.find((answer) => answer.is === "unavailable");
	if (found.length === 0 && failed !== undefined) return failed;
	const inTurns = found.toSorted((one, other) => one.place - other.place).map(({ competition }) => competition);
	const each = new Map(inTurns.map((competition) => [competitionKey(competition), competition]));
	return { is: "found", competitions: [...each.values()] };
}

/** Those of exactly this name first, then those that begin with it; otherwise as FACEIT has them, as many as are shown. */
function ranked(found: readonly FoundCompetition[], name: string): readonly FoundCompetition[] {
	const wanted = name.toLowerCase();
	const rank = (one: FoundCompetition) => {
		const has = one.name.toLowerCase();
		if (has === wanted) return 0;
		return has.startsWith(wanted) ? 1 : 2;
	};
	return found.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostFound);
}
