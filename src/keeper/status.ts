// Publishes how a guild stands: what keeps its matches from getting rooms and its players waiting, once for each change,
// and when all moves of a match are answered.

import type { Publish } from "../fact.ts";
import type { MatchRecord } from "../record.ts";
import type { GuildState } from "./guild-state.ts";
import { type Findings, isNoticeable } from "./plan/guild.ts";

/** Compares what a look found at `now`, epoch ms, with what was last published of the guild. */
export function publishStatus(state: GuildState, found: Findings, publish: Publish, now: number): void {
	const { guildId } = state;
	const { lacking, hidden, isFull, waiting, waitingUntil } = found;
	if (state.published.isNews("lacking", lacking.join())) {
		const about = { guildId, scope: "rooms" };
		publish(lacking.length > 0 ? { kind: "paused", ...about, lacking } : { kind: "resumed", ...about });
	}
	if (state.published.isNews("hidden", hidden.join()) && hidden.length > 0)
		publish({ kind: "hidden", guildId, channels: hidden });
	if (state.published.isNews("full", isFull ? "full" : "") && isFull) publish({ kind: "full", guildId });
	const members = isNoticeable(found, now) ? waiting.map(({ discordId }) => discordId) : [];
	const more = state.published.newlyWaiting(members).length;
	if (more > 0) publish({ kind: "waiting", guildId, members: more, untilAt: waitingUntil });
}

/**
 * Publishes, once for each opening of the match, that everyone who was in voice has been moved at `now`, epoch ms. Anyone
 * who comes later does not count. `isMoving`: somebody is being moved, or is about to be.
 */
export function publishPlaced(
	state: GuildState,
	{ match, placements }: MatchRecord,
	isMoving: boolean,
	publish: Publish,
	now: number,
): void {
	const { guildId } = state;
	const { matchId, heardAt, openings: opening } = match;
	// After a restart in the middle of a match, those who are moved then come late.
	const isOld = placements.some((one) => one.guildId === guildId && one.opening === opening && one.state !== "moving");
	if (!state.published.isPlaced(matchId, opening, { isMoving, isOld })) return;
	if (!placements.some((one) => one.guildId === guildId && one.opening === opening)) return;
	publish({ kind: "placed", guildId, matchId, sinceMs: now - heardAt });
}
