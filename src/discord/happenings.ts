// The events in Discord that the program listens to.

import type { VoiceChange } from "../record.ts";
import type { Shard } from "../shard.ts";

/** The guild cache is up to date before any of these is called, so listeners see the current state. */
export type Happenings = {
	/**
	 * The shard is up, or up again, and may have missed anything: everything must be looked at afresh. Of its guilds the
	 * bot is in these, shown or not; of those of other shards this says nothing.
	 */
	readonly refreshed: (shard: Shard, guildIds: ReadonlySet<string>) => void;
	/** The guild is shown anew, or what the bot may do in it may have changed. */
	readonly guildShown: (guildId: string) => void;
	/** The bot is not in the guild any more. Its name, as far as it was known. */
	readonly guildLeft: (guildId: string, name: string | undefined) => void;
	/** A member is in a different voice channel than before, or in none. `from` is also undefined for one who was `found`. */
	readonly memberMoved: (change: VoiceChange) => void;
	/**
	 * A channel is there, or was changed, perhaps what the bot may do in it. When a guild is shown, only its voice channels
	 * and categories are named.
	 */
	readonly channelShown: (guildId: string, channelId: string, name: string) => void;
	readonly channelGone: (guildId: string, channelId: string) => void;
	/** The connection is lost for good until somebody fixes the cause. */
	readonly fatal: (why: string) => void;
};
