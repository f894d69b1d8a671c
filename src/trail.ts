// The trail: who changed what about links and rooms, when and by what right. It is only ever added to.

import type { Link } from "./link.ts";

/**
 * By what right something was done. `claim`: members about themselves. `login`: FACEIT's login proved it. `manager`: the
 * permission Manage Server; `staff`: the guild's staff role. `host`: the command line. `upkeep`: the program's own rules.
 */
export type Right = "claim" | "login" | "manager" | "staff" | "host" | "upkeep";

/** Who did something, when (epoch ms), and in which guild; null where it was nobody's own hand, or in no guild. */
export type Deed = {
	readonly at: number;
	readonly right: Right;
	readonly actorId: string | null;
	readonly guildId: string | null;
};

export type Entry = Deed & {
	/**
	 * `overrode`: the member lost the player to somebody with a better right. `closed` and `opened`: rooms, whatever FACEIT
	 * says. `letIn` and `letOut`: a guest of a room.
	 */
	readonly what: "linked" | "verified" | "unlinked" | "overrode" | "closed" | "opened" | "letIn" | "letOut";
	/** Whom it is about; null where it is about no member, or no player, or no match. */
	readonly discordId: string | null;
	readonly faceitId: string | null;
	readonly nickname: string | null;
	readonly matchId: string | null;
};

export type StoredEntry = Entry & { readonly entryId: number };

/** What a change is remembered as, given the links that it touched as they were before it, and as they are after it. */
export function entriesOf(before: readonly Link[], after: readonly Link[], deed: Deed): readonly Entry[] {
	const was = byPlayer(before);
	const is = byPlayer(after);
	const gone = before.filter((link) => !isSame(link, is));
	const made = after.filter((link) => !isSame(link, was));
	const proven = after.filter(
		(link) => link.verifiedAt !== null && !(isSame(link, was) && was.get(link.faceitId)?.verifiedAt !== null),
	);
	return [
		...gone.map((link) => entryOf(link, is.has(link.faceitId) ? "overrode" : "unlinked", deed)),
		...made.map((link) => entryOf(link, "linked", deed)),
		...proven.map((link) => entryOf(link, "verified", deed)),
	];
}

export function entryOf({ discordId, faceitId, nickname }: Link, what: Entry["what"], deed: Deed): Entry {
	return { ...deed, what, discordId, faceitId, nickname, matchId: null };
}

/** True for what its member is told at their next command: what somebody else did about them. */
export function isNews({ what, discordId, actorId, right }: Entry): boolean {
	return aboutLinks.has(what) && discordId !== null && discordId !== actorId && right !== "upkeep";
}

/** A guest sees that they are let in. */
const aboutLinks: ReadonlySet<Entry["what"]> = new Set(["linked", "verified", "unlinked", "overrode"]);

/** A file may bring tens of thousands of links at once. */
function byPlayer(links: readonly Link[]): ReadonlyMap<string, Link> {
	return new Map(links.map((link) => [link.faceitId, link]));
}

function isSame({ faceitId, discordId }: Link, others: ReadonlyMap<string, Link>): boolean {
	return others.get(faceitId)?.discordId === discordId;
}
