// Puts a player's profile together from what the Data API tells in up to three answers.

import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { ProfileAnswer } from "../lookup.ts";
import type { PlayerStats } from "../player-profile.ts";
import type { FaceitApi } from "./api.ts";
import type { Ask } from "./ask.ts";
import { ownGames, readPlayer } from "./card.ts";
import { gameSchema } from "./info.ts";
import { isPlayerId } from "./players.ts";
import { remembered } from "./remembered.ts";
import { mostRecent, readForm, readStats } from "./stats.ts";
import { shortName } from "./teams.ts";

const gamesSchema = z.object({
	games: z.record(z.string(), z.object({ region: z.unknown() }).catch({ region: null })).catch({}),
});

export function profiles({ ask, unreadable }: Ask, clock: Clock): FaceitApi["profile"] {
	const recall = remembered<ProfileAnswer>({
		...{ clock, forMs: 60_000, most: 500 },
		isWorthIt: (answer) => answer.is === "found" && answer.profile.stats !== null,
	});

	async function profile(faceitId: string, game: string | undefined): Promise<ProfileAnswer> {
		const outcome = await ask({ kind: "person", route: "/players/{id}", path: `/players/${faceitId}` });
		if (outcome.is !== "found") return outcome;
		const played = gamesSchema.safeParse(outcome.body).data?.games ?? {};
		const preferred = [...(game === undefined ? [] : [game]), ...ownGames, ...Object.keys(played)];
		const player = readPlayer(outcome.body, preferred);
		if (player === undefined) return unreadable();
		const region = shortName(player.game === null ? undefined : played[player.game]?.region) ?? null;
		const stats = player.game === null ? null : await statsOf(faceitId, player.game);
		return { is: "found", profile: { player, region, stats } };
	}

	async function statsOf(faceitId: string, game: string): Promise<PlayerStats | null> {
		if (typeof gameSchema.parse(game) !== "string") return null;
		const [route, path] = ["/players/{id}/stats/{game}", `/players/${faceitId}/stats/${game}`];
		const outcome = await ask({ kind: "person", route, path });
		const stats = outcome.is === "found" ? readStats(outcome.body) : undefined;
		if (stats === undefined) return null;
		return stats.recent.length > 0 || stats.matches === 0 ? stats : { ...stats, recent: await form(faceitId, game) };
	}

	async function form(faceitId: string, game: string): Promise<readonly boolean[]> {
		const query = { game, limit: String(mostRecent) };
		const [route, path] = ["/players/{id}/history", `/players/${faceitId}/history`];
		const outcome = await ask({ kind: "person", route, path, query });
		return outcome.is === "found" ? readForm(outcome.body, faceitId) : [];
	}

	return async (faceitId, game) =>
		isPlayerId(faceitId) ? recall(`${faceitId} ${game ?? ""}`, () => profile(faceitId, game)) : { is: "missing" };
}
