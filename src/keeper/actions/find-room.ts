// findRoom: looks for a room whose create was not answered, by the code in its name.

import type { Answer, Discord } from "../../call.ts";
import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { codeOf, ended, type Room } from "../../room.ts";
import type { ChannelShown } from "../../shown.ts";
import { type Handler, subjectOf } from "../action.ts";
import { opened } from "./open-room.ts";

export type FindRoom = { readonly room: Room };

export const findRoom: Handler<MatchRecord, FindRoom> = {
	scope: "rooms",
	needs: permission.viewChannel,
	wants: 0n,
	rank: 0,
	metric: "find",
	past: () => "room looked for",
	target: ({ room }) => ({ room: room.code }),
	places: () => [null],
	subject: ({ room }) => subjectOf.room(room.code),
	blockedBy: () => [],
	rests: ({ room }) => [subjectOf.room(room.code)],
	limit: "other",
	intend: (record) => record,
	perform: (discord, { guildId }, { room }) =>
		searchChannel(discord, guildId, ({ kind, name }) => kind === "voice" && codeOf(name) === room.code),

	/** An answer without the room proves little: the create may still be carried out, so it is given up as lost. */
	note(record, { room: { code, guildId } }, _guildId, answer) {
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		if (room?.state !== "opening" || answer.is !== "done") return record;
		return withRoom(record, answer.value === undefined ? ended(room, "lost") : opened(room, answer.value));
	},
};

/** Asks Discord for the guild's channels. The value is the id of the first for which `isIt` holds. */
export async function searchChannel(
	discord: Discord,
	guildId: string,
	isIt: (channel: ChannelShown) => boolean,
): Promise<Answer<string | undefined>> {
	const answer = await discord.listChannels(guildId);
	return answer.is === "done" ? { is: "done", value: answer.value.find(isIt)?.channelId } : answer;
}
