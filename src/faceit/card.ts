// Turns a player of the Data API into a card: what is shown of them, and the id that stays when the nickname changes.

import { z } from "zod";
import type { PlayerCard } from "../player.ts";
import { addressSchema, inEnglish } from "./address.ts";
import { shortName } from "./teams.ts";

type Played = { readonly level: number | null; readonly elo: number | null };

/** Newest first. A player may lack the newer one: accounts live longer than games. */
export const ownGames = ["cs2", "csgo"] as const;

const levelSchema = z.coerce.number().int().min(1).max(10).nullable().catch(null);

const sharedFields = {
	player_id: z.string().min(1).max(100),
	nickname: z.string().transform(shortName).pipe(z.string()),
	country: z
		.string()
		.regex(/^[A-Za-z]{2}$/)
		.toLowerCase()
		.nullable()
		.catch(null),
	avatar: addressSchema,
	faceit_url: addressSchema,
};

const playerSchema = z.object({
	...sharedFields,
	games: z
		.record(
			z.string(),
			z
				.object({ skill_level: levelSchema, faceit_elo: z.number().nullable().catch(null) })
				.transform(({ skill_level, faceit_elo }): Played => ({ level: skill_level, elo: faceit_elo })),
		)
		.catch({}),
});

/** Search names the games in a list, and levels as text. */
const foundSchema = z.object({
	...sharedFields,
	games: z
		.array(z.object({ name: z.string(), skill_level: levelSchema }))
		.transform((played) =>
			Object.fromEntries(
				played.map(({ name, skill_level }): [string, Played] => [name, { level: skill_level, elo: null }]),
			),
		)
		.catch({}),
});

const searchSchema = z.object({ items: z.array(z.unknown()) });

/**
 * Takes the body of `/players` or `/players/{id}`, and the games of which the first that they play is shown; returns
 * undefined for anything that is not a player.
 */
export function readPlayer(body: unknown, games: readonly string[] = ownGames): PlayerCard | undefined {
	const player = playerSchema.safeParse(body);
	return player.success ? card(player.data, games) : undefined;
}

/** Takes the body of `/search/players`; returns undefined for anything else. Unreadable players are left out. */
export function readSearch(body: unknown): readonly PlayerCard[] | undefined {
	const search = searchSchema.safeParse(body);
	if (!search.success) return undefined;
	return search.data.items.flatMap((item) => {
		const found = foundSchema.safeParse(item);
		return found.success ? [card(found.data, ownGames)] : [];
	});
}

function card(player: z.infer<typeof playerSchema>, games: readonly string[]): PlayerCard {
	const { player_id, nickname, country, avatar, faceit_url } = player;
	const game = games.find((name) => player.games[name] !== undefined) ?? null;
	const played = game === null ? undefined : player.games[game];
	return {
		faceitId: player_id,
		nickname,
		country,
		level: played?.level ?? null,
		elo: played?.elo ?? null,
		game,
		avatar,
		profileUrl: inEnglish(faceit_url) ?? `https://www.faceit.com/en/players/${encodeURIComponent(nickname)}`,
	};
}
