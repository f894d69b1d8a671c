// Publishes how a guild stands: what keeps its matches from getting rooms and its players waiting, once for each change,
// and when all moves of a match are answered.

import type { Publish } from "../fact.ts";
import type { MatchRecord } from "../record.ts";
import { subjectOf } from "./action.ts";
import type { GuildState } from "./guild-state.ts";
import { type Findings, isNoticeable } from "./plan/guild.ts";

/** Compares what a look found at `now`, epoch ms, with what was last published of the guild. */
export function publishStatus(state: GuildState, found: Findings, publish: Publish, now: number): void {
	const { guildId } = state;
	const { lacking, isFull, waiting, waitingUntil } = found;
	if (state.isNews("lacking", lacking.join())) {
		const about = { guildId, scope: "rooms" };
		publish(lacking.length > 0 ? { kind: "paused", ...about, lacking } : { kind: "resumed", ...about });
	}
	if (state.isNews("full", isFull ? "full" : "") && isFull) publish({ kind: "full", guildId });
	const members = isNoticeable(found, now) ? waiting.map(({ discordId }) => discordId) : [];
	const more = state.newlyWaiting(members).length;
	if (more > 0) publish({ kind: "waiting", guildId, members: more, untilAt: waitingUntil });
}

/** Publishes that no move of the match is in flight any more, if that is so at `now`, epoch ms. */
export function publishPlaced(
	state: GuildState,
	{ match, placements }: MatchRecord,
	publish: Publish,
	now: number,
): void {
	if (placements.some(({ discordId }) => state.isInFlight(subjectOf.member(discordId)))) return;
	const { guildId } = state;
	publish({ kind: "placed", guildId, matchId: match.matchId, sinceMs: now - match.heardAt });
}
