// openRoom: a team's voice room, private from its first moment because one call creates it with all its overwrites.

import type { Team } from "../../match.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { type Admission, ended, type Room, roomName } from "../../room.ts";
import { type Handler, subjectOf } from "../action.ts";
import { privateTo } from "./overwrites.ts";

export type OpenRoom = {
	readonly matchId: string;
	readonly team: Team;
	/** Ends the room's name, so that it is found again if the answer is lost. */
	readonly code: string;
	/** The category it goes into; null for the top of the channel list. */
	readonly parentId: string | null;
	readonly admit: readonly Admission[];
};

export const openRoom: Handler<MatchRecord, OpenRoom> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.manageChannels | permission.manageRoles,
	wants: permission.speak | permission.stream,
	rank: 0,
	metric: "open",
	past: "room opened",
	target: ({ code, team }) => ({ room: code, teamId: team.teamId }),
	subject: ({ code }) => subjectOf.room(code),
	blockedBy: ({ matchId, team }) => [subjectOf.team(matchId, team.teamId)],
	// A refused create leaves no room to rest, so the team does. A lost one leaves a room to be looked for; the team
	// rests as well, for its next create would be another room's.
	rests: ({ code, matchId, team }, answer) => {
		const ofTeam = subjectOf.team(matchId, team.teamId);
		return answer.is === "lost" ? [subjectOf.room(code), ofTeam] : [ofTeam];
	},
	limit: "createChannel",

	intend: (record, { matchId, code, team, admit }, guildId, now) =>
		withRoom(record, {
			...{ code, matchId, guildId, teamId: team.teamId, admitted: admit },
			...{ state: "opening", channelId: null, createdAt: now },
		}),

	perform: (discord, guild, { matchId, team, code, parentId, admit }) =>
		discord.createChannel(guild.guildId, {
			kind: "voice",
			name: roomName(team.name, code),
			parentId,
			overwrites: privateTo(guild, admit),
			reason: `Team room of FACEIT match ${matchId}`,
		}),

	/** A create without an answer stays `opening`: the room is looked for before another is created. */
	note(record, { code }, guildId, answer) {
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		if (room?.state !== "opening" || answer.is === "lost") return record;
		return withRoom(record, answer.is === "done" ? opened(room, answer.value) : ended(room, "closed"));
	},
};

/** The room once its channel is known. */
export function opened(room: Room, channelId: unknown): Room {
	return typeof channelId === "string" ? { ...room, state: "open", channelId } : room;
}
