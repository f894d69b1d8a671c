// What people decide about the matches and rooms of their guild: guests, how long rooms stay, whether there are any. Each
// decision is saved with its entry in the trail; the keeper then brings it about.

import type { Clock } from "./clock.ts";
import type { MatchAnswer } from "./lookup.ts";
import { change } from "./processing.ts";
import {
	type MatchRecord,
	type Order,
	placementOf,
	withChannel,
	withOrder,
	withPlacement,
	withRoom,
} from "./record.ts";
import { codeOf, isLive, mostGuests, type Room } from "./room.ts";
import { keepOpenMs, longestKeptMs } from "./room-chat.ts";
import type { GuildShown } from "./shown.ts";
import type { Records } from "./store/records.ts";
import type { Trail } from "./store/trail.ts";
import type { Entry, Right } from "./trail.ts";

/** Who decides, and by what right. */
export type Doer = { readonly discordId: string; readonly right: Extract<Right, "claim" | "staff" | "manager"> };

export type LetIn =
	| { readonly is: "changed"; readonly added: readonly string[]; readonly removed: readonly string[] }
	| { readonly is: "unchanged" | "gone" };

export type Kept =
	/** `until`: when the room closes now, epoch ms. */
	| { readonly is: "kept"; readonly until: number }
	/** The match goes on; or the room stays as long as it may. */
	| { readonly is: "goesOn" | "longest" | "gone" };

export type Orders = ReturnType<typeof openOrders>;

type Needs = {
	readonly clock: Clock;
	readonly records: Pick<Records, "get" | "byCode" | "save">;
	readonly trail: Pick<Trail, "add">;
	/** How long rooms stay after a match in the guild, ms. */
	readonly lingerMs: (guildId: string) => number;
	/** FACEIT is asked about a match; never rejects. And what time it is there, epoch ms. */
	readonly ask: (matchId: string) => Promise<MatchAnswer>;
	readonly faceitNow: () => number;
	/** The match is to be looked at again. */
	readonly onChange: (matchId: string) => void;
};

/** A channel that is the room with this code. */
export type Left = { readonly code: string; readonly channelId: string };

