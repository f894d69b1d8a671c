// setStatus: what a room's voice channel says below its name. Written on change only; a rename would be limited to two in
// ten minutes.

import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { isLive, type Room } from "../../room.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";

export type SetStatus = {
	readonly room: Room;
	readonly channelId: string;
	/** Null once Discord has cleared it, because the last one left: that takes no call. */
	readonly status: string | null;
};

export const setStatus: Handler<MatchRecord, SetStatus> = {
	scope: "status",
	// Discord docs, "Set Voice Channel Status": also Manage Channels, for a bot that is not in the channel.
	needs: permission.viewChannel | permission.connect | permission.setVoiceStatus | permission.manageChannels,
	wants: 0n,
	rank: 4,
	metric: "setStatus",
	past: ({ status }) => (status === null ? "voice status is cleared" : "voice status set"),
	target: ({ room, channelId }) => ({ room: room.code, channelId }),
	places: ({ channelId }) => [channelId],
	subject: ({ room }) => subjectOf.status(room.code),
	blockedBy: ({ channelId }) => [subjectOf.channel(channelId)],
	rests: ({ room }) => [subjectOf.status(room.code)],
	limit: "message",
	intend: (record) => record,
	perform: (discord, { guildId }, { channelId, status }) =>
		status === null ? noCall : discord.setVoiceStatus(guildId, channelId, status),

	note(record, { room: { code }, status }, guildId, answer) {
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		return answer.is === "done" && room !== undefined && isLive(room) ? withRoom(record, { ...room, status }) : record;
	},
};
