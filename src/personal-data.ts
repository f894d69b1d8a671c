// What is kept about one member, as a file to be given to them. Nobody else is named in it.

import type { Clock } from "./clock.ts";
import type { Personal } from "./store/personal.ts";

const about = [
	"Everything that faceit-comms keeps about you. Times are in milliseconds since 1970, in UTC.",
	"Line-ups and FACEIT's events name other players as well, so only those parts that are about you are in this file.",
	"Backups hold copies of it until they are replaced: see /privacy.",
].join(" ");

/** Reads it a few milliseconds at a time; resolves with JSON. */
export async function personalData(discordId: string, personal: Personal, clock: Clock): Promise<string> {
	const { trail, ...own } = personal.ofMember(discordId);
	const faceitId = own.links[0]?.faceitId;
	const all = async (steps: Iterable<readonly unknown[]>) => {
		const found: unknown[] = [];
		for (const step of steps) {
			found.push(...step);
			await clock.sleep(0);
		}
		return found;
	};
	const data = {
		about,
		discordId,
		...own,
		// Who else did something is their own data.
		changes: trail.map(({ actorId, ...entry }) => ({ ...entry, wasYou: actorId === discordId })),
		rooms: await all(personal.rooms(discordId)),
		matches: faceitId === undefined ? [] : await all(personal.matches(faceitId)),
		eventsFromFaceit: faceitId === undefined ? [] : await all(personal.events(faceitId)),
	};
	return `${JSON.stringify(data, null, "\t")}\n`;
}
