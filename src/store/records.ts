// The record of each active match, in memory as in the database: one way to change both, so they cannot disagree.

import { and, eq, getTableColumns, isNull, ne, sql } from "drizzle-orm";
import { needsLineUp } from "../match.ts";
import { isSettled, type MatchRecord } from "../record.ts";
import { type Store, transaction } from "./open.ts";
import { links, matches, placements, rooms } from "./schema.ts";

export type Records = {
	/** The records of matches with something left to do. */
	active(): IterableIterator<MatchRecord>;
	/** True for a match with something left to do. */
	isActive(matchId: string): boolean;
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
	 * (epoch ms). Memory follows only after the commit. A match settles, and leaves memory, when it is over and has no
	 * room left, or when it is on and concerns nobody: no room, and no linked player in its line-up.
	 */
	save(records: readonly MatchRecord[], now: number, alongside?: () => void): void;
	/**
	 * Runs `act` in one transaction, together with all that it saves: `get` shows that within `act` only, until it is
	 * committed. If anything throws, nothing has happened.
	 */
	batch<T>(act: () => T): T;
	/**
	 * Takes up the matches that concerned nobody when they were last heard of, at most `maxAgeMs` before `now` (epoch ms),
	 * and whose line-up names this player, who is linked now; any linked player if left out. Returns their ids.
	 */
	takeUp(now: number, maxAgeMs: number, faceitId?: string): readonly string[];
};

/**
 * Reads the active matches into memory; `now` is epoch ms. Nothing of them is read again until the process ends: all
 * changes go through `save`. If the clock that saved them was ahead of ours, what was saved last counts as saved now and
 * the rest as that much earlier too: waits go on where they were, and what came later is still the later.
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

	const rowOf = db
		.select()
		.from(matches)
		.where(eq(matches.matchId, sql.placeholder("matchId")))
		.prepare();
	const roomsOf = db
		.select()
		.from(rooms)
		.where(eq(rooms.matchId, sql.placeholder("matchId")))
		// As they were opened, as in memory: of two rooms for a team the first stays, also after a restart.
		.orderBy(sql`rowid`)
		.prepare();
	const placementsOf = db
		.select()
		.from(placements)
		.where(eq(placements.matchId, sql.placeholder("matchId")))
		.prepare();
	const anyLinked = db
		.select({ faceitId: links.faceitId })
		.from(links)
		.where(sql`${links.faceitId} in (select value from json_each(${sql.placeholder("faceitIds")}))`)
		.limit(1)
		.prepare();
	const write = writer(store);
	/** What the batch under way has saved so far, by match. */
	let staged: Map<string, { readonly record: MatchRecord; readonly now: number }> | undefined;

	function read(matchId: string): MatchRecord | undefined {
		const row = rowOf.get({ matchId });
		if (row === undefined) return undefined;
		const { settledAt: _, ...match } = row;
		return { match, rooms: roomsOf.all({ matchId }), placements: placementsOf.all({ matchId }) };
	}

	/**
	 * Nobody could be let in or moved. Nearly all matches of FACEIT are such: they cost a row, but no memory and no
	 * question to FACEIT. One that has not begun is none of them, because its line-up is not final; nor is one that ever had a
	 * room, for its players are known to come and go.
	 */
	function concernsNobody(record: MatchRecord): boolean {
		const { match } = record;
		if (match.phase !== "open" || needsLineUp(match) || record.rooms.length > 0) return false;
		return anyLinked.get({ faceitIds: JSON.stringify(playersOf(record)) }) === undefined;
	}

	/** Returns what is to be done in memory after the commit. */
	function writeStaged(): readonly (() => void)[] {
		return [...(staged?.values() ?? [])].map(({ record, now }) => {
			const isLeft = !isSettled(record) && !concernsNobody(record);
			write(byMatch.get(record.match.matchId), record, isLeft ? null : now);
			return () => (isLeft ? keepInMemory(record) : dropFromMemory(record));
		});
	}

	function batch<T>(act: () => T): T {
		if (staged !== undefined) return act();
		staged = new Map();
		try {
			const { result, remember } = transaction(store, () => ({ result: act(), remember: writeStaged() }));
			for (const one of remember) one();
			return result;
		} finally {
			staged = undefined;
		}
	}

	const inMemory = (matchId: string) => staged?.get(matchId)?.record ?? byMatch.get(matchId);
	const get = (matchId: string) => inMemory(matchId) ?? read(matchId);

	const matchOf = (guildId: string, code: string) =>
		db
			.select({ matchId: rooms.matchId })
			.from(rooms)
			.where(and(eq(rooms.guildId, guildId), eq(rooms.code, code), ne(rooms.state, sql`'closed'`)))
			.get()?.matchId;

	const ofNobody = store.sqlite.prepare<{ matchId: string; teams: string }, [number, string]>(
		"SELECT match_id AS matchId, teams FROM matches WHERE settled_at >= ? AND phase = 'open' AND instr(teams, ?) > 0",
	);
	const allLinked = db.select({ faceitId: links.faceitId }).from(links).prepare();
	const active = db.select({ matchId: matches.matchId }).from(matches).where(isNull(matches.settledAt)).all();
	const saved = active.flatMap(({ matchId }) => read(matchId) ?? []);
	const aheadMs = saved.reduce((ahead, record) => Math.max(ahead, latest(record) - now), 0);
	const known = aheadMs === 0 ? saved : saved.map((record) => earlier(record, aheadMs));
	const rewriteAll = () => {
		for (const record of known) write(undefined, record, isSettled(record) ? now : null);
	};
	if (aheadMs > 0) rewrite(store, rewriteAll);
	for (const record of known) keepInMemory(record);

	return {
		active: () => byMatch.values(),
		isActive: (matchId) => byMatch.has(matchId),
		get,
		ofPlayer: (faceitId) => [...(byPlayer.get(faceitId) ?? [])].flatMap((matchId) => byMatch.get(matchId) ?? []),
		byCode(guildId, code) {
			const matchId = matchOf(guildId, code);
			return matchId === undefined ? undefined : get(matchId);
		},
		isCodeTaken: (guildId, code) => matchOf(guildId, code) !== undefined,
		save(records, now, alongside) {
			const changed = records.filter((record) => inMemory(record.match.matchId) !== record);
			if (changed.length === 0 && alongside === undefined) return;
			batch(() => {
				for (const record of changed) staged?.set(record.match.matchId, { record, now });
				alongside?.();
			});
		},
		batch,
		takeUp(now, maxAgeMs, faceitId) {
			const linked = new Set(faceitId === undefined ? allLinked.all().map((link) => link.faceitId) : [faceitId]);
			const taken: string[] = [];
			for (const { matchId, teams } of ofNobody.iterate(now - maxAgeMs, faceitId ?? "")) {
				// Reading the text as JSON takes twice as long, and there may be thousands of strangers' matches.
				const isConcerned = teams.matchAll(/"faceitId":"([^"]*)"/g).some(([, id = ""]) => linked.has(id));
				const record = isConcerned && !byMatch.has(matchId) ? read(matchId) : undefined;
				if (record === undefined || concernsNobody(record)) continue;
				keepInMemory(earlier(record, Math.max(0, latest(record) - now)));
				taken.push(matchId);
			}
			return taken;
		},
	};
}

