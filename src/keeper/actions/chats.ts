// postChat, editChat, findChat: the message in the chat of a room.

import { type MatchRecord, withRoom } from "../../record.ts";
import { isLive, type Room } from "../../room.ts";
import { subjectOf } from "../action.ts";
import { posting } from "./posts.ts";

type Where = { readonly code: string };

function roomOf(record: MatchRecord, { code }: Where, guildId: string): Room | undefined {
	return record.rooms.find((room) => room.code === code && room.guildId === guildId && isLive(room));
}

export const {
	post: postChat,
	edit: editChat,
	find: findChat,
} = posting<MatchRecord, Where>({
	scope: "roomChat",
	name: "chat",
	subject: ({ code }) => subjectOf.roomChat(code),
	of: (record, where, guildId) => roomOf(record, where, guildId)?.chat ?? null,
	with(record, where, guildId, chat) {
		const room = roomOf(record, where, guildId);
		return room === undefined ? record : withRoom(record, { ...room, chat });
	},
});
