// Which of the planned steps may be taken now: what the bot may do in the guild, and what Discord's limits leave.

import type { Desk } from "./desk.ts";
import type { Fact } from "./fact.ts";
import { isMove, type Step } from "./step.ts";
import type { GuildSeen } from "./view.ts";

type Tell = (fact: Fact) => void;

/** Players who wait less than this notice nothing, ms. */
const noticeableMs = 1_500;

/** The steps that Discord would accept at `now`. What is missing is told once, and nothing is tried in vain. */
export function permitted(
	{ desk, seen, tell }: { readonly desk: Desk; readonly seen: GuildSeen; readonly tell: Tell },
	categoryId: string | null,
	steps: readonly Step[],
	now: number,
): readonly Step[] {
	const { guildId } = desk;
	const lacking = seen.lacking(categoryId);
	const isPaused = lacking.length > 0;
	if (desk.isNews("lacking", lacking.join()))
		tell(isPaused ? { kind: "paused", guildId, lacking } : { kind: "resumed", guildId });
	if (isPaused) return [];
	const opens = steps.filter((step) => step.action.do === "open");
	const isFull = seen.isFull && opens.length > 0;
	if (desk.isNews("full", isFull ? "full" : "") && isFull) tell({ kind: "full", guildId });
	const budget = seen.budget("open");
	if (opens.length > budget.left) desk.wakeAt(budget.moreAt);
	const tooMany = new Set(opens.slice(isFull ? 0 : budget.left));
	return steps.filter((step) => !tooMany.has(step)).slice(0, desk.allowance(now));
}

/** The moves among them that Discord's limit does not allow now: they wait for the next look, which plans them again. */
export function overLimit(desk: Desk, seen: GuildSeen, steps: readonly Step[]): ReadonlySet<Step> {
	// Those into a room come first among them: they leave less for the way back.
	const waiting = steps.filter(isMove).filter((step, turn) => turn >= seen.budget(limitOf(step)).left);
	for (const step of waiting) desk.wakeAt(seen.budget(limitOf(step)).moreAt);
	return new Set(waiting);
}

/** Tells of each member once who waits until `untilAt` to be moved into a room, if it is long enough to notice. */
export function tellWaiting(
	{ desk, tell }: { readonly desk: Desk; readonly tell: Tell },
	waiting: Iterable<Step>,
	untilAt: number,
	now: number,
): void {
	if (untilAt - now < noticeableMs) return;
	const moves = [...waiting].flatMap(({ action, subject }) =>
		action.do === "move" && desk.isNewlyWaiting(subject) ? [action] : [],
	);
	if (moves.length > 0) tell({ kind: "waiting", guildId: desk.guildId, moves, untilAt });
}

function limitOf({ action }: Step): "move" | "return" {
	return action.do === "return" ? "return" : "move";
}
