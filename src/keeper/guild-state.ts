// What the keeper remembers of one guild between looks: calls in flight, what rests after a failure, which scopes are
// paused, what was done again and again, and when to look next.

import { type Answer, discordCode } from "../call.ts";
import { type Chance, type Clock, jittered } from "../clock.ts";
import type { Wait } from "../wait.ts";
import type { Scope, Subject } from "./action.ts";
import type { Job } from "./job.ts";

/** 403s count toward a ban of the whole address, so a guild that refuses is tried ever less often. */
const pauseMs = { first: 2 * 60_000, longest: 10 * 60_000 };
const restMs = { first: 1_000, longest: 60_000, refused: 15_000 };
/** An action that is done and planned again: the first repeat is free. */
const repeatMs = { first: 1_000, longest: 10 * 60_000 };

/** What is drawn, or read from the clock, whenever an action is planned: it does not make it another action. */
const newEachTime: ReadonlySet<string> = new Set(["code", "nonce", "createdAt", "at"]);

/** Missing access or missing permissions: trying again before an admin did something is of no use. */
const forbidden: ReadonlySet<number> = new Set([discordCode.missingAccess, discordCode.missingPermissions]);

type Rest = { readonly until: number; readonly failures: number };
/** `what` distinguishes a repetition from another action of the same kind. */
type Repeat = { readonly what: string; readonly times: number; readonly at: number };

/** What an answer means for the guild as a whole. */
export type Ended = { readonly isPaused: boolean; readonly isRepeated: boolean };

export class GuildState {
	readonly guildId: string;
	/** The matches that concern the guild. */
	readonly matches = new Set<string>();
	/** Why things are as they are, by match; as of the last look. */
	waits: ReadonlyMap<string, readonly Wait[]> = new Map();
	readonly #inFlight = new Map<Subject, Job>();
	readonly #rests = new Map<Subject, Rest>();
	/** By what was done and to whom or what. */
	readonly #repeats = new Map<string, Repeat>();
	readonly #pauses = new Map<Scope, Rest & { readonly why: string }>();
	/** What was last published about each topic. */
	readonly #published = new Map<string, string>();
	/** The members who waited for Discord's limit at the last look. */
	#waiting: ReadonlySet<string> = new Set();
	readonly #clock: Clock;
	readonly #chance: Chance;
	readonly #wake: () => void;
	#timer: { readonly at: number; readonly cancel: () => void } | undefined;

	constructor(guildId: string, clock: Clock, chance: Chance, wake: () => void) {
		this.guildId = guildId;
		this.#clock = clock;
		this.#chance = chance;
		this.#wake = wake;
	}

	isInFlight(subject: Subject): boolean {
		return this.#inFlight.has(subject);
	}

	/** The jobs whose calls are in flight. */
	inFlight(): Iterable<Job> {
		return this.#inFlight.values();
	}

	/** The call in flight about this subject. */
	flightOf(subject: Subject): Job | undefined {
		return this.#inFlight.get(subject);
	}

	/** True while a call is in flight about the subject, or it rests. */
	isBusy(subject: Subject, now: number): boolean {
		return this.#inFlight.has(subject) || (this.restingUntil(subject) ?? 0) > now;
	}

	/** When the subject's rest ends, epoch ms; undefined for one that never rested. */
	restingUntil(subject: Subject): number | undefined {
		return this.#rests.get(subject)?.until;
	}

	begin(job: Job): void {
		this.#inFlight.set(job.subject, job);
	}

