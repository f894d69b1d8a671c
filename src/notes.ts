// What is written down before a call to Discord and after its answer, so that a crash in between loses nothing. Pure.

import { type Answer, discordCode } from "./answer.ts";
import type { Placement, Room } from "./plan.ts";
import type { Step } from "./step.ts";
import type { MatchRecord } from "./store/records.ts";

/** The record with the intent of `step`: a room to be made, or where a member is moved from. */
export function intended(record: MatchRecord, step: Step, now: number): MatchRecord {
	const { action, guildId, matchId } = step;
	if (action.do === "open" && step.room !== null) return { ...record, rooms: [...record.rooms, step.room] };
	if (action.do === "forget") return withRoom(record, closed(action.room));
	if (action.do === "admit") return letIn(record, step, action.add, []);
	// Said before the call: seen outside after an answer that got lost, they have not walked out.
	if (action.do === "return") return become(record, step, action.discordId, "returned", now);
	if (action.do !== "move") return record;
	const { discordId, originId } = action;
	const placement = placementOf(record, step, discordId);
	if (placement?.state === "moving" && placement.originId === originId) return record;
	return withPlacement(record, { matchId, guildId, discordId, state: "moving", originId, at: now });
}

/** The record once the answer is known. */
export function noted(record: MatchRecord, step: Step, answer: Answer<unknown>, now: number): MatchRecord {
	const { action } = step;
	const room = record.rooms.find((one) => one.code === step.room?.code);
	const isGone = answer.is === "refused" && answer.code === discordCode.unknownChannel;
	switch (action.do) {
		case "open":
		case "find":
			return room === undefined || room.state === "open" ? record : withRoom(record, created(room, action.do, answer));
		case "admit":
			return answer.is === "done" ? letIn(record, step, action.add, action.remove) : record;
		case "close":
			return room !== undefined && (answer.is === "done" || isGone) ? withRoom(record, closed(room)) : record;
		case "return":
			return answer.is === "done" ? become(record, step, action.discordId, "returned", now) : record;
		case "move":
			// Seen elsewhere after that, they have walked out: in the very moment, before anybody saw them inside.
			return answer.is === "done" ? become(record, step, action.discordId, "placed", now) : record;
		case "forget":
			return record;
		default:
			throw new Error(`no such action: ${action satisfies never}`);
	}
}

function become(
	record: MatchRecord,
	step: Step,
	discordId: string,
	state: Placement["state"],
	now: number,
): MatchRecord {
	const { matchId, guildId } = step;
	const placement = placementOf(record, step, discordId);
	if (placement?.state === state) return record;
	const originId = placement?.originId ?? null;
	return withPlacement(record, { matchId, guildId, discordId, state, originId, at: now });
}

/** Who is to be let in is remembered before the call: without an answer they may be, and lose it when they leave. */
function letIn(record: MatchRecord, step: Step, add: readonly string[], remove: readonly string[]): MatchRecord {
	const room = record.rooms.find((one) => one.code === step.room?.code);
	if (room === undefined || room.state === "closed") return record;
	const admitted = new Set([...room.admitted, ...add]);
	for (const member of remove) admitted.delete(member);
	return withRoom(record, { ...room, admitted: [...admitted] });
}

/** A create without an answer stays `opening`: it is looked for before anything is created again. */
function created(room: Room, by: "open" | "find", answer: Answer<unknown>): Room {
	if (answer.is === "done" && typeof answer.value === "string")
		return { ...room, state: "open", channelId: answer.value };
	const isAbsent = by === "find" ? answer.is === "done" : answer.is !== "lost";
	return isAbsent ? closed(room) : room;
}

/** The room as it is remembered once it is gone: nobody has access to it any more. */
export function closed(room: Room): Room {
	return { ...room, state: "closed", admitted: [] };
}

/** The record with this room in place of the one with the same code. */
export function withRoom(record: MatchRecord, room: Room): MatchRecord {
	return { ...record, rooms: record.rooms.map((one) => (one.code === room.code ? room : one)) };
}

/** The record with this placement in place of, or beside, what was remembered of the member in that guild. */
export function withPlacement(record: MatchRecord, placement: Placement): MatchRecord {
	const others = record.placements.filter(
		(one) => one.guildId !== placement.guildId || one.discordId !== placement.discordId,
	);
	return { ...record, placements: [...others, placement] };
}

function placementOf(record: MatchRecord, step: Step, discordId: string): Placement | undefined {
	return record.placements.find((one) => one.guildId === step.guildId && one.discordId === discordId);
}
