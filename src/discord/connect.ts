// Everything that talks to Discord, put together: what it shows, the calls to it, and the connection to the gateway.

import { type Client, DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, Events } from "discord.js";
import type { Discord } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import { createClient, listen } from "./client.ts";
import { Gateway, type SignInTurn } from "./gateway.ts";
import type { Happenings } from "./happenings.ts";
import { openDiscord } from "./open.ts";
import { publishOwnCalls } from "./own-calls.ts";
import type { Fetch } from "./sender.ts";

const refusedToken = "Discord does not accept the bot's token: put a valid one into DISCORD_TOKEN.";

export type Connection = {
	/** For interactions, and for registering commands. */
	readonly client: Client;
	readonly port: Discord;
	/** The guilds that the bot is in, shown or not. */
	readonly guildIds: () => ReadonlySet<string>;
	/** Signs in and resolves when Discord has shown its guilds. */
	readonly signIn: () => Promise<void>;
	/** Why signing in can never work as things are; undefined for a failure that may pass. */
	readonly isFinal: (error: unknown) => string | undefined;
	readonly close: () => Promise<void>;
};

export type ConnectOptions = {
	readonly clock: Clock;
	/** The global `fetch` if left out. discord.js' own calls, such as answers to commands, do not go through it. */
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
	const { token, apiUrl, timeoutMs, publish } = options;
	const { port, apply, disconnected, guildIds, shown, close } = openDiscord({
		...options,
		on,
		onUnauthorized: () => on.fatal(refusedToken),
	});
	const gateway = new Gateway(signInTurn);
	const client = createClient({ apiUrl, timeoutMs, gateway });
	listen(client, { apply, disconnected, publish, fatal: on.fatal });
	publishOwnCalls(client, publish);
	return {
		client,
		port,
		guildIds,
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
