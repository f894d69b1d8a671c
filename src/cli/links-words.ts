// How the command line takes and writes the ids, the times and the links themselves.

import { InvalidArgumentError } from "commander";
import type { ListedLink } from "../store/listings.ts";
import { Ending, exitCodes } from "./exit.ts";

const snowflake = /^\d{17,20}$/;

export function guildId(text: string): string {
	if (!snowflake.test(text)) throw new InvalidArgumentError("A server's id has 17 to 20 digits.");
	return text;
}

export function memberId(text: string): string {
	if (!snowflake.test(text)) throw new Ending("A Discord user's id has 17 to 20 digits.", exitCodes.wrong);
	return text;
}

export function iso(at: number | null): string {
	return at === null ? "" : new Date(at).toISOString();
}

export function forMachine({ linkedAt, verifiedAt, ...link }: ListedLink) {
	return { ...link, linkedAt: iso(linkedAt), verifiedAt: verifiedAt === null ? null : iso(verifiedAt) };
}
