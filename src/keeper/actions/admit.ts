// admit: lets one person, or one role, into a room. Each has a call of their own: one whom Discord refuses keeps nobody
// else out, and what admins changed in the channel by hand is not sent back, as the whole list would be.

import { permission } from "../../permission.ts";
import { type MatchRecord, withRoom } from "../../record.ts";
import { type Admission, isLive, type Room } from "../../room.ts";
import { type Handler, subjectOf } from "../action.ts";
import { admitting } from "./overwrites.ts";

export type Admit = { readonly room: Room; readonly channelId: string; readonly admission: Admission };

export const admit: Handler<MatchRecord, Admit> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.connect | permission.manageRoles,
	wants: permission.speak | permission.stream,
	rank: 0,
	metric: "admit",
	past: () => "let into the room",
	target: ({ room, channelId, admission }) => ({ room: room.code, channelId, ...whom(admission) }),
	places: ({ channelId }) => [channelId],
	subject: ({ room }) => subjectOf.room(room.code),
	blockedBy: ({ room, admission }) => [subjectOf.access(room.code, admission.id)],
	awaits: ({ channelId }) => [subjectOf.channel(channelId)],
	rests: ({ room, admission }) => [subjectOf.access(room.code, admission.id)],
	limit: "other",

	/**
	 * Anyone let in stays in the record: the call may be carried out without an answer, and a resumed session may replay
	 * how the room was before they lost access.
	 */
	intend(record, { room: { code, guildId }, admission }) {
		const room = record.rooms.find((one) => one.code === code && one.guildId === guildId);
		if (room === undefined || !isLive(room)) return record;
		const others = room.admitted.filter(({ id }) => id !== admission.id);
		return withRoom(record, { ...room, admitted: [...others, admission] });
	},

	perform: (discord, guild, { channelId, admission }) =>
		discord.setOverwrite(guild.guildId, channelId, admitting(guild, admission), "They play in the team of this room"),

	note: (record) => record,
};

/** For the log: a role is no member. */
function whom({ kind, id }: Admission): { readonly discordId?: string } {
	return kind === "role" || kind === "listener" ? {} : { discordId: id };
}
