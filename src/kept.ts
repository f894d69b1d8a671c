// For how long what is kept about people and matches is kept, in days.

/**
 * `done`: what FACEIT sent, once processed; `failed`: if it could not be read. `matches`: after they have settled.
 * `guilds`: what belongs to a guild, after the bot has left it. `alone`: a link, after its member has left every guild that
 * the bot is in. `trail`: who changed what.
 */
export const keptDays = { done: 7, failed: 90, matches: 30, guilds: 30, alone: 30, trail: 90 } as const;
