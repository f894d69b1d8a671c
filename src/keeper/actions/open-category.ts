// openCategory: another category for rooms, because the ones before it are full.

import type { GuildRecord, OverflowCategory } from "../../guild.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";

export type OpenCategory = { readonly category: OverflowCategory };

export const openCategory: Handler<GuildRecord, OpenCategory> = {
	scope: "rooms",
	needs: permission.viewChannel | permission.manageChannels,
	wants: 0n,
	rank: 0,
	metric: "openCategory",
	past: () => "category opened, the one before is full",
	target: () => ({}),
	places: () => [null],
	subject: ({ category }) => subjectOf.category(category.name),
	blockedBy: () => [],
	rests: ({ category }) => [subjectOf.category(category.name)],
	limit: "createChannel",
	intend: (record, { category }) => withCategory(record, category),

	perform: (discord, { guildId }, { category: { name } }) =>
		discord.createChannel(guildId, {
			...{ kind: "category", name, parentId: null, userLimit: 0, overwrites: [] },
			reason: "The category for match rooms is full",
		}),

	/** Without an answer it stays as it is, and is looked for before another is created. */
	note(record, { category }, _guildId, answer) {
		if (answer.is === "lost") return record;
		if (answer.is !== "done" || typeof answer.value !== "string") return withoutCategory(record, category);
		return withCategory(record, { ...category, channelId: answer.value });
	},
};

/** The record with this category in place of the one with the same name, or beside the others. */
export function withCategory(record: GuildRecord, category: OverflowCategory): GuildRecord {
	return { ...record, categories: [...withoutCategory(record, category).categories, category] };
}

export function withoutCategory(record: GuildRecord, { name }: OverflowCategory): GuildRecord {
	return { ...record, categories: record.categories.filter((one) => one.name !== name) };
}
