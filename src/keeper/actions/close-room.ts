// closeRoom: deletes a room that is no longer needed. Discord disconnects anyone still inside.

import { discordCode, isRefused } from "../../call.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { ended, isLive, type Room } from "../../room.ts";
import { type Handler, subjectOf } from "../action.ts";

export type CloseRoom = {
	readonly room: Room;
	readonly channelId: string;
	/** Members whose move into it may be in flight: it was intended, and they are not there. */
	readonly arriving: readonly string[];
};

export const closeRoom: Handler<MatchRecord, CloseRoom> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.manageChannels,
	wants: 0n,
	rank: 0,
	metric: "close",
	past: () => "room closed",
	target: ({ room, channelId }) => ({ room: room.code, channelId }),
	places: ({ channelId }) => [channelId],
	subject: ({ channelId }) => subjectOf.channel(channelId),
	blockedBy: ({ room }) => [subjectOf.room(room.code)],
	awaits: ({ arriving }) => arriving.map(subjectOf.member),
	rests: ({ channelId }) => [subjectOf.channel(channelId)],
	limit: "deleteChannel",
	intend: (record) => record,
	perform: (discord, { guildId }, { channelId }) => discord.deleteChannel(guildId, channelId, "The match is over"),

	note(record, { room: { code, guildId } }, _guildId, answer) {
		const isGone = answer.is === "done" || isRefused(answer, discordCode.unknownChannel);
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		return isGone && room !== undefined && isLive(room) ? withRoom(record, ended(room, "closed")) : record;
	},
};
