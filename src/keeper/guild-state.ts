// What the keeper remembers of one guild between looks: which calls are in flight, and when to look next. What rests, what
// was repeated and what was published have files of their own.

import { type Answer, discordCode } from "../call.ts";
import type { Chance, Clock } from "../clock.ts";
import type { Wait } from "../wait.ts";
import type { Subject } from "./action.ts";
import type { Job } from "./job.ts";
import type { Held } from "./limits.ts";
import { Published } from "./published.ts";
import { Repeats } from "./repeats.ts";
import { Rests } from "./rests.ts";
import { Standings } from "./standings.ts";

/** What an answer means for the guild as a whole. */
export type Ended = { readonly isDoubtful: boolean; readonly isRepeated: boolean };

/** How often what was repeated long ago is forgotten, ms. */
const tidyEveryMs = 60_000;

export class GuildState {
	readonly guildId: string;
	/** The matches that concern the guild. */
	readonly standings: Standings;
	/** What could not start at the last look. */
	held: readonly Held[] = [];
	/** What the bot may do may be another since the last look. */
	isPermissionNews = false;
	readonly rests: Rests;
	readonly published = new Published();
	readonly #repeats = new Repeats();
	readonly #inFlight = new Map<Subject, Job>();
	/** Since when jobs have waited for one of Discord's limits, by what is to be done and to whom or what. */
	#limitedSince: ReadonlyMap<string, number> = new Map();
	readonly #returningSince = new Map<string, number>();
	#tidyAt = 0;
	readonly #clock: Clock;
	readonly #wake: () => void;
	#timer: { readonly at: number; readonly cancel: () => void } | undefined;

	constructor(guildId: string, clock: Clock, chance: Chance, wake: () => void) {
		this.guildId = guildId;
		this.standings = new Standings(guildId);
		this.rests = new Rests(chance);
		this.#clock = clock;
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
		return this.#inFlight.has(subject) || (this.rests.until(subject) ?? 0) > now;
	}

	/** True while a call about the subject may still be carried out: it is in flight, or had no answer a moment ago. */
	isPending(subject: Subject, now: number): boolean {
		return this.#inFlight.has(subject) || (this.isBusy(subject, now) && this.rests.isUnanswered(subject));
	}

	/** The job's call starts. */
	begin(job: Job): void {
		this.#inFlight.set(job.subject, job);
		const { action } = job;
		if (action.do === "return" && !this.#returningSince.has(action.discordId))
			this.#returningSince.set(action.discordId, this.#clock.now());
	}

	/** The job's call is answered: after a failure what it names rests, longer each time. */
	end(job: Job, answer: Answer<unknown>, now: number): Ended {
		this.#inFlight.delete(job.subject);
		const subjects = job.rests(answer);
		if (answer.is === "done") {
			this.rests.succeeded(job, subjects);
			const { restsUntil, isNews } = this.#repeats.done(job, subjects, now);
			if (restsUntil !== undefined) this.rests.hold(job, subjects, restsUntil);
			this.#wakeAfterRests(now);
			return { isDoubtful: false, isRepeated: isNews };
		}
		// Anyone who has just left voice is moved as soon as they are back.
		if (answer.is === "refused" && answer.code === discordCode.notInVoice)
			return { isDoubtful: false, isRepeated: false };
		const isDoubtful = this.rests.failed(job, subjects, answer, now);
		this.#wakeAfterRests(now);
		return { isDoubtful, isRepeated: false };
	}

	/** The gateway reports that the member is in another channel than before. */
	hasMoved(discordId: string): void {
		this.#returningSince.delete(discordId);
	}

	/**
	 * No call of ours took the member there: to move them again is no repetition, and what was refused where they were may
	 * be allowed where they are.
	 */
	hasMovedAlone(member: Subject): void {
		this.#repeats.forget(member);
		this.rests.allow(member);
	}

	/** Since when this process has tried to bring the member back, epoch ms; undefined where it has not, or they have moved. */
	returningSince(discordId: string): number | undefined {
		return this.#returningSince.get(discordId);
	}

	/** The match does not concern the guild any more. */
	drop(matchId: string): void {
		this.standings.drop(matchId);
		this.published.drop(matchId);
	}

	/** Why things of the match are not done, as of the last look. */
	waits(matchId: string): readonly Wait[] {
		// Nobody waits for a card.
		const held = this.held.filter(({ job }) => job.matchId === matchId && job.scope === "rooms");
		const waits = held.map(({ job, reason, until }) => ({ subject: job.about, reason, until }));
		return [...this.standings.waits(matchId), ...waits];
	}

	/** Since when this has waited for one of Discord's limits, epoch ms; undefined for what does not. */
	limitedSince(job: Job): number | undefined {
		return this.#limitedSince.get(waitKey(job));
	}

	/** These jobs wait for a limit at `now`, epoch ms, and no others do. */
	setLimited(jobs: readonly Job[], now: number): void {
		const former = this.#limitedSince;
		this.#limitedSince = new Map(jobs.map((job) => [waitKey(job), former.get(waitKey(job)) ?? now]));
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

	/** Sets the timer for the rests that are left, since it only ever holds the next one; forgets what is long over. */
	tidy(now: number): void {
		this.#wakeAfterRests(now);
		if (now < this.#tidyAt) return;
		this.#tidyAt = now + tidyEveryMs;
		this.#repeats.tidy(now);
	}

	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#wakeAfterRests(now: number): void {
		const next = this.rests.nextEnd(now);
		if (next !== undefined) this.wakeAt(next);
	}
}

/** What a job is known by as long as it waits: a room that is not open yet has another code at each look. */
function waitKey(job: Job): string {
	return `${job.action.do} ${job.about}`;
}
