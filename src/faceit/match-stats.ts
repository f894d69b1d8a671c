// Reads the maps of a result from the statistics of a match, which name maps and rounds better than the match itself.

import { z } from "zod";
import type { MapResult, MatchInfo } from "../match-info.ts";
import { nameOfMap } from "./place-names.ts";

const teamSchema = z.object({ team_id: z.string(), team_stats: z.record(z.string(), z.unknown()).catch({}) });

const statsSchema = z.object({
	rounds: z.array(
		z.object({
			round_stats: z.record(z.string(), z.unknown()).catch({}),
			teams: z.array(teamSchema).catch([]),
		}),
	),
});

type Round = z.infer<typeof statsSchema>["rounds"][number];

/** Takes the body of `/matches/{id}/stats`; leaves the info as it is if that tells nothing about maps. */
export function withStats(info: MatchInfo, body: unknown): MatchInfo {
	const rounds = statsSchema.safeParse(body).data?.rounds ?? [];
	const isKnown = rounds.length >= info.mapResults.length && rounds.length > 0;
	return isKnown ? { ...info, mapResults: rounds.map((round, at) => resultOf(round, info.mapResults[at])) } : info;
}

function resultOf({ round_stats, teams }: Round, former: MapResult | undefined): MapResult {
	const { Map: map, Winner: winner, Score: score } = round_stats;
	const rounds = typeof score === "string" ? score.split("/").map(Number) : [];
	const scores = teams.flatMap(({ team_id, team_stats }, at) => {
		const own = numberOf(team_stats["Final Score"]) ?? numberOf(rounds[at]);
		return own === undefined ? [] : [[team_id, own] as const];
	});
	const isTeam = teams.some(({ team_id }) => team_id === winner);
	return {
		map: (typeof map === "string" ? nameOfMap(map) : undefined) ?? former?.map ?? null,
		scores: scores.length === 0 ? (former?.scores ?? {}) : Object.fromEntries(scores),
		winner: typeof winner === "string" && isTeam ? winner : (former?.winner ?? null),
	};
}

/** Statistics are text. */
function numberOf(value: unknown): number | undefined {
	const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
