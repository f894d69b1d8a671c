// The records of the active matches, read some at a time: thousands of them take longer than anybody may wait.

import { inArray, sql } from "drizzle-orm";
import type { MatchRecord } from "../record.ts";
import type { Store } from "./open.ts";
import { matches, placements, rooms } from "./schema.ts";

/** So many together take a few milliseconds. */
const atOnce = 40;

/** By its index: SQLite would look through all of them for each group, and sort them. */
const idsAfter = `SELECT match_id AS matchId FROM matches INDEXED BY matches_active
	WHERE settled_at IS NULL AND match_id > ? ORDER BY match_id LIMIT ${atOnce}`;

/** Yields all of them in the order of their ids, some at a time. */
export function* readActive({ db, sqlite }: Store): Generator<readonly MatchRecord[]> {
	const chosen = sql`(select value from json_each(${sql.placeholder("ids")}))`;
	const matchesOf = db.select().from(matches).where(inArray(matches.matchId, chosen)).prepare();
	// As they were opened, as in memory: of two rooms for a team the first stays, also after a restart.
	const roomsOf = db.select().from(rooms).where(inArray(rooms.matchId, chosen)).orderBy(sql`rowid`).prepare();
	const placementsOf = db.select().from(placements).where(inArray(placements.matchId, chosen)).prepare();
	const next = sqlite.prepare<{ matchId: string }, [string]>(idsAfter);
	for (let after: string | undefined = ""; after !== undefined; ) {
		const found: readonly string[] = next.all(after).map(({ matchId }) => matchId);
		after = found.at(-1);
		const ids = JSON.stringify(found);
		const roomsBy = Map.groupBy(roomsOf.all({ ids }), ({ matchId }) => matchId);
		const placementsBy = Map.groupBy(placementsOf.all({ ids }), ({ matchId }) => matchId);
		yield matchesOf.all({ ids }).map(({ settledAt: _, cards, orders, ...match }) => ({
			match,
			rooms: roomsBy.get(match.matchId) ?? [],
			placements: placementsBy.get(match.matchId) ?? [],
			...{ cards, orders },
		}));
	}
}
