// What a view says of teams and rooms, as the parts of the plan ask it.

import type { Player, Team } from "../../match.ts";
import type { Room } from "../../room.ts";
import type { View } from "../view.ts";

/** The members of those of the players whose link counts here. */
export function membersOf(players: readonly Player[], view: View): string[] {
	return players.flatMap((player) => view.members.get(player.faceitId) ?? []);
}

/** A create that was answered far too late can give a team a second room: the one with people in it stays. */
export function roomOf(team: Team, view: View): Room | undefined {
	const rooms = view.rooms.filter((room) => room.teamId === team.teamId);
	const there = rooms.filter((room) => isPresent(room, view));
	const occupied = there.find((room) => occupantsOf(room, view).length > 0);
	return occupied ?? there[0] ?? rooms.find((room) => room.state === "opening");
}

/** A move elsewhere was answered, and the gateway has not confirmed it yet. */
export function isOnTheWayOut(member: string, room: Room, view: View): boolean {
	const position = view.positions.get(member);
	return position?.isConfirmed === false && position.channelId !== room.channelId;
}

/** True while Discord shows the room's channel. */
export function isPresent(room: Room, view: View): boolean {
	return room.channelId !== null && view.present.has(room.channelId);
}

/** Everyone in the room, players or not. */
export function occupantsOf(room: Room, view: View): readonly string[] {
	return room.channelId === null ? [] : (view.occupants.get(room.channelId) ?? []);
}
