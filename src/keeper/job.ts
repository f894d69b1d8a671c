// A planned action made concrete: its guild and its match, and its handler bound to it.

import type { Answer, Discord } from "../call.ts";
import type { ActionTarget } from "../fact.ts";
import type { GuildRecord } from "../guild.ts";
import type { MatchRecord } from "../record.ts";
import type { GuildShown, Limit } from "../shown.ts";
import type { Handler, Place, Scope, Subject } from "./action.ts";
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
	/** When its match began, epoch ms, and its place in the plan of it: matches that began first are completed first. */
	readonly beganAt: number;
	readonly turn: number;
	readonly scope: Scope;
	readonly needs: bigint;
	readonly places: readonly Place[];
	readonly rank: number;
	readonly metric: string;
	readonly past: string;
	readonly target: ActionTarget;
	readonly subject: Subject;
	/** What it is known by while it waits: its subject, but for a room that is not open, and has no code yet, its team. */
	readonly about: Subject;
	readonly blockedBy: readonly Subject[];
	readonly awaits: readonly Subject[];
	readonly limit: Limit | null;
	readonly rests: (answer: Answer<unknown>) => readonly Subject[];
	readonly intend: (changes: Changes, now: number) => void;
	readonly perform: (discord: Discord, guild: GuildShown) => Promise<Answer<unknown>>;
	readonly note: (changes: Changes, answer: Answer<unknown>, now: number) => void;
};

/** Where a job stands among others of its rank. */
type Turn = Pick<Job, "beganAt" | "turn">;

export function matchJob<K extends keyof MatchActionOf>(
	handlers: Handlers,
	guildId: string,
	matchId: string,
	action: MatchAction<K>,
	{ beganAt, turn }: Turn,
): Job<MatchAction<K>> {
	const handler: Handler<MatchRecord, MatchActionOf[K]> = handlers.match[action.do];
	return {
		...bound(handler, guildId, action),
		...{ matchId, action, beganAt, turn },
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
		...bound(handler, guildId, action),
		...{ matchId: null, action, beganAt: 0, turn },
		intend: (changes, now) => changes.guild(guildId, (record) => handler.intend(record, action, guildId, now)),
		note: (changes, answer, now) =>
			changes.guild(guildId, (record) => handler.note(record, action, guildId, answer, now)),
	};
}

/** What does not depend on which record the action belongs to. */
function bound<R, A>(handler: Handler<R, A>, guildId: string, action: A) {
	const { scope, needs, rank, metric, limit } = handler;
	const subject = handler.subject(action);
	return {
		...{ guildId, scope, needs, rank, metric, limit, subject },
		past: handler.past(action),
		target: handler.target(action),
		places: handler.places(action),
		about: handler.rests(action, notSent)[0] ?? subject,
		blockedBy: handler.blockedBy(action),
		awaits: handler.awaits?.(action) ?? [],
		rests: (answer: Answer<unknown>) => handler.rests(action, answer),
		perform: (discord: Discord, guild: GuildShown) => handler.perform(discord, guild, action),
	};
}

const notSent: Answer<unknown> = { is: "later", at: 0 };

/** Whatever has waited longer than this for a limit is overtaken no more, ms: one window of the limit on moves, and a bit. */
const patienceMs = 11_000;

type Standing = {
	/** In a full guild closing goes first: it makes room. */
	readonly isFull: boolean;
	/** When a job began to wait for a limit, epoch ms. */
	readonly since: (job: Job) => number | undefined;
	/** Epoch ms. */
	readonly now: number;
};

/**
 * The order in which jobs draw on the limits they share: rooms, then moves into matches that start, then moves back. Of
 * each, one match after the other, those that began first before the others: so all wait for as short as possible, and
 * the last no longer than otherwise. Before them come those that have waited for too long, of each rank in turn, so that
 * nobody is stuck in a room because one match after the other begins.
 */
export function inOrder(jobs: readonly Job[], { isFull, since, now }: Standing): readonly Job[] {
	const rank = (job: Job) => (isFull && job.limit === "deleteChannel" ? -1 : job.rank);
	const inRank = jobs.toSorted((a, b) => rank(a) - rank(b) || byMatch(a, b) || a.turn - b.turn);
	const waited = (job: Job) => now - (since(job) ?? now);
	const late = inRank.filter((job) => waited(job) >= patienceMs).toSorted((a, b) => waited(b) - waited(a));
	if (late.length === 0) return inRank;
	const isLate = new Set(late);
	return [...inTurn([...Map.groupBy(late, rank).values()]), ...inRank.filter((job) => !isLate.has(job))];
}

function byMatch(one: Job, other: Job): number {
	if (one.matchId === other.matchId) return 0;
	return one.beganAt - other.beganAt || ((one.matchId ?? "") < (other.matchId ?? "") ? -1 : 1);
}

/** The first of each list, then the second of each, and so on. */
export function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
	const longest = Math.max(0, ...lists.map((list) => list.length));
	return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat();
}
