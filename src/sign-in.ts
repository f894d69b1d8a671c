// Signs in to Discord, patiently: neither a crash loop nor a session that is lost again and again may use up the 1000
// sign-ins a day, past which Discord resets the token.

import { z } from "zod";
import { backoffMs, type Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { onlyShard, type Shard } from "./shard.ts";
import type { Memos } from "./store/memos.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** What is left of a day's sign-ins (Discord docs, "Session Start Limit Object"). */
export type SignInsLeft = {
	readonly total: number;
	readonly remaining: number;
	readonly resetAfterMs: number;
	/** Shards whose ids differ when divided by this need not wait for each other. */
	readonly maxConcurrency: number;
};

/** When a shard signed in, epoch ms, or is going to. */
export type SignedIn = { readonly at: number; readonly shardId: number };

/**
 * Resolves when the shard may sign in, and counts it; rejects when it is called off meanwhile. `ask` says what Discord
 * says is left now.
 */
export type SignInTurn = (
	signal: AbortSignal,
	shard: Shard,
	ask: () => Promise<SignInsLeft | undefined>,
) => Promise<void>;

/** Discord allows one every five seconds; one may take longer on its way than the next. */
const spacingMs = 5_500;
/** While more than this share of them is left, sign-ins are only spaced: somebody may be setting the bot up. */
const plenty = 0.8;
/** Where Discord did not say what is left: 720 a day at most. */
const careful: Pace = { atOnce: 5, everyMs: 2 * minute };
/** How many may follow each other closely at a slow pace, as long as hundreds are left: so many, and one for each shard. */
const mostAtOnce = 6;
const retryMs = { first: 2_000, longest: minute };
/** How often failing is told, ms. */
const tellEveryMs = minute;
/** How many of the latest are remembered, besides one for each shard. */
const remembered = 20;

/** One every so many ms in the long run, of which so many may follow each other closely. */
type Pace = { readonly atOnce: number; readonly everyMs: number };

/**
 * Undefined while they need only be spaced. All shards of a bot sign in when it starts: that counts as one, as far as they
 * may follow each other closely.
 */
function paceOf(left: SignInsLeft | undefined, shards: number): Pace | undefined {
	if (left === undefined) return { ...careful, atOnce: shards - 1 + careful.atOnce };
	const { total, remaining, resetAfterMs } = left;
	if (remaining > total * plenty) return undefined;
	// What is left is spread over the rest of the day; shortly before the next day begins, as over a whole one.
	const everyMs = Math.max(resetAfterMs / remaining, day / total);
	return { atOnce: shards - 1 + Math.min(mostAtOnce, Math.ceil(remaining / 100)), everyMs };
}

/** When the shard may sign in, epoch ms, given the latest sign-ins of all shards. Pure. */
export function nextSignInAt(
	former: readonly SignedIn[],
	left: SignInsLeft | undefined,
	shard: Shard,
	now: number,
): number {
	const latest = former.toSorted((one, other) => other.at - one.at);
	const group = (shardId: number) => shardId % (left?.maxConcurrency ?? 1);
	const last = latest.find(({ shardId }) => group(shardId) === group(shard.id));
	const spacedAt = last === undefined ? now : last.at + spacingMs;
	if (left !== undefined && left.remaining < 1) return Math.max(now + left.resetAfterMs, spacedAt);
	const pace = paceOf(left, shard.count);
	if (pace === undefined) return Math.max(now, spacedAt);
	const first = latest[pace.atOnce - 1];
	return Math.max(now, spacedAt, first === undefined ? now : first.at + pace.atOnce * pace.everyMs);
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
	let former = signIns.parse(memos.get("signIns")).map((one) => ({ ...one, at: Math.min(one.at, startedAt) }));
	/** Those whose turn is still to come. */
	const reserved = new Set<SignedIn>();
	let begun = 0;
	/** They ask one after the other: each is to know of the turns of those before. */
	let asking: Promise<unknown> = Promise.resolve();

	/** When the shard's turn is. What Discord had not counted yet when it was asked is counted here. */
	const reserve = async (shard: Shard, ask: Parameters<SignInTurn>[2]): Promise<SignedIn> => {
		const before = begun;
		const left = await ask();
		const now = clock.now();
		const uncounted = reserved.size + begun - before;
		const counted = left && { ...left, remaining: left.remaining - uncounted };
		const turn = { at: nextSignInAt([...former, ...reserved], counted, shard, now), shardId: shard.id };
		reserved.add(turn);
		// That shards wait for each other is no news.
		if (turn.at - now > spacingMs * shard.count) publish({ kind: "signInDelayed", delayMs: turn.at - now });
		return turn;
	};

	return async (signal, shard, ask) => {
		const reserving = asking.then(() => reserve(shard, ask));
		asking = reserving.catch(() => {});
		const turn = await reserving;
		try {
			await clock.sleep(Math.max(0, turn.at - clock.now()), signal);
		} finally {
			reserved.delete(turn);
		}
		begun += 1;
		former = [...former, { at: clock.now(), shardId: shard.id }].slice(-remembered - shard.count);
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

/** Former versions saved the times alone, of the only shard. */
const signIns = z
	.string()
	.transform((text): unknown => JSON.parse(text))
	.pipe(
		z.array(
			z.union([
				z.object({ at: z.number(), shardId: z.number() }),
				z.number().transform((at): SignedIn => ({ at, shardId: onlyShard.id })),
			]),
		),
	)
	.catch([]);
