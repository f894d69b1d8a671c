// The rules of linking: one player is one member, unique in both directions, and nobody loses a link unasked.

import type { Clock } from "./clock.ts";
import type { Link, Member } from "./link.ts";
import type { PlayerAnswer, SearchAnswer, Unavailable } from "./lookup.ts";
import { patiently } from "./patience.ts";
import type { PlayerCard } from "./player.ts";
import type { Links } from "./store/links.ts";
import { Suggestions } from "./suggestions.ts";

/** What the rules need from FACEIT. Nothing here throws. */
export type LookUp = {
	playerByNickname(nickname: string): Promise<PlayerAnswer>;
	playerById(faceitId: string): Promise<PlayerAnswer>;
	search(nickname: string, limit: number): Promise<SearchAnswer>;
	/** The same for somebody who is typing: at once or not at all. */
	suggest(nickname: string, limit: number): Promise<SearchAnswer>;
};

export type Registration =
	| { readonly is: "linked"; readonly player: PlayerCard; readonly replaced: Link | null }
	| { readonly is: "known"; readonly player: PlayerCard }
	/** The member has another account: `confirm` replaces it. */
	| { readonly is: "unconfirmed"; readonly player: PlayerCard; readonly former: Link }
	/** Somebody else holds the account. */
	| { readonly is: "taken"; readonly player: PlayerCard }
	/** No account has exactly this name; these differ in upper and lower case only, or are merely similar. */
	| { readonly is: "ambiguous" | "similar"; readonly players: readonly PlayerCard[] }
	| { readonly is: "unknown" }
	| Unavailable;

export type Profile =
	| { readonly is: "found"; readonly player: PlayerCard; readonly link: Link; readonly formerName: string | null }
	| { readonly is: "unlinked" }
	/** The link exists, but FACEIT does not show the account (any more). */
	| { readonly is: "missing"; readonly link: Link }
	| (Unavailable & { readonly link: Link });

type Needs = {
	readonly clock: Clock;
	readonly links: Links;
	readonly faceit: LookUp;
	/** The player was linked or unlinked. */
	readonly onChange: (faceitId: string) => void;
};

export type Players = {
	/** Links the member with the player of that nickname. */
	register(member: Member, nickname: string): Promise<Registration>;
	/** Links the member with the chosen player, in place of one they had. */
	confirm(member: Member, faceitId: string): Promise<Registration>;
	/** Removes the link and what is kept about the member; undefined if there was none. Throws while the database is held. */
	unregister(discordId: string): Link | undefined;
	/** The member's player as FACEIT shows them now; a changed nickname is remembered. */
	profile(discordId: string): Promise<Profile>;
	/** Players whose nickname resembles what the member has typed so far; none when FACEIT does not answer. */
	suggest(typed: string, discordId: string): Promise<readonly PlayerCard[]>;
};

const suggestions = 10;

export function openPlayers({ clock, links, faceit, onChange }: Needs): Players {
	const suggested = new Suggestions({ clock, search: (beginning) => faceit.suggest(beginning, suggestions) });
	const link = (member: Member, player: PlayerCard, isConfirmed: boolean) =>
		patiently(clock, () => linkNow(member, player, isConfirmed));

	/** No await between reading the links and changing them, so that no other change can slip in. */
	function linkNow(member: Member, player: PlayerCard, isConfirmed: boolean): Registration {
		const holder = links.byPlayer(player.faceitId);
		if (holder !== undefined && holder.discordId !== member.discordId) return { is: "taken", player };
		const former = links.byMember(member.discordId);
		if (former !== undefined && former.faceitId !== player.faceitId && !isConfirmed) {
			return { is: "unconfirmed", player, former };
		}
		const { faceitId, nickname } = player;
		const { discordId, guildId } = member;
		const linkedAt = holder?.linkedAt ?? clock.now();
		links.put({ faceitId, discordId, nickname, linkedAt, verifiedAt: holder?.verifiedAt ?? null }, guildId);
		onChange(faceitId);
		if (holder !== undefined) return { is: "known", player };
		if (former !== undefined) onChange(former.faceitId);
		return { is: "linked", player, replaced: former ?? null };
	}

	return {
		async register(member, nickname) {
			const exact = await faceit.playerByNickname(nickname);
			if (exact.is === "unavailable") return exact;
			if (exact.is === "found") return link(member, exact.player, false);
			const search = await faceit.search(nickname, 20);
			if (search.is === "unavailable") return search;
			const equal = search.players.filter((one) => one.nickname.toLowerCase() === nickname.toLowerCase());
			const [only] = equal;
			if (only === undefined) {
				const similar = search.players.slice(0, suggestions);
				return similar.length > 0 ? { is: "similar", players: similar } : { is: "unknown" };
			}
			if (equal.length > 1) return { is: "ambiguous", players: equal.slice(0, suggestions) };
			// Search returns less about a player than the look-up does.
			const whole = await faceit.playerById(only.faceitId);
			return whole.is === "unavailable" ? whole : link(member, whole.is === "found" ? whole.player : only, false);
		},
		async confirm(member, faceitId) {
			const found = await faceit.playerById(faceitId);
			if (found.is === "unavailable") return found;
			return found.is === "found" ? link(member, found.player, true) : { is: "unknown" };
		},
		unregister(discordId) {
			const removed = links.remove(discordId);
			if (removed !== undefined) onChange(removed.faceitId);
			return removed;
		},
		async profile(discordId) {
			const own = links.byMember(discordId);
			if (own === undefined) return { is: "unlinked" };
			const answer = await faceit.playerById(own.faceitId);
			if (answer.is !== "found") return { ...answer, link: own };
			const { nickname } = answer.player;
			if (nickname !== own.nickname) links.rename(own.faceitId, nickname);
			return { ...answer, link: own, formerName: nickname === own.nickname ? null : own.nickname };
		},
		suggest: async (typed, discordId) => (typed.trim().length < 2 ? [] : suggested.of(discordId, typed)),
	};
}
