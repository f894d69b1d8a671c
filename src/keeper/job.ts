// A planned action made concrete: its guild and its match, and its handler bound to it.

import type { Answer, Discord } from "../call.ts";
import type { ActionTarget } from "../fact.ts";
import type { GuildRecord } from "../guild.ts";
import type { MatchRecord } from "../record.ts";
import type { GuildShown, Limit } from "../shown.ts";
import type { Handler, Scope, Subject } from "./action.ts";
import type { GuildAction, GuildActionOf, Handlers, MatchAction, MatchActionOf } from "./actions/handlers.ts";

/** Where the records are that a job changes. Changes of one record add up. */
export type Changes = {
	match(matchId: string, change: (record: MatchRecord) => MatchRecord): void;
	guild(guildId: string, change: (record: GuildRecord) => GuildRecord): void;
};

export type Job<A = MatchAction | GuildAction> = {
	readonly guildId: string;
	/** Null for an action that belongs to the guild. */
	readonly matchId: string | null;
	readonly action: A;
	/** Its place in the plan of its match: the first of each match come before the second of any. */
	readonly turn: number;
	readonly scope: Scope;
	readonly rank: number;
	readonly metric: string;
	readonly past: string;
	readonly target: ActionTarget;
	readonly subject: Subject;
	readonly blockedBy: readonly Subject[];
	readonly limit: Limit | null;
	readonly rests: (answer: Answer<unknown>) => readonly Subject[];
	readonly intend: (changes: Changes, now: number) => void;
	readonly perform: (discord: Discord, guild: GuildShown) => Promise<Answer<unknown>>;
	readonly note: (changes: Changes, answer: Answer<unknown>, now: number) => void;
};

export function matchJob<K extends keyof MatchActionOf>(
	handlers: Handlers,
	guildId: string,
	matchId: string,
	action: MatchAction<K>,
	turn: number,
): Job<MatchAction<K>> {
	const handler: Handler<MatchRecord, MatchActionOf[K]> = handlers.match[action.do];
	return {
		...bound(handler, guildId, action, turn),
		...{ matchId, action },
		intend: (changes, now) => changes.match(matchId, (record) => handler.intend(record, action, guildId, now)),
		note: (changes, answer, now) =>
			changes.match(matchId, (record) => handler.note(record, action, guildId, answer, now)),
	};
}

export function guildJob<K extends keyof GuildActionOf>(
	handlers: Handlers,
	guildId: string,
	action: GuildAction<K>,
	turn: number,
): Job<GuildAction<K>> {
	const handler: Handler<GuildRecord, GuildActionOf[K]> = handlers.guild[action.do];
	return {
		...bound(handler, guildId, action, turn),
		...{ matchId: null, action },
		intend: (changes, now) => changes.guild(guildId, (record) => handler.intend(record, action, guildId, now)),
		note: (changes, answer, now) =>
			changes.guild(guildId, (record) => handler.note(record, action, guildId, answer, now)),
	};
}

/** What does not depend on which record the action belongs to. */
function bound<R, A>(handler: Handler<R, A>, guildId: string, action: A, turn: number) {
	const { scope, rank, metric, past, limit } = handler;
	return {
		...{ guildId, turn, scope, rank, metric, past, limit },
		target: handler.target(action),
		subject: handler.subject(action),
		blockedBy: handler.blockedBy(action),
		rests: (answer: Answer<unknown>) => handler.rests(action, answer),
		perform: (discord: Discord, guild: GuildShown) => handler.perform(discord, guild, action),
	};
}

/** Rooms first, then moves into matches that start, then moves back; the matches and their teams in turn. */
export function inOrder(jobs: readonly Job[]): readonly Job[] {
	return jobs.toSorted((a, b) => a.rank - b.rank || a.turn - b.turn);
}
