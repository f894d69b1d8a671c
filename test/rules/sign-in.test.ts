// When the next sign-in may start: a crash loop must not use up the 1000 a day past which Discord resets the token.

import { expect, test } from "bun:test";
import { z } from "zod";
import type { Fact } from "../../src/fact.ts";
import { onlyShard, type Shard } from "../../src/shard.ts";
import { nextSignInAt, type SignedIn, type SignInsLeft, signInPatiently, signInTurns } from "../../src/sign-in.ts";
import { virtualClock } from "../clock.ts";
import { day, hour, minute } from "./given.ts";

const now = 100 * minute;
const ago = (...minutes: number[]) => minutes.map((count) => now - count * minute);
const ofOne = (times: readonly number[]) => times.map((at): SignedIn => ({ at, shardId: 0 }));
const left = (remaining: number, resetAfterMs = day): SignInsLeft => ({
	...{ total: 1_000, remaining, resetAfterMs, maxConcurrency: 1 },
});

const rows: [title: string, former: number[], left: SignInsLeft | undefined, expected: number][] = [
	["the first: now", [], left(1_000), now],
	["plenty is left: now, however many there were", ago(6, 5, 4, 3, 2, 1, 0.5, 0.2), left(801), now],
	["… but five seconds and a half after the last", [now - 1_000], left(801), now + 4_500],
	["… in whatever order they are kept", [now - 1_000, now - 9_000], left(801), now + 4_500],
	["a fifth is used up: six are free", ago(5, 4, 3, 2, 1), left(800), now],
	[
		"… and the others spread over the rest of the day",
		ago(6, 5, 4, 3, 2, 1),
		left(800),
		now - 6 * minute + 6 * 108_000,
	],
	[
		"… or over a whole one, if this one is nearly over",
		ago(6, 5, 4, 3, 2, 1),
		left(800, hour),
		now - 6 * minute + 6 * 86_400,
	],
	["the fewer are left, the fewer are free", ago(1), left(100), now - minute + day / 100],
	["… after a day without any: now", ago(25 * 60), left(1), now],
	["none is left: when there are more", [], left(0, 3 * hour), now + 3 * hour],
	["Discord did not say what is left, the fifth within ten minutes: now", ago(9, 6, 3, 1), undefined, now],
	["… the sixth: ten minutes after the first", ago(9, 6, 3, 2, 1), undefined, now + minute],
	["… those before say nothing", ago(60, 50, 40, 30, 20, 10, 1), undefined, now],
];

for (const [title, former, left, expected] of rows) {
	test(title, () => expect(nextSignInAt(ofOne(former), left, onlyShard, now)).toBe(expected));
}

const of = (count: number, id: number): Shard => ({ id, count });
const spacing = 5_500;

test("shards of one group wait for each other, those of different groups need not", () => {
	const former = [0, 1, 2].map((shardId): SignedIn => ({ at: now - 1_000, shardId }));
	const next = (id: number, maxConcurrency: number) =>
		nextSignInAt(former, { ...left(900), maxConcurrency }, of(32, id), now) - now;
	expect([next(3, 1), next(3, 16), next(16, 16), next(3, 3)]).toEqual([spacing - 1_000, 0, spacing - 1_000, 4_500]);
});

test("with little left, a start of all shards counts as one, and the next one waits as long as all of them cost", () => {
	const start = (count: number, at: number) =>
		Array.from({ length: count }, (_, shardId): SignedIn => ({ at: at + shardId * spacing, shardId }));
	// The last of sixteen waits for the fifteenth only; a few that are lost afterwards may come back at once.
	const begun = start(15, now - 15 * spacing);
	expect(nextSignInAt(begun, left(800), of(16, 15), now)).toBe(now);
	expect(nextSignInAt(start(16, now - 16 * spacing), left(800), of(16, 3), now)).toBe(now);
	const twice = [...start(16, now - 20 * minute), ...start(16, now - 16 * spacing)];
	expect(nextSignInAt(twice, left(700), of(16, 3), now)).toBeGreaterThan(now);
});

