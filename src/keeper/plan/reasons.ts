// Why players are not, or still, where they are: the answer to "why am I not in my room?". Pure.

import { lineUp, type Match, openAhead, playing, type Team } from "../../match.ts";
import { isLeftAlone } from "../../placement.ts";
import type { Room } from "../../room.ts";
import type { Wait } from "../../wait.ts";
import { subjectOf } from "../action.ts";
import type { MatchAction } from "../actions/handlers.ts";
import type { View } from "../view.ts";
import { isPulled } from "./pulled.ts";
import { isPresent, occupantsOf, roomOf } from "./seen.ts";

type Ending = {
	/** The match has its rooms here. */
	readonly isOn: boolean;
	readonly kept: readonly Room[];
	readonly returns: readonly MatchAction<"return">[];
	/** When a room closes, and when it does so whoever is in it, epoch ms. */
	readonly closes: (room: Room) => number;
	readonly clearedAt: (room: Room) => number;
};

/** Why each player is not, or still, where they are. Nothing is said of anyone about whom an action is planned. */
export function reasons(match: Match, view: View, ending: Ending): Wait[] {
	if (match.phase === "over" || view.order?.is === "closed") return reasonsToStay(match, view, ending);
	const phase = ending.isOn ? "open" : match.phase;
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
	if (!isPulled(position, view)) return ["notPulled"];
	return room === undefined || !isPresent(room, view) ? ["roomNotOpen"] : [];
}

/** Why anyone is still in a room of a match that is over. */
function reasonsToStay(match: Match, view: View, { kept, returns, closes, clearedAt }: Ending): Wait[] {
	const closed = match.phase === "over" ? [] : match.teams;
	const waits = closed.map(
		({ teamId }): Wait => ({ subject: subjectOf.team(match.matchId, teamId), reason: "closedByStaff", until: null }),
	);
	const stays = view.rooms.flatMap((room) =>
		occupantsOf(room, view).flatMap((discordId): Wait[] => {
			const about = { subject: subjectOf.member(discordId) };
			if (returns.some((one) => one.discordId === discordId)) return [];
			if (view.taken.has(discordId)) return [{ ...about, reason: "otherMatch", until: null }];
			if (view.optedOut.has(discordId)) return [{ ...about, reason: "optedOutInside", until: clearedAt(room) }];
			if (kept.includes(room)) return [{ ...about, reason: "lingering", until: closes(room) }];
			return [{ ...about, reason: "nowhereToGo", until: clearedAt(room) }];
		}),
	);
	return [...waits, ...stays];
}
