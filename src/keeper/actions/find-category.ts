// findCategory: looks for a category whose create was not answered, by its name, which no other had at that time.

import type { Answer, Discord } from "../../call.ts";
import type { GuildRecord, OverflowCategory } from "../../guild.ts";
import { permission } from "../../permission.ts";
import { type Handler, subjectOf } from "../action.ts";
import { withCategory, withoutCategory } from "./open-category.ts";

export type FindCategory = { readonly category: OverflowCategory };

export const findCategory: Handler<GuildRecord, FindCategory> = {
	scope: "rooms",
	needs: permission.viewChannel,
	wants: 0n,
	rank: 0,
	metric: "findCategory",
	past: "category looked for",
	target: () => ({}),
	subject: ({ category }) => subjectOf.category(category.name),
	blockedBy: () => [],
	rests: ({ category }) => [subjectOf.category(category.name)],
	limit: null,
	intend: (record) => record,
	perform: (discord, { guildId }, { category }) => search(discord, guildId, category.name),

	note(record, { category }, _guildId, answer) {
		if (answer.is !== "done") return record;
		return typeof answer.value === "string"
			? withCategory(record, { ...category, channelId: answer.value })
			: withoutCategory(record, category);
	},
};

async function search(discord: Discord, guildId: string, name: string): Promise<Answer<string | undefined>> {
	const answer = await discord.listChannels(guildId);
	if (answer.is !== "done") return answer;
	return { is: "done", value: answer.value.find((one) => one.kind === "category" && one.name === name)?.channelId };
}
