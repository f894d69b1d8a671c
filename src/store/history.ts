// Queries about what is over: it is removed in small steps, and the space it took is given back.

import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { type Store, transaction } from "./open.ts";
import { matches, placements } from "./schema.ts";

export type History = {
	/** Removes at most `limit` deliveries received before `before` (epoch ms). Returns how many. */
	removeDeliveries(state: "done" | "failed", before: number, limit: number): number;
	/** Removes at most `limit` matches that settled before, with their rooms and placements. Returns how many. */
	removeMatches(settledBefore: number, limit: number): number;
	/** Removes at most `limit` entries of the trail from before (epoch ms). Returns how many. */
	removeTrail(before: number, limit: number): number;
	/** Runs `act`, which takes one step, in a transaction of its own. */
	step(act: () => number): number;
	/** Removes at most `limit` rows of what is kept aside of guilds that the bot left before (epoch ms). Returns how many. */
	removeGuilds(leftBefore: number, limit: number): number;
	/** Gives at most `pages` pages that hold nothing back to the disk. Returns how many more are to be given back. */
	giveBack(pages: number): number;
};

/** The share of the file that may stay empty: it fills again soon, and freeing it each time would only cost writes. */
const slack = 0.1;

/** Each by an index. Literals, not parameters: SQLite uses a partial index only where it can see the condition. */
export const queries = {
	done: `DELETE FROM inbox WHERE delivery_id IN (
		SELECT delivery_id FROM inbox INDEXED BY inbox_received WHERE received_at < ? AND state = 'done' LIMIT ?)`,
	failed: `DELETE FROM inbox WHERE delivery_id IN (
		SELECT delivery_id FROM inbox INDEXED BY inbox_failed WHERE received_at < ? AND state = 'failed' LIMIT ?)`,
	settled: "DELETE FROM matches WHERE match_id IN (SELECT match_id FROM matches WHERE settled_at < ? LIMIT ?)",
	/** Where members were placed in the match who are not linked any more: it was needed until the match had settled. */
	forgetUnlinked: `DELETE FROM placements WHERE match_id = ?
		AND NOT EXISTS (SELECT 1 FROM links WHERE links.discord_id = placements.discord_id)`,
	leftMembers: `DELETE FROM members WHERE rowid IN (
		SELECT members.rowid FROM guilds INDEXED BY guilds_left CROSS JOIN members INDEXED BY members_guild USING (guild_id)
		WHERE left_at < ? LIMIT ?)`,
	trail: `DELETE FROM trail WHERE entry_id IN (SELECT entry_id FROM trail INDEXED BY trail_at WHERE at < ? LIMIT ?)`,
	left: `DELETE FROM guilds WHERE guild_id IN (
		SELECT guild_id FROM guilds INDEXED BY guilds_left WHERE left_at < ? LIMIT ?)`,
};

export function openHistory(store: Store): History {
	const { sqlite } = store;
	const deliveries = { done: sqlite.prepare(queries.done), failed: sqlite.prepare(queries.failed) };
	const settled = sqlite.prepare(queries.settled);
	const trail = sqlite.prepare(queries.trail);
	const left = { members: sqlite.prepare(queries.leftMembers), guilds: sqlite.prepare(queries.left) };
	return {
		step: (act) => transaction(store, act),
		removeDeliveries: (state, before, limit) => deliveries[state].run(before, limit).changes,
		removeMatches: (settledBefore, limit) => settled.run(settledBefore, limit).changes,
		removeTrail: (before, limit) => trail.run(before, limit).changes,
		removeGuilds(leftBefore, limit) {
			const { changes } = left.members.run(leftBefore, limit);
			// A guild's own row says since when: it goes last.
			return changes > 0 ? changes : left.guilds.run(leftBefore, limit).changes;
		},
		giveBack(pages) {
			const surplus = () => Math.ceil(number(sqlite, "freelist_count") - slack * number(sqlite, "page_count"));
			const due = Math.min(pages, surplus());
			if (due <= 0 || number(sqlite, "auto_vacuum") !== incremental) return 0;
			sqlite.run(`PRAGMA incremental_vacuum(${due})`);
			return Math.max(0, surplus());
		},
	};
}

/** Forgets where the member was placed in matches that are settled. Matches in progress keep what they need. */
export function forgetMember({ db }: Store, discordId: string): void {
	const settled = db.select({ matchId: matches.matchId }).from(matches).where(isNotNull(matches.settledAt));
	db.delete(placements)
		.where(and(eq(placements.discordId, discordId), inArray(placements.matchId, settled)))
		.run();
}

/** SQLite's number for it. */
const incremental = 2;

function number(sqlite: Store["sqlite"], pragma: "freelist_count" | "page_count" | "auto_vacuum"): number {
	return sqlite.query<Record<string, number>, []>(`PRAGMA ${pragma}`).get()?.[pragma] ?? 0;
}
