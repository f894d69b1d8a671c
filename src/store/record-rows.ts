// How the record of a match is read from its rows, and written to them.

import { getTableColumns, sql } from "drizzle-orm";
import type { MatchRecord } from "../record.ts";
import type { Room } from "../room.ts";
import type { Store } from "./open.ts";
import { matches, placements, rooms } from "./schema.ts";

export type RecordRows = {
	/** The record of the match as it was saved. */
	read(matchId: string): MatchRecord | undefined;
	/** Writes the parts that are other objects than in `former`; `settledAt` in epoch ms, null while it is active. */
	write(former: MatchRecord | undefined, record: MatchRecord, settledAt: number | null): void;
};

type MatchRow = typeof matches.$inferSelect;
type RoomRow = typeof rooms.$inferSelect;
type PlacementRow = typeof placements.$inferSelect;
/** A row as SQLite gives it: these columns are still JSON. */
type Raw<Row, Json extends keyof Row> = Omit<Row, Json> & Readonly<Record<Json, string>>;
type RawRoom = Raw<Omit<RoomRow, "keep" | "chat">, "admitted" | "guests"> & {
	readonly keep: string | null;
	readonly chat: string | null;
};
type RawMatch = Raw<Omit<MatchRow, "competition" | "settledAt">, "teams" | "details" | "cards" | "orders"> & {
	readonly competition: string | null;
};

/** Written out: every event reads a match, and through the query builder that takes four times as long. */
const select = {
	match: `SELECT match_id AS matchId, phase, version, competition, teams, scheduled_at AS scheduledAt, openings,
		opened_at AS openedAt, over_at AS overAt, heard_at AS heardAt, details, cards, orders FROM matches WHERE match_id = ?`,
	// As they were opened, as in memory: of two rooms for a team the first stays, also after a restart.
	rooms: `SELECT code, match_id AS matchId, guild_id AS guildId, team_id AS teamId, state, channel_id AS channelId,
		admitted, guests, keep, chat, status, created_at AS createdAt FROM rooms WHERE match_id = ? ORDER BY rowid`,
	placements: `SELECT match_id AS matchId, guild_id AS guildId, discord_id AS discordId, state, origin_id AS originId,
		opening, at FROM placements WHERE match_id = ?`,
};

export function openRecordRows(store: Store): RecordRows {
	return { read: reader(store), write: writer(store) };
}

function reader({ sqlite }: Store): RecordRows["read"] {
	const matchOf = sqlite.prepare<RawMatch, [string]>(select.match);
	const roomsOf = sqlite.prepare<RawRoom, [string]>(select.rooms);
	const placementsOf = sqlite.prepare<PlacementRow, [string]>(select.placements);
	return (matchId) => {
		const row = matchOf.get(matchId);
		if (row === null) return undefined;
		const { cards, orders, ...match } = row;
		return {
			match: {
				...match,
				competition: parsed(row.competition),
				teams: JSON.parse(row.teams),
				details: JSON.parse(row.details),
			},
			rooms: roomsOf.all(matchId).map(roomOf),
			placements: placementsOf.all(matchId),
			cards: JSON.parse(cards),
			orders: JSON.parse(orders),
		};
	};
}

function roomOf(row: RawRoom): Room {
	const [admitted, guests] = [JSON.parse(row.admitted), JSON.parse(row.guests)];
	return { ...row, admitted, guests, keep: parsed(row.keep), chat: parsed(row.chat) };
}

function parsed(json: string | null) {
	return json === null ? null : JSON.parse(json);
}

/** As a column that may be null is written: the column's own way would turn null into text. */
function written(value: object | null): string | null {
	return value && JSON.stringify(value);
}

/** Each statement is built once: building one costs more than running it. */
function writer(store: Store): RecordRows["write"] {
	const upsert = { match: matchUpsert(store), room: roomUpsert(store), placement: placementUpsert(store) };
	return (former, record, settledAt) => {
		const { match, cards, orders } = record;
		upsert.match.run({ ...match, competition: written(match.competition), cards, orders, settledAt });
		const formerRooms = new Set(former?.rooms);
		for (const room of record.rooms)
			if (!formerRooms.has(room)) upsert.room.run({ ...room, keep: written(room.keep), chat: written(room.chat) });
		const formerPlacements = new Set(former?.placements);
		for (const placement of record.placements) if (!formerPlacements.has(placement)) upsert.placement.run(placement);
	};
}

const value = sql.placeholder;

function matchUpsert({ db }: Store) {
	const row = {
		matchId: value("matchId"),
		phase: value("phase"),
		version: value("version"),
		competition: sql`${value("competition")}`,
		teams: value("teams"),
		scheduledAt: value("scheduledAt"),
		openings: value("openings"),
		openedAt: value("openedAt"),
		overAt: value("overAt"),
		heardAt: value("heardAt"),
		details: value("details"),
		cards: value("cards"),
		orders: value("orders"),
		settledAt: value("settledAt"),
	} satisfies Placeholders<typeof matches>;
	// What comes late for a match that is over, such as a demo, does not make it any younger.
	const isOver = sql`${matches.phase} = 'over' and excluded.phase = 'over' and excluded.settled_at is not null`;
	const settledAt = sql`iif(${isOver}, coalesce(${matches.settledAt}, excluded.settled_at), excluded.settled_at)`;
	const { matchId: _, ...columns } = getTableColumns(matches);
	const set = { ...excluded(columns), settledAt };
	return db.insert(matches).values(row).onConflictDoUpdate({ target: matches.matchId, set }).prepare();
}

function roomUpsert({ db }: Store) {
	const row = {
		code: value("code"),
		matchId: value("matchId"),
		guildId: value("guildId"),
		teamId: value("teamId"),
		state: value("state"),
		channelId: value("channelId"),
		admitted: value("admitted"),
		guests: value("guests"),
		keep: sql`${value("keep")}`,
		chat: sql`${value("chat")}`,
		status: value("status"),
		createdAt: value("createdAt"),
	} satisfies Placeholders<typeof rooms>;
	const { matchId, guildId, code, ...columns } = getTableColumns(rooms);
	const conflict = { target: [matchId, guildId, code], set: excluded(columns) };
	return db.insert(rooms).values(row).onConflictDoUpdate(conflict).prepare();
}

function placementUpsert({ db }: Store) {
	const row = {
		matchId: value("matchId"),
		guildId: value("guildId"),
		discordId: value("discordId"),
		state: value("state"),
		originId: value("originId"),
		opening: value("opening"),
		at: value("at"),
	} satisfies Placeholders<typeof placements>;
	const { matchId, guildId, discordId, ...columns } = getTableColumns(placements);
	const conflict = { target: [matchId, guildId, discordId], set: excluded(columns) };
	return db.insert(placements).values(row).onConflictDoUpdate(conflict).prepare();
}

/** One for each column: a column that is left out does not compile. */
type Placeholders<Table extends { readonly $inferInsert: object }> = Readonly<
	Record<keyof Table["$inferInsert"], unknown>
>;

/** Sets each of these columns to what the insert would have put there. */
function excluded(columns: Readonly<Record<string, { readonly name: string }>>) {
	return Object.fromEntries(
		Object.entries(columns).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
	);
}