test("none is left: shards of one group do not all sign in at the same moment when there are more", () => {
	const next = (former: readonly SignedIn[], id: number) => nextSignInAt(former, left(0, hour), of(3, id), now);
	const first = next([], 0);
	const second = next([{ at: first, shardId: 0 }], 1);
	expect([first, second]).toEqual([now + hour, now + hour + spacing]);
});

type Crashes = {
	/** How long the program runs after each sign-in. */
	readonly livesMs: number;
	readonly forMs: number;
	/** What was used already when it begins, and how long before Discord counts anew. */
	readonly used?: number;
	readonly resetAfterMs?: number;
};

/** A program that crashes again and again and is started again; Discord counts. Returns when it signed in. */
function crash({ livesMs, forMs, used = 0, resetAfterMs = day }: Crashes): number[] {
	const times: number[] = [];
	let [remaining, resetAt] = [1_000 - used, resetAfterMs];
	for (let at = 0; ; ) {
		if (at >= resetAt) [remaining, resetAt] = [1_000, resetAt + day];
		const next = nextSignInAt(ofOne(times.slice(-20)), left(remaining, resetAt - at), onlyShard, at);
		if (next >= forMs) return times;
		// Started afresh, it asks again.
		if (next >= resetAt) [remaining, resetAt] = [1_000, resetAt + day];
		times.push(next);
		remaining -= 1;
		expect(remaining).toBeGreaterThanOrEqual(0);
		at = next + livesMs;
	}
}

test("an hour of crashing uses at most half of a day's sign-ins, whenever the day begins", () => {
	for (const livesMs of [0, 500, 5_000]) {
		for (const used of [0, 150, 300, 700, 990]) {
			for (let resetAfterMs = 5 * minute; resetAfterMs < 2 * hour; resetAfterMs += 5 * minute) {
				expect(crash({ livesMs, forMs: hour, used, resetAfterMs }).length).toBeLessThanOrEqual(500);
			}
		}
	}
});

test("a program that crashes at once, for days on end, never uses up what Discord gives it, and always signs in again", () => {
	const times = crash({ livesMs: 500, forMs: 3 * day, used: 400 });
	const gaps = times.map((at, index) => at - (times[index - 1] ?? 0));
	expect(Math.max(...gaps)).toBeLessThan(30 * minute);
});

test("six restarts within two minutes, while somebody sets the bot up, wait for nothing but the seconds between two", () => {
	for (const used of [0, 100, 400]) {
		expect(crash({ livesMs: 20_000, forMs: 2 * minute, used })).toEqual(
			[0, 1, 2, 3, 4, 5].map((count) => count * 20_000),
		);
		expect(crash({ livesMs: 500, forMs: 30_000, used })).toEqual([0, 1, 2, 3, 4, 5].map((count) => count * 5_500));
	}
});

/** A bot of several shards that crashes as soon as all have signed in, and is started again; Discord counts. */
async function crashSharded(shards: number, maxConcurrency: number, forMs: number) {
	const clock = virtualClock(0);
	const memos = memosOf();
	const times: SignedIn[] = [];
	let used = 0;
	let resetAt = day;
	const ask = async () => {
		if (clock.now() >= resetAt) [used, resetAt] = [0, resetAt + day];
		return { total: 1_000, remaining: 1_000 - used, resetAfterMs: resetAt - clock.now(), maxConcurrency };
	};
	const run = async () => {
		const turn = signInTurns({ clock, memos, publish() {} });
		const all = Array.from({ length: shards }, async (_, id) => {
			await turn(new AbortController().signal, of(shards, id), ask);
			times.push({ at: clock.now(), shardId: id });
			used += 1;
			expect(used).toBeLessThanOrEqual(1_000);
		});
		await Promise.all(all);
	};
	let isOver = false;
	const crashes = (async () => {
		while (!isOver) await run();
	})();
	await clock.advance(forMs);
	isOver = true;
	await clock.advance(2 * day);
	await crashes;
	return times.filter(({ at }) => at < forMs);
}

