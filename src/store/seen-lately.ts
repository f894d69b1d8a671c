// Which competitions the latest matches belonged to, for somebody who chooses some and cannot recall a name.

import { type CompetitionRef, competitionKey } from "../competition.ts";
import type { Store } from "./open.ts";

export type SeenCompetition = CompetitionRef & { readonly name: string };

/** So many matches of either sort are looked at: a few ms. */
const mostMatches = 500;

type Row = { readonly id: string; readonly name: string; readonly type: string };

const told = `competition ->> 'id' AS id, competition ->> 'name' AS name, competition ->> 'type' AS type`;

/** Each by an index, without sorting: those with something left to do, and those that settled last. */
export const seenQueries = [
	`SELECT ${told} FROM matches INDEXED BY matches_active WHERE settled_at IS NULL LIMIT ${mostMatches}`,
	`SELECT ${told} FROM matches INDEXED BY matches_settled
		WHERE settled_at > 0 ORDER BY settled_at DESC LIMIT ${mostMatches}`,
];

/** Returns the hubs and championships of the latest matches, those of matches that are on first: `limit` at most. */
export function openSeenLately({ sqlite }: Store): (limit: number) => readonly SeenCompetition[] {
	const queries = seenQueries.map((query) => sqlite.prepare<Row, []>(query));
	return (limit) => {
		const seen = new Map<string, SeenCompetition>();
		for (const { id, name, type } of queries.flatMap((query) => query.all())) {
			if (type !== "hub" && type !== "championship") continue;
			const competition = { kind: type, id, name } as const;
			const key = competitionKey(competition);
			if (!seen.has(key)) seen.set(key, competition);
		}
		return [...seen.values()].slice(0, limit);
	};
}
