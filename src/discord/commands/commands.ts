// All commands, listed by hand because anything found by walking folders is missing from the binary; and their
// registration with Discord.

import { type Client, DiscordAPIError, RateLimitError, REST, Routes } from "discord.js";
import type { Clock } from "../../clock.ts";
import type { Command } from "./command.ts";
import { doctor } from "./doctor.ts";
import { help } from "./help.ts";
import { match } from "./match.ts";
import { privacy } from "./privacy.ts";
import { memberProfile, profile } from "./profile.ts";
import { register } from "./register.ts";
import { pressInRoom } from "./room.ts";
import { setup } from "./setup.ts";
import { staff } from "./staff.ts";
import { unregister } from "./unregister.ts";

export const commands: readonly Command[] = [
	register,
	unregister,
	profile,
	memberProfile,
	match,
	setup,
	staff,
	doctor,
	privacy,
	help,
];

/** Takes a press on a component of a message that nobody asked for with a command, by the first word of its id. */
export const pressed: Readonly<Record<string, Pick<Command, "press" | "form">>> = { room: { press: pressInRoom } };

/** `later`: not registered yet; `at`, epoch ms, is when to try again. `refused`: trying again is of no use. */
export type Registered =
	| { readonly is: "registered" | "unchanged" }
	| { readonly is: "later"; readonly at: number; readonly why: string }
	| { readonly is: "refused"; readonly why: string };

/** Where the hash of the commands last registered is kept. */
export type Remembered = { get(): string | undefined; set(hash: string): void };

/** How long to wait after a failure for which Discord names no time, ms. */
const registerAgainMs = 60_000;

/** Registers the commands with Discord, unless they are those last registered. The client must have signed in. */
export async function registerCommands(
	client: Client,
	applicationId: string,
	remembered: Remembered,
	clock: Clock,
): Promise<Registered> {
	const body = commands.map((command) => command.data);
	// Another application has commands of its own, whatever was registered for this one.
	const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify([applicationId, body])).digest("hex");
	try {
		if (remembered.get() === hash) return { is: "unchanged" };
		await impatient(client).put(Routes.applicationCommands(applicationId), { body });
		remembered.set(hash);
		return { is: "registered" };
	} catch (error) {
		return unregistered(error, clock.now());
	}
}

/** The ids that Discord gave the commands, by their names; empty if it does not answer. It is asked once. */
export async function commandIds({ application }: Client<true>): Promise<ReadonlyMap<string, string>> {
	const known = application.commands;
	if (known.cache.size === 0) await known.fetch().catch(() => undefined);
	return new Map(known.cache.map((command) => [command.name, command.id]));
}

/** The client's own REST would sleep through a rate limit, for minutes. */
function impatient({ rest, token }: Client): REST {
	const own = new REST({ ...rest.options, rejectOnRateLimit: () => true });
	own.clearHashSweeper();
	own.clearHandlerSweeper();
	return own.setToken(token ?? "");
}

function unregistered(error: unknown, now: number): Registered {
	const why = error instanceof Error ? error.message : String(error);
	if (error instanceof RateLimitError) return { is: "later", at: now + error.retryAfter, why };
	const isFinal = error instanceof DiscordAPIError && error.status < 500;
	return isFinal ? { is: "refused", why } : { is: "later", at: now + registerAgainMs, why };
}
