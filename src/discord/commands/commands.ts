// All commands, listed by hand because what is found by walking folders is missing in the binary; and Discord is told.

import { type Client, DiscordAPIError, RateLimitError, REST, Routes } from "discord.js";
import type { Command } from "./command.ts";
import { help } from "./help.ts";
import { match } from "./match.ts";
import { profile } from "./profile.ts";
import { register } from "./register.ts";
import { setup } from "./setup.ts";
import { unregister } from "./unregister.ts";

export const commands: readonly Command[] = [register, unregister, profile, match, setup, help];

/** `later`: not registered yet; `at`, epoch ms, is when to try again. `refused`: trying again is of no use. */
export type Registered =
	| { readonly is: "registered" | "unchanged" }
	| { readonly is: "later"; readonly at: number; readonly why: string }
	| { readonly is: "refused"; readonly why: string };

/** Where the hash of the commands last registered is kept. */
export type Remembered = { get(): string | undefined; set(hash: string): void };

/** How long to wait after a failure for which Discord names no time, ms. */
const registerAgainMs = 60_000;

/** Tells Discord the commands, if they are not those it was told last. Of a client that has signed in. */
export async function registerCommands(
	client: Client,
	applicationId: string,
	remembered: Remembered,
): Promise<Registered> {
	const body = commands.map((command) => command.data);
	// Another application has to be told, whatever was told to this one.
	const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify([applicationId, body])).digest("hex");
	try {
		if (remembered.get() === hash) return { is: "unchanged" };
		await impatient(client).put(Routes.applicationCommands(applicationId), { body });
		remembered.set(hash);
		return { is: "registered" };
	} catch (error) {
		return unregistered(error);
	}
}

/** The client's own REST would sleep through a rate limit, for minutes. */
function impatient({ rest, token }: Client): REST {
	const own = new REST({ ...rest.options, rejectOnRateLimit: () => true });
	own.clearHashSweeper();
	own.clearHandlerSweeper();
	return own.setToken(token ?? "");
}

function unregistered(error: unknown): Registered {
	const why = error instanceof Error ? error.message : String(error);
	if (error instanceof RateLimitError) return { is: "later", at: Date.now() + error.retryAfter, why };
	const isFinal = error instanceof DiscordAPIError && error.status < 500;
	return isFinal ? { is: "refused", why } : { is: "later", at: Date.now() + registerAgainMs, why };
}