/** The latest time in the record, epoch ms. */
function latest({ match, rooms, placements }: MatchRecord): number {
	const times = [match.heardAt, match.openedAt ?? 0, match.overAt ?? 0];
	return Math.max(...times, ...rooms.map((room) => room.createdAt), ...placements.map((placement) => placement.at));
}

function earlier({ match, rooms, placements }: MatchRecord, ms: number): MatchRecord {
	const before = <At extends number | null>(at: At) => (at === null ? at : at - ms);
	return {
		match: { ...match, heardAt: before(match.heardAt), openedAt: before(match.openedAt), overAt: before(match.overAt) },
		rooms: rooms.map((room) => ({ ...room, createdAt: before(room.createdAt) })),
		placements: placements.map((placement) => ({ ...placement, at: before(placement.at) })),
	};
}

/** So that what is saved from now on is not taken for older than this by the next start. */
function rewrite(store: Store, write: () => void): void {
	try {
		transaction(store, write);
	} catch {
		// Nothing can be written at the moment, which others tell. Memory is right, and so is what is saved of it later.
	}
}

/** Returns what writes the parts of a record that are other objects than before, and whether it is settled. */
function writer({ db }: Store) {
	const { matchId, settledAt, ...columns } = getTableColumns(matches);
	const excluded = (column: { readonly name: string }) => sql`excluded.${sql.identifier(column.name)}`;
	// What comes late for a match that is over, such as a demo, does not make it any younger.
	const isOver = sql`${matches.phase} = 'over' and excluded.phase = 'over' and excluded.settled_at is not null`;
	const kept = sql`iif(${isOver}, coalesce(${matches.settledAt}, excluded.settled_at), excluded.settled_at)`;
	const set = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, excluded(column)]));
	const value = sql.placeholder;
	const row = {
		matchId: value("matchId"),
		phase: value("phase"),
		version: value("version"),
		// As it is written: the column's own way would turn null into text.
		competition: sql`${value("competition")}`,
		teams: value("teams"),
		scheduledAt: value("scheduledAt"),
		openings: value("openings"),
		openedAt: value("openedAt"),
		overAt: value("overAt"),
		heardAt: value("heardAt"),
		details: value("details"),
		settledAt: value("settledAt"),
	} satisfies Readonly<Record<keyof typeof matches.$inferInsert, unknown>>;
	const upsert = db
		.insert(matches)
		.values(row)
		.onConflictDoUpdate({ target: matches.matchId, set: { ...set, settledAt: kept } })
		.prepare();
	return (former: MatchRecord | undefined, record: MatchRecord, settledAt: number | null) => {
		const { competition } = record.match;
		upsert.run({ ...record.match, competition: competition && JSON.stringify(competition), settledAt });
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
	};
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
