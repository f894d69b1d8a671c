// Queries for the command line: what waits or failed, which rooms there are, who is linked.

import { asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Delivery } from "../delivery.ts";
import type { Link } from "../link.ts";
import type { Match } from "../match.ts";
import type { Room } from "../room.ts";
import type { Store } from "./open.ts";
import { inbox, links, matches, members, rooms } from "./schema.ts";

const listed = {
	deliveryId: inbox.deliveryId,
	event: inbox.event,
	matchId: inbox.matchId,
	state: inbox.state,
	error: inbox.error,
	receivedAt: inbox.receivedAt,
	doneAt: inbox.doneAt,
};

export type ListedDelivery = Pick<Delivery, keyof typeof listed>;

/** A match with something left to do, and its rooms that are not closed. */
export type ListedMatch = Pick<Match, "matchId" | "phase" | "teams" | "competition" | "heardAt" | "overAt"> & {
	readonly rooms: readonly Room[];
};

/** A link with the guilds in which its member is known. */
export type ListedLink = Link & {
	readonly guildIds: readonly string[];
	/** Those of them whose staff vouch for it. */
	readonly vouchedIn: readonly string[];
	readonly isOptedOut: boolean;
};

/** What has not been processed, oldest first. */
export function listUndone({ db }: Store, limit: number): readonly ListedDelivery[] {
	// Two queries with literals: each state has an index of its own.
	const those = (state: SQL) =>
		db.select(listed).from(inbox).where(state).orderBy(asc(inbox.deliveryId)).limit(limit).all();
	return [...those(sql`${inbox.state} = 'kept'`), ...those(sql`${inbox.state} = 'failed'`)]
		.sort((a, b) => a.deliveryId - b.deliveryId)
		.slice(0, limit);
}

/** What could not be read, the newest first. */
export function listFailed({ db }: Store, limit: number): readonly ListedDelivery[] {
	return db
		.select(listed)
		.from(inbox)
		.where(sql`${inbox.state} = 'failed'`)
		.orderBy(desc(inbox.deliveryId))
		.limit(limit)
		.all();
}

/** Everything that is still kept, the newest first. */
export function listAll({ db }: Store, limit: number): readonly ListedDelivery[] {
	return db.select(listed).from(inbox).orderBy(desc(inbox.deliveryId)).limit(limit).all();
}

export function findDelivery({ db }: Store, deliveryId: number): ListedDelivery | undefined {
	return db.select(listed).from(inbox).where(eq(inbox.deliveryId, deliveryId)).get();
}

export function findByKey({ db }: Store, eventKey: string): ListedDelivery | undefined {
	return db.select(listed).from(inbox).where(eq(inbox.eventKey, eventKey)).get();
}

/** All matches with something left to do, the one heard of last first. */
export function listMatches({ db }: Store): readonly ListedMatch[] {
	const open = db.select().from(rooms).where(sql`${rooms.state} in ('opening', 'open')`).orderBy(sql`rowid`).all();
	const byMatch = Map.groupBy(open, (room) => room.matchId);
	const active = db.select().from(matches).where(isNull(matches.settledAt)).orderBy(desc(matches.heardAt)).all();
	return active.map(({ matchId, phase, teams, competition, heardAt, overAt }) => ({
		...{ matchId, phase, teams, competition, heardAt, overAt },
		rooms: byMatch.get(matchId) ?? [],
	}));
}

export function findMatch({ db }: Store, matchId: string): Pick<Match, "phase" | "overAt"> | undefined {
	return db
		.select({ phase: matches.phase, overAt: matches.overAt })
		.from(matches)
		.where(eq(matches.matchId, matchId))
		.get();
}

/** The oldest first. */
export function listLinks({ db }: Store): readonly ListedLink[] {
	const known = Map.groupBy(db.select().from(members).all(), (member) => member.discordId);
	const all = db.select().from(links).orderBy(asc(links.linkedAt), asc(links.discordId)).all();
	return all.map(({ faceitId, discordId, nickname, linkedAt, verifiedAt, isOptedOut }) => {
		const here = known.get(discordId) ?? [];
		return {
			...{ faceitId, discordId, nickname, linkedAt, verifiedAt, isOptedOut },
			guildIds: here.map(({ guildId }) => guildId),
			vouchedIn: here.filter(({ vouchedAt }) => vouchedAt !== null).map(({ guildId }) => guildId),
		};
	});
}
