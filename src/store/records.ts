// The record of each active match, in memory as in the database: one way to change both, so they cannot disagree.

import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { isSettled, type MatchRecord } from "../record.ts";
import { type Store, transaction } from "./open.ts";
import { matches, placements, rooms } from "./schema.ts";

export type Records = {
	/** The records of matches with something left to do. */
	active(): IterableIterator<MatchRecord>;
	/** The record of one match, active or settled. */
	get(matchId: string): MatchRecord | undefined;
	/** The active matches whose line-up names the player. */
	ofPlayer(faceitId: string): readonly MatchRecord[];
	/** The record whose room in the guild has the code, active or settled; a room known to be deleted does not count. */
	byCode(guildId: string, code: string): MatchRecord | undefined;
	/** True if a room in the guild has the code that is there, or may turn up again. */
	isCodeTaken(guildId: string, code: string): boolean;
	/**
	 * Saves the changed parts of these records, if there are any, and runs `alongside`, all in one transaction at `now`
	 * (epoch ms). Memory follows only after the commit. A match that is over and has no room left settles: it leaves
	 * memory.
	 */
	save(records: readonly MatchRecord[], now: number, alongside?: () => void): void;
};

/**
 * Reads the active matches into memory; `now` is epoch ms. Nothing is read again until the process ends: all changes go
 * through `save`. What was saved by a clock that was ahead of ours counts as saved now: waits on it would never end.
 */
export function openRecords(store: Store, now: number): Records {
	const { db } = store;
	const byMatch = new Map<string, MatchRecord>();
	const byPlayer = new Map<string, Set<string>>();

	function keepInMemory(record: MatchRecord): void {
		const { matchId } = record.match;
		const former = byMatch.get(matchId);
		if (former?.match.teams !== record.match.teams) {
			for (const faceitId of playersOf(former)) dropFrom(byPlayer, faceitId, matchId);
			for (const faceitId of playersOf(record)) addTo(byPlayer, faceitId, matchId);
		}
		byMatch.set(matchId, record);
	}

	function dropFromMemory(record: MatchRecord): void {
		const { matchId } = record.match;
		for (const faceitId of playersOf(byMatch.get(matchId))) dropFrom(byPlayer, faceitId, matchId);
		byMatch.delete(matchId);
	}

	function read(matchId: string): MatchRecord | undefined {
		const row = db.select().from(matches).where(eq(matches.matchId, matchId)).get();
		if (row === undefined) return undefined;
		const { settledAt: _, ...match } = row;
		return {
			match,
			// As they were opened, as in memory: of two rooms for a team the first stays, also after a restart.
			rooms: db.select().from(rooms).where(eq(rooms.matchId, matchId)).orderBy(sql`rowid`).all(),
			placements: db.select().from(placements).where(eq(placements.matchId, matchId)).all(),
		};
	}

	const get = (matchId: string) => byMatch.get(matchId) ?? read(matchId);

	const matchOf = (guildId: string, code: string) =>
		db
			.select({ matchId: rooms.matchId })
			.from(rooms)
			.where(and(eq(rooms.guildId, guildId), eq(rooms.code, code), ne(rooms.state, sql`'closed'`)))
			.get()?.matchId;

	const active = db.select({ matchId: matches.matchId }).from(matches).where(isNull(matches.settledAt)).all();
	for (const { matchId } of active) {
		const record = read(matchId);
		if (record !== undefined) keepInMemory(noLaterThan(record, now));
	}

	return {
		active: () => byMatch.values(),
		get,
		ofPlayer: (faceitId) => [...(byPlayer.get(faceitId) ?? [])].flatMap((matchId) => byMatch.get(matchId) ?? []),
		byCode(guildId, code) {
			const matchId = matchOf(guildId, code);
			return matchId === undefined ? undefined : get(matchId);
		},
		isCodeTaken: (guildId, code) => matchOf(guildId, code) !== undefined,
		save(records, now, alongside) {
			const changed = records.filter((record) => byMatch.get(record.match.matchId) !== record);
			if (changed.length === 0 && alongside === undefined) return;
			transaction(store, () => {
				for (const record of changed) write(store, byMatch.get(record.match.matchId), record, now);
				alongside?.();
			});
			for (const record of changed) isSettled(record) ? dropFromMemory(record) : keepInMemory(record);
		},
	};
}

function noLaterThan(record: MatchRecord, now: number): MatchRecord {
	const past = <At extends number | null>(at: At) => (at === null ? at : Math.min(at, now));
	const { match } = record;
	return {
		match: { ...match, heardAt: past(match.heardAt), openedAt: past(match.openedAt), overAt: past(match.overAt) },
		rooms: record.rooms.map((room) => ({ ...room, createdAt: past(room.createdAt) })),
		placements: record.placements.map((placement) => ({ ...placement, at: past(placement.at) })),
	};
}

/** Writes the parts that are other objects than before. */
function write({ db }: Store, former: MatchRecord | undefined, record: MatchRecord, now: number): void {
	const settledAt = isSettled(record) ? now : null;
	if (former === undefined || former.match !== record.match || settledAt !== null) {
		const row = { ...record.match, settledAt };
		// What comes late for a settled match, such as a demo, does not make it any younger.
		const kept = settledAt === null ? null : sql`coalesce(${matches.settledAt}, ${settledAt})`;
		const set = { ...row, settledAt: kept };
		db.insert(matches).values(row).onConflictDoUpdate({ target: matches.matchId, set }).run();
	}
	const formerRooms = new Set(former?.rooms);
	for (const room of record.rooms.filter((room) => !formerRooms.has(room))) {
		db.insert(rooms)
			.values(room)
			.onConflictDoUpdate({ target: [rooms.matchId, rooms.guildId, rooms.code], set: room })
			.run();
	}
	const formerPlacements = new Set(former?.placements);
	for (const placement of record.placements.filter((placement) => !formerPlacements.has(placement))) {
		const target = [placements.matchId, placements.guildId, placements.discordId];
		db.insert(placements).values(placement).onConflictDoUpdate({ target, set: placement }).run();
	}
}

function playersOf(record: MatchRecord | undefined): string[] {
	return (record?.match.teams ?? []).flatMap((team) =>
		[...team.roster, ...team.substitutes].map((player) => player.faceitId),
	);
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
	const values = index.get(key);
	if (values === undefined) index.set(key, new Set([value]));
	else values.add(value);
}

function dropFrom(index: Map<string, Set<string>>, key: string, value: string): void {
	const values = index.get(key);
	values?.delete(value);
	if (values?.size === 0) index.delete(key);
}
