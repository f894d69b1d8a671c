// Queries about who is still in which guild, and about links whose member is in none any more.

import type { Member } from "../link.ts";
import type { Store } from "./open.ts";

export type Memberships = {
	/** The one in these guilds who was least recently confirmed, if that was before this, epoch ms. */
	oldest(confirmedBefore: number, guildIds: readonly string[]): Member | undefined;
	confirm(member: Member, at: number): void;
	/**
	 * Notes at `now`, epoch ms, which of some links have no member in any guild that the bot is in, and which have one again,
	 * and returns where to go on next time; 0 once it has been through all of them.
	 */
	noteAlone(after: number, now: number): number;
	/** The member who has been in no such guild for longest, if that is since before this, epoch ms. */
	longestAlone(since: number): string | undefined;
};

/** So many links are looked at together: about a millisecond. */
const atOnce = 200;

type Range = { $after: number; $end: number };

const inNone = `NOT EXISTS (SELECT 1 FROM members LEFT JOIN guilds USING (guild_id)
	WHERE members.discord_id = links.discord_id AND guilds.left_at IS NULL)`;

export function openMemberships({ sqlite }: Store): Memberships {
	const oldest = sqlite.prepare<Member, [number, string]>(
		`SELECT guild_id AS guildId, discord_id AS discordId FROM members INDEXED BY members_confirmed
		WHERE confirmed_at < ? AND guild_id IN (SELECT value FROM json_each(?))
		ORDER BY confirmed_at LIMIT 1`,
	);
	const confirm = sqlite.prepare("UPDATE members SET confirmed_at = ? WHERE guild_id = ? AND discord_id = ?");
	const last = sqlite.prepare<{ last: number | null }, [number]>(
		`SELECT max(rowid) AS last FROM (SELECT rowid FROM links WHERE rowid > ? ORDER BY rowid LIMIT ${atOnce})`,
	);
	const changed = `rowid > $after AND rowid <= $end AND (alone_since IS NULL) = (${inNone})`;
	// To write, SQLite needs the lock, which another process may have, even where there is nothing to write.
	const isAny = sqlite.prepare<unknown, Range>(`SELECT 1 FROM links WHERE ${changed} LIMIT 1`);
	const note = sqlite.prepare<unknown, Range & { $now: number }>(
		`UPDATE links SET alone_since = iif(alone_since IS NULL, $now, NULL) WHERE ${changed}`,
	);
	const alone = sqlite.prepare<{ discordId: string }, [number]>(
		`SELECT discord_id AS discordId FROM links INDEXED BY links_alone
		WHERE alone_since IS NOT NULL AND alone_since < ? AND ${inNone} ORDER BY alone_since LIMIT 1`,
	);
	return {
		oldest: (confirmedBefore, guildIds) => oldest.get(confirmedBefore, JSON.stringify(guildIds)) ?? undefined,
		confirm: ({ guildId, discordId }, at) => void confirm.run(at, guildId, discordId),
		noteAlone(after, now) {
			const end = last.get(after)?.last ?? null;
			if (end === null) return 0;
			const range = { $after: after, $end: end };
			if (isAny.get(range) !== null) note.run({ ...range, $now: now });
			return end;
		},
		longestAlone: (since) => alone.get(since)?.discordId,
	};
}
