// findCategory: looks for a category whose create was not answered, by its name, which no other had at that time.

import type { GuildRecord, OverflowCategory } from "../../guild.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";
import { searchChannel } from "./find-room.ts";
import { withCategory, withoutCategory } from "./open-category.ts";

export type FindCategory = { readonly category: OverflowCategory };

export const findCategory: Handler<GuildRecord, FindCategory> = {
	scope: "rooms",
	needs: permission.viewChannel,
	wants: 0n,
	rank: 0,
	metric: "findCategory",
	past: () => "category looked for",
	target: () => ({}),
	places: () => [null],
	subject: ({ category }) => subjectOf.category(category.name),
	blockedBy: () => [],
	rests: ({ category }) => [subjectOf.category(category.name)],
	limit: "other",
	intend: (record) => record,
	perform: (discord, { guildId }, { category }) =>
		searchChannel(discord, guildId, ({ kind, name }) => kind === "category" && name === category.name),

	note(record, { category }, _guildId, answer) {
		if (answer.is !== "done") return record;
		return typeof answer.value === "string"
			? withCategory(record, { ...category, channelId: answer.value })
			: withoutCategory(record, category);
	},
};
