// /staff rooms: the rooms of the server, and those that were left behind, with a way to clean them up.

import { relative } from "../../markdown.ts";
import { titleOf } from "../../match-card.ts";
import { buttonsOf, text } from "../../message.ts";
import { isLive } from "../../room.ts";
import type { Caller, CommandNeeds, Message } from "./command.ts";

/** Cleaning up is a dry run first: the list of exactly what would be deleted. */
export function roomsMessage({ texts, member }: Caller, needs: CommandNeeds): Message {
	const { guildId } = member;
	const guild = needs.see(guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	const lines = needs.matchesIn(guildId).flatMap((matchId) => {
		const record = needs.records.get(matchId);
		const rooms = record?.rooms.filter((room) => room.guildId === guildId && isLive(room)) ?? [];
		return rooms.flatMap(({ channelId, createdAt }) =>
			record === undefined || channelId === null
				? []
				: texts.staff.room(
						`<#${channelId}>`,
						titleOf(record.match),
						relative(createdAt),
						guild.occupants(channelId).length,
						record.match.phase === "over",
					),
		);
	});
	const left = needs.orders.leftBehind(guild);
	return {
		content: `## ${texts.staff.roomsTitle}\n${lines.length === 0 ? texts.staff.noRooms : lines.join("\n")}`,
		blocks:
			left.length === 0
				? [text(`-# ${texts.staff.nothingLeft}`)]
				: [
						text(texts.staff.left, ...left.map(({ channelId }) => `- <#${channelId}>`)),
						buttonsOf({ id: "staff:clean", label: texts.staff.cleanUp(left.length), kind: "remove" }),
					],
	};
}

/** Deletes what the list names, as the keeper closes any room: whoever is in one is brought back first. */
export function cleanUp({ texts, member }: Caller, needs: CommandNeeds): Message {
	const guild = needs.see(member.guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	const left = needs.orders.leftBehind(guild);
	for (const one of left) needs.orders.takeBack(member.guildId, one);
	return { content: left.length === 0 ? texts.staff.nothingLeft : texts.staff.cleaned(left.length) };
}
