// What the keeper remembers of one guild between looks: who and what has a call under way or rests, and its pause.

import { type Answer, discordCode } from "./answer.ts";

/** 403s count towards a ban of the whole address, so a guild that refuses is tried ever less often. */
const pauseMs = { first: 2 * 60_000, longest: 10 * 60_000 };
const restMs = { first: 1_000, longest: 60_000, refused: 15_000 };

/** Missing access or missing permissions: trying again before an admin did something is of no use. */
const forbidden: ReadonlySet<number> = new Set([discordCode.missingAccess, discordCode.missingPermissions]);

type Rest = { readonly until: number; readonly failures: number };

export class Desk {
	readonly guildId: string;
	/** The matches that concern the guild. */
	readonly matches = new Set<string>();
	/** What the admins were last told about each topic. */
	readonly #told = new Map<string, string>();
	readonly #underWay = new Set<string>();
	/** The members of whom it was told that they wait for Discord's limit. */
	readonly #waiting = new Set<string>();
	readonly #rests = new Map<string, Rest>();
	readonly #wake: () => void;
	readonly #pace: number;
	#timer: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;
	#pause: Rest | undefined;

	/** `pace` stretches or shortens all waits after failures. */
	constructor(guildId: string, wake: () => void, pace: number) {
		this.guildId = guildId;
		this.#wake = wake;
		this.#pace = pace;
	}

	isUnderWay(subject: string): boolean {
		return this.#underWay.has(subject);
	}

	isBusy(subject: string, now: number): boolean {
		return this.#underWay.has(subject) || (this.#rests.get(subject)?.until ?? 0) > now;
	}

	begin(subject: string): void {
		this.#underWay.add(subject);
		this.#waiting.delete(subject);
	}

	/** True the first time that a member is found to wait since they were last moved. */
	isNewlyWaiting(discordId: string): boolean {
		const isNew = !this.#waiting.has(discordId);
		this.#waiting.add(discordId);
		return isNew;
	}

	/**
	 * The call about `subject` is answered. After a failure those `resting` are left alone for a while, longer each time,
	 * with jitter so that many do not come back at once. True when a refusal has just paused the whole guild.
	 */
	end(subject: string, resting: readonly string[], answer: Answer<unknown>, now: number): boolean {
		this.#underWay.delete(subject);
		if (answer.is === "done") {
			this.#pause = undefined;
			for (const one of resting) this.#rests.delete(one);
			return false;
		}
		// Who has just left voice is moved as soon as they are back.
		if (answer.is === "refused" && answer.code === discordCode.notInVoice) return false;
		for (const one of resting) this.#rest(one, answer, now);
		return answer.is === "refused" && forbidden.has(answer.code) && this.#refuse(now);
	}

	#rest(subject: string, answer: Answer<unknown>, now: number): void {
		const failures = (this.#rests.get(subject)?.failures ?? 0) + 1;
		const longer = restMs[answer.is === "refused" ? "refused" : "first"] * 2 ** (failures - 1);
		const until = answer.is === "later" ? answer.at : now + jittered(Math.min(longer, restMs.longest)) * this.#pace;
		this.#rests.set(subject, { until, failures: answer.is === "later" ? failures - 1 : failures });
		this.wakeAt(until);
	}

	/** True once for each change of what there is to say about a topic; nothing to say is "". */
	isNews(topic: "lacking" | "full", words: string): boolean {
		const isSame = (this.#told.get(topic) ?? "") === words;
		this.#told.set(topic, words);
		return !isSame;
	}

	/** How many calls may start now: after a refusal none for a while, then one to find out. */
	allowance(now: number): number {
		if (this.#pause === undefined) return Number.POSITIVE_INFINITY;
		if (now >= this.#pause.until) return this.#underWay.size === 0 ? 1 : 0;
		this.wakeAt(this.#pause.until);
		return 0;
	}

	/** An admin changed roles or permissions: what was refused may be allowed now. */
	forgive(): void {
		this.#pause = undefined;
		this.#rests.clear();
	}

	/** Looks again at `at` (epoch ms) at the latest. */
	wakeAt(at: number): void {
		if (this.#timer !== undefined && this.#timer.at <= at) return;
		clearTimeout(this.#timer?.handle);
		const handle = setTimeout(() => {
			this.#timer = undefined;
			this.#wake();
		}, waitMs(at));
		this.#timer = { at, handle };
	}

	/** Sees to it that each rest is woken from, for the one timer knows only the next; forgets those long over. */
	tidy(now: number): void {
		for (const [subject, { until }] of this.#rests) {
			if (until > now) this.wakeAt(until);
			else if (until + pauseMs.longest < now) this.#rests.delete(subject);
		}
	}

	stop(): void {
		clearTimeout(this.#timer?.handle);
	}

	/** The calls of one step are refused together and count as one: true for the first. */
	#refuse(now: number): boolean {
		if (this.#pause !== undefined && this.#pause.until > now) return false;
		const failures = (this.#pause?.failures ?? 0) + 1;
		const until = now + Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.longest) * this.#pace;
		this.#pause = { until, failures };
		this.wakeAt(until);
		return failures === 1;
	}
}

function jittered(ms: number): number {
	return ms * (0.75 + Math.random() / 2);
}

/** A timer cannot wait longer than 2^31 ms; waking early only means looking once more. */
function waitMs(at: number): number {
	return Math.min(Math.max(at - Date.now(), 0), 2 ** 31 - 1);
}
