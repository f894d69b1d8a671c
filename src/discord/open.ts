// Discord without its connection: what it shows and the calls to it, with `fetch` below and the gateway's dispatches above.
// The program and its simulation share all of this.

import type { Discord } from "../call.ts";
import { Calls } from "./calls.ts";
import { GuildCache } from "./guild-cache.ts";
import type { Happenings } from "./happenings.ts";
import { Sender, type SenderOptions } from "./sender.ts";

export type DiscordOptions = SenderOptions & {
	readonly on: Omit<Happenings, "fatal">;
};

export type OpenDiscord = {
	readonly port: Discord;
	/** Takes a raw gateway dispatch: its name, such as "GUILD_CREATE", and its data. In order, each once. */
	readonly apply: (name: string, data: unknown) => void;
	/** The connection is lost; READY or RESUMED show that it is back. */
	readonly disconnected: () => void;
	/** The guilds that the bot is in, shown or not. */
	readonly guildIds: () => ReadonlySet<string>;
	/** How many of them Discord shows. */
	readonly shownGuilds: () => number;
	/** Resolves when Discord has shown its guilds for the first time, or has shown no more of them for a while. */
	readonly shown: Promise<void>;
	/** Stops waiting: nothing still pending is reported. */
	readonly close: () => void;
};

/** Sets everything up without connecting: `apply` has to be called with what a connection brings. */
export function openDiscord(options: DiscordOptions): OpenDiscord {
	const { clock, on, publish } = options;
	const shown = Promise.withResolvers<void>();
	const cache = new GuildCache({
		clock,
		on: {
			...on,
			refreshed(guildIds, after) {
				publish({ kind: "gateway", state: after });
				shown.resolve();
				on.refreshed(guildIds);
			},
			guildLeft(guildId, name) {
				publish({ kind: "guildLeft", guildId, name });
				on.guildLeft(guildId, name);
			},
		},
	});
	return {
		port: new Calls(cache, new Sender(options), clock),
		apply: (name, data) => cache.apply(name, data),
		disconnected: () => cache.disconnected(),
		guildIds: () => cache.guildIds(),
		shownGuilds: () => cache.shownGuilds(),
		shown: shown.promise,
		close: () => cache.stop(),
	};
}
