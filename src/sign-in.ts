// Signs in to Discord, patiently: neither a crash loop nor a session that is lost again and again may use up the 1000
// sign-ins a day, past which Discord resets the token.

import { z } from "zod";
import { backoffMs, type Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { Memos } from "./store/memos.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** What is left of a day's sign-ins (Discord docs, "Session Start Limit Object"). */
export type SignInsLeft = { readonly total: number; readonly remaining: number; readonly resetAfterMs: number };

/** Resolves when the next sign-in may start, and counts it; rejects when it is called off meanwhile. */
export type SignInTurn = (signal: AbortSignal, left: SignInsLeft | undefined) => Promise<void>;

/** Discord lets a bot of one connection sign in every five seconds. */
const spacingMs = 5_000;
/** While more than this share of them is left, sign-ins are only spaced: somebody may be setting the bot up. */
const plenty = 0.8;
/** Where Discord did not say what is left: 720 a day at most. */
const careful: Pace = { atOnce: 5, everyMs: 2 * minute };
/** How many may follow each other closely at a slow pace, as long as hundreds are left. */
const mostAtOnce = 6;
const retryMs = { first: 2_000, longest: minute };
/** How often failing is told, ms. */
const tellEveryMs = minute;
/** How many of the latest are remembered. */
const remembered = 20;

/** One every so many ms in the long run, of which so many may follow each other closely. */
type Pace = { readonly atOnce: number; readonly everyMs: number };

function paceOf(left: SignInsLeft | undefined): Pace {
	if (left === undefined) return careful;
	const { total, remaining, resetAfterMs } = left;
	if (remaining > total * plenty) return { atOnce: 1, everyMs: spacingMs };
	// What is left is spread over the rest of the day; shortly before the next day begins, as over a whole one.
	const everyMs = Math.max(resetAfterMs / remaining, day / total);
	return { atOnce: Math.min(mostAtOnce, Math.ceil(remaining / 100)), everyMs };
}

/** When the next sign-in may start, epoch ms, given the times of the latest ones. Pure. */
export function nextSignInAt(former: readonly number[], left: SignInsLeft | undefined, now: number): number {
	if (left !== undefined && left.remaining < 1) return now + left.resetAfterMs;
	const { atOnce, everyMs } = paceOf(left);
	const latest = former.toSorted((one, other) => other - one);
	const [last, first] = [latest[0], latest[atOnce - 1]];
	const spacedAt = last === undefined ? now : last + spacingMs;
	return Math.max(now, spacedAt, first === undefined ? now : first + atOnce * everyMs);
}

type TurnNeeds = {
	readonly clock: Clock;
	readonly memos: Memos;
	readonly publish: Publish;
};

/** Lets each sign-in wait for its turn and remembers when it was: the first one, and those after a session that was lost. */
export function signInTurns({ clock, memos, publish }: TurnNeeds): SignInTurn {
	// The clock of an earlier run may have been ahead: what it saved counts as now.
	const startedAt = clock.now();
	let former = times.parse(memos.get("signIns")).map((at) => Math.min(at, startedAt));
	return async (signal, left) => {
		const now = clock.now();
		const delayMs = nextSignInAt(former, left, now) - now;
		if (delayMs > spacingMs) publish({ kind: "signInDelayed", delayMs });
		await clock.sleep(delayMs, signal);
		former = [...former, clock.now()].slice(-remembered);
		try {
			memos.set("signIns", JSON.stringify(former));
		} catch {
			// Signing in matters more than remembering it; this process does. That nothing can be written shows elsewhere.
		}
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

/** Signs in, retrying while Discord cannot be reached, and saying so once a minute. */
export async function signInPatiently({ signIn, isFinal }: SignIn, needs: PatienceNeeds): Promise<void> {
	const { clock, publish, fail, isStopped } = needs;
	let toldAt = Number.NEGATIVE_INFINITY;
	for (let failures = 0; !isStopped(); failures += 1) {
		try {
			return await signIn();
		} catch (error) {
			const why = isFinal(error);
			if (why !== undefined) return fail(why);
			if (clock.now() - toldAt >= tellEveryMs) {
				toldAt = clock.now();
				publish({ kind: "signInFailed", error });
			}
			await clock.sleep(backoffMs(retryMs, failures));
		}
	}
}

const times = z
	.string()
	.transform((text): unknown => JSON.parse(text))
	.pipe(z.array(z.number()))
	.catch([]);