test("a bot of several shards that crashes again and again: each group keeps its pace, and a day's sign-ins are never used up", async () => {
	for (const [shards, maxConcurrency] of [
		[3, 1],
		[3, 3],
		[16, 1],
		[32, 16],
	] as const) {
		const times = await crashSharded(shards, maxConcurrency, day);
		expect(times.length).toBeGreaterThan(900);
		for (let group = 0; group < maxConcurrency; group += 1) {
			const own = times.filter(({ shardId }) => shardId % maxConcurrency === group).map(({ at }) => at);
			for (const [index, at] of own.entries())
				expect(at - (own[index - 1] ?? -spacing)).toBeGreaterThanOrEqual(spacing);
		}
	}
});

test("three shards that need not wait for each other sign in at once; otherwise one after the other, and it is no news", async () => {
	for (const [maxConcurrency, expected] of [
		[3, [0, 0, 0]],
		[2, [0, 0, spacing]],
		[1, [0, spacing, 2 * spacing]],
	] as const) {
		const { clock, facts, turn, memos } = givenTurns();
		const at: number[] = [];
		const ask = async () => ({ ...left(1_000), maxConcurrency });
		const all = [0, 1, 2].map(async (id) => {
			await turn(new AbortController().signal, of(3, id), ask);
			at.push(clock.now() - now);
		});
		await clock.advance(minute);
		await Promise.all(all);
		expect(at).toEqual([...expected]);
		expect(facts).toEqual([]);
		const saved = z.array(z.object({ shardId: z.number() })).parse(JSON.parse(memos.get("signIns") ?? ""));
		expect(saved.map(({ shardId }) => shardId)).toEqual([0, 1, 2]);
	}
});

test("two sign-ins are left for three shards that lose their sessions at once: the third waits for the next day", async () => {
	const { clock, turn } = givenTurns();
	const at: number[] = [];
	for (const id of [0, 1, 2]) {
		const ask = async () => ({ ...left(2, hour), maxConcurrency: 3 });
		void turn(new AbortController().signal, of(3, id), ask).then(() => at.push(clock.now() - now));
	}
	await clock.advance(30 * minute);
	expect(at).toEqual([0, 0]);
	await clock.advance(hour);
	expect(at).toEqual([0, 0, hour]);
});

/** What the program remembers, with the times of these sign-ins in it. */
function memosOf(...times: number[]) {
	const memos = new Map([["signIns", JSON.stringify(times)]]);
	const set = (name: string, value: string) => void memos.set(name, value);
	return { get: (name: string) => memos.get(name), set };
}

function givenTurns(memos = memosOf()) {
	const clock = virtualClock(now);
	const facts: Fact[] = [];
	const turn = signInTurns({ clock, memos, publish: (fact) => facts.push(fact) });
	const signedInAt: number[] = [];
	const signIn = async (left?: SignInsLeft) => {
		await turn(new AbortController().signal, onlyShard, async () => left);
		signedInAt.push(clock.now());
	};
	return { clock, memos, facts, turn, signIn, signedInAt };
}

test("given that Discord did not say what is left, when many follow, then the first ones are seconds apart and later ones wait", async () => {
	const { clock, facts, signIn, signedInAt, memos } = givenTurns();
	const all = (async () => {
		for (let count = 0; count < 7; count += 1) await signIn();
	})();
	await clock.advance(hour);
	await all;
	const secondsIn = signedInAt.map((at) => (at - now) / 1_000);
	expect(secondsIn).toEqual([0, 5.5, 11, 16.5, 22, 600, 605.5]);
	expect(facts).toEqual([{ kind: "signInDelayed", delayMs: 10 * minute - 22_000 }]);
	expect(JSON.parse(memos.get("signIns") ?? "")).toEqual(ofOne(signedInAt));
});

