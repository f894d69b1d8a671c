// The rules of linking: one player is one member, unique in both directions. Whoever came first keeps the player, unless
// somebody comes with a better right.

import type { Clock } from "./clock.ts";
import type { Link, Member } from "./link.ts";
import type { Account } from "./login.ts";
import type { PlayerAnswer, ProfileAnswer, SearchAnswer, Unavailable } from "./lookup.ts";
import { patiently } from "./patience.ts";
import type { PlayerCard } from "./player.ts";
import type { PlayerProfile } from "./player-profile.ts";
import type { Links } from "./store/links.ts";
import { Suggestions } from "./suggestions.ts";
import type { Deed, Right } from "./trail.ts";

/** What the rules need from FACEIT. Nothing here throws. */
export type LookUp = {
	playerByNickname(nickname: string): Promise<PlayerAnswer>;
	playerById(faceitId: string): Promise<PlayerAnswer>;
	/** The account with what it has achieved; what was told lately is not asked again. */
	profile(faceitId: string): Promise<ProfileAnswer>;
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

/** What comes of proving an account by FACEIT's login. */
export type Proven =
	/** `replaced`: what the member had before. */
	| { readonly is: "linked"; readonly replaced: Link | null }
	| { readonly is: "known" }
	/** Nothing is changed until they confirm: they have another account, `former`, or somebody else has proven this one. */
	| { readonly is: "unconfirmed"; readonly former: Link | null; readonly isHeld: boolean };

/** Somebody who settles links in their guild, and by what right. */
export type Settler = Member & { readonly right: Extract<Right, "manager" | "staff"> };

/** What comes of staff linking a member with a player. */
export type StaffLinking =
	| { readonly is: "linked"; readonly player: PlayerCard; readonly replaced: Link | null; readonly isTaken: boolean }
	/** They were linked already; now staff vouch for it. */
	| { readonly is: "known"; readonly player: PlayerCard }
	/** Another member has proven the account; or claims it, but is not known in this guild. */
	| { readonly is: "heldByProof" | "heldElsewhere"; readonly player: PlayerCard }
	/** The member has proven another account. */
	| { readonly is: "hasProven"; readonly former: Link }
	| Extract<Registration, { readonly is: "ambiguous" | "similar" | "unknown" | "unavailable" }>;

export type StaffUnlinking =
	| { readonly is: "unlinked"; readonly link: Link }
	| { readonly is: "kept"; readonly link: Link }
	| { readonly is: "none" };

export type Profile =
	| {
			readonly is: "found";
			readonly profile: PlayerProfile;
			readonly link: Link;
			readonly formerName: string | null;
	  }
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

/** A nickname that is one player's, or why it is not. */
type Found =
	| { readonly is: "found"; readonly player: PlayerCard }
	| Extract<Registration, { readonly is: "ambiguous" | "similar" | "unknown" | "unavailable" }>;

export type Players = {
	/** Links the member with the player of that nickname. */
	register(member: Member, nickname: string): Promise<Registration>;
	/** Links the member with the chosen player, in place of one they had. */
	confirm(member: Member, faceitId: string): Promise<Registration>;
	/**
	 * FACEIT's login has proven that the account is the member's. It is theirs at once, also where somebody else claims it;
	 * what was proven before is changed only once that `isConfirmed`.
	 */
	prove(member: Member, account: Account, isConfirmed: boolean): Promise<Proven>;
	/**
	 * Whoever has just proven the account takes it back from the member, whom they did not mean; undefined if it is not
	 * linked with them any more.
	 */
	disprove(member: Member, faceitId: string): Promise<Link | undefined>;
	/** Removes the link and what is kept about the member; undefined if there was none. Throws while the database is held. */
	unregister(member: Member): Link | undefined;
	/** Links the member with the player of that nickname, on the word of the guild's staff, who vouch for it. */
	staffLink(settler: Settler, discordId: string, nickname: string): Promise<StaffLinking>;
	/**
	 * Removes the member's link. One that is proven, of somebody who is known in other guilds too, is theirs alone to remove:
	 * no guild's staff take an account from all others. Throws while the database is held.
	 */
	staffUnlink(settler: Settler, discordId: string): StaffUnlinking;
	/** The guild's staff vouch for the member's link; undefined if there is none. Throws while the database is held. */
	staffVerify(settler: Settler, discordId: string): Link | undefined;
	/** Whether the member asks never to be moved; false for somebody who is not linked. Throws while the database is held. */
	optOut(discordId: string, isOptedOut: boolean): boolean;
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

	const deedOf = ({ discordId, guildId }: Member, right: Right): Deed => ({
		...{ at: clock.now(), right, actorId: discordId, guildId },
	});

	/** No await between reading the links and changing them, so that no other change can slip in. */
	function linkNow(member: Member, player: PlayerCard, isConfirmed: boolean): Registration {
		const holder = links.byPlayer(player.faceitId);
		if (holder !== undefined && holder.discordId !== member.discordId) return { is: "taken", player };
		const former = links.byMember(member.discordId);
		if (former !== undefined && former.faceitId !== player.faceitId && !isConfirmed) {
			return { is: "unconfirmed", player, former };
		}
		put(member, player, holder, deedOf(member, "claim"));
		if (holder !== undefined) return { is: "known", player };
		return { is: "linked", player, replaced: former ?? null };
	}

	function proveNow(member: Member, account: Account, isConfirmed: boolean): Proven {
		const { discordId } = member;
		const holder = links.byPlayer(account.faceitId);
		const own = links.byMember(discordId);
		const former = own?.faceitId === account.faceitId ? undefined : own;
		const isHeld = holder !== undefined && holder.discordId !== discordId;
		if (!isConfirmed && (former !== undefined || (isHeld && holder.verifiedAt !== null))) {
			return { is: "unconfirmed", former: former ?? null, isHeld: isHeld && holder.verifiedAt !== null };
		}
		const same = isHeld ? undefined : holder;
		const provenAt = same?.verifiedAt ?? null;
		put(member, account, same, deedOf(member, "login"), { verifiedAt: provenAt ?? clock.now() });
		return provenAt === null ? { is: "linked", replaced: former ?? null } : { is: "known" };
	}

	function staffLinkNow(settler: Settler, discordId: string, player: PlayerCard): StaffLinking {
		const { guildId } = settler;
		const holder = links.byPlayer(player.faceitId);
		const isTaken = holder !== undefined && holder.discordId !== discordId;
		if (isTaken && holder.verifiedAt !== null) return { is: "heldByProof", player };
		if (isTaken && !links.isKnownIn(guildId, holder.discordId)) return { is: "heldElsewhere", player };
		const own = links.byMember(discordId);
		const former = own?.faceitId === player.faceitId ? undefined : own;
		if (former !== undefined && former.verifiedAt !== null) return { is: "hasProven", former };
		const deed = deedOf(settler, settler.right);
		put({ discordId, guildId }, player, isTaken ? undefined : holder, deed, { isVouched: true });
		if (holder !== undefined && !isTaken) return { is: "known", player };
		return { is: "linked", player, replaced: former ?? null, isTaken };
	}

	/** Makes the link, or renews `same`, which is as sure as it was at least. */
	function put(
		{ discordId, guildId }: Member,
		{ faceitId, nickname }: Account,
		same: Link | undefined,
		deed: Deed,
		{ verifiedAt = same?.verifiedAt ?? null, isVouched = false } = {},
	): void {
		const former = links.byMember(discordId);
		links.put(
			{ faceitId, discordId, nickname, linkedAt: same?.linkedAt ?? deed.at, verifiedAt },
			guildId,
			deed,
			isVouched,
		);
		onChange(faceitId);
		if (former !== undefined && former.faceitId !== faceitId) onChange(former.faceitId);
	}

	function unlink(discordId: string, deed: Deed): Link | undefined {
		const removed = links.remove(discordId, deed);
		if (removed !== undefined) onChange(removed.faceitId);
		return removed;
	}

	async function find(nickname: string): Promise<Found> {
		const exact = await faceit.playerByNickname(nickname);
		if (exact.is !== "missing") return exact;
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
		return whole.is === "missing" ? { is: "found", player: only } : whole;
	}

	return {
		async register(member, nickname) {
			const found = await find(nickname);
			return found.is === "found" ? link(member, found.player, false) : found;
		},
		prove: (member, account, isConfirmed) => patiently(clock, () => proveNow(member, account, isConfirmed)),
		disprove: (member, faceitId) =>
			patiently(clock, () => {
				if (links.byMember(member.discordId)?.faceitId !== faceitId) return undefined;
				return unlink(member.discordId, { ...deedOf(member, "login"), actorId: null });
			}),
		async staffLink(settler, discordId, nickname) {
			const found = await find(nickname);
			if (found.is !== "found") return found;
			return patiently(clock, () => staffLinkNow(settler, discordId, found.player));
		},
		staffUnlink(settler, discordId) {
			const link = links.byMember(discordId);
			if (link === undefined) return { is: "none" };
			const isElsewhere = links
				.known([link.faceitId])
				.some(({ guildId }) => guildId !== null && guildId !== settler.guildId);
			if (link.verifiedAt !== null && isElsewhere) return { is: "kept", link };
			unlink(discordId, deedOf(settler, settler.right));
			return { is: "unlinked", link };
		},
		staffVerify(settler, discordId) {
			const vouched = links.vouch(settler.guildId, discordId, deedOf(settler, settler.right));
			if (vouched !== undefined) onChange(vouched.faceitId);
			return vouched;
		},
		optOut(discordId, isOptedOut) {
			const link = links.byMember(discordId);
			const isOut = links.optOut(discordId, isOptedOut);
			if (link !== undefined) onChange(link.faceitId);
			return isOut;
		},
		async confirm(member, faceitId) {
			const found = await faceit.playerById(faceitId);
			if (found.is === "unavailable") return found;
			return found.is === "found" ? link(member, found.player, true) : { is: "unknown" };
		},
		unregister: (member) => unlink(member.discordId, deedOf(member, "claim")),
		async profile(discordId) {
			const own = links.byMember(discordId);
			if (own === undefined) return { is: "unlinked" };
			const answer = await faceit.profile(own.faceitId);
			if (answer.is !== "found") return { ...answer, link: own };
			const { nickname } = answer.profile.player;
			if (nickname !== own.nickname) links.rename(own.faceitId, nickname);
			return { ...answer, link: own, formerName: nickname === own.nickname ? null : own.nickname };
		},
		suggest: async (typed, discordId) => (typed.trim().length < 2 ? [] : suggested.of(discordId, typed)),
	};
}
