// Conditions of the guild that the demo promises.

import { type Cast, everyone, type Person, type Team } from "../sandbox/story.ts";
import type { Guild } from "./guild.ts";

type Teams = readonly Team[];

export function areInTheirRooms(guild: Guild, teams: Teams): boolean {
	return teams.every((team) => team.roster.every((person) => guild.isInRoom(person, team)));
}

/** One room a team, which its players may enter and nobody else sees. */
export function areRoomsPrivate(guild: Guild, cast: Cast, teams: Teams): boolean {
	const isPrivate = (team: Team) => {
		const isOwn = (person: Person) => team.roster.includes(person);
		return everyone(cast).every((person) => guild.canEnter(person, team) === isOwn(person));
	};
	return guild.rooms().length === teams.length && teams.every(isPrivate);
}

export function areBack(guild: Guild, cast: Cast): boolean {
	return everyone(cast).every((person) => guild.placeOf(person) === homeOf(cast, person));
}

/** Where each of them waits before the match. */
export function homeOf({ musicId, lobbyId, musical }: Cast, person: Person): string {
	return musical.includes(person) ? musicId : lobbyId;
}

export function without(teams: Teams, absent: Person): readonly Team[] {
	return teams.map((team) => ({ ...team, roster: team.roster.filter((person) => person !== absent) }));
}
