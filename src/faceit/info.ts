// Reads what people want to know about a match from a match of the Data API. Whatever is missing or strange is left out.

import { z } from "zod";
import { type MapResult, type MatchInfo, matchPage, type TeamInfo } from "../match-info.ts";
import { addressSchema, inEnglish } from "./address.ts";
import { nameOfPick } from "./place-names.ts";
import { isObject, shortName } from "./teams.ts";

const textSchema = z.string().nullish().catch(null);
/** FACEIT's own names for games are such. */
export const gameSchema = z
	.string()
	.regex(/^[\w-]{1,40}$/)
	.nullish()
	.catch(null);
const numberSchema = z.number().nullish().catch(null);
const timeSchema = z.number().positive().nullish().catch(null);
const scoreSchema = z.record(z.string(), z.number()).nullish().catch(null);
const listSchema = z.array(z.unknown()).catch([]);

const choiceSchema = z
	.object({
		pick: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
		entities: listSchema,
	})
	.nullish()
	.catch(null);

const factionSchema = z.object({
	faction_id: z.string(),
	name: textSchema,
	avatar: addressSchema,
	roster: listSchema,
	stats: z
		.object({ rating: numberSchema, skillLevel: z.object({ average: numberSchema }).nullish().catch(null) })
		.nullish()
		.catch(null),
});

const resultSchema = z.object({
	winner: textSchema,
	factions: z.record(z.string(), z.object({ score: numberSchema })).catch({}),
});

const infoSchema = z.object({
	...{ game: gameSchema, status: textSchema, competition_name: textSchema, faceit_url: addressSchema.optional() },
	...{ round: numberSchema, group: numberSchema, best_of: numberSchema },
	...{ configured_at: timeSchema, started_at: timeSchema, finished_at: timeSchema },
	teams: z.record(z.string(), z.unknown()).catch({}),
	voting: z.object({ map: choiceSchema, location: choiceSchema }).nullish().catch(null),
	results: z.object({ winner: textSchema, score: scoreSchema }).nullish().catch(null),
	detailed_results: listSchema,
	demo_url: listSchema,
});

type Told = z.infer<typeof infoSchema>;
/** By the key that FACEIT has for them within one answer, `faction1` and `faction2`. */
type Factions = ReadonlyMap<string, z.infer<typeof factionSchema>>;

/** Takes a match as the Data API gives it; what cannot be read is null, or not there. */
export function readInfo(matchId: string, body: unknown): MatchInfo {
	const told = infoSchema.safeParse(body).data ?? infoSchema.parse({});
	const factions = factionsOf(told);
	const maps = (told.voting?.map?.pick ?? []).flatMap((pick) => nameOfPick(pick, told.voting?.map?.entities) ?? []);
	const [location] = told.voting?.location?.pick ?? [];
	const isFinished = told.status?.toUpperCase() === "FINISHED";
	return {
		matchId,
		game: told.game ?? null,
		status: shortName(told.status)?.toUpperCase() ?? null,
		competitionName: shortName(told.competition_name) ?? null,
		round: told.round ?? null,
		group: told.group ?? null,
		bestOf: told.best_of ?? null,
		maps,
		location: (location === undefined ? undefined : nameOfPick(location, told.voting?.location?.entities)) ?? null,
		teams: [...factions].map(([key, faction]) => teamOf(faction, told.results?.score?.[key])),
		outcome: isFinished ? outcomeOf(told, factions) : null,
		isForfeit: isFinished && typeof told.started_at !== "number",
		mapResults: told.detailed_results.map((result, at) => mapResultOf(result, maps[at] ?? null, factions)),
		configuredAt: ms(told.configured_at),
		startedAt: ms(told.started_at),
		finishedAt: ms(told.finished_at),
		url: inEnglish(told.faceit_url ?? null) ?? matchPage(matchId, told.game ?? undefined),
		demoUrls: told.demo_url.flatMap((url) => addressSchema.parse(url) ?? []),
	};
}

function factionsOf({ teams }: Told): Factions {
	const known = Object.entries(teams).flatMap(([key, team]) => {
		const faction = factionSchema.safeParse(team).data;
		const isTeam = faction !== undefined && faction.faction_id !== "" && faction.faction_id !== "bye";
		return isTeam ? [[key, faction] as const] : [];
	});
	return new Map(known.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function teamOf(faction: z.infer<typeof factionSchema>, score: number | undefined): TeamInfo {
	const levels = Object.fromEntries(faction.roster.flatMap(levelOf));
	return {
		teamId: faction.faction_id,
		name: shortName(faction.name) ?? "Team",
		avatar: faction.avatar,
		averageElo: faction.stats?.rating ?? null,
		averageLevel: faction.stats?.skillLevel?.average ?? average(Object.values(levels)),
		levels,
		score: score ?? null,
	};
}

function levelOf(player: unknown): [faceitId: string, level: number][] {
	if (!isObject(player) || typeof player.player_id !== "string") return [];
	const { player_id, game_skill_level: level } = player;
	return typeof level === "number" && level >= 1 && level <= 10 ? [[player_id, Math.trunc(level)]] : [];
}

function average(levels: readonly number[]): number | null {
	return levels.length === 0 ? null : Math.round((levels.reduce((sum, one) => sum + one, 0) / levels.length) * 10) / 10;
}

/** FACEIT names a winner also where both teams have won as many maps of an even number: there the score counts. */
function outcomeOf({ results, best_of }: Told, factions: Factions): MatchInfo["outcome"] {
	const isEven = typeof best_of === "number" && best_of % 2 === 0;
	const winner = isEven ? undefined : factions.get(results?.winner ?? "")?.faction_id;
	if (winner !== undefined) return { is: "won", teamId: winner };
	const [first, second] = [...factions].map(([key, { faction_id }]) => ({
		...{ teamId: faction_id, score: results?.score?.[key] },
	}));
	if (first?.score === undefined || second?.score === undefined) return null;
	if (first.score === second.score) return { is: "draw" };
	return { is: "won", teamId: first.score > second.score ? first.teamId : second.teamId };
}

function mapResultOf(raw: unknown, map: string | null, factions: Factions): MapResult {
	const { winner, factions: scores } = resultSchema.safeParse(raw).data ?? { winner: null, factions: {} };
	const known = [...factions].flatMap(([key, { faction_id }]) => {
		const score = scores[key]?.score;
		return typeof score === "number" ? [[faction_id, score] as const] : [];
	});
	return { map, scores: Object.fromEntries(known), winner: factions.get(winner ?? "")?.faction_id ?? null };
}

function ms(seconds: number | null | undefined): number | null {
	return typeof seconds === "number" ? Math.round(seconds * 1000) : null;
}