	/** The job's call is answered: after a failure what it names rests, longer each time. */
	end(job: Job, answer: Answer<unknown>, now: number): Ended {
		this.#inFlight.delete(job.subject);
		if (answer.is === "done") {
			this.#pauses.delete(job.scope);
			for (const subject of job.rests(answer)) this.#rests.delete(subject);
			return { isPaused: false, isRepeated: this.#repeat(job, answer, now) };
		}
		// Anyone who has just left voice is moved as soon as they are back.
		if (answer.is === "refused" && answer.code === discordCode.notInVoice) return nothing;
		for (const subject of job.rests(answer)) this.#rest(subject, answer, now);
		const isForbidden = answer.is === "refused" && forbidden.has(answer.code);
		return { isPaused: isForbidden && this.#pause(job.scope, answer.why, now), isRepeated: false };
	}

	/** The member is somewhere that no call of ours took them to: to move them again is no repetition. */
	hasMovedAlone(subject: Subject): void {
		for (const what of ["move", "return"]) this.#repeats.delete(`${what} ${subject}`);
	}

	/** True once for each change of what there is to say about a topic; nothing to say is "". */
	isNews(topic: string, words: string): boolean {
		const isSame = (this.#published.get(topic) ?? "") === words;
		this.#published.set(topic, words);
		return !isSame;
	}

	/** The members among these who were not yet waiting for Discord's limit at the last look. */
	newlyWaiting(discordIds: readonly string[]): readonly string[] {
		const former = this.#waiting;
		this.#waiting = new Set(discordIds);
		return discordIds.filter((discordId) => !former.has(discordId));
	}

	/** How many calls of the scope may start now: after a refusal none for a while, then one to find out. */
	allowance(scope: Scope, now: number): number {
		const pause = this.#pauses.get(scope);
		if (pause === undefined) return Number.POSITIVE_INFINITY;
		if (now >= pause.until) return [...this.#inFlight.values()].some((job) => job.scope === scope) ? 0 : 1;
		this.wakeAt(pause.until);
		return 0;
	}

	/** Until when the scope is paused, epoch ms, and what Discord said; undefined while it is not. */
	pauseOf(scope: Scope): { readonly until: number; readonly why: string } | undefined {
		return this.#pauses.get(scope);
	}

	/**
	 * An admin may have changed roles or permissions: what was refused may be allowed now. What was done again and again
	 * was not refused: it rests on, for a category of our own, or a new session, brings us here as well.
	 */
	resume(): void {
		this.#pauses.clear();
		for (const [subject, { failures }] of this.#rests) if (failures > 0) this.#rests.delete(subject);
	}

	/** Looks again at `at` (epoch ms) at the latest. */
	wakeAt(at: number): void {
		if (this.#timer !== undefined && this.#timer.at <= at) return;
		this.#timer?.cancel();
		const cancel = this.#clock.setTimeout(() => {
			this.#timer = undefined;
			this.#wake();
		}, at - this.#clock.now());
		this.#timer = { at, cancel };
	}

	/** Sets the timer for the rests that are left, since it only ever holds the next one; drops those that ended long ago. */
	tidy(now: number): void {
		for (const [subject, { until }] of this.#rests) {
			if (until > now) this.wakeAt(until);
			else if (until + pauseMs.longest < now) this.#rests.delete(subject);
		}
		for (const [subject, { at }] of this.#repeats) if (at + repeatMs.longest < now) this.#repeats.delete(subject);
	}

	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	/** Jitter keeps many that failed together from coming back together. */
	#rest(subject: Subject, answer: Answer<unknown>, now: number): void {
		const failures = (this.#rests.get(subject)?.failures ?? 0) + 1;
		const longer = restMs[answer.is === "refused" ? "refused" : "first"] * 2 ** (failures - 1);
		const until = answer.is === "later" ? answer.at : now + jittered(Math.min(longer, restMs.longest), this.#chance);
		this.#rests.set(subject, { until, failures: answer.is === "later" ? failures - 1 : failures });
		this.wakeAt(until);
	}

	/**
	 * Neither a plan that disagrees with its own note nor an edit that Discord silently drops may become a storm: what is
	 * done a third time in a row rests for a second, then ever longer. True when that has just begun.
	 */
	#repeat(job: Job, answer: Answer<unknown>, now: number): boolean {
		const what = JSON.stringify(job.action, (key, value: unknown) => (newEachTime.has(key) ? undefined : value));
		const subjects = job.rests(answer);
		const times = subjects.map((subject) => {
			const key = `${job.action.do} ${subject}`;
			const former = this.#repeats.get(key);
			const times = former?.what === what ? former.times + 1 : 1;
			this.#repeats.set(key, { what, times, at: now });
			return times;
		});
		const most = Math.max(0, ...times);
		if (most < 2) return false;
		const until = now + Math.min(repeatMs.first * 2 ** (most - 2), repeatMs.longest);
		for (const subject of subjects) this.#rests.set(subject, { until, failures: 0 });
		this.wakeAt(until);
		return most === 3;
	}

	/** The calls of one look are refused together and count as one: true for the first. */
	#pause(scope: Scope, why: string, now: number): boolean {
		const pause = this.#pauses.get(scope);
		if (pause !== undefined && pause.until > now) return false;
		const failures = (pause?.failures ?? 0) + 1;
		const until = now + Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.longest);
		this.#pauses.set(scope, { until, failures, why });
		this.wakeAt(until);
		return failures === 1;
	}
}

const nothing: Ended = { isPaused: false, isRepeated: false };
