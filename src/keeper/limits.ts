// Chooses which planned jobs may start now, and says why the others wait: calls in flight, rests after failures, missing
// permissions, pauses, Discord's limits.

import { type GuildShown, isFull, type Limit } from "../shown.ts";
import type { Wait } from "../wait.ts";
import type { Scope, Subject } from "./action.ts";
import type { GuildState } from "./guild-state.ts";
import { inOrder, type Job } from "./job.ts";

export type Chosen = { readonly start: readonly Job[]; readonly held: readonly Held[] };
/** A job that cannot start now. */
export type Held = { readonly job: Job } & Pick<Wait, "reason" | "until">;

type Here = {
	readonly state: GuildState;
	readonly shown: GuildShown;
	/** The permissions that the bot lacks for the scope, in words. */
	readonly lacking: (scope: Scope) => readonly string[];
};

/** The jobs that Discord would accept at `now` (epoch ms), in the order in which they are to start. */
export function choose({ state, shown, lacking }: Here, jobs: readonly Job[], now: number): Chosen {
	const start: Job[] = [];
	const held: Held[] = [];
	const used = new Map<Limit, number>();
	const allowances = new Map<Scope, number>();
	const starting = new Set<Subject>();
	const isCrowded = isFull(shown);
	const hold = (job: Job, reason: Wait["reason"], until: number | null) => void held.push({ job, reason, until });

	for (const job of inOrder(jobs)) {
		const { scope, limit } = job;
		const busy = [job.subject, ...job.blockedBy].find((one) => starting.has(one) || state.isBusy(one, now));
		const allowance = allowances.get(scope) ?? state.allowance(scope, now);
		allowances.set(scope, allowance);
		if (busy !== undefined) {
			if (starting.has(busy) || state.isInFlight(busy)) hold(job, "inFlight", null);
			else hold(job, "resting", state.restingUntil(busy) ?? null);
		} else if (lacking(scope).length > 0) hold(job, "lackingPermissions", null);
		else if (limit === "createChannel" && isCrowded) hold(job, "guildFull", null);
		else if (allowance < 1) hold(job, "paused", state.pauseOf(scope)?.until ?? null);
		else if (limit !== null && (used.get(limit) ?? 0) >= leftOf(shown, limit, used)) {
			const { moreAt } = shown.budget(limit);
			state.wakeAt(moreAt);
			hold(job, "limit", moreAt);
		} else {
			start.push(job);
			starting.add(job.subject);
			allowances.set(scope, allowance - 1);
			if (limit !== null) used.set(limit, (used.get(limit) ?? 0) + 1);
		}
	}
	return { start, held };
}

/** Moves into rooms are counted first; both draw on one limit. */
function leftOf(shown: GuildShown, limit: Limit, used: ReadonlyMap<Limit, number>): number {
	const other = limit === "moveBack" ? (used.get("moveIn") ?? 0) : 0;
	return shown.budget(limit).left - other;
}
