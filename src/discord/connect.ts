// Everything that talks to Discord, put together: the gateway, the guilds as the keeper sees them, and the calls.

import { type Client, DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, Events } from "discord.js";
import type { Fact } from "../fact.ts";
import { createClient, type Happenings, listen } from "./client.ts";
import { Gateway, type SignInTurn } from "./gateway.ts";
import { giveNotice } from "./notices.ts";
import { Overflow } from "./overflow.ts";
import { Sender, type Sent } from "./sender.ts";
import { Voice } from "./voice.ts";
import { Voices } from "./voices.ts";

const refusedToken = "Discord does not accept the bot's token: put a valid one into DISCORD_TOKEN.";

export type Connection = {
	readonly client: Client;
	readonly voice: Voice;
	/** Tells the people of the guild what the fact means for them. */
	readonly giveNotice: (fact: Fact) => void;
	/** Signs in and resolves when Discord has shown its guilds. */
	readonly signIn: () => Promise<void>;
	/** Why signing in can never work as things are; undefined for a failure that may pass. */
	readonly isFinal: (error: unknown) => string | undefined;
	readonly close: () => Promise<void>;
};

type Options = {
	readonly token: string;
	readonly apiUrl: string;
	/** How long a call may take, ms. */
	readonly timeoutMs: number;
	/** When to sign in; at once where left out. */
	readonly signInTurn?: SignInTurn;
	readonly observe: (sent: Sent) => void;
	readonly on: Happenings;
};

/** Sets everything up without connecting. */
export function connect({ token, apiUrl, timeoutMs, signInTurn, observe, on }: Options): Connection {
	const gateway = new Gateway(signInTurn);
	const client = createClient({ apiUrl, timeoutMs, gateway });
	const voices = new Voices();
	const sender = new Sender({ apiUrl, token, timeoutMs, observe, onUnauthorized: () => on.fatal(refusedToken) });
	const voice = new Voice(client, sender, voices, new Overflow(sender));
	listen(client, voices, {
		...on,
		channelShown(guildId, channelId, name) {
			voice.confirm(channelId);
			on.channelShown(guildId, channelId, name);
		},
		channelGone(guildId, channelId) {
			voice.confirm(channelId);
			on.channelGone(guildId, channelId);
		},
	});
	return {
		client,
		voice,
		giveNotice: (fact) => giveNotice(client, sender, fact),
		async signIn() {
			const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
			await client.login(token);
			await ready;
		},
		isFinal(error) {
			const isRefused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
			const isUnauthorized = error instanceof DiscordAPIError && error.status === 401;
			return isRefused || isUnauthorized ? refusedToken : undefined;
		},
		async close() {
			// A sign-in under way may still succeed: nobody is there any more to be told.
			client.removeAllListeners();
			client.on(Events.Error, () => {});
			await client.destroy();
			await gateway.leave();
		},
	};
}
