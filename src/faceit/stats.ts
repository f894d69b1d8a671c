// Reads a player's statistics: all numbers come as text, under names for people.

import { z } from "zod";
import type { PlayerStats } from "../player-profile.ts";
import { isObject } from "./teams.ts";

const statsSchema = z.object({ lifetime: z.record(z.string(), z.unknown()) });

/** Of so many matches FACEIT tells the results. */
export const mostRecent = 5;

/** Takes the body of `/players/{id}/stats/{game}`; returns undefined for anything else. */
export function readStats(body: unknown): PlayerStats | undefined {
	const lifetime = statsSchema.safeParse(body).data?.lifetime;
	if (lifetime === undefined) return undefined;
	const number = (...names: string[]) =>
		names.map((name) => numberOf(lifetime[name])).find((one) => one !== null) ?? null;
	const results = lifetime["Recent Results"];
	return {
		matches: number("Matches", "Total Matches"),
		wins: number("Wins"),
		winRate: number("Win Rate %"),
		killsPerDeath: number("Average K/D Ratio"),
		headshots: number("Average Headshots %"),
		winStreak: number("Current Win Streak"),
		longestWinStreak: number("Longest Win Streak"),
		// The last one comes last: recorded are four wins and a defeat, beside a streak of none.
		recent: (Array.isArray(results) ? results : []).flatMap(wonOf).toReversed().slice(0, mostRecent),
	};
}

/** Takes the body of `/players/{id}/history`: whether the player won each match, the newest first. */
export function readForm(body: unknown, faceitId: string): readonly boolean[] {
	const items = isObject(body) && Array.isArray(body.items) ? body.items : [];
	return items.flatMap((item: unknown) => {
		const match = historySchema.safeParse(item).data;
		const own = Object.entries(match?.teams ?? {}).find(([, { players }]) =>
			players.some((player) => isObject(player) && player.player_id === faceitId),
		);
		if (match === undefined || own === undefined || match.teams[match.results.winner] === undefined) return [];
		return [match.results.winner === own[0]];
	});
}

const historySchema = z.object({
	results: z.object({ winner: z.string() }),
	teams: z.record(z.string(), z.object({ players: z.array(z.unknown()).catch([]) })),
});

function wonOf(result: unknown): boolean[] {
	return result === "1" || result === "0" ? [result === "1"] : [];
}

function numberOf(value: unknown): number | null {
	const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : null;
}
