// openRoom: a team's voice room, private from its first moment because one call creates it with all its overwrites.

import { type Answer, type Discord, discordCode, isRefused } from "../../call.ts";
import type { Team } from "../../match.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { type Admission, bare, ended, type Room, roomName } from "../../room.ts";
import { type GuildShown, overwritesPerCreate } from "../../shown.ts";
import { type Handler, subjectOf } from "../action.ts";
import { privateTo } from "./overwrites.ts";

export type OpenRoom = {
	readonly matchId: string;
	readonly team: Team;
	/** Its place in the match: the name of the room, if Discord does not accept the team's. */
	readonly number: number;
	/** Ends the room's name, so that it is found again if the answer is lost. */
	readonly code: string;
	/** The category it goes into; null for the top of the channel list. */
	readonly parentId: string | null;
	readonly admit: readonly Admission[];
	/** How many may be in it; 0: any number. */
	readonly userLimit: number;
	/** What it is called before its code; if Discord refuses that, it gets a plain name. */
	readonly name: string;
};

export const openRoom: Handler<MatchRecord, OpenRoom> = {
	scope: "rooms",
	// Also what it takes to bring people in and out: a room that nobody can be moved to is not opened.
	needs:
		permission.viewChannel |
		permission.connect |
		permission.manageChannels |
		permission.manageRoles |
		permission.moveMembers,
	wants: permission.speak | permission.stream,
	rank: 0,
	metric: "open",
	past: () => "room opened",
	target: ({ code, team }) => ({ room: code, teamId: team.teamId }),
	places: ({ parentId }) => (parentId === null ? [null] : [null, parentId]),
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
			...{ ...bare, state: "opening", channelId: null, createdAt: now },
		}),

	/**
	 * Discord refuses the whole room for a word in its name, or for one person whose account is gone. Neither may cost the
	 * team its room: it then gets a plain name, and everyone is let in one by one.
	 */
	async perform(discord, guild, action) {
		let { name } = action;
		let admit = action.admit;
		let answer = await create(discord, guild, action, name, admit);
		if (isNameRefused(answer)) {
			name = `Team ${action.number}`;
			answer = await create(discord, guild, action, name, admit);
		}
		if (isPersonRefused(answer)) {
			admit = [];
			answer = await create(discord, guild, action, name, admit);
		}
		return answer;
	},

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

function create(
	discord: Discord,
	guild: GuildShown,
	{ matchId, code, parentId, userLimit }: OpenRoom,
	name: string,
	admit: readonly Admission[],
): Promise<Answer<string>> {
	return discord.createChannel(guild.guildId, {
		kind: "voice",
		name: roomName(name, code),
		...{ parentId, userLimit },
		// Whoever does not fit is let in once the room is there.
		overwrites: privateTo(guild, admit).slice(0, overwritesPerCreate),
		reason: `Team room of FACEIT match ${matchId}`,
	});
}

/** In servers of Server Discovery, and wherever else Discord reads along. The refusal names the field: `errors.name`. */
function isNameRefused(answer: Answer<unknown>): boolean {
	return answer.is === "refused" && answer.code === discordCode.invalidForm && answer.why.includes('"name"');
}

function isPersonRefused(answer: Answer<unknown>): boolean {
	const { unknownUser, unknownRole, unknownMember, unknownOverwrite } = discordCode;
	return [unknownUser, unknownRole, unknownMember, unknownOverwrite].some((code) => isRefused(answer, code));
}
