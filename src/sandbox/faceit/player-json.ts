// A player of the sandbox's FACEIT, and how the Data API writes one.

import { type Chance, drawUuid } from "../chance.ts";
import type { Json } from "./sides.ts";

export type Account = {
	readonly faceitId: string;
	readonly nickname: string;
	/** Two letters, lower case. */
	readonly country: string;
	/** 1 to 10; null for an account that never played `game`. */
	readonly level: number | null;
	readonly elo: number | null;
	readonly avatar: string;
	readonly game: string;
	/** The Steam id the account plays with. */
	readonly gamePlayerId: string;
	/** What it achieved in `game`; null where FACEIT has no statistics. */
	readonly record: PlayedRecord | null;
};

/** All that was played so far; the last results as letters, the newest first: "LWWWW". */
export type PlayedRecord = {
	readonly matches: number;
	readonly wins: number;
	readonly killsPerDeath: number;
	readonly headshots: number;
	readonly recent: string;
};

export type NewAccount = { readonly nickname: string } & Partial<Account>;

export function newAccount(words: NewAccount, chance: Chance): Account {
	const account = {
		faceitId: words.faceitId ?? drawUuid(chance),
		country: "de",
		level: 5,
		elo: 1100,
		avatar: "",
		game: "cs2",
		record: null,
		...words,
	};
	return { gamePlayerId: `7656119${BigInt(Bun.hash(account.faceitId)) % 10_000_000_000n}`, ...account };
}

/** A player as `/players` gives it. A game never played is not among the games. */
export function playerJson(account: Account): Json {
	const { faceitId, nickname, avatar, country, game, level, elo, gamePlayerId } = account;
	const played = {
		region: "EU",
		game_player_id: gamePlayerId,
		skill_level: level,
		faceit_elo: elo,
		game_player_name: nickname,
		skill_level_label: "",
		regions: {},
		game_profile_id: "",
	};
	return {
		player_id: faceitId,
		nickname,
		avatar,
		country,
		cover_image: "",
		platforms: { steam: gamePlayerId },
		games: level === null ? {} : { [game]: played },
		settings: { language: "en" },
		friends_ids: [],
		steam_id_64: gamePlayerId,
		steam_nickname: nickname,
		memberships: ["free"],
		faceit_url: `https://www.faceit.com/{lang}/players/${nickname}`,
		verified: false,
		activated_at: "2024-01-01T00:00:00.000Z",
	};
}

/** A player as `/search/players` gives it: the level as text, no Elo, the country in upper case. */
export function foundJson({ faceitId, nickname, country, avatar, game, level }: Account): Json {
	return {
		player_id: faceitId,
		nickname,
		status: "",
		games: level === null ? [] : [{ name: game, skill_level: String(level) }],
		country: country.toUpperCase(),
		verified: false,
		avatar,
	};
}

/** What a player achieved as `/players/{id}/stats/{game}` gives it: everything as text, the last result last. */
export function statsJson({ faceitId, game }: Account, record: PlayedRecord): Json {
	const { matches, wins, killsPerDeath, headshots, recent } = record;
	const results = [...recent].map((letter) => (letter === "W" ? "1" : "0"));
	return {
		player_id: faceitId,
		game_id: game,
		lifetime: {
			Matches: String(matches),
			"Total Matches": String(matches),
			Wins: String(wins),
			"Win Rate %": String(Math.round((wins / Math.max(matches, 1)) * 100)),
			"Average K/D Ratio": String(killsPerDeath),
			"Average Headshots %": String(headshots),
			"Current Win Streak": String(results.indexOf("0") === -1 ? results.length : results.indexOf("0")),
			"Longest Win Streak": String(Math.max(0, ...recent.split("L").map((wins) => wins.length))),
			"Recent Results": results.slice(0, 5).toReversed(),
		},
		segments: [],
	};
}
