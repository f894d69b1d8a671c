// Every action that the program takes in Discord on its own initiative, listed by hand. To add one: its file, and a line
// in the table of the record that it belongs to.

import type { GuildRecord } from "../../guild.ts";
import type { ScopePermissions } from "../../permission.ts";
import type { MatchRecord } from "../../record.ts";
import type { Handler, Scope } from "../action.ts";
import { admit } from "./admit.ts";
import { editCard, endCard, findCard, postCard } from "./cards.ts";
import { editChat, findChat, postChat } from "./chats.ts";
import { closeCategory } from "./close-category.ts";
import { closeRoom } from "./close-room.ts";
import { crossOutNotice } from "./cross-out-notice.ts";
import { deleteHint } from "./delete-hint.ts";
import { disconnect } from "./disconnect.ts";
import { findCategory } from "./find-category.ts";
import { findRoom } from "./find-room.ts";
import { forgetRoom } from "./forget-room.ts";
import { deleteGreeting, editGreeting, endGreeting, findGreeting, postGreeting } from "./greetings.ts";
import { move } from "./move.ts";
import { openCategory } from "./open-category.ts";
import { openRoom } from "./open-room.ts";
import { postHint } from "./post-hint.ts";
import { postNotice } from "./post-notice.ts";
import { returnMember } from "./return.ts";
import { revoke } from "./revoke.ts";
import { setStatus } from "./set-status.ts";

/** Actions that belong to the record of a match. */
const ofMatch = {
	...{ openRoom, findRoom, admit, revoke, move, return: returnMember, disconnect, closeRoom, forgetRoom },
	...{ postCard, editCard, findCard, endCard, postChat, editChat, findChat, setStatus },
};
/** Actions that belong to the record of a guild. */
const ofGuild = {
	...{ openCategory, findCategory, closeCategory, postHint, deleteHint, postNotice, crossOutNotice },
	...{ postGreeting, editGreeting, findGreeting, endGreeting, deleteGreeting },
};

type Held<H> = H extends Handler<infer _R, infer A> ? A : never;
type ActionsIn<Table> = { [K in keyof Table]: Held<Table[K]> };
type ActionOf<Of, K extends keyof Of> = { [P in K]: { readonly do: P } & Of[P] }[K];
type TableOf<R, Of> = { readonly [K in keyof Of]: Handler<R, Of[K]> };

export type MatchActionOf = ActionsIn<typeof ofMatch>;
export type GuildActionOf = ActionsIn<typeof ofGuild>;
/** A planned action of one of these kinds, of any if none is named. */
export type MatchAction<K extends keyof MatchActionOf = keyof MatchActionOf> = ActionOf<MatchActionOf, K>;
export type GuildAction<K extends keyof GuildActionOf = keyof GuildActionOf> = ActionOf<GuildActionOf, K>;

export type Handlers = {
	readonly match: TableOf<MatchRecord, MatchActionOf>;
	readonly guild: TableOf<GuildRecord, GuildActionOf>;
};

export const handlers: Handlers = { match: ofMatch, guild: ofGuild };

const purposes: Readonly<Record<Scope, string>> = {
	rooms: "rooms and moves",
	messages: "messages to admins and to players who wait",
	cards: "the card of each match",
	roomChat: "the message in each room's chat",
	status: "the voice status of rooms",
};

/** What each scope takes in a guild: the permissions of its actions combined. */
export const scopePermissions: readonly ScopePermissions[] = (
	["rooms", "messages", "cards", "roomChat", "status"] as const
).map((scope) => {
	const all = [...Object.values(ofMatch), ...Object.values(ofGuild)].filter((one) => one.scope === scope);
	return {
		scope,
		purpose: purposes[scope],
		needs: all.reduce((bits, { needs }) => bits | needs, 0n),
		wants: all.reduce((bits, { wants }) => bits | wants, 0n),
	};
});
