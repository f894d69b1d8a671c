// postCard, editCard, findCard, endCard: the one message that shows a match in a guild's announcements channel.

import { cardIn, type MatchRecord, withCard } from "../../record.ts";
import { subjectOf } from "../action.ts";
import { posting } from "./posts.ts";

type Where = { readonly matchId: string };

export const {
	post: postCard,
	edit: editCard,
	find: findCard,
	end: endCard,
} = posting<MatchRecord, Where>({
	scope: "cards",
	name: "card",
	subject: ({ matchId }) => subjectOf.card(matchId),
	of: (record, _where, guildId) => cardIn(record, guildId) ?? null,
	with: (record, _where, guildId, post) =>
		post === null
			? { ...record, cards: record.cards.filter((card) => card.guildId !== guildId) }
			: withCard(record, { ...post, guildId }),
});
