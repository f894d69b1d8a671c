// A planned action made concrete: which guild and match it is for, the room's code, and who or what it is done to. Pure.

import { type Answer, discordCode } from "./answer.ts";
import type { Match } from "./match.ts";
import type { Action, Room } from "./plan.ts";

export type Step = {
	readonly guildId: string;
	readonly matchId: string;
	readonly action: Action;
	/** The room that is opened, looked for, changed or closed; null for a move. */
	readonly room: Room | null;
	/** Who or what has at most one call under way: a member, a room by its code, or by its channel for its deletion. */
	readonly subject: string;
	/** Its place in the plan of its match: the first of each match come before the second of any. */
	readonly turn: number;
};

/** Makes an action concrete at `now`, epoch ms. A room to be opened gets its code from `newCode`. */
export function stepOf(
	{ matchId }: Match,
	guildId: string,
	action: Action,
	turn: number,
	newCode: () => string,
	now: number,
): Step {
	const about = { guildId, matchId, action, turn };
	switch (action.do) {
		case "move":
		case "return":
			return { ...about, room: null, subject: action.discordId };
		case "close":
			return { ...about, room: action.room, subject: action.channelId };
		case "find":
		case "admit":
		case "forget":
			return { ...about, room: action.room, subject: action.room.code };
		case "open": {
			const [code, { teamId }] = [newCode(), action.team];
			const intent = { state: "opening", channelId: null, admitted: action.admit, createdAt: now } as const;
			return { ...about, room: { code, matchId, guildId, teamId, ...intent }, subject: code };
		}
		default:
			throw new Error(`no such action: ${action satisfies never}`);
	}
}

/** Rooms first, then moves into matches that start, then moves back; the matches and their teams in turn. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
	return steps.toSorted((a, b) => rank(a.action) - rank(b.action) || a.turn - b.turn);
}

export function isMove({ action }: Step): boolean {
	return action.do === "move" || action.do === "return";
}

/** A team in one match: the same team may play another at the same time. */
export function teamSubject(matchId: string, teamId: string): string {
	return `${matchId}/${teamId}`;
}

/**
 * What is left alone after a failure: a refused create leaves no room to rest, so its team does. One without an answer
 * leaves a room to be looked for; its team rests as well, ever longer, for the next create would be another room's.
 */
export function resting(step: Step, answer: Answer<unknown>): readonly string[] {
	const { action, matchId, subject } = step;
	// The channel is gone: that is known now, and they go elsewhere.
	const isAimless = answer.is === "refused" && answer.code === discordCode.unknownChannel;
	if (isAimless && isMove(step)) return [];
	if (action.do !== "open") return [subject];
	const team = teamSubject(matchId, action.team.teamId);
	return answer.is === "lost" ? [subject, team] : [team];
}

function rank(action: Action): number {
	return action.do === "move" ? 1 : action.do === "return" ? 2 : 0;
}
