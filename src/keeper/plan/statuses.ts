// Plans the voice status of each room: what the match is doing, then its score. Pure.

import { plain } from "../../markdown.ts";
import type { Match } from "../../match.ts";
import { scoreOf } from "../../match-card.ts";
import type { Room } from "../../room.ts";
import type { MatchAction } from "../actions/handlers.ts";
import type { View } from "../view.ts";
import { closesAt } from "./rooms.ts";
import { isPresent, occupantsOf } from "./seen.ts";

/** Only where somebody reads it: Discord clears the status of a channel that the last one leaves. */
export function planStatuses(match: Match, view: View, now: number): MatchAction[] {
	return view.rooms.flatMap((room): MatchAction[] => {
		const { channelId } = room;
		if (channelId === null || !isPresent(room, view) || !view.isCurrent) return [];
		const endsAt = closesAt(match, room, view);
		if (occupantsOf(room, view).length === 0)
			return room.status === null ? [] : [{ do: "setStatus", room, channelId, status: null }];
		if (!isAnyoneHeard(room, view)) return [];
		if (!view.settings.hasVoiceStatus || (endsAt !== null && endsAt <= now)) return [];
		const status = statusOf(match, view);
		return status === room.status ? [] : [{ do: "setStatus", room, channelId, status }];
	});
}

/** Not while only answered moves say so: Discord would not clear what it never saw anyone leave, and all would be written again. */
function isAnyoneHeard(room: Room, view: View): boolean {
	return occupantsOf(room, view).some((member) => view.positions.get(member)?.isConfirmed !== false);
}

function statusOf(match: Match, { texts: { status } }: View): string {
	const { info } = match.details;
	const score = scoreOf(match);
	if (match.phase === "over") return status.over(score);
	const map = info?.maps.length === 1 ? plain(info.maps[0] ?? "") : undefined;
	return info?.status === "ONGOING" ? status.live(score, map) : status.ready(map);
}
