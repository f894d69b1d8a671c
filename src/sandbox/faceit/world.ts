// Who and what exists in the sandbox's FACEIT, and how the Data API writes it.

import { type Chance, drawUuid } from "../chance.ts";
import { type Competition, factions, type Json, type Side } from "./sides.ts";

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
};

export type NewAccount = { readonly nickname: string } & Partial<Account>;

/** What is known of a match; what is left out stays as it was set before. */
export type MatchWords = {
	/** FACEIT's free text, upper case: CREATED, CONFIGURING, READY, ONGOING, FINISHED, ... */
	readonly status?: string;
	readonly teams?: readonly Side[];
	/** Times are epoch ms here, unix seconds on the wire. */
	readonly scheduledAt?: number;
	readonly startedAt?: number;
	readonly finishedAt?: number;
	readonly competition?: Competition;
};

/** A match as recorded from the Data API. */
export type RecordedMatch = { readonly match_id: string; readonly [key: string]: unknown };

export type World = {
	/** Refuses, by throwing, an account whose exact nickname or id is taken. */
	readonly addPlayer: (account: NewAccount) => Account;
	readonly renamePlayer: (faceitId: string, nickname: string) => void;
	/** Refuses, by throwing, an id that FACEIT would not give a match: the number before the dash is part of it. */
	readonly setMatch: (matchId: string, match: MatchWords | RecordedMatch) => void;
	readonly removeMatch: (matchId: string) => void;
	readonly accounts: () => readonly Account[];
	readonly account: (faceitId: string) => Account | undefined;
	readonly match: (matchId: string) => Json | undefined;
};

const matchIdForm = /^\d+-[0-9a-f-]{36}$/;

export function emptyWorld(chance: Chance): World {
	const accounts = new Map<string, Account>();
	const matches = new Map<string, Json>();
	const refuseTaken = (nickname: string) => {
		if ([...accounts.values()].some((other) => other.nickname === nickname)) {
			throw new Error(`the sandbox has a player ${nickname} already`);
		}
	};
	return {
		addPlayer: (words) => {
			const account = newAccount(words, chance);
			refuseTaken(account.nickname);
			if (accounts.has(account.faceitId)) throw new Error(`the sandbox has a player ${account.faceitId} already`);
			accounts.set(account.faceitId, account);
			return account;
		},
		renamePlayer: (faceitId, nickname) => {
			const account = accounts.get(faceitId);
			if (account === undefined) throw new Error(`the sandbox has no player ${faceitId}`);
			refuseTaken(nickname);
			accounts.set(faceitId, { ...account, nickname });
		},
		setMatch: (matchId, match) => {
			if (!matchIdForm.test(matchId)) throw new Error(`no match of FACEIT has the id ${matchId}`);
			const given = isRecorded(match) ? match : matchWords(match);
			matches.set(matchId, { ...(matches.get(matchId) ?? newMatch(matchId)), ...given, match_id: matchId });
		},
		removeMatch: (matchId) => void matches.delete(matchId),
		accounts: () => [...accounts.values()],
		account: (faceitId) => accounts.get(faceitId),
		match: (matchId) => matches.get(matchId),
	};
}

function newAccount(words: NewAccount, chance: Chance): Account {
	const account = {
		faceitId: words.faceitId ?? drawUuid(chance),
		country: "de",
		level: 5,
		elo: 1100,
		avatar: "",
		game: "cs2",
		...words,
	};
	return { gamePlayerId: `7656119${BigInt(Bun.hash(account.faceitId)) % 10_000_000_000n}`, ...account };
}

function isRecorded(match: MatchWords | RecordedMatch): match is RecordedMatch {
	return "match_id" in match;
}

function newMatch(matchId: string): Json {
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

function matchWords({ status, teams, scheduledAt, startedAt, finishedAt, competition }: MatchWords): Json {
	return {
		...(status === undefined ? {} : { status }),
		...(teams === undefined ? {} : { teams: factions(teams) }),
		...(scheduledAt === undefined ? {} : { scheduled_at: Math.floor(scheduledAt / 1000) }),
		...(startedAt === undefined ? {} : { started_at: Math.floor(startedAt / 1000) }),
		...(finishedAt === undefined ? {} : { finished_at: Math.floor(finishedAt / 1000) }),
		...(competition === undefined
			? {}
			: {
					competition_id: competition.id,
					competition_name: competition.name,
					competition_type: competition.type,
				}),
	};
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
