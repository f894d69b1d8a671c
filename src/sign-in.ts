// Signs in to Discord, patiently: neither a crash loop nor a session that is lost again and again may use up the 1000
// sign-ins a day, past which Discord resets the token.

import { z } from "zod";
import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { Memos } from "./store/memos.ts";

const minute = 60_000;
/** This many sign-ins within ten minutes are not delayed; after that one every two minutes, 720 a day at most. */
const free = { count: 5, withinMs: 10 * minute };
const pacedMs = 2 * minute;
/** Discord lets a bot of one connection sign in every five seconds. */
const spacingMs = 5_000;
const retryMs = { first: 2_000, longest: minute };
/** How many of the latest are remembered. */
const remembered = 20;

/** When the next sign-in may start, epoch ms, given the times of the latest ones. Pure. */
export function nextSignInAt(former: readonly number[], now: number): number {
	const recent = former.filter((at) => at > now - free.withinMs);
	return recent.length < free.count ? now : Math.max(now, ...recent.map((at) => at + pacedMs));
}

type TurnNeeds = {
	readonly clock: Clock;
	readonly memos: Memos;
	readonly publish: Publish;
};

/** Lets each sign-in wait for its turn and remembers when it was: the first one, and those after a session that was lost. */
export function signInTurns({ clock, memos, publish }: TurnNeeds): (signal: AbortSignal) => Promise<void> {
	// The clock of an earlier run may have been ahead: what it saved counts as now.
	const startedAt = clock.now();
	let former = times.parse(memos.get("signIns")).map((at) => Math.min(at, startedAt));
	let lastAt = 0;
	return async (signal) => {
		const now = clock.now();
		const delayMs = Math.max(nextSignInAt(former, now), lastAt + spacingMs) - now;
		if (delayMs > spacingMs) publish({ kind: "signInDelayed", delayMs });
		await clock.sleep(delayMs, signal);
		lastAt = clock.now();
		former = [...former, lastAt].slice(-remembered);
		memos.set("signIns", JSON.stringify(former));
	};
}

type SignIn = {
	/** Resolves once Discord has shown its guilds. */
	readonly signIn: () => Promise<void>;
	/** What makes a failure final, as a sentence; undefined for one that may pass. */
	readonly isFinal: (error: unknown) => string | undefined;
};

type PatienceNeeds = {
	readonly clock: Clock;
	readonly publish: Publish;
	/** Called with a failure that retrying cannot fix. */
	readonly fail: (why: string) => void;
	readonly isStopped: () => boolean;
};

/** Signs in, retrying while Discord cannot be reached. */
export async function signInPatiently({ signIn, isFinal }: SignIn, needs: PatienceNeeds): Promise<void> {
	const { clock, publish, fail, isStopped } = needs;
	for (let failures = 0; !isStopped(); failures += 1) {
		try {
			return await signIn();
		} catch (error) {
			const why = isFinal(error);
			if (why !== undefined) return fail(why);
			publish({ kind: "signInFailed", error });
			await clock.sleep(Math.min(retryMs.first * 2 ** failures, retryMs.longest));
		}
	}
}

const times = z
	.string()
	.transform((text): unknown => JSON.parse(text))
	.pipe(z.array(z.number()))
	.catch([]);
