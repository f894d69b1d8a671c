// From where a guild has its players moved. Pure.

import type { Position, View } from "../view.ts";

/** True if the guild has players moved from there; out of a room of ours, always. */
export function isPulled({ channelId, homeId }: Position, { settings, rooms }: View): boolean {
	if (homeId !== channelId || rooms.some((room) => room.channelId === channelId)) return true;
	const { pullsFrom, lobbyId } = settings;
	return pullsFrom === "anywhere" || (pullsFrom === "lobby" && channelId === lobbyId);
}
