// forgetRoom: forgets a room whose channel Discord no longer shows. It makes no call.

import { type MatchRecord, withRoom } from "../../record.ts";
import { ended, type Room } from "../../room.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";

export type ForgetRoom = {
	readonly room: Room;
	/** True if the gateway reported that somebody deleted it; false if it is out of reach for no known reason. */
	readonly isDeleted: boolean;
};

export const forgetRoom: Handler<MatchRecord, ForgetRoom> = {
	scope: "rooms",
	needs: 0n,
	wants: 0n,
	rank: 0,
	metric: "forget",
	past: ({ isDeleted }) => (isDeleted ? "room was deleted by somebody" : "room given up"),
	target: ({ room }) => ({ room: room.code }),
	places: () => [],
	subject: ({ room }) => subjectOf.room(room.code),
	// Its own deletion, in flight, is no reason to give it up: the answer is still to come.
	blockedBy: () => [],
	awaits: ({ room }) => (room.channelId === null ? [] : [subjectOf.channel(room.channelId)]),
	rests: () => [],
	limit: null,
	intend: (record, { room, isDeleted }) => withRoom(record, ended(room, isDeleted ? "closed" : "lost")),
	perform: () => noCall,
	note: (record) => record,
};
