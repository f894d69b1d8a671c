// A link: one player is one member, unique in both directions; and how sure it is.

export type Link = {
	readonly faceitId: string;
	readonly discordId: string;
	/** As last seen; names change, ids do not. */
	readonly nickname: string;
	/** Epoch ms. */
	readonly linkedAt: number;
	/** When FACEIT's own login, or the host, proved it, epoch ms; null for a claim by nickname. */
	readonly verifiedAt: number | null;
};

/**
 * How sure it is that the member is the player. `verified`: FACEIT's login or the host says so. `claimed`: the member does.
 * `graced`: they did so before claims had to be proven, which counts for some days more.
 */
export type Proof = "verified" | "graced" | "claimed";

/** Which claims let a player into rooms: all of them, those from before proof was asked for, or none. */
export type ClaimRule = "count" | "grace" | "prove";

/** A linked player and one guild where the member is known; `guildId` is null for a member known in none. */
export type Known = {
	readonly faceitId: string;
	readonly discordId: string;
	readonly guildId: string | null;
	readonly proof: Proof;
	/** The staff of the guild vouch for the link, which counts there only. */
	readonly isVouched: boolean;
	/** They asked never to be moved: they are let in, and go there themselves. */
	readonly isOptedOut: boolean;
};

/** True if the link lets its member into rooms of the guild. */
export function counts(
	link: Pick<Known, "guildId" | "proof" | "isVouched">,
	guildId: string,
	rule: ClaimRule,
): boolean {
	if (link.isVouched && link.guildId === guildId) return true;
	switch (link.proof) {
		case "verified":
			return true;
		case "graced":
			return rule !== "prove";
		case "claimed":
			return rule === "count";
		default:
			throw new Error(`no such proof: ${link.proof satisfies never}`);
	}
}

/** A Discord user in a guild. */
export type Member = { readonly discordId: string; readonly guildId: string };
