// forgetRoom: gives up a room whose channel Discord no longer shows. It makes no call.

import { type MatchRecord, withRoom } from "../../record.ts";
import { ended, type Room } from "../../room.ts";
import { type Handler, noCall, subjectOf } from "../action.ts";

export type ForgetRoom = { readonly room: Room };

export const forgetRoom: Handler<MatchRecord, ForgetRoom> = {
	scope: "rooms",
	needs: 0n,
	wants: 0n,
	rank: 0,
	metric: "forget",
	past: "room given up",
	target: ({ room }) => ({ room: room.code }),
	subject: ({ room }) => subjectOf.room(room.code),
	// Its own deletion, in flight, is no reason to give it up: the answer is still to come.
	blockedBy: ({ room }) => (room.channelId === null ? [] : [subjectOf.channel(room.channelId)]),
	rests: () => [],
	limit: null,
	intend: (record, { room }) => withRoom(record, ended(room, "lost")),
	perform: () => noCall,
	note: (record) => record,
};
