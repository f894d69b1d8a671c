// Turns a match of the Data API into the result of a check.

import { z } from "zod";
import type { MatchCheck } from "../lookup.ts";
import type { Checked, Competition } from "../match.ts";
import type { MatchInfo } from "../match-info.ts";
import { matchIdSchema } from "./events.ts";
import { readInfo } from "./info.ts";
import { shortName, teamsSchema, withOrganizer } from "./teams.ts";

/**
 * FACEIT's status is free text, upper case for matches and lower case in histories. An unlisted or
 * missing status counts as open: rooms stay rather than close on an unknown word.
 */
const statuses: ReadonlyMap<string, Checked["status"]> = new Map([
	["CREATED", "upcoming"],
	["SCHEDULED", "upcoming"],
	["FINISHED", "over"],
	["CANCELLED", "over"],
	["ABORTED", "over"],
]);

const textSchema = z.string().nullish().catch(null);

const matchSchema = z.object({
	match_id: matchIdSchema,
	status: textSchema,
	competition_id: textSchema,
	competition_name: textSchema,
	competition_type: textSchema,
	organizer_id: z.unknown().optional(),
	/** The status is worth having without the teams; they are asked for again while they are not known. */
	teams: teamsSchema.catch([]),
	/** Unix seconds. */
	scheduled_at: z.number().positive().nullish().catch(null),
});

type ToldMatch = z.infer<typeof matchSchema>;

/** What a match of the Data API says, as a check and for people to read. */
export type ToldCheck = MatchCheck & { readonly info: MatchInfo };

/**
 * Takes the body of `/matches/{id}`, or an item of a list of matches; returns undefined for anything that is not a match,
 * or not this one.
 */
export function readCheck(body: unknown, matchId?: string): ToldCheck | undefined {
	const match = matchSchema.safeParse(body);
	if (!match.success || (matchId !== undefined && match.data.match_id !== matchId)) return undefined;
	const { match_id, status, teams, scheduled_at } = match.data;
	return {
		matchId: match_id,
		status: statuses.get((status ?? "").toUpperCase()) ?? "open",
		competition: competitionOf(match.data),
		teams,
		scheduledAt: typeof scheduled_at === "number" ? Math.round(scheduled_at * 1000) : null,
		info: readInfo(match_id, body),
	};
}

function competitionOf({
	competition_id,
	competition_name,
	competition_type,
	organizer_id,
}: ToldMatch): Competition | null {
	const id = shortName(competition_id);
	if (id === undefined) return null;
	const competition = { id, name: shortName(competition_name) ?? "", type: shortName(competition_type) ?? "" };
	return withOrganizer(competition, organizer_id);
}
