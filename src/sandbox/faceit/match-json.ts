// A match of the sandbox's FACEIT in our words, and how the Data API writes it.

import { type Competition, factions, type Json, type Side } from "./sides.ts";

/** What is known of a match; what is left out stays as it was set before. */
export type MatchWords = {
	/** FACEIT's free text, upper case: CREATED, CONFIGURING, READY, ONGOING, FINISHED, ... */
	readonly status?: string;
	readonly teams?: readonly Side[];
	/** Times are epoch ms here, unix seconds on the wire. */
	readonly scheduledAt?: number;
	readonly startedAt?: number;
	readonly finishedAt?: number;
	readonly configuredAt?: number;
	readonly bestOf?: number;
	/** What was picked, such as "de_mirage", and where the server is, such as "Germany". */
	readonly maps?: readonly string[];
	readonly location?: string;
	/** So far, the first team's first: rounds in a match of one map, else maps. */
	readonly score?: readonly [number, number];
	/** The maps that were played to their end, from which the result and the statistics follow. */
	readonly played?: readonly { readonly map: string; readonly score: readonly [number, number] }[];
	/** What FACEIT reckons of the teams, the first one's first. */
	readonly averageElo?: readonly [number, number];
	readonly round?: number;
	readonly group?: number;
	readonly competition?: Competition;
};

/** A match as recorded from the Data API. */
export type RecordedMatch = { readonly match_id: string; readonly [key: string]: unknown };

/** What FACEIT says about a match of which nothing is known yet. */
export function newMatch(matchId: string): Json {
	return {
		version: 2,
		game: "cs2",
		region: "EU",
		competition_id: "2c45d3ca-4791-5a46-a13e-70415c1d0ba8",
		competition_type: "championship",
		competition_name: "Sandbox Cup",
		organizer_id: "3fae95d3-4c71-5b1d-a8bb-3b895050fe4d",
		teams: {},
		calculate_elo: false,
		chat_room_id: `match-${matchId}`,
		best_of: 1,
		status: "CREATED",
		faceit_url: `https://www.faceit.com/{lang}/cs2/room/${matchId}`,
	};
}

/** The fields that these words are about; `former` is the match as it was. */
export function matchJson(words: MatchWords, former: Json): Json {
	const { status, teams, competition, bestOf, maps, location, averageElo, round, group } = words;
	const all: Json = {
		status,
		round,
		group,
		best_of: bestOf,
		teams: teams === undefined ? undefined : reckoned(factions(teams), averageElo),
		scheduled_at: seconds(words.scheduledAt),
		configured_at: seconds(words.configuredAt),
		started_at: seconds(words.startedAt),
		finished_at: seconds(words.finishedAt),
		competition_id: competition?.id,
		competition_name: competition?.name,
		competition_type: competition?.type,
		voting: maps === undefined && location === undefined ? undefined : voting(maps, location),
		...results(words, bestOf ?? former.best_of, (status ?? former.status) === "FINISHED"),
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function seconds(ms: number | undefined): number | undefined {
	return ms === undefined ? undefined : Math.floor(ms / 1000);
}

function reckoned(teams: Json, averageElo: readonly [number, number] | undefined): Json {
	if (averageElo === undefined) return teams;
	const rated = Object.entries(teams).map(([key, team], at) => {
		const rating = averageElo[at];
		return [key, { ...(typeof team === "object" ? team : {}), stats: { rating, winProbability: 0.5 } }];
	});
	return Object.fromEntries(rated);
}

function voting(maps: readonly string[] | undefined, location: string | undefined): Json {
	const choice = (picks: readonly string[], key: string) => ({
		entities: picks.map((pick) => ({ class_name: pick, [key]: pick, guid: pick, name: nameOf(pick) })),
		pick: picks,
	});
	return {
		voted_entity_types: ["location", "map"],
		...(maps === undefined ? {} : { map: choice(maps, "game_map_id") }),
		...(location === undefined ? {} : { location: choice([location], "game_location_id") }),
	};
}

function nameOf(pick: string): string {
	const words = pick.replace(/^de_/, "");
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** FACEIT counts rounds where there is one map, else maps; and names a winner also where there is none. */
function results({ played, score }: MatchWords, bestOf: unknown, isFinished: boolean): Json {
	if (played === undefined && score === undefined) return {};
	if (played === undefined || played.length === 0) {
		const total = score ?? ([0, 0] as const);
		return { results: { winner: isFinished ? winnerOf(total) : "", score: scored(total) } };
	}
	const won = (at: 0 | 1) => played.filter(({ score: [one, two] }) => (at === 0 ? one > two : two > one)).length;
	const [first] = played;
	const total = score ?? (bestOf === 1 && first !== undefined ? first.score : ([won(0), won(1)] as const));
	return {
		results: { winner: isFinished ? winnerOf(total) : "", score: scored(total) },
		detailed_results: played.map(({ score: rounds }) => ({
			asc_score: false,
			winner: winnerOf(rounds),
			factions: { faction1: { score: rounds[0] }, faction2: { score: rounds[1] } },
		})),
	};
}

function scored([faction1, faction2]: readonly [number, number]): Json {
	return { faction1, faction2 };
}

function winnerOf([one, two]: readonly [number, number]): string {
	return two > one ? "faction2" : "faction1";
}

/** The statistics of a match as `/matches/{id}/stats` gives them: everything as text. */
export function matchStatsJson(match: Json, played: NonNullable<MatchWords["played"]>): Json {
	const sides = Object.values(typeof match.teams === "object" ? { ...match.teams } : {});
	const teamIds = sides.map((side: unknown) =>
		typeof side === "object" && side !== null && "faction_id" in side ? String(side.faction_id) : "",
	);
	return {
		rounds: played.map(({ map, score }, at) => ({
			best_of: String(match.best_of),
			competition_id: match.competition_id,
			game_id: match.game,
			game_mode: "5v5",
			match_id: match.match_id,
			match_round: String(at + 1),
			played: "1",
			round_stats: {
				Map: map,
				Region: match.region,
				Rounds: String(score[0] + score[1]),
				Score: score.join(" / "),
				Winner: teamIds[score[1] > score[0] ? 1 : 0],
			},
			teams: teamIds.map((team_id, side) => ({
				...{ team_id, premade: true, players: [] },
				team_stats: { "Final Score": String(score[side]), "Team Win": String(Number(winsAt(score, side))) },
			})),
		})),
	};
}

function winsAt([one, two]: readonly [number, number], side: number): boolean {
	return side === 0 ? one > two : two > one;
}

/** A match as `/players/{id}/history` gives it: other names for game, teams and players, and a status in lower case. */
export function historyJson(match: Json): Json {
	const teams = Object.entries(typeof match.teams === "object" ? { ...match.teams } : {});
	return {
		...{ match_id: match.match_id, game_id: match.game, region: match.region, match_type: "", game_mode: "5v5" },
		...{ competition_id: match.competition_id, competition_name: match.competition_name },
		...{ competition_type: match.competition_type, organizer_id: match.organizer_id },
		teams: Object.fromEntries(teams.map(([key, team]: [string, unknown]) => [key, historyTeam(team)])),
		status: "finished",
		started_at: match.started_at,
		finished_at: match.finished_at,
		results: match.results ?? { winner: "", score: {} },
		faceit_url: match.faceit_url,
	};
}

function historyTeam(team: unknown): Json {
	const told: Json = typeof team === "object" ? { ...team } : {};
	return { team_id: told.faction_id, nickname: told.name, avatar: told.avatar, type: "", players: told.roster ?? [] };
}
