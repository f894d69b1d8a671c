// When Discord is called although nothing is needed of it.

import { expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import { keepWarm } from "../../src/discord/keep-warm.ts";
import type { Fact } from "../../src/fact.ts";
import { virtualClock } from "../clock.ts";

const second = 1_000;
const minute = 60 * second;
const awaited = "1-awaited";

function warmed(apiUrl = "https://discord.com/api") {
	const clock = virtualClock();
	const startedAt = clock.now();
	const calls: number[] = [];
	const self = {
		...{ clock, calls, isReady: true, answer: { is: "done", value: {} } as Answer<unknown> },
		/** After how long in silence the server closes a connection, ms. */
		closesAfterMs: Number.POSITIVE_INFINITY,
	};
	let lastAt = Number.NEGATIVE_INFINITY;
	const warmth = keepWarm({
		...{ clock, apiUrl, isReady: () => self.isReady, isAwaited: (matchId) => matchId === awaited },
		async call() {
			calls.push((clock.now() - startedAt) / second);
			const isThere = clock.now() - lastAt < self.closesAfterMs;
			if (self.closesAfterMs < Number.POSITIVE_INFINITY) await clock.sleep(isThere ? 50 : 150);
			lastAt = clock.now();
			return self.answer;
		},
	});
	return Object.assign(self, warmth);
}

/** FACEIT reported something of the match. */
function applied(matchId: string): Fact {
	const delivery = { deliveryId: 1, eventKey: "1", event: "match_object_created", matchId, body: "{}" };
	const kept = { state: "done", error: null, receivedAt: 0, doneAt: 0 } as const;
	const event = { kind: "created", matchId, at: 0, version: 1, competition: null, teams: [] } as const;
	return { kind: "applied", delivery: { ...delivery, ...kept }, event, changed: true };
}

test("as long as the gateway is connected, every forty seconds", async () => {
	const one = warmed();
	one.isReady = false;
	await one.clock.advance(minute);
	expect(one.calls).toEqual([]);
	one.isReady = true;
	await one.clock.advance(2 * minute);
	expect(one.calls).toEqual([80, 80, 120, 120, 160, 160]);
});

test("when the gateway is back, and when a match is announced, but not more often than every ten seconds", async () => {
	const one = warmed();
	one.hear({ kind: "gateway", state: "reconnecting" });
	one.hear(applied("1-strangers"));
	expect(one.calls).toEqual([]);
	one.hear({ kind: "gateway", state: "ready" });
	one.hear(applied(awaited));
	await one.clock.advance(10 * second);
	one.hear(applied(awaited));
	one.hear(applied(awaited));
	await one.clock.advance(0);
	expect(one.calls).toEqual([0, 0, 10, 10]);
});

test("a match is announced while the gateway is away: nothing is called", async () => {
	const one = warmed();
	one.isReady = false;
	one.hear(applied(awaited));
	expect(one.calls).toEqual([]);
});

test("a lost call is followed by one other: that one makes the connection anew", async () => {
	const one = warmed();
	one.answer = { is: "lost", why: "TimeoutError" };
	await one.clock.advance(80 * second);
	expect(one.calls).toEqual([40, 40, 80, 80]);
});

test("where silent connections are closed sooner, it is called more often; and less often again when that has passed", async () => {
	const one = warmed();
	one.closesAfterMs = 10 * second;
	/** How far apart the calls were from then on, to the second. */
	const gapsSince = (from: number) => {
		const calls = one.calls.filter((at) => at >= from);
		return [...new Set(calls.map((at, index) => Math.round(at - (calls[index - 1] ?? at))))];
	};
	await one.clock.advance(4 * minute);
	expect(gapsSince(0)).toEqual([0, 40, 20, 10, 5]);
	expect(gapsSince(130)).toEqual([0, 5]);
	one.closesAfterMs = 60 * minute;
	await one.clock.advance(90 * minute);
	expect(gapsSince(60 * 60)).toEqual([0, 40]);
});

test("once it has ended, and over plain HTTP, nothing is called", async () => {
	const ended = warmed();
	ended.end();
	const plain = warmed("http://127.0.0.1:1/api");
	for (const one of [ended, plain]) {
		one.hear({ kind: "gateway", state: "resumed" });
		await one.clock.advance(5 * minute);
		expect(one.calls).toEqual([]);
	}
});
