// Who and what exists in the sandbox's FACEIT.

import type { Chance } from "../chance.ts";
import type { SandboxClock } from "../clock.ts";
import { type Institution, type NewInstitution, newInstitution } from "./institutions.ts";
import { type Listed, matchLists } from "./lists.ts";
import { type MatchWords, matchJson, matchStatsJson, newMatch, type RecordedMatch } from "./match-json.ts";
import { type Account, type NewAccount, newAccount } from "./player-json.ts";
import type { Json } from "./sides.ts";

export type World = {
	/** Refuses, by throwing, an account whose exact nickname or id is taken. */
	readonly addPlayer: (account: NewAccount) => Account;
	readonly renamePlayer: (faceitId: string, nickname: string) => void;
	/** Refuses, by throwing, an id that FACEIT would not give a match: the number before the dash is part of it. */
	readonly setMatch: (matchId: string, match: MatchWords | RecordedMatch) => void;
	readonly removeMatch: (matchId: string) => void;
	/** A hub, championship or organizer; matches belong to it by their competition. */
	readonly addInstitution: (institution: NewInstitution) => Institution;
	readonly removeInstitution: (id: string) => void;
	/** From now on, lists show matches as they were this long ago, ms. */
	readonly lagLists: (ms: number) => void;
	readonly accounts: () => readonly Account[];
	readonly account: (faceitId: string) => Account | undefined;
	readonly match: (matchId: string) => Json | undefined;
	/** Undefined until its maps were played. */
	readonly statsOf: (matchId: string) => Json | undefined;
	readonly institutions: () => readonly Institution[];
	/** The matches of the competition, the newest first. */
	readonly list: (competitionId: string, type: Listed) => readonly Json[];
	/** The matches that are over and that the player was in, the newest first. */
	readonly history: (faceitId: string) => readonly Json[];
};

const matchIdForm = /^\d+-[0-9a-f-]{36}$/;

export function emptyWorld(chance: Chance, clock: SandboxClock): World {
	const accounts = new Map<string, Account>();
	const matches = new Map<string, Json>();
	const played = new Map<string, NonNullable<MatchWords["played"]>>();
	const institutions = new Map<string, Institution>();
	const lists = matchLists(clock);
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
			const former = matches.get(matchId) ?? newMatch(matchId);
			const given = isRecorded(match) ? match : matchJson(match, former);
			const next = { ...former, ...given, match_id: matchId };
			if (!isRecorded(match) && match.played !== undefined) played.set(matchId, match.played);
			matches.set(matchId, next);
			lists.set(matchId, next);
		},
		removeMatch: (matchId) => {
			matches.delete(matchId);
			lists.set(matchId, undefined);
		},
		addInstitution: (words) => {
			const institution = newInstitution(words, chance);
			institutions.set(institution.id, institution);
			return institution;
		},
		removeInstitution: (id) => void institutions.delete(id),
		lagLists: lists.lag,
		accounts: () => [...accounts.values()],
		account: (faceitId) => accounts.get(faceitId),
		match: (matchId) => matches.get(matchId),
		statsOf(matchId) {
			const match = matches.get(matchId);
			const maps = played.get(matchId);
			return match === undefined || maps === undefined || maps.length === 0 ? undefined : matchStatsJson(match, maps);
		},
		institutions: () => [...institutions.values()],
		list: lists.of,
		history: (faceitId) =>
			[...matches.values()].filter((match) => match.status === "FINISHED" && names(match, faceitId)).toReversed(),
	};
}

function isRecorded(match: MatchWords | RecordedMatch): match is RecordedMatch {
	return "match_id" in match;
}

function names(match: Json, faceitId: string): boolean {
	return JSON.stringify(match.teams).includes(`"player_id":"${faceitId}"`);
}
