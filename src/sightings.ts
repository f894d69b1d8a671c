// Linked members who are seen in voice in a guild are known there from then on, also once they have left voice.

import type { Clock } from "./clock.ts";
import type { Member } from "./link.ts";
import type { Links } from "./store/links.ts";

/** Takes members who are in voice in a guild, linked or not. Those of one moment are remembered together. */
export function openSightings(clock: Clock, links: Pick<Links, "meet">): (member: Member) => void {
	let seen: Member[] = [];
	return (member) => {
		if (seen.push(member) > 1) return;
		clock.soon(() => {
			const members = seen;
			seen = [];
			links.meet(members);
		});
	};
}
