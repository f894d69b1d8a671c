// Signs in to Discord, patiently: a crash loop must not burn the 1000 sign-ins a day, past which Discord resets the token.

import { z } from "zod";
import type { Logger } from "./log.ts";
import type { Memos } from "./store/memos.ts";

const minute = 60_000;
/** This many sign-ins within ten minutes are free; after that one every two minutes, 720 a day at most. */
const free = { count: 5, withinMs: 10 * minute };
const pacedMs = 2 * minute;
const retryMs = { first: 2_000, longest: minute };

/** When the next sign-in may start, epoch ms, given when the latest ones did. Pure. */
export function nextSignInAt(former: readonly number[], now: number): number {
	const recent = former.filter((at) => at > now - free.withinMs && at <= now);
	return recent.length < free.count ? now : Math.max(now, ...recent.map((at) => at + pacedMs));
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
	memos: Memos,
	log: Logger,
	fail: (why: string) => void,
	isStopped: () => boolean,
	pace = 1,
): Promise<void> {
	for (let failures = 0; !isStopped(); failures += 1) {
		const former = times.parse(memos.get("signIns"));
		const waitMs = nextSignInAt(former, Date.now()) - Date.now();
		if (waitMs > 0) log.warn({ seconds: Math.round(waitMs / 1000) }, "many starts in a short time: waiting to sign in");
		await Bun.sleep(waitMs);
		if (isStopped()) return;
		memos.set("signIns", JSON.stringify([...former.slice(-20), Date.now()]));
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
