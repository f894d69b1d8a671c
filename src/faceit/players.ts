// Looks players up at the Data API: by id, by exact nickname, or by what resembles it.

import type { PlayerAnswer, SearchAnswer } from "../lookup.ts";
import type { FaceitApi } from "./api.ts";
import type { Ask } from "./ask.ts";
import { readPlayer, readSearch } from "./card.ts";
import type { Kind } from "./turns.ts";

/** Longer than any FACEIT nickname (24), short enough for a query. */
const longestNickname = 64;
const playerIdForm = /^[\w-]{1,100}$/;

type Players = Pick<FaceitApi, "playerByNickname" | "playerById" | "search" | "suggest">;

export function players({ ask, unreadable }: Ask): Players {
	const player = async (route: string, path: string, query?: Record<string, string>): Promise<PlayerAnswer> => {
		const outcome = await ask({ kind: "person", route, path, ...(query === undefined ? {} : { query }) });
		if (outcome.is !== "found") return outcome;
		const card = readPlayer(outcome.body);
		return card === undefined ? unreadable() : { is: "found", player: card };
	};
	const search = async (kind: Kind, nickname: string, limit: number): Promise<SearchAnswer> => {
		if (!isNickname(nickname)) return { is: "found", players: [] };
		const query = { nickname, limit: String(Math.min(Math.max(Math.trunc(limit), 1), 100)) };
		const outcome = await ask({ kind, route: "/search/players", query });
		if (outcome.is === "missing") return { is: "found", players: [] };
		if (outcome.is === "unavailable") return outcome;
		const found = readSearch(outcome.body);
		return found === undefined ? unreadable() : { is: "found", players: found };
	};
	return {
		playerByNickname: async (nickname) =>
			isNickname(nickname) ? player("/players", "/players", { nickname }) : { is: "missing" },
		playerById: async (faceitId) =>
			isPlayerId(faceitId) ? player("/players/{id}", `/players/${faceitId}`) : { is: "missing" },
		search: (nickname, limit) => search("person", nickname, limit),
		suggest: (nickname, limit) => search("suggest", nickname, limit),
	};
}

export function isPlayerId(faceitId: string): boolean {
	return playerIdForm.test(faceitId);
}

function isNickname(nickname: string): boolean {
	return nickname.trim() !== "" && nickname.length <= longestNickname;
}
