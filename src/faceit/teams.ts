// Converts the teams of a match from either of FACEIT's two shapes. Shared by webhook and Data API.

import { z } from "zod";
import type { Competition, Player, Substitute, Team } from "../match.ts";
import { beginning } from "../text.ts";

/** Longest name kept, in characters: nicknames have up to 24, team names are free text. */
const longestName = 100;
const longestId = 100;

/** A player who cannot be read is left out, so they are read by hand: a schema for them takes half of an event's time. */
const playersSchema = z.array(z.unknown()).nullish();

const teamSchema = z.object({
	id: z.string().nullish(),
	faction_id: z.string().nullish(),
	name: z.string().nullish().catch(null),
	type: z.string().nullish().catch(null),
	roster: playersSchema,
	substitutes: playersSchema,
});

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
function distinctPlayers(raw: readonly unknown[]): readonly Substitute[] {
	const players = new Map<string, Substitute>();
	for (const player of raw) {
		if (!isObject(player)) continue;
		// Webhooks say `id`, the Data API says `player_id`; both hold the same GUID.
		const faceitId = idOf(player.id, player.player_id);
		if (faceitId === undefined) continue;
		const former = players.get(faceitId);
		players.set(faceitId, {
			faceitId,
			nickname: former?.nickname ?? shortName(player.nickname) ?? faceitId,
			playing: player.playing === true || former?.playing === true,
		});
	}
	return [...players.values()];
}

function idOf(...ids: readonly unknown[]): string | undefined {
	return ids.find((id): id is string => typeof id === "string" && id !== "" && id.length <= longestId);
}

/** The competition with its organizer's id, if that can be one. */
export function withOrganizer(competition: Competition, organizerId: unknown): Competition {
	const id = idOf(organizerId);
	return id === undefined ? competition : { ...competition, organizerId: id };
}

/** One line of at most 100 UTF-16 units, as Discord's menus take,, whole characters only; undefined for a name that is missing or blank. */
export function shortName(name: unknown): string | undefined {
	const line = (typeof name === "string" ? name : "").replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line === "" ? undefined : beginning(line, longestName).trimEnd();
}

/** True for an object of JSON: neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
