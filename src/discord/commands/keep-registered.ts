// Registers the commands with Discord, however long that takes.

import type { Client } from "discord.js";
import type { Clock } from "../../clock.ts";
import type { Publish } from "../../fact.ts";
import { registerCommands } from "./commands.ts";

type Needs = {
	/** Where the program remembers small things, here the hash of the commands that were last registered. */
	readonly memos: { get(name: string): string | undefined; set(name: string, value: string): void };
	readonly clock: Clock;
	readonly publish: Publish;
	/** Ends it, including a wait for the next attempt. */
	readonly signal: AbortSignal;
};

/** Resolves after the first attempt; further ones follow by themselves. The client must have signed in. */
export async function keepCommandsRegistered(client: Client, needs: Needs): Promise<void> {
	const { memos, clock, publish, signal } = needs;
	if (signal.aborted || client.application === null) return;
	const remembered = { get: () => memos.get("commands"), set: (hash: string) => memos.set("commands", hash) };
	const registered = await registerCommands(client, client.application.id, remembered, clock);
	if (signal.aborted) return;
	switch (registered.is) {
		case "unchanged":
			return;
		case "registered":
			return publish({ kind: "commandsRegistered" });
		case "refused":
			return publish({ kind: "commandsRefused", why: registered.why });
		case "later": {
			const { why, at } = registered;
			publish({ kind: "commandsDelayed", why, retryAt: at });
			const waited = clock.sleep(at - clock.now(), signal).then(
				() => true,
				() => false,
			);
			void waited.then((isDue) => (isDue ? keepCommandsRegistered(client, needs) : undefined));
			return;
		}
		default:
			throw new Error(`no such outcome: ${registered satisfies never}`);
	}
}
