// What every look and every voice event asks about links, kept in memory: strangers are as quick to tell as the linked.

import type { Known, Link, Member } from "../link.ts";
import { Recent } from "./recent.ts";

/** How many players, members and line-ups are remembered. */
const most = { players: 200_000, members: 50_000, lineUps: 20_000 };

type Reads = {
	/** The links of these players with each guild where the member is known. */
	readonly known: (faceitIds: readonly string[]) => readonly Known[];
	readonly playerOf: (discordId: string) => string | undefined;
	/** While it is true, what is read may never have happened, and nothing of it is remembered. */
	readonly isInTransaction: () => boolean;
};

/** What is known of all players of a line-up, as of `change`. */
type LineUp = { readonly known: readonly Known[]; change: number };

export class KnownLinks {
	readonly #reads: Reads;
	readonly #ofPlayers = new Recent<string, readonly Known[]>(most.players);
	/** Null for a member who is not linked. */
	readonly #playerOf = new Recent<string, string | null>(most.members);
	/** By their players' ids. */
	readonly #lineUps = new Recent<string, LineUp>(most.lineUps);
	/** Counts what was forgotten: a line-up that was put together since then is up to date. */
	#change = 0;

	constructor(reads: Reads) {
		this.#reads = reads;
	}

	/** What is known of these players: the same array for as long as it reads the same. */
	known(faceitIds: readonly string[]): readonly Known[] {
		if (this.#reads.isInTransaction()) return this.#reads.known(faceitIds);
		const key = faceitIds.join();
		const former = this.#lineUps.get(key);
		if (former?.change === this.#change) return former.known;
		const fresh = [...new Set(this.#ofEach(faceitIds))].flat();
		if (former !== undefined && isSame(former.known, fresh)) {
			former.change = this.#change;
			return former.known;
		}
		this.#lineUps.set(key, { known: fresh, change: this.#change });
		return fresh;
	}

	/** The player whom the member is linked with. */
	playerOf(discordId: string): string | undefined {
		if (this.#reads.isInTransaction()) return this.#reads.playerOf(discordId);
		const known = this.#playerOf.get(discordId);
		if (known !== undefined) return known ?? undefined;
		const faceitId = this.#reads.playerOf(discordId);
		this.#playerOf.set(discordId, faceitId ?? null);
		return faceitId;
	}

	/** Those of these members who are linked and not known in the guild, as far as memory tells. */
	news(members: readonly Member[]): readonly Member[] {
		if (this.#reads.isInTransaction()) return members;
		const linked = members.flatMap((member) => {
			const faceitId = this.playerOf(member.discordId);
			return faceitId === undefined ? [] : [{ member, faceitId }];
		});
		const known = this.#ofEach(linked.map(({ faceitId }) => faceitId));
		const isNews = ({ guildId }: Member, at: number) => !known[at]?.some((one) => one.guildId === guildId);
		return linked.flatMap(({ member }, at) => (isNews(member, at) ? [member] : []));
	}

	/** These links are about to change, come or go, or the guilds in which their members are known. */
	forget(links: readonly Pick<Link, "faceitId" | "discordId">[]): void {
		this.#change += 1;
		for (const { faceitId, discordId } of links) {
			this.#ofPlayers.delete(faceitId);
			this.#playerOf.delete(discordId);
		}
	}

	/** Any of it may have changed. */
	forgetAll(): void {
		this.#change += 1;
		this.#ofPlayers.clear();
		this.#playerOf.clear();
	}

	#ofEach(faceitIds: readonly string[]): readonly (readonly Known[])[] {
		const missing = faceitIds.filter((faceitId) => this.#ofPlayers.get(faceitId) === undefined);
		if (missing.length > 0) {
			const read = Map.groupBy(this.#reads.known(missing), ({ faceitId }) => faceitId);
			for (const faceitId of missing) {
				// With the id that was asked with, so that no second copy of it is kept.
				const rows = read.get(faceitId)?.map((one) => ({ ...one, faceitId }));
				this.#ofPlayers.set(faceitId, rows ?? nothing);
			}
		}
		return faceitIds.map((faceitId) => this.#ofPlayers.get(faceitId) ?? nothing);
	}
}

/** All that is known of a player without a link. */
const nothing: readonly Known[] = [];

function isSame(some: readonly Known[], others: readonly Known[]): boolean {
	return (
		some.length === others.length &&
		some.every(({ faceitId, discordId, guildId, proof, isVouched, isOptedOut }, index) => {
			const other = others[index];
			const isSameLink = faceitId === other?.faceitId && discordId === other.discordId && guildId === other.guildId;
			return isSameLink && proof === other.proof && isVouched === other.isVouched && isOptedOut === other.isOptedOut;
		})
	);
}
