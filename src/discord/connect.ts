// Everything that talks to Discord, put together: what it shows, the calls to it, and the connection to the gateway.

import { type Client, DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, Events } from "discord.js";
import type { Answer, Discord } from "../call.ts";
import type { Chance, Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { Fetch } from "../http.ts";
import type { SignInTurn } from "../sign-in.ts";
import { createClient, listen } from "./client.ts";
import { notConnected, type ShardState, shardStates } from "./connection-state.ts";
import { Gateway } from "./gateway.ts";
import type { Happenings } from "./happenings.ts";
import { openDiscord } from "./open.ts";
import { publishOwnCalls } from "./own-calls.ts";
import { refusedCalls } from "./sender.ts";

const refusedToken = "Discord does not accept the bot's token: put a valid one into DISCORD_TOKEN.";

export type Connection = {
	/** For interactions, and for registering commands. */
	readonly client: Client;
	readonly port: Discord;
	/** The guilds that the bot is in, shown or not. */
	readonly guildIds: () => ReadonlySet<string>;
	/** How many of them Discord shows. */
	readonly shownGuilds: () => number;
	/** How the connection of each shard is now. */
	readonly state: () => readonly ShardState[];
	/** Why nothing can be done in Discord for now, in words; none while it can. */
	readonly problems: () => readonly string[];
	/** Makes a call that does nothing, so that there is a connection for those that do. Never rejects. */
	readonly touch: () => Promise<Answer<unknown>>;
	/** Signs in and resolves when Discord has shown its guilds. */
	readonly signIn: () => Promise<void>;
	/** Why signing in can never work as things are; undefined for a failure that may pass. */
	readonly isFinal: (error: unknown) => string | undefined;
	readonly close: () => Promise<void>;
};

export type ConnectOptions = {
	readonly clock: Clock;
	readonly chance: Chance;
	/** The global `fetch` if left out. discord.js' own calls, such as answers to commands, go through it as well. */
	readonly fetch?: Fetch | undefined;
	readonly token: string;
	/** Such as "https://discord.com/api". */
	readonly apiUrl: string;
	/** How long a call may take, ms. */
	readonly timeoutMs: number;
	/** When to sign in; at once where left out. */
	readonly signInTurn?: SignInTurn;
	readonly publish: Publish;
	readonly on: Happenings;
};

/** Sets everything up without connecting. */
export function connect({ signInTurn, on, ...options }: ConnectOptions): Connection {
	const { token, apiUrl, timeoutMs, publish, clock, chance } = options;
	const refused = refusedCalls(publish);
	const { port, apply, disconnected, guildIds, shownGuilds, shown, touch, close } = openDiscord({
		...options,
		...{ on, refused },
		onUnauthorized: () => on.fatal(refusedToken),
	});
	const gateway = new Gateway({ clock, chance, publish, turn: signInTurn });
	const client = createClient({ apiUrl, timeoutMs, gateway, fetch: options.fetch, limit: { refused, clock } });
	listen(client, { apply, disconnected, publish, fatal: on.fatal });
	publishOwnCalls(client, publish);
	const state = () => shardStates(client, (shardId) => gateway.isWaiting(shardId));
	return {
		...{ client, port, guildIds, shownGuilds, state, touch },
		problems() {
			const away = notConnected(state());
			if (away.length > 0) return away;
			const listed = guildIds().size;
			return listed > 0 && shownGuilds() === 0 ? [`Discord shows none of the bot's servers (${listed})`] : [];
		},
		async signIn() {
			await client.login(token);
			await shown;
		},
		isFinal(error) {
			const isRefused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
			const isUnauthorized = error instanceof DiscordAPIError && error.status === 401;
			return isRefused || isUnauthorized ? refusedToken : undefined;
		},
		async close() {
			close();
			// A sign-in in flight may still succeed, but nobody is waiting for it any more.
			client.removeAllListeners();
			client.on(Events.Error, () => {});
			await client.destroy();
			await gateway.leave();
		},
	};
}
