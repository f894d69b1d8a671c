// postWelcome, postLink and what follows them: a guild's own messages, the greeting and the invitation to link an account.

import type { GuildRecord } from "../../guild.ts";
import { subjectOf } from "../action.ts";
import { posting } from "./posts.ts";

type Where = { readonly which: "welcome" | "link" };

export const {
	post: postGreeting,
	edit: editGreeting,
	find: findGreeting,
	end: endGreeting,
	remove: deleteGreeting,
} = posting<GuildRecord, Where>({
	scope: "messages",
	name: "greeting",
	subject: ({ which }) => subjectOf.greeting(which),
	of: (record, { which }) => record[which],
	with: (record, { which }, _guildId, post) => ({ ...record, [which]: post }),
});
