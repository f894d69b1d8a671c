// admit: gives and takes access to a room in one edit, newcomers and leavers together.

import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { type Admission, isLive, type Room } from "../../room.ts";
import { type Handler, subjectOf } from "../action.ts";
import { admitting } from "./overwrites.ts";

export type Admit = {
	readonly room: Room;
	readonly channelId: string;
	readonly add: readonly Admission[];
	readonly remove: readonly Admission[];
};

export const admit: Handler<MatchRecord, Admit> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.manageRoles,
	wants: permission.speak | permission.stream,
	rank: 0,
	metric: "admit",
	past: "room access changed",
	target: ({ room, channelId }) => ({ room: room.code, channelId }),
	subject: ({ room }) => subjectOf.room(room.code),
	blockedBy: ({ channelId }) => [subjectOf.channel(channelId)],
	rests: ({ room }) => [subjectOf.room(room.code)],
	limit: null,

	/**
	 * Anyone let in stays in the record: the edit may be carried out without an answer, and a resumed session may replay
	 * how the room was before they lost access.
	 */
	intend(record, { room: { code, guildId }, add }) {
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		if (room === undefined || !isLive(room)) return record;
		const others = room.admitted.filter(({ id }) => !add.some((one) => one.id === id));
		return withRoom(record, { ...room, admitted: [...others, ...add] });
	},

	async perform(discord, guild, { channelId, add, remove }) {
		const touched = new Set([...add, ...remove].map(({ id }) => id));
		// Overwrites that an admin added by hand, for a coach perhaps, stay as they are.
		const kept = (guild.channels.get(channelId)?.overwrites ?? []).filter(({ id }) => !touched.has(id));
		const overwrites = [...kept, ...add.map((admission) => admitting(guild, admission))];
		return discord.editOverwrites(guild.guildId, channelId, overwrites, "The team's line-up changed");
	},

	note: (record) => record,
};
