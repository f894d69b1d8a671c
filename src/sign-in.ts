// Signs in to Discord, patiently: neither a crash loop nor a session that is lost again and again may burn the 1000
// sign-ins a day, past which Discord resets the token.

import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Logger } from "./log.ts";
import type { Memos } from "./store/memos.ts";

const minute = 60_000;
/** This many sign-ins within ten minutes are free; after that one every two minutes, 720 a day at most. */
const free = { count: 5, withinMs: 10 * minute };
const pacedMs = 2 * minute;
/** Discord lets a bot of one connection sign in every five seconds. */
const spacingMs = 5_000;
const retryMs = { first: 2_000, longest: minute };

/** When the next sign-in may start, epoch ms, given when the latest ones did. Pure. */
export function nextSignInAt(former: readonly number[], now: number): number {
	const recent = former.filter((at) => at > now - free.withinMs && at <= now);
	return recent.length < free.count ? now : Math.max(now, ...recent.map((at) => at + pacedMs));
}

/** Lets each sign-in wait for its turn and remembers when it was: the first one, and those after a session that was lost. */
export function signInTurns(memos: Memos, log: Logger, pace = 1): (signal: AbortSignal) => Promise<void> {
	let lastAt = 0;
	return async (signal) => {
		const former = times.parse(memos.get("signIns"));
		const now = Date.now();
		const waitMs = Math.max(nextSignInAt(former, now), lastAt + spacingMs * pace) - now;
		if (waitMs > spacingMs) log.warn({ seconds: Math.round(waitMs / 1000) }, "many sign-ins in a short time: waiting");
		await setTimeout(waitMs, undefined, { signal });
		lastAt = Date.now();
		memos.set("signIns", JSON.stringify([...former.slice(-20), lastAt]));
	};
}

type SignIn = {
	/** Resolves once Discord has shown its guilds. */
	readonly signIn: () => Promise<void>;
	/** What makes a failure final, as a sentence; undefined for one that may pass. */
	readonly isFinal: (error: unknown) => string | undefined;
};

/** Signs in, again and again while Discord cannot be reached. A failure that no repetition mends goes to `fail`. */
export async function signInPatiently(
	{ signIn, isFinal }: SignIn,
	log: Logger,
	fail: (why: string) => void,
	isStopped: () => boolean,
	pace = 1,
): Promise<void> {
	for (let failures = 0; !isStopped(); failures += 1) {
		try {
			return await signIn();
		} catch (error) {
			const why = isFinal(error);
			if (why !== undefined) return fail(why);
			log.warn({ err: error }, "Discord cannot be reached, trying again");
			await Bun.sleep(Math.min(retryMs.first * 2 ** failures, retryMs.longest) * pace);
		}
	}
}

const times = z
	.string()
	.transform((text): unknown => JSON.parse(text))
	.pipe(z.array(z.number()))
	.catch([]);
