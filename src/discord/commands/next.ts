// What comes next for a member whose account lets them into rooms.

import { sentences } from "../../markdown.ts";
import type { Caller, CommandNeeds } from "./command.ts";

type Needs = Pick<CommandNeeds, "records" | "links">;

/** True while the player has a match on. */
export function isPlaying(faceitId: string, { records }: Pick<Needs, "records">): boolean {
	return records.ofPlayer(faceitId).some(({ match }) => match.phase === "open");
}

/** What happens at their next match, or what to do about the one that is on. */
export function nextFor({ member }: Pick<Caller, "member">, faceitId: string, needs: Needs): string {
	const isOptedOut = needs.links.isOptedOut(member.discordId);
	if (isPlaying(faceitId, needs)) {
		return sentences(
			"You have a match on right now:",
			isOptedOut
				? `go into your team's room yourself. ${stays}`
				: "join any voice channel of this server and I move you to your team.",
			"`/match` shows how it stands.",
		);
	}
	return sentences(
		"When a match of yours starts on FACEIT, your team gets a private voice room here.",
		isOptedOut ? stays : "Be in any voice channel of this server and I move you in, and back when the match is over.",
	);
}

const stays = "You asked me not to move you: `/profile` changes that.";
