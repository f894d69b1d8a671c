// Tells Discord the commands, however long it takes until Discord listens.

import type { Client } from "discord.js";
import { registerCommands } from "./commands.ts";

/** Where the program remembers small things, here the hash of the commands that Discord was told last. */
type Memos = { get(name: string): string | undefined; set(name: string, value: string): void };

/** What became of telling Discord. `later`: tried again at `at`, epoch ms. */
export type RegistrationFact =
	| { readonly kind: "registered" }
	| { readonly kind: "refused"; readonly why: string }
	| { readonly kind: "later"; readonly why: string; readonly at: number };

/** Resolves when Discord was told, or could not be told for now. Of a client that has signed in. */
export async function keepCommandsRegistered(
	client: Client,
	memos: Memos,
	tell: (fact: RegistrationFact) => void,
	isStopped: () => boolean,
): Promise<void> {
	if (isStopped() || client.application === null) return;
	const remembered = { get: () => memos.get("commands"), set: (hash: string) => memos.set("commands", hash) };
	const registered = await registerCommands(client, client.application.id, remembered);
	if (registered.is === "registered") tell({ kind: "registered" });
	if (registered.is === "refused") tell({ kind: "refused", why: registered.why });
	if (registered.is !== "later") return;
	const { why, at } = registered;
	tell({ kind: "later", why, at });
	setTimeout(() => void keepCommandsRegistered(client, memos, tell, isStopped), at - Date.now()).unref();
}
