// The record of each active match, in memory as in the database: one way to change both, so they cannot disagree.

import { and, eq, ne, sql } from "drizzle-orm";
import { needsLineUp } from "../match.ts";
import type { Post } from "../post.ts";
import { isSettled, type MatchRecord } from "../record.ts";
import { isRehearsal } from "../rehearsal.ts";
import { isLive } from "../room.ts";
import { readActive } from "./active.ts";
import { queries } from "./history.ts";
import { type Store, transaction } from "./open.ts";
import { openRecordRows } from "./record-rows.ts";
import { rooms } from "./schema.ts";
import { openStrangers } from "./strangers.ts";

export type Records = {
	/** The records of matches with something left to do. */
	active(): IterableIterator<MatchRecord>;
	/** True for a match with something left to do. */
	isActive(matchId: string): boolean;
	/** The record of one match, active or settled. */
	get(matchId: string): MatchRecord | undefined;
	/** The active matches whose line-up names the player. */
	ofPlayer(faceitId: string): readonly MatchRecord[];
	/** The active match whose room the channel is. */
	byChannel(channelId: string): MatchRecord | undefined;
	/** The record whose room in the guild has the code, active or settled; a room known to be deleted does not count. */
	byCode(guildId: string, code: string): MatchRecord | undefined;
	/** Those of these codes that rooms in the guild have which are there, or may turn up again. */
	takenCodes(guildId: string, codes: readonly string[]): ReadonlySet<string>;
	/**
	 * Saves the changed parts of these records, if there are any, and runs `alongside`, all in one transaction at `now`
	 * (epoch ms). Memory follows only after the commit. A match settles, and leaves memory, when it is over and has no
	 * room left, or when it is on and concerns nobody: no room, and no linked player in its line-up. Whoever unlinked
	 * meanwhile is forgotten then.
	 */
	save(records: readonly MatchRecord[], now: number, alongside?: () => void): void;
	/**
	 * Runs `act` in one transaction, together with all that it saves: `get` shows that within `act` only, until it is
	 * committed. If anything throws, nothing has happened.
	 */
	batch<T>(act: () => T): T;
	/**
	 * Takes up the matches that concerned nobody when they were last heard of, at most `maxAgeMs` before `now` (epoch ms),
	 * and whose line-up names this player, who is linked now; any linked player if left out. Each step looks at some of
	 * them, in a few ms, and yields the ids of those it took up.
	 */
	takeUp(now: number, maxAgeMs: number, faceitId?: string): Generator<readonly string[], void>;
};

/**
 * Reads the active matches into memory; `now` is epoch ms. Nothing of them is read again until the process ends: all
 * changes go through `save`. If the clock that saved them was ahead of ours, what was saved last counts as saved now and
 * the rest as that much earlier too: waits go on where they were, and what came later is still the later.
 */
export function openRecords(store: Store, now: number): Records {
	const { records, reading } = prepare(store, now);
	for (const _ of reading);
	return records;
}

/** The same, a few ms at a time: others have their turn in each `pause`. They may not write to matches until it is done. */
export async function loadRecords(store: Store, now: number, pause: () => Promise<void>): Promise<Records> {
	const { records, reading } = prepare(store, now);
	for (const _ of reading) await pause();
	return records;
}

