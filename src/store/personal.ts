// Everything that is kept about one member, read a little at a time.

import { eq } from "drizzle-orm";
import type { Store } from "./open.ts";
import { links, members, placements, trail } from "./schema.ts";

/** So many rows are looked at together: a few milliseconds. */
const atOnce = 300;

type Named = { readonly rowid: number; readonly json: string };

/** What is kept about the member, and about the player whom they are linked with; each step yields a part of it. */
export type Personal = ReturnType<typeof openPersonal>;

export function openPersonal({ db, sqlite }: Store) {
	const scan = (table: string, columns: string, column: string) => {
		/** Each found at once, at one end of the table: in one query, SQLite would go through all of it. */
		const ends = sqlite.prepare<{ first: number | null; last: number | null }, []>(
			`SELECT (SELECT min(rowid) FROM ${table}) AS first, (SELECT max(rowid) FROM ${table}) AS last`,
		);
		const found = sqlite.prepare<Named, [number, number, string]>(
			`SELECT rowid, json_object(${columns}) AS json FROM ${table}
			WHERE rowid >= ? AND rowid < ? AND instr(${column}, ?) > 0`,
		);
		return function* (text: string): Generator<readonly unknown[], void> {
			const { first, last } = ends.get() ?? {};
			for (let at = first ?? 0; at <= (last ?? -1); at += atOnce)
				yield found.all(at, at + atOnce, text).map(({ json }): unknown => JSON.parse(json));
		};
	};
	return {
		/** What is found at once, by an index. */
		ofMember: (discordId: string) => ({
			links: db.select().from(links).where(eq(links.discordId, discordId)).all(),
			guilds: db.select().from(members).where(eq(members.discordId, discordId)).all(),
			placements: db.select().from(placements).where(eq(placements.discordId, discordId)).all(),
			trail: db.select().from(trail).where(eq(trail.discordId, discordId)).all(),
		}),
		/** The rooms to which they were admitted. */
		rooms: scan(
			"rooms",
			"'code', code, 'matchId', match_id, 'guildId', guild_id, 'teamId', team_id, 'createdAt', created_at",
			"admitted",
		),
		/** The matches whose line-ups name the player. */
		matches: scan(
			"matches",
			"'matchId', match_id, 'phase', phase, 'competition', json(competition), 'openedAt', opened_at, 'overAt', over_at",
			"teams",
		),
		/** What FACEIT sent that names the player: when, and what about. */
		events: scan("inbox", "'event', event, 'matchId', match_id, 'receivedAt', received_at, 'state', state", "body"),
	};
}