export function openOrders({ clock, records, trail, lingerMs, ask, faceitNow, onChange }: Needs) {
	/** Saves the change with its entries; nothing where nothing changes. */
	function save(former: MatchRecord, changed: MatchRecord, entries: readonly Omit<Entry, "at">[]): void {
		const at = clock.now();
		if (changed === former) return;
		records.save([changed], at, () => trail.add(entries.map((entry) => ({ ...entry, at }))));
		onChange(former.match.matchId);
	}

	/** The live room with this code in the guild, and its match. */
	function find(guildId: string, code: string): { readonly record: MatchRecord; readonly room: Room } | undefined {
		const record = records.byCode(guildId, code);
		const room = record?.rooms.find((one) => one.code === code && one.guildId === guildId && isLive(one));
		return record === undefined || room === undefined ? undefined : { record, room };
	}

	return {
		find,

		/** Asks FACEIT about a match that is not known yet, so that it is from then on. */
		async lookUp(matchId: string): Promise<"found" | "unknown" | "silent"> {
			const askedAt = clock.now();
			const answer = await ask(matchId);
			if (answer.is !== "found") return answer.is === "missing" ? "unknown" : "silent";
			const at = clock.now();
			change(records, { ...answer.check, kind: "checked", askedAt, at, wallAt: faceitNow() }, at);
			return records.get(matchId) === undefined ? "unknown" : "found";
		},

		/** The channels of rooms that were given up, and are there all the same: only what the database proves to be ours. */
		leftBehind(guild: GuildShown): readonly Left[] {
			return [...guild.channels.values()].flatMap(({ kind, name, channelId }): Left[] => {
				const code = kind === "voice" ? codeOf(name) : undefined;
				const record = code === undefined ? undefined : records.byCode(guild.guildId, code);
				const room = record?.rooms.find((one) => one.code === code && one.guildId === guild.guildId);
				const isOurs = room?.state === "lost" && (room.channelId === null || room.channelId === channelId);
				return code !== undefined && isOurs ? [{ code, channelId }] : [];
			});
		},

		/** The channel is the room's again, so that the keeper closes it as it does any other. */
		takeBack(guildId: string, { code, channelId }: Left): void {
			const record = records.byCode(guildId, code);
			if (record === undefined) return;
			const taken = withChannel(record, guildId, code, channelId);
			if (taken === record) return;
			records.save([taken], clock.now());
			onChange(record.match.matchId);
		},

		/** These are the room's guests from now on; more than fit are left out. */
		letIn(guildId: string, code: string, wanted: readonly string[], doer: Doer): LetIn {
			const found = find(guildId, code);
			if (found === undefined) return { is: "gone" };
			const { record, room } = found;
			const guests = [...new Set(wanted)].slice(0, mostGuests);
			const added = guests.filter((id) => !room.guests.includes(id));
			const removed = room.guests.filter((id) => !guests.includes(id));
			if (added.length + removed.length === 0) return { is: "unchanged" };
			const entry = (what: "letIn" | "letOut") => (discordId: string) => ({
				...entryBy(doer, guildId, what, record),
				discordId,
			});
			const entries = [...added.map(entry("letIn")), ...removed.map(entry("letOut"))];
			save(record, withRoom(record, { ...room, guests }), entries);
			return { is: "changed", added, removed };
		},

		/** The room stays ten minutes longer than it would, an hour after the match at most. */
		keepOpen(guildId: string, code: string): Kept {
			const found = find(guildId, code);
			if (found === undefined) return { is: "gone" };
			const { record, room } = found;
			const { phase, overAt, openings } = record.match;
			if (phase !== "over" || overAt === null) return { is: "goesOn" };
			const now = clock.now();
			const endsAt = room.keep?.opening === openings ? room.keep.until : overAt + lingerMs(guildId);
			const until = Math.min(Math.max(endsAt, now) + keepOpenMs, overAt + longestKeptMs);
			if (until <= endsAt) return { is: "longest" };
			save(record, withRoom(record, { ...room, keep: { until, opening: openings } }), []);
			return { is: "kept", until };
		},

		/** The room of a match that is over closes now: everybody in it is brought back. */
		closeNow(guildId: string, code: string, doer: Doer): { readonly is: "closing" | "goesOn" | "gone" } {
			const found = find(guildId, code);
			if (found === undefined) return { is: "gone" };
			const { record, room } = found;
			const { phase, openings: opening } = record.match;
			if (phase !== "over") return { is: "goesOn" };
			const changed = withRoom(record, { ...room, keep: { until: clock.now(), opening } });
			save(record, changed, [entryBy(doer, guildId, "closed", record)]);
			return { is: "closing" };
		},

		/** The match has rooms in the guild although it gets none by itself, or none. False if it is over, or unknown. */
		order(guildId: string, matchId: string, is: Order["is"], doer: Doer): boolean {
			const record = records.get(matchId);
			if (record === undefined || record.match.phase === "over") return false;
			const { openings: opening } = record.match;
			const what = is === "open" ? "opened" : "closed";
			const ordered = withOrder(record, { guildId, is, opening, at: clock.now() });
			save(record, ordered, [entryBy(doer, guildId, what, record)]);
			return true;
		},

		/** These members are moved again, although they left their room by themselves. False for an unknown match. */
		moveAgain(guildId: string, matchId: string, discordIds: readonly string[]): boolean {
			const record = records.get(matchId);
			if (record === undefined) return false;
			save(
				record,
				discordIds.reduce((one, id) => movedAgain(one, guildId, id, clock.now()), record),
				[],
			);
			onChange(matchId);
			return true;
		},
	};
}

/** The record once the member may be moved again: having left their room by themselves no longer counts. */
export function movedAgain(record: MatchRecord, guildId: string, discordId: string, now: number): MatchRecord {
	const placement = placementOf(record, guildId, discordId);
	return placement?.state === "walked" ? withPlacement(record, { ...placement, state: "away", at: now }) : record;
}

function entryBy(
	{ discordId: actorId, right }: Doer,
	guildId: string,
	what: Entry["what"],
	{ match: { matchId } }: MatchRecord,
): Omit<Entry, "at"> {
	return { what, right, actorId, guildId, matchId, discordId: null, faceitId: null, nickname: null };
}
