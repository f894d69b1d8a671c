// closeCategory: deletes an empty category of our own making once the ones before it have room again.

import { discordCode, isRefused } from "../../call.ts";
import type { GuildRecord, OverflowCategory } from "../../guild.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";
import { withoutCategory } from "./open-category.ts";

export type CloseCategory = { readonly category: OverflowCategory; readonly channelId: string };

export const closeCategory: Handler<GuildRecord, CloseCategory> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.manageChannels,
	wants: 0n,
	rank: 0,
	metric: "closeCategory",
	past: () => "empty category closed",
	target: ({ channelId }) => ({ channelId }),
	places: ({ channelId }) => [channelId],
	subject: ({ category }) => subjectOf.category(category.name),
	blockedBy: () => [],
	rests: ({ category }) => [subjectOf.category(category.name)],
	limit: "deleteChannel",
	intend: (record) => record,
	perform: (discord, { guildId }, { channelId }) =>
		discord.deleteChannel(guildId, channelId, "The overflow category is empty"),
	note: (record, { category }, _guildId, answer) =>
		answer.is === "done" || isRefused(answer, discordCode.unknownChannel) ? withoutCategory(record, category) : record,
};
