// The record of each active match, in memory as in the database: one way to change both, so they cannot disagree.

import { eq, isNull } from "drizzle-orm";
import type { Match } from "../match.ts";
import type { Placement, Room } from "../plan.ts";
import { type Store, transaction } from "./open.ts";
import { matches, placements, rooms } from "./schema.ts";

/** All that is remembered of one match. Its parts are never mutated: a changed part is another object. */
export type MatchRecord = {
	readonly match: Match;
	readonly rooms: readonly Room[];
	readonly placements: readonly Placement[];
};

export type Records = {
	/** The records of matches with something left to do. */
	active(): IterableIterator<MatchRecord>;
	/** The record of one match, active or settled. */
	get(matchId: string): MatchRecord | undefined;
	/** The active matches whose line-up names the player. */
	ofPlayer(faceitId: string): readonly MatchRecord[];
	/** The record whose room has the code, active or settled. */
	byCode(code: string): MatchRecord | undefined;
	/**
	 * Saves the changed parts of these records, if there are any, and runs `alongside`, all in one transaction at `now` (epoch ms). Memory
	 * follows only after the commit. A match that is over and has no room left settles: it leaves memory.
	 */
	save(records: readonly MatchRecord[], now: number, alongside?: () => void): void;
};

/** Reads the active matches into memory. Nothing is read again until the process ends: all changes go through `save`. */
export function openRecords(store: Store): Records {
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
			rooms: db.select().from(rooms).where(eq(rooms.matchId, matchId)).all(),
			placements: db.select().from(placements).where(eq(placements.matchId, matchId)).all(),
		};
	}

	const get = (matchId: string) => byMatch.get(matchId) ?? read(matchId);

	const active = db.select({ matchId: matches.matchId }).from(matches).where(isNull(matches.settledAt)).all();
	for (const { matchId } of active) {
		const record = read(matchId);
		if (record !== undefined) keepInMemory(record);
	}

	return {
		active: () => byMatch.values(),
		get,
		ofPlayer: (faceitId) => [...(byPlayer.get(faceitId) ?? [])].flatMap((matchId) => byMatch.get(matchId) ?? []),
		byCode(code) {
			const row = db.select({ matchId: rooms.matchId }).from(rooms).where(eq(rooms.code, code)).get();
			return row === undefined ? undefined : get(row.matchId);
		},
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

/** True when nothing is left to do for the match: it is over and none of its rooms is left. */
export function isSettled(record: MatchRecord): boolean {
	return record.match.phase === "over" && record.rooms.every((room) => room.state === "closed");
}

/** Writes the parts that are other objects than before. */
function write({ db }: Store, former: MatchRecord | undefined, record: MatchRecord, now: number): void {
	const settledAt = isSettled(record) ? now : null;
	if (former === undefined || former.match !== record.match || settledAt !== null) {
		const row = { ...record.match, settledAt };
		db.insert(matches).values(row).onConflictDoUpdate({ target: matches.matchId, set: row }).run();
	}
	const formerRooms = new Set(former?.rooms);
	for (const room of record.rooms.filter((room) => !formerRooms.has(room))) {
		db.insert(rooms).values(room).onConflictDoUpdate({ target: rooms.code, set: room }).run();
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
