// A link: one player is one member, unique in both directions.

export type Link = {
	readonly faceitId: string;
	readonly discordId: string;
	/** As last seen; names change, ids do not. */
	readonly nickname: string;
	/** Epoch ms. */
	readonly linkedAt: number;
	/** When FACEIT's own login proved it, epoch ms; null for a claim by nickname. */
	readonly verifiedAt: number | null;
};

/** A linked player and one guild where the member is known; `guildId` is null for a member known in none. */
export type Known = { readonly faceitId: string; readonly discordId: string; readonly guildId: string | null };

/** A Discord user in a guild. */
export type Member = { readonly discordId: string; readonly guildId: string };
