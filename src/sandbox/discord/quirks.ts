// What Discord does in some guilds only, or may do where its documentation says nothing: each can be switched, and is as
// strict as Discord might be until it is.
import { formBody, type Refusal, refusals } from "./refusals.ts";
import type { Overwrite, World } from "./world.ts";

export type Quirks = {
	/** Words in channel names that a guild in Server Discovery may not have. */
	refusedNames: Map<string, RegExp>;
	/** Ids for which an overwrite is refused, with the answer; or left out of a call that succeeds. */
	strangers: Map<string, (() => Refusal) | "dropped">;
	/** A changed list of overwrites may contain no bit that the bot lacks, not even where nothing changes. */
	checksWholeList: boolean;
	/** A move takes the same permissions in the channel that the member comes from. */
	checksOrigin: boolean;
	/** Moves that are answered and not made. */
	ignoredMoves: Set<{ guildId: string; userId: string | undefined }>;
};

export type Switches = ReturnType<typeof createSwitches>;

export function newQuirks(): Quirks {
	return {
		refusedNames: new Map(),
		strangers: new Map(),
		checksWholeList: true,
		checksOrigin: true,
		ignoredMoves: new Set(),
	};
}

export function createSwitches({ quirks }: World) {
	return {
		/** From now on the guild's channels may have no such name; null ends it. */
		refuseNames: (guildId: string, words: RegExp | null) => {
			if (words === null) quirks.refusedNames.delete(guildId);
			else quirks.refusedNames.set(guildId, words);
		},
		/** Overwrites for this user or role are refused, as if Discord knew of none (10009), or no such user (10013). */
		refuseOverwrites: (id: string, code: 10009 | 10011 | 10013 = 10013) => void quirks.strangers.set(id, unknown[code]),
		/** Overwrites for this user or role are left out of calls that succeed. */
		dropOverwrites: (id: string) => void quirks.strangers.set(id, "dropped"),
		acceptOverwrites: (id: string) => void quirks.strangers.delete(id),
		/** Moves in the guild, of one member or of all, are answered with 200 and not made, until the function is called. */
		ignoreMoves: (guildId: string, userId?: string): (() => void) => {
			const ignored = { guildId, userId };
			quirks.ignoredMoves.add(ignored);
			return () => void quirks.ignoredMoves.delete(ignored);
		},
	};
}

const unknown = { 10009: refusals.unknownOverwrite, 10011: refusals.unknownRole, 10013: refusals.unknownUser };

export function checkName({ quirks }: World, guildId: string, name: string): void {
	if (quirks.refusedNames.get(guildId)?.test(name) !== true) return;
	const message = "Contains words not allowed for servers in Server Discovery.";
	throw formBody([[["name"], { code: "INVALID_COMMUNITY_PROPERTY_NAME", message }]], false);
}

export function checkStranger({ quirks }: World, id: string): void {
	const refuse = quirks.strangers.get(id);
	if (refuse !== undefined && refuse !== "dropped") throw refuse();
}

/** The overwrites that Discord keeps of those it was sent. */
export function keptOverwrites({ quirks }: World, sent: Map<string, Overwrite>): Map<string, Overwrite> {
	return new Map([...sent].filter(([id]) => quirks.strangers.get(id) !== "dropped"));
}

export function isIgnored({ quirks }: World, guild: string, user: string): boolean {
	return [...quirks.ignoredMoves].some(
		({ guildId, userId }) => guildId === guild && (userId === undefined || userId === user),
	);
}
