// Converts the teams of a match from either of FACEIT's two shapes. Shared by webhook and Data API.

import { z } from "zod";
import type { Player, Substitute, Team } from "../match.ts";
import { beginning } from "../text.ts";

/** Longest name kept, in characters: nicknames have up to 24, team names are free text. */
const longestName = 100;
const longestId = 100;

/** Webhooks say `id`, the Data API says `player_id`; both hold the same GUID. */
const playerSchema = z
	.object({
		id: z.string().nullish().catch(null),
		player_id: z.string().nullish().catch(null),
		nickname: z.string().nullish().catch(null),
		playing: z.literal(true).nullish().catch(null),
	})
	.catch({});

const playersSchema = z.array(playerSchema).nullish();

const teamSchema = z.object({
	id: z.string().nullish(),
	faction_id: z.string().nullish(),
	name: z.string().nullish().catch(null),
	type: z.string().nullish().catch(null),
	roster: playersSchema,
	substitutes: playersSchema,
});

type RawPlayer = z.infer<typeof playerSchema>;
type RawTeam = z.infer<typeof teamSchema>;

/**
 * Reads `teams` of a webhook payload (a list) and of a Data API match (an object of factions, whose key order says
 * nothing). Absent, null and empty teams give []. So do teams of which one has no id yet: teams are matched by id, and
 * half of them would be taken for all. Bye sides and players without an id are dropped. Anything that is not a list of
 * teams, and a roster that is not a list, is a zod issue.
 */
export const teamsSchema = z
	.preprocess(factionsAsList, z.array(teamSchema).nullish())
	.transform((raw) => readTeams((raw ?? []).filter((team) => !isBye(team))));

function factionsAsList(raw: unknown): unknown {
	if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
	const factions: [string, unknown][] = Object.entries(raw);
	return factions.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, faction]) => faction);
}

/** The empty side of an uneven bracket: `type` or id "bye", no roster key at all. */
function isBye(team: RawTeam): boolean {
	return team.type === "bye" || idOf(team.id, team.faction_id) === "bye";
}

function readTeams(raw: readonly RawTeam[]): readonly Team[] {
	const teams = new Map<string, Team>();
	for (const team of raw) {
		const teamId = idOf(team.id, team.faction_id);
		if (teamId === undefined) return [];
		if (!teams.has(teamId)) teams.set(teamId, readTeam(teamId, team));
	}
	return [...teams.values()];
}

function readTeam(teamId: string, raw: RawTeam): Team {
	const roster = distinctPlayers(raw.roster ?? []);
	const inRoster = new Set(roster.map((player) => player.faceitId));
	return {
		teamId,
		name: shortName(raw.name) ?? "Team",
		roster: roster.map(({ faceitId, nickname }): Player => ({ faceitId, nickname })),
		substitutes: distinctPlayers(raw.substitutes ?? []).filter((player) => !inRoster.has(player.faceitId)),
	};
}

/** Each player once. Anyone named twice is playing if one of the two entries says so. */
function distinctPlayers(raw: readonly RawPlayer[]): readonly Substitute[] {
	const players = new Map<string, Substitute>();
	for (const { id, player_id, nickname, playing } of raw) {
		const faceitId = idOf(id, player_id);
		if (faceitId === undefined) continue;
		const former = players.get(faceitId);
		players.set(faceitId, {
			faceitId,
			nickname: former?.nickname ?? shortName(nickname) ?? faceitId,
			playing: playing === true || former?.playing === true,
		});
	}
	return [...players.values()];
}

function idOf(...ids: readonly (string | null | undefined)[]): string | undefined {
	return ids.find((id): id is string => typeof id === "string" && id !== "" && id.length <= longestId);
}

/** One line of at most 100 UTF-16 units, as Discord's menus take,, whole characters only; undefined for a name that is missing or blank. */
export function shortName(name: string | null | undefined): string | undefined {
	const line = (name ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line === "" ? undefined : beginning(line, longestName).trimEnd();
}