test("given times that an earlier run saved in the future, when signing in, then they count as now", async () => {
	const ahead = Array.from({ length: 5 }, (_, index) => now + day + index);
	const { clock, signIn, signedInAt } = givenTurns(memosOf(...ahead));
	const first = signIn();
	await clock.advance(hour);
	await first;
	const second = signIn();
	await clock.advance(hour);
	await second;
	expect(signedInAt).toEqual([now + 10 * minute, now + hour]);
});

test("given a sign-in that waits, when the wall clock is set back or forward, then it starts when it is due", async () => {
	const { clock, signIn, signedInAt } = givenTurns(memosOf(...ago(5, 4, 3, 2, 1)));
	const waiting = signIn();
	clock.shiftWall(-hour);
	await clock.advance(5 * minute - 1);
	clock.shiftWall(day);
	await clock.advance(0);
	expect(signedInAt).toEqual([]);
	await clock.advance(1);
	await waiting;
	expect(signedInAt).toEqual([now + 5 * minute]);
});

test("given a database that cannot be written, when signing in, then it does, paced by what this process remembers", async () => {
	const broken = {
		...memosOf(),
		set() {
			throw new Error("database or disk is full");
		},
	};
	const { clock, signIn, signedInAt } = givenTurns(broken);
	const all = (async () => {
		for (let count = 0; count < 6; count += 1) await signIn();
	})();
	await clock.advance(hour);
	await all;
	expect(signedInAt.map((at) => (at - now) / 1_000)).toEqual([0, 5.5, 11, 16.5, 22, 600]);
});

test("given a turn that waits, when it is called off, then it signs nobody in", async () => {
	const { clock, memos } = givenTurns(memosOf(...ago(5, 4, 3, 2, 1)));
	const before = memos.get("signIns");
	const stop = new AbortController();
	const turn = signInTurns({ clock, memos, publish() {} })(stop.signal, onlyShard, async () => undefined);
	stop.abort(new Error("stopped"));
	await expect(turn).rejects.toThrow("stopped");
	expect([memos.get("signIns"), clock.pending]).toEqual([before, 0]);
});

test("given that Discord cannot be reached, when signing in, then it is tried ever less often until it works, and told once a minute", async () => {
	const clock = virtualClock(0);
	const toldAt: number[] = [];
	const triedAt: number[] = [];
	const signIn = async () => {
		if (triedAt.push(clock.now()) < 8) throw new Error("unreachable");
	};
	const needs = { clock, publish: () => void toldAt.push(clock.now()), fail() {}, isStopped: () => false };
	const done = signInPatiently({ signIn, isFinal: () => undefined }, needs);
	await clock.advance(hour);
	await done;
	expect(triedAt).toEqual([0, 2_000, 6_000, 14_000, 30_000, 62_000, 122_000, 182_000]);
	expect(toldAt).toEqual([0, 62_000, 122_000]);
});

test("given a token that is not accepted, when signing in, then it is tried once and the program fails", async () => {
	const reasons: string[] = [];
	const signIn = () => Promise.reject(new Error("401"));
	const needs = {
		clock: virtualClock(),
		publish() {},
		fail: (why: string) => void reasons.push(why),
		isStopped: () => false,
	};
	await signInPatiently({ signIn, isFinal: () => "put a valid one into DISCORD_TOKEN" }, needs);
	expect(reasons).toEqual(["put a valid one into DISCORD_TOKEN"]);
});

test("given a program that is stopped while it waits to try again, then it does not", async () => {
	const clock = virtualClock();
	let tries = 0;
	let isStopped = false;
	const signIn = () => {
		tries += 1;
		return Promise.reject(new Error("unreachable"));
	};
	const needs = { clock, publish() {}, fail() {}, isStopped: () => isStopped };
	const done = signInPatiently({ signIn, isFinal: () => undefined }, needs);
	await clock.advance(3_000);
	isStopped = true;
	await clock.advance(hour);
	await done;
	expect(tries).toBe(2);
});
