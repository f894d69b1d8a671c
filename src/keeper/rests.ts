// What rests after a failure: each subject by itself, longer each time. And what Discord refuses, which may end with the
// next change of permissions.

import type { Answer } from "../call.ts";
import { backoffMs, type Chance, jittered } from "../clock.ts";
import type { Scope, Subject } from "./action.ts";
import type { Job } from "./job.ts";
import { type Lane, Refusals } from "./refusals.ts";

/**
 * How long a subject rests, ms, and how many times longer after each more. A refusal is nothing that passes: whatever may
 * end it, such as a change of permissions, ends the rest as well.
 */
const restMs = {
	lost: { first: 1_000, longest: 60_000 },
	refused: { first: 15_000, factor: 4, longest: 10 * 60_000 },
} as const;
/** After this many refusals in a row admins are told why. */
const persistent = 3;

type Rest = {
	readonly until: number;
	readonly failures: number;
	/** What Discord said if it refused. */
	readonly why: string | undefined;
	/** In which scope, and how often in a row, it refused for lack of permission. */
	readonly scope: Scope;
	readonly forbidden: number;
};

export class Rests {
	readonly #chance: Chance;
	readonly #rests = new Map<Subject, Rest>();
	readonly #refusals = new Refusals();
	/** What the bot could do when Discord began to refuse; undefined while it does not. */
	#permissions: ReadonlyMap<string, bigint> | undefined;

	constructor(chance: Chance) {
		this.#chance = chance;
	}

	/** When the subject's rest ends, or ended, epoch ms; undefined for one that never rested. */
	until(subject: Subject): number | undefined {
		return this.#rests.get(subject)?.until;
	}

	/** True if the last call about the subject was refused. */
	isRefused(subject: Subject): boolean {
		return this.#rests.get(subject)?.why !== undefined;
	}

	/** True if the last call about the subject had no answer: it may still be carried out. */
	isUnanswered(subject: Subject): boolean {
		const rest = this.#rests.get(subject);
		return rest !== undefined && rest.failures > 0 && rest.why === undefined;
	}

	/** What the job is about is done: it rests no longer. */
	succeeded(job: Job, subjects: readonly Subject[]): void {
		this.#refusals.succeeded(job.action.do);
		for (const subject of subjects) this.#rests.delete(subject);
	}

	/**
	 * The job was answered without success at `now`, epoch ms: these rest. True when its kind has just become doubtful,
	 * because several were refused.
	 */
	failed(job: Job, subjects: readonly Subject[], answer: Answer<unknown>, now: number): boolean {
		const lane = this.laneOf(job);
		for (const subject of subjects) this.#rests.set(subject, this.#longer(job.scope, subject, answer, now));
		if (!isForbidden(answer)) return false;
		return this.#refusals.refused(job.action.do, { scope: job.scope, subjects, lane, why: answer.why }, now);
	}

	/** They rest until then, epoch ms, though nothing failed. */
	hold(job: Job, subjects: readonly Subject[], until: number): void {
		const rest: Rest = { until, failures: 0, why: undefined, scope: job.scope, forbidden: 0 };
		for (const subject of subjects) this.#rests.set(subject, rest);
	}

	/** What was refused of the subject may be allowed now. */
	allow(subject: Subject): void {
		if (this.isRefused(subject)) this.#rests.delete(subject);
	}

	/** From when on one call of the job's kind may start, epoch ms; undefined unless several were refused lately. */
	nextProbeAt(job: Job): number | undefined {
		return this.#refusals.nextAt(job.action.do, this.laneOf(job));
	}

	/** What Discord said, if it refuses several things of the scope, or the same one again and again. */
	refusal(scope: Scope): string | undefined {
		const again = [...this.#rests.values()].find((rest) => rest.scope === scope && rest.forbidden >= persistent);
		return this.#refusals.why(scope) ?? again?.why;
	}

	/** True while something was refused for lack of permission. */
	get isRefusing(): boolean {
		return this.#permissions !== undefined;
	}

	/** What the bot may do, in the guild and in each channel, while Discord refuses something. */
	refusedWith(permissions: ReadonlyMap<string, bigint>): void {
		this.#permissions ??= permissions;
	}

	/**
	 * The bot has these permissions now. If any is another than when Discord began to refuse, what was refused may be
	 * allowed: it is tried at once. Another role, or a new session, alone is no reason.
	 */
	reconsider(permissions: ReadonlyMap<string, bigint>): void {
		const former = this.#permissions ?? new Map<string, bigint>();
		const isChanged = [...former].some(([place, bits]) => (permissions.get(place) ?? bits) !== bits);
		if (isChanged) this.resume();
	}

	/** What failed is tried at once. What is held though nothing failed rests on. */
	resume(): void {
		this.#permissions = undefined;
		this.#refusals.forget();
		for (const [subject, { failures }] of this.#rests) if (failures > 0) this.#rests.delete(subject);
	}

	/** When the next rest ends, epoch ms; undefined for none. Forgets those that ended long before `now`. */
	nextEnd(now: number): number | undefined {
		let next: number | undefined;
		for (const [subject, { until }] of this.#rests) {
			if (until > now) next = Math.min(until, next ?? until);
			else if (until + restMs.refused.longest < now) this.#rests.delete(subject);
		}
		return next;
	}

	/** Whether anything that keeps the job was refused before. */
	laneOf(job: Job): Lane {
		return [job.subject, ...job.blockedBy].some((subject) => this.isRefused(subject)) ? "refused" : "untried";
	}

	/** Jitter keeps many that failed together from coming back together. */
	#longer(scope: Scope, subject: Subject, answer: Answer<unknown>, now: number): Rest {
		const { failures = 0, forbidden = 0, why } = this.#rests.get(subject) ?? {};
		// That a call was put off says nothing of what came of the ones before.
		if (answer.is === "later") return { until: answer.at, failures, why, scope, forbidden };
		const isRefusal = answer.is === "refused";
		// Calls that were lost before make no refusal worse, nor the other way round.
		const former = (why !== undefined) === isRefusal ? failures : 0;
		return {
			until: now + jittered(backoffMs(restMs[isRefusal ? "refused" : "lost"], former), this.#chance),
			failures: former + 1,
			why: isRefusal ? answer.why : undefined,
			scope,
			forbidden: isForbidden(answer) ? forbidden + 1 : 0,
		};
	}
}

/** Discord refuses for lack of permission, whatever code it gives: that counts toward a ban of the whole address. */
export function isForbidden(answer: Answer<unknown>): answer is Extract<Answer<unknown>, { readonly is: "refused" }> {
	return answer.is === "refused" && answer.status === 403;
}
