// When the next sign-in may start: a crash loop must not use up the 1000 a day past which Discord resets the token.

import { expect, test } from "bun:test";
import type { Fact } from "../../src/fact.ts";
import { nextSignInAt, signInPatiently, signInTurns } from "../../src/sign-in.ts";
import { virtualClock } from "../clock.ts";
import { day, hour, minute } from "./given.ts";

const now = 100 * minute;
const ago = (...minutes: number[]) => minutes.map((count) => now - count * minute);

const rows: [title: string, former: number[], expected: number][] = [
	["the first: now", [], now],
	["the fifth within ten minutes: now", ago(9, 6, 3, 1), now],
	["the sixth: two minutes after the last", ago(9, 6, 3, 2, 1), now + minute],
	["the sixth, when the last was long enough ago: now", ago(9, 8, 7, 6, 5), now],
	["those of more than ten minutes ago are forgotten", ago(60, 50, 40, 30, 20, 10, 1), now],
	["the order in which they are kept says nothing", ago(1, 2, 3, 6, 9), now + minute],
];

for (const [title, former, expected] of rows) {
	test(title, () => expect(nextSignInAt(former, now)).toBe(expected));
}

test("a program that crashes at once, for a whole day, stays below a thousand", () => {
	const times: number[] = [];
	for (let at = 0; at < day; ) {
		at = nextSignInAt(times.slice(-20), at);
		times.push(at);
		at += 500;
	}
	expect(times.length).toBeLessThan(1_000);
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
	const signIn = async () => {
		await turn(new AbortController().signal);
		signedInAt.push(clock.now());
	};
	return { clock, memos, facts, signIn, signedInAt };
}

test("given no sign-in lately, when many follow, then the first ones are five seconds apart and later ones wait", async () => {
	const { clock, facts, signIn, signedInAt, memos } = givenTurns();
	const all = (async () => {
		for (let count = 0; count < 7; count += 1) await signIn();
	})();
	await clock.advance(hour);
	await all;
	const fifth = now + 20_000;
	expect(signedInAt).toEqual([
		now,
		now + 5_000,
		now + 10_000,
		now + 15_000,
		fifth,
		fifth + 2 * minute,
		fifth + 4 * minute,
	]);
	expect(facts).toEqual([
		{ kind: "signInDelayed", delayMs: 2 * minute },
		{ kind: "signInDelayed", delayMs: 2 * minute },
	]);
	expect(JSON.parse(memos.get("signIns") ?? "")).toEqual(signedInAt);
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
	expect(signedInAt).toEqual([now + 2 * minute, now + hour]);
});

test("given a sign-in that waits, when the wall clock is set back or forward, then it starts when it is due", async () => {
	const { clock, signIn, signedInAt } = givenTurns(memosOf(...ago(5, 4, 3, 2, 1)));
	const waiting = signIn();
	clock.shiftWall(-hour);
	await clock.advance(minute - 1);
	clock.shiftWall(day);
	await clock.advance(0);
	expect(signedInAt).toEqual([]);
	await clock.advance(1);
	await waiting;
	expect(signedInAt).toEqual([now + minute]);
});

test("given a turn that waits, when it is called off, then it signs nobody in", async () => {
	const { clock, memos } = givenTurns(memosOf(...ago(5, 4, 3, 2, 1)));
	const before = memos.get("signIns");
	const stop = new AbortController();
	const turn = signInTurns({ clock, memos, publish() {} })(stop.signal);
	stop.abort(new Error("stopped"));
	await expect(turn).rejects.toThrow("stopped");
	expect([memos.get("signIns"), clock.pending]).toEqual([before, 0]);
});

test("given that Discord cannot be reached, when signing in, then it is tried ever less often until it works", async () => {
	const clock = virtualClock(0);
	const facts: Fact[] = [];
	const triedAt: number[] = [];
	const signIn = async () => {
		if (triedAt.push(clock.now()) < 8) throw new Error("unreachable");
	};
	const needs = { clock, publish: (fact: Fact) => void facts.push(fact), fail() {}, isStopped: () => false };
	const done = signInPatiently({ signIn, isFinal: () => undefined }, needs);
	await clock.advance(hour);
	await done;
	expect(triedAt).toEqual([0, 2_000, 6_000, 14_000, 30_000, 62_000, 122_000, 182_000]);
	expect(facts.map(({ kind }) => kind)).toEqual(Array(7).fill("signInFailed"));
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
