// What became of one call to Discord.

/** `later`: not sent, or sent back, because of a limit; `at` in epoch ms. `lost`: it may or may not have happened. */
export type Answer<Value = undefined> =
	| { readonly is: "done"; readonly value: Value }
	| { readonly is: "refused"; readonly status: number; readonly code: number; readonly why: string }
	| { readonly is: "later"; readonly at: number }
	| { readonly is: "lost"; readonly why: string };

/** The error codes of Discord's API that mean something to us. */
export const discordCode = {
	/** The only proof that a channel is gone. */
	unknownChannel: 10003,
	/** They left the guild. */
	unknownMember: 10007,
	unknownUser: 10013,
	/** A move of somebody who is not in voice: nobody can be pulled into it. */
	notInVoice: 40032,
	/** Hidden, or gone: proof of neither. */
	missingAccess: 50001,
	missingPermissions: 50013,
} as const;

/** Races that happen every day and are nobody's fault: not in voice, gone already, left the guild. */
export const everyday: ReadonlySet<number> = new Set([
	discordCode.notInVoice,
	discordCode.unknownChannel,
	discordCode.unknownMember,
	discordCode.unknownUser,
]);
