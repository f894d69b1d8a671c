// Reads hubs, championships and organizers, each from its own answer or from a search.

import { z } from "zod";
import type { CompetitionKind, FoundCompetition } from "../competition.ts";
import { isObject, shortName } from "./teams.ts";

const nameSchema = z.string().transform(shortName).pipe(z.string());
const idSchema = z.string().min(1).max(100);

/** Where each kind has its id, in its own answer and in a search. */
const ids = {
	hub: ["hub_id", "competition_id"],
	championship: ["championship_id", "id", "competition_id"],
	organizer: ["organizer_id"],
} as const;

/** Takes the body of `/hubs/{id}` and the like, or an item of a search; returns undefined for anything else. */
export function readFound(kind: CompetitionKind, body: unknown): FoundCompetition | undefined {
	if (!isObject(body)) return undefined;
	const id = ids[kind].map((key) => idSchema.safeParse(body[key]).data).find((one) => one !== undefined);
	const name = nameSchema.safeParse(body.name).data;
	if (id === undefined || name === undefined) return undefined;
	return { kind, id, name, game: shortName(body.game_id ?? body.game) ?? null, region: shortName(body.region) ?? null };
}

/** Takes the body of `/search/hubs` and the like; what cannot be read is left out. */
export function readAllFound(kind: CompetitionKind, body: unknown): readonly FoundCompetition[] {
	const items = isObject(body) && Array.isArray(body.items) ? body.items : [];
	return items.flatMap((item: unknown) => readFound(kind, item) ?? []);
}
