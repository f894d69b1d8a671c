// Finds, among the matches that concerned nobody when they were last heard of, those that name a linked player now.

import { sql } from "drizzle-orm";
import type { Store } from "./open.ts";
import { links } from "./schema.ts";

/** So many together take a few milliseconds. */
const atOnce = 100;

/** Those that are over, or lack what is asked for, count as well, so that a few steps never go through thousands. */
const next = `SELECT rowid, match_id AS matchId, settled_at AS settledAt,
	iif(phase = 'open' AND instr(teams, ?1) > 0, teams, '') AS teams
	FROM matches INDEXED BY matches_settled
	WHERE (settled_at, rowid) > (?2, ?3) ORDER BY settled_at, rowid LIMIT ${atOnce}`;

type Row = { readonly rowid: number; readonly matchId: string; readonly settledAt: number; readonly teams: string };

export type Strangers = {
	/**
	 * Looks at some matches at a time that have settled since, epoch ms, and yields the ids of those that name a linked
	 * player: this one, if one is given.
	 */
	concerned(since: number, faceitId?: string): Generator<readonly string[], void>;
};

export function openStrangers({ db, sqlite }: Store): Strangers {
	const rows = sqlite.prepare<Row, [string, number, number]>(next);
	const linkedOf = db
		.select({ faceitId: links.faceitId })
		.from(links)
		.where(sql`${links.faceitId} in (select value from json_each(${sql.placeholder("faceitIds")}))`)
		.prepare();
	return {
		*concerned(since, faceitId = "") {
			let place = { settledAt: since, rowid: 0 };
			for (;;) {
				const found = rows.all(faceitId, place.settledAt, place.rowid);
				const last = found.at(-1);
				if (last === undefined) return;
				place = last;
				const named = found.map(({ teams }) => playersIn(teams));
				const faceitIds = JSON.stringify(faceitId === "" ? named.flat() : [faceitId]);
				const linked = new Set(linkedOf.all({ faceitIds }).map((link) => link.faceitId));
				yield found.filter((_, at) => named[at]?.some((id) => linked.has(id))).map(({ matchId }) => matchId);
			}
		},
	};
}

/** Reading the text as JSON takes twice as long. */
function playersIn(teams: string): string[] {
	return [...teams.matchAll(/"faceitId":"([^"]*)"/g)].map(([, id = ""]) => id);
}
