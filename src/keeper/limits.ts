// Chooses which planned jobs may start now, and says why the others wait: calls in flight, rests after failures, missing
// permissions, refusals of their kind, Discord's limits.

import { hasAll } from "../permission.ts";
import { type GuildShown, isFull, type Limit } from "../shown.ts";
import type { Wait } from "../wait.ts";
import type { Subject } from "./action.ts";
import type { Allowance } from "./allowance.ts";
import type { GuildState } from "./guild-state.ts";
import { inOrder, type Job } from "./job.ts";

export type Chosen = {
	readonly start: readonly Job[];
	readonly held: readonly Held[];
	/** The limit of the first call that waits for what Discord allows the whole bot; undefined if none does. */
	readonly awaiting: Limit | undefined;
};
/** A job that cannot start now. */
export type Held = { readonly job: Job } & Pick<Wait, "reason" | "until">;

type Here = { readonly state: GuildState; readonly shown: GuildShown; readonly allowance: Allowance };

/** The jobs that Discord would accept at `now` (epoch ms), in the order in which they are to start. */
export function choose({ state, shown, allowance }: Here, jobs: readonly Job[], now: number): Chosen {
	const start: Job[] = [];
	const held: Held[] = [];
	const used = new Map<Limit, number>();
	const starting = new Set<Subject>();
	const isCrowded = isFull(shown);
	let awaiting: Limit | undefined;
	const hold = (job: Job, reason: Wait["reason"], until: number | null) => void held.push({ job, reason, until });

	const isTaken = (subject: Subject) => starting.has(subject) || state.isInFlight(subject);
	for (const job of inOrder(jobs, { isFull: isCrowded, since: (one) => state.limitedSince(one), now })) {
		const { limit } = job;
		const busy =
			[job.subject, ...job.blockedBy].find((one) => starting.has(one) || state.isBusy(one, now)) ??
			job.awaits.find((one) => starting.has(one) || state.isPending(one, now));
		const probeAt = state.rests.nextProbeAt(job);
		if (busy !== undefined && isTaken(busy)) hold(job, "inFlight", null);
		else if (busy !== undefined) {
			const reason = !state.rests.isRefused(busy) ? "resting" : probeAt === undefined ? "refused" : "paused";
			hold(job, reason, state.rests.until(busy) ?? null);
		} else if (!isAllowed(job, shown)) hold(job, "lackingPermissions", null);
		else if (limit === "createChannel" && isCrowded) hold(job, "guildFull", null);
		else if (probeAt !== undefined && probeAt > now) {
			state.wakeAt(probeAt);
			hold(job, "paused", probeAt);
		} else if (probeAt !== undefined && isAnother(job, [...state.inFlight(), ...start])) hold(job, "paused", null);
		else if (limit !== null && (used.get(limit) ?? 0) >= leftOf(shown, limit, used)) {
			const { moreAt } = shown.budget(limit);
			state.wakeAt(moreAt);
			hold(job, "limit", moreAt);
		} else if (limit !== null && !allowance.has(limit)) {
			awaiting ??= limit;
			hold(job, "limit", allowance.moreAt(limit));
		} else {
			start.push(job);
			starting.add(job.subject);
			if (limit === null) continue;
			used.set(limit, (used.get(limit) ?? 0) + 1);
			allowance.take();
		}
	}
	return { start, held, awaiting };
}

/** True unless the bot is seen to lack what the job needs where it needs it. A channel that is not shown says nothing. */
function isAllowed({ needs, places }: Job, shown: GuildShown): boolean {
	return places.every((place) => {
		if (place !== null && !shown.channels.has(place)) return true;
		return hasAll(shown.permissions(place ?? undefined), needs);
	});
}

/** True if another call of the kind is about to find out whether Discord still refuses it. */
function isAnother({ action }: Job, jobs: readonly Job[]): boolean {
	return jobs.some((job) => job.action.do === action.do);
}

/** Moves into rooms and moves back draw on one limit. */
function leftOf(shown: GuildShown, limit: Limit, used: ReadonlyMap<Limit, number>): number {
	const other: Limit | undefined = limit === "moveBack" ? "moveIn" : limit === "moveIn" ? "moveBack" : undefined;
	return shown.budget(limit).left - (other === undefined ? 0 : (used.get(other) ?? 0));
}
