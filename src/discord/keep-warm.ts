// Keeps a connection to Discord's API open through silence, because the match that ends the silence would pay two round
// trips for a new one, and ten seconds for one that has died unnoticed.

import type { Answer } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Fact } from "../fact.ts";

/** As often as the gateway's heartbeat, or more often where something on the way drops what is silent sooner than that. */
const interval = { shortest: 5_000, longest: 40_000 };
/** After so many calls in a row that found a connection, it is tried whether it is there after twice the time as well. */
const provenAfter = 50;
/** Making a connection costs two round trips more: a call that took so many times as long as the next had to make one. */
const coldFactor = 2;
/** News of many matches at once are one reason to look. */
const atMostEveryMs = 10_000;

type Needs = {
	readonly clock: Clock;
	/** Such as "https://discord.com/api". Over plain HTTP, to a stand-in, there is little to keep. */
	readonly apiUrl: string;
	/** True while the gateway is connected: otherwise nothing is needed of the API either. */
	readonly isReady: () => boolean;
	/** True for a match with players of ours, as far as is known, that has not begun. */
	readonly isAwaited: (matchId: string) => boolean;
	/** A call that does nothing and does not wait long. Never rejects. */
	readonly call: () => Promise<Answer<unknown>>;
};

export type Warmth = {
	/** What happens may mean that calls will be needed soon: whether the connection is there is found out now, not then. */
	readonly hear: (fact: Fact) => void;
	readonly end: () => void;
};

export function keepWarm({ clock, apiUrl, isReady, isAwaited, call }: Needs): Warmth {
	if (!apiUrl.startsWith("https:")) return { hear() {}, end() {} };
	let calledAt = Number.NEGATIVE_INFINITY;
	let endedAt = Number.NEGATIVE_INFINITY;
	let isEnded = false;
	let everyMs = interval.longest;
	let found = 0;
	let cancel = () => {};
	/** The second call tells what one takes over a connection that is there, or, if the first was lost, makes a new one. */
	const warm = async () => {
		cancel();
		const silentMs = clock.now() - endedAt;
		calledAt = clock.now();
		const first = await timed(clock, call);
		if (isEnded) return;
		const second = await timed(clock, call);
		endedAt = clock.now();
		const wasGone = first.isLost || (!second.isLost && first.tookMs > coldFactor * second.tookMs);
		// Before the first call there was none to be found.
		if (silentMs < 2 * everyMs) adapt(wasGone);
		wait();
	};
	const adapt = (wasGone: boolean) => {
		found = wasGone ? 0 : found + 1;
		if (wasGone) everyMs = Math.max(interval.shortest, everyMs / 2);
		else if (found % provenAfter === 0) everyMs = Math.min(interval.longest, everyMs * 2);
	};
	const wait = () => {
		if (isEnded) return;
		cancel = clock.setTimeout(() => void (isReady() ? warm() : wait()), everyMs);
	};
	const isReason = (fact: Fact) => {
		// discord.js says later that it is ready.
		if (fact.kind === "gateway") return fact.state === "ready" || fact.state === "resumed";
		return fact.kind === "applied" && isReady() && isAwaited(fact.event.matchId);
	};
	wait();
	return {
		hear(fact) {
			if (!isEnded && clock.now() - calledAt >= atMostEveryMs && isReason(fact)) void warm();
		},
		end() {
			isEnded = true;
			cancel();
		},
	};
}

async function timed(
	clock: Clock,
	call: Needs["call"],
): Promise<{ readonly isLost: boolean; readonly tookMs: number }> {
	const elapsed = clock.stopwatch();
	const { is } = await call();
	return { isLost: is === "lost", tookMs: elapsed() };
}
