// Discord's rate limits as its headers report them, one view for all concurrent calls. Nothing waits in here, and time
// is an argument: epoch ms.

import type { Budget } from "../shown.ts";

type Bucket = { limit: number; remaining: number; resetAt: number; inFlight: number };

/** Discord allows 50 calls a second for the whole bot; discord.js' own few calls share that. */
const globalPerSecond = 45;

/** For a route not used yet: as many calls at once as one match has moves, until an answer shows the limit. */
const unknown: Readonly<Bucket> = { limit: 10, remaining: 10, resetAt: Number.POSITIVE_INFINITY, inFlight: 0 };

/** When to ask again while only calls in flight hold a route, ms: their answers usually come first. */
const soonMs = 250;

/** How long to wait after a 429 that does not say, ms. */
const unknownWaitMs = 5_000;

export class Buckets {
	readonly #buckets = new Map<string, Bucket>();
	#inFlight = 0;
	/** When the calls answered in the last second were, oldest first. */
	#answers: number[] = [];
	#blockedUntil = 0;

	/** How many calls of the route may start at `now` by its own limit. */
	budget(route: string, now: number): Budget {
		const bucket = this.#buckets.get(route) ?? unknown;
		const isNew = now >= bucket.resetAt;
		const left = Math.max(0, (isNew ? bucket.limit : bucket.remaining) - bucket.inFlight);
		const isOpen = bucket.resetAt === unknown.resetAt || isNew;
		return { left, moreAt: left > 0 ? now : isOpen ? now + soonMs : Math.max(now, bucket.resetAt) };
	}

	begin(route: string): void {
		this.#inFlight += 1;
		const bucket = this.#buckets.get(route) ?? { ...unknown };
		bucket.inFlight += 1;
		this.#buckets.set(route, bucket);
	}

	/** Learns from an answer's headers. Answers overtake one another, so within one window the lowest count holds. */
	end(route: string, headers: Headers | null, now: number): void {
		this.#inFlight -= 1;
		this.#answers = [...this.#answers.filter((at) => at > now - 1_000), now];
		const bucket = this.#buckets.get(route);
		if (bucket === undefined) return;
		bucket.inFlight -= 1;
		const limit = numberIn(headers, "x-ratelimit-limit");
		const remaining = numberIn(headers, "x-ratelimit-remaining");
		const resetAfter = numberIn(headers, "x-ratelimit-reset-after");
		if (limit === undefined || remaining === undefined || resetAfter === undefined) {
			if (bucket.inFlight === 0 && bucket.resetAt === unknown.resetAt) this.#buckets.delete(route);
			return;
		}
		const resetAt = now + resetAfter * 1_000;
		const isSameWindow = now < bucket.resetAt && bucket.resetAt !== unknown.resetAt;
		bucket.remaining = isSameWindow ? Math.min(bucket.remaining, remaining) : remaining;
		bucket.resetAt = isSameWindow ? Math.max(bucket.resetAt, resetAt) : resetAt;
		bucket.limit = limit;
		if (this.#buckets.size > 5_000) this.#tidy(now);
	}

	/** A 429: nothing more on this route, or on any, until the returned time, epoch ms. */
	refuse(route: string, retryAfterSeconds: number | undefined, isGlobal: boolean, now: number): number {
		const until = now + (retryAfterSeconds === undefined ? unknownWaitMs : retryAfterSeconds * 1_000);
		if (isGlobal) this.#blockedUntil = Math.max(this.#blockedUntil, until);
		else {
			const bucket = this.#buckets.get(route) ?? { ...unknown };
			bucket.remaining = 0;
			bucket.resetAt = until;
			this.#buckets.set(route, bucket);
		}
		return until;
	}

	/** How many calls may start at `now` in all, leaving `kept` of those that Discord allows for others. */
	all(now: number, kept: number): Budget {
		if (now < this.#blockedUntil) return { left: 0, moreAt: this.#blockedUntil };
		// Discord counted a call somewhere between its start and its answer, in seconds that are not aligned with ours.
		const recent = this.#answers.filter((at) => at > now - 1_000);
		const left = Math.max(0, globalPerSecond - this.#inFlight - recent.length);
		const enough = recent[Math.max(0, kept - left)];
		return { left: Math.max(0, left - kept), moreAt: enough === undefined ? now + soonMs : enough + 1_000 };
	}

	/** Routes name channels, and channels come and go: forgets windows that are over. */
	#tidy(now: number): void {
		for (const [route, bucket] of this.#buckets) {
			if (bucket.inFlight === 0 && bucket.resetAt < now) this.#buckets.delete(route);
		}
	}
}

function numberIn(headers: Headers | null, name: string): number | undefined {
	const text = headers?.get(name);
	const value = text === null || text === undefined || text === "" ? Number.NaN : Number(text);
	return Number.isFinite(value) ? value : undefined;
}
