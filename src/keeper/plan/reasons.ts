// Why players are not, or still, where they are: the answer to "why am I not in my room?". Pure.

import { lineUp, type Match, openAhead, playing, type Team } from "../../match.ts";
import { isLeftAlone } from "../../placement.ts";
import type { Room } from "../../room.ts";
import type { Wait } from "../../wait.ts";
import { subjectOf } from "../action.ts";
import type { MatchAction } from "../actions/handlers.ts";
import type { View } from "../view.ts";
import { isPresent, occupantsOf, roomOf } from "./seen.ts";

type Ending = {
	readonly kept: readonly Room[];
	readonly returns: readonly MatchAction<"return">[];
	readonly lingersUntil: number | null;
	readonly clearedAt: number;
};

/** Why each player is not, or still, where they are. Nothing is said of anyone about whom an action is planned. */
export function reasons(match: Match, view: View, ending: Ending): Wait[] {
	if (match.phase === "over") return reasonsToStay(view, ending);
	const { phase } = match;
	return match.teams.flatMap((team): Wait[] =>
		lineUp(team).flatMap(({ faceitId }): Wait[] => {
			const discordId = view.members.get(faceitId);
			if (discordId === undefined) return [unlinked(faceitId, view)];
			const about = { subject: subjectOf.member(discordId) };
			switch (phase) {
				case "waiting": {
					const until = match.scheduledAt === null ? null : match.scheduledAt - openAhead;
					return [{ ...about, reason: "matchNotStarted", until }];
				}
				case "open":
					return reasonInPlay(match, team, faceitId, discordId, view).map((reason) => ({
						...about,
						reason,
						until: null,
					}));
				default:
					throw new Error(`no such phase: ${phase satisfies never}`);
			}
		}),
	);
}

function unlinked(faceitId: string, view: View): Wait {
	const discordId = view.unproven.get(faceitId);
	if (discordId === undefined) return { subject: `player:${faceitId}`, reason: "notLinked", until: null };
	return { subject: subjectOf.member(discordId), reason: "notProven", until: null };
}

function reasonInPlay(match: Match, team: Team, faceitId: string, discordId: string, view: View): Wait["reason"][] {
	const room = roomOf(team, view);
	const position = view.positions.get(discordId);
	if (room?.channelId != null && position?.channelId === room.channelId) return [];
	if (view.taken.has(discordId)) return ["otherMatch"];
	if (!playing(team).some((player) => player.faceitId === faceitId)) return ["benched"];
	if (position === undefined) return ["notInVoice"];
	if (view.optedOut.has(discordId)) return ["optedOut"];
	if (isLeftAlone(match, view.placements.get(discordId))) return ["walkedOut"];
	return room === undefined || !isPresent(room, view) ? ["roomNotOpen"] : [];
}

/** Why anyone is still in a room of a match that is over. */
function reasonsToStay(view: View, { kept, returns, lingersUntil, clearedAt }: Ending): Wait[] {
	return view.rooms.flatMap((room) =>
		occupantsOf(room, view).flatMap((discordId): Wait[] => {
			const about = { subject: subjectOf.member(discordId) };
			if (returns.some((one) => one.discordId === discordId)) return [];
			if (view.taken.has(discordId)) return [{ ...about, reason: "otherMatch", until: null }];
			if (view.optedOut.has(discordId)) return [{ ...about, reason: "optedOutInside", until: clearedAt }];
			if (kept.includes(room)) return [{ ...about, reason: "lingering", until: lingersUntil }];
			return [{ ...about, reason: "nowhereToGo", until: clearedAt }];
		}),
	);
}