/** The records, to be used once all of `reading` is done. */
function prepare(store: Store, now: number): { readonly records: Records; readonly reading: Iterable<void> } {
	const { db } = store;
	const byMatch = new Map<string, MatchRecord>();
	const byPlayer = new Map<string, Set<string>>();
	const byChannel = new Map<string, string>();

	function keepInMemory(record: MatchRecord): void {
		const { matchId } = record.match;
		const former = byMatch.get(matchId);
		if (former?.match.teams !== record.match.teams) {
			for (const faceitId of playersOf(former)) dropFrom(byPlayer, faceitId, matchId);
			for (const faceitId of playersOf(record)) addTo(byPlayer, faceitId, matchId);
		}
		if (former?.rooms !== record.rooms) {
			for (const channelId of channelsOf(former)) byChannel.delete(channelId);
			for (const channelId of channelsOf(record)) byChannel.set(channelId, matchId);
		}
		byMatch.set(matchId, record);
	}

	function dropFromMemory(record: MatchRecord): void {
		const { matchId } = record.match;
		for (const faceitId of playersOf(byMatch.get(matchId))) dropFrom(byPlayer, faceitId, matchId);
		for (const channelId of channelsOf(byMatch.get(matchId))) byChannel.delete(channelId);
		byMatch.delete(matchId);
	}

	const anyLinked = store.sqlite.prepare<{ faceitId: string }, [string]>(
		"SELECT faceit_id AS faceitId FROM links WHERE faceit_id IN (SELECT value FROM json_each(?)) LIMIT 1",
	);
	const { read, write } = openRecordRows(store);
	/** What the batch under way has saved so far, by match. */
	let staged: Map<string, { readonly record: MatchRecord; readonly now: number }> | undefined;

	/**
	 * Nobody could be let in or moved. Nearly all matches of FACEIT are such: they cost a row, but no memory and no
	 * question to FACEIT. One that has not begun is none of them, because its line-up is not final; nor is one that ever had a
	 * room or a card, for its players are known to come and go, or for which somebody ordered rooms.
	 */
	function concernsNobody(record: MatchRecord): boolean {
		const { match } = record;
		if (match.phase !== "open" || needsLineUp(match) || record.rooms.length > 0 || record.cards.length > 0)
			return false;
		if (isRehearsal(match)) return false;
		if (record.orders.some(({ is }) => is === "open")) return false;
		return anyLinked.get(JSON.stringify(playersOf(record))) === null;
	}

	/** Returns what is to be done in memory after the commit. */
	function writeStaged(): readonly (() => void)[] {
		return [...(staged?.values() ?? [])].map(({ record, now }) => {
			const isLeft = !isSettled(record) && !concernsNobody(record);
			write(byMatch.get(record.match.matchId), record, isLeft ? null : now);
			if (!isLeft && record.placements.length > 0) forgetUnlinked.run(record.match.matchId);
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

	const taken = db
		.select({ code: rooms.code, matchId: rooms.matchId })
		.from(rooms)
		.where(
			and(
				eq(rooms.guildId, sql.placeholder("guildId")),
				sql`${rooms.code} in (select value from json_each(${sql.placeholder("codes")}))`,
				ne(rooms.state, sql`'closed'`),
			),
		)
		.prepare();
	const takenOf = (guildId: string, codes: readonly string[]) => taken.all({ guildId, codes: JSON.stringify(codes) });

	const strangers = openStrangers(store);
	const forgetUnlinked = store.sqlite.prepare(queries.forgetUnlinked);

	function* readAll(): Generator<void> {
		let aheadMs = 0;
		for (const some of readActive(store)) {
			for (const record of some) {
				aheadMs = Math.max(aheadMs, latest(record) - now);
				keepInMemory(record);
			}
			yield;
		}
		if (aheadMs > 0) setBack(aheadMs);
	}

	/** All at once, however many there are: after half of it, what was later might have become the earlier. */
	function setBack(ms: number): void {
		for (const record of byMatch.values()) keepInMemory(earlier(record, ms));
		rewrite(store, () => {
			for (const record of byMatch.values()) write(undefined, record, isSettled(record) ? now : null);
		});
	}

	const records: Records = {
		active: () => byMatch.values(),
		isActive: (matchId) => byMatch.has(matchId),
		get,
		ofPlayer: (faceitId) => [...(byPlayer.get(faceitId) ?? [])].flatMap((matchId) => byMatch.get(matchId) ?? []),
		byChannel: (channelId) => byMatch.get(byChannel.get(channelId) ?? ""),
		byCode(guildId, code) {
			const [room] = takenOf(guildId, [code]);
			return room === undefined ? undefined : get(room.matchId);
		},
		takenCodes: (guildId, codes) => new Set(takenOf(guildId, codes).map(({ code }) => code)),
		save(records, now, alongside) {
			const changed = records.filter((record) => inMemory(record.match.matchId) !== record);
			if (changed.length === 0 && alongside === undefined) return;
			batch(() => {
				for (const record of changed) staged?.set(record.match.matchId, { record, now });
				alongside?.();
			});
		},
		batch,
		*takeUp(now, maxAgeMs, faceitId) {
			for (const found of strangers.concerned(now - maxAgeMs, faceitId)) {
				const taken = found.flatMap((matchId) => (byMatch.has(matchId) ? [] : (read(matchId) ?? [])));
				const theirs = taken.filter((record) => !concernsNobody(record));
				for (const record of theirs) keepInMemory(earlier(record, Math.max(0, latest(record) - now)));
				yield theirs.map(({ match }) => match.matchId);
			}
		},
	};
	return { records, reading: readAll() };
}

/** The latest time in the record, epoch ms. */
function latest({ match, rooms, placements, cards, orders }: MatchRecord): number {
	const times = [match.heardAt, match.openedAt ?? 0, match.overAt ?? 0];
	const posts = [...cards, ...rooms.flatMap(({ chat }) => chat ?? [])];
	return Math.max(
		...times,
		...rooms.map((room) => room.createdAt),
		...placements.map((placement) => placement.at),
		...posts.map((post) => post.sentAt),
		...orders.map((order) => order.at),
	);
}

function earlier({ match, rooms, placements, cards, orders }: MatchRecord, ms: number): MatchRecord {
	const before = <At extends number | null>(at: At) => (at === null ? at : at - ms);
	return {
		match: { ...match, heardAt: before(match.heardAt), openedAt: before(match.openedAt), overAt: before(match.overAt) },
		rooms: rooms.map((room) => ({
			...{ ...room, createdAt: before(room.createdAt), chat: room.chat && earlierPost(room.chat, ms) },
			keep: room.keep && { ...room.keep, until: room.keep.until - ms },
		})),
		placements: placements.map((placement) => ({ ...placement, at: before(placement.at) })),
		cards: cards.map((card) => earlierPost(card, ms)),
		orders: orders.map((order) => ({ ...order, at: before(order.at) })),
	};
}

function earlierPost<P extends Post>(post: P, ms: number): P {
	return { ...post, createdAt: post.createdAt - ms, sentAt: post.sentAt - ms };
}

/** So that what is saved from now on is not taken for older than this by the next start. */
function rewrite(store: Store, write: () => void): void {
	try {
		transaction(store, write);
	} catch {
		// Nothing can be written at the moment, which others tell. Memory is right, and so is what is saved of it later.
	}
}

function channelsOf(record: MatchRecord | undefined): string[] {
	return (record?.rooms ?? []).flatMap((room) => (isLive(room) ? (room.channelId ?? []) : []));
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
