// Discord without its connection: what it shows and the calls to it, with `fetch` below and the gateway's dispatches above.
// The program and its simulation share all of this.

import type { Answer, Discord } from "../call.ts";
import { shardName } from "../shard.ts";
import { Calls } from "./calls.ts";
import { GuildCache } from "./guild-cache.ts";
import type { Happenings } from "./happenings.ts";
import { Sender, type SenderOptions } from "./sender.ts";

/** Cheap for Discord and about no guild. Ours to wait for, so it waits for less than others. */
const nothingMuch = {
	guildId: null,
	method: "GET",
	path: "/gateway",
	route: "GET /gateway",
	timeoutMs: 2_000,
} as const;

export type DiscordOptions = SenderOptions & {
	readonly on: Omit<Happenings, "fatal">;
};

export type OpenDiscord = {
	readonly port: Discord;
	/** Takes a raw gateway dispatch: its name, such as "GUILD_CREATE", its data, and its shard. In order, each once. */
	readonly apply: (name: string, data: unknown, shardId?: number) => void;
	/** The shard's connection is lost; READY or RESUMED show that it is back. */
	readonly disconnected: (shardId?: number) => void;
	/** The guilds that the bot is in, shown or not. */
	readonly guildIds: () => ReadonlySet<string>;
	/** How many of them Discord shows. */
	readonly shownGuilds: () => number;
	/** Resolves when every shard has shown its guilds for the first time, or has shown no more of them for a while. */
	readonly shown: Promise<void>;
	/** Makes a call that does nothing, so that there is a connection for those that do. Never rejects. */
	readonly touch: () => Promise<Answer<unknown>>;
	/** Stops waiting: nothing still pending is reported. */
	readonly close: () => void;
};

/** Sets everything up without connecting: `apply` has to be called with what a connection brings. */
export function openDiscord(options: DiscordOptions): OpenDiscord {
	const { clock, on, publish } = options;
	const shown = Promise.withResolvers<void>();
	const shownShards = new Set<number>();
	const cache = new GuildCache({
		clock,
		on: {
			...on,
			refreshed(shard, guildIds, after) {
				publish({ kind: "gateway", state: after, shard: shardName(shard) });
				if (shownShards.add(shard.id).size >= shard.count) shown.resolve();
				on.refreshed(shard, guildIds);
			},
			guildLeft(guildId, name) {
				publish({ kind: "guildLeft", guildId, name });
				on.guildLeft(guildId, name);
			},
		},
	});
	const sender = new Sender(options);
	return {
		port: new Calls(cache, sender, clock),
		apply: (name, data, shardId) => cache.apply(name, data, shardId),
		disconnected: (shardId) => cache.disconnected(shardId),
		guildIds: () => cache.guildIds(),
		shownGuilds: () => cache.shownGuilds(),
		shown: shown.promise,
		touch: () => sender.send(nothingMuch),
		close: () => cache.stop(),
	};
}
