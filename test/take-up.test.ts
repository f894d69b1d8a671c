// When matches of strangers are taken up for somebody who was linked; on a virtual clock.

import { expect, test } from "bun:test";
import type { Fact } from "../src/fact.ts";
import { TakeUp } from "../src/take-up.ts";
import { virtualClock } from "./clock.ts";

/** Matches that are found one in each step, and a stopwatch that says what each look takes. */
function given(words: { readonly found: readonly string[]; readonly tookMs: number; readonly failures?: number }) {
	const clock = virtualClock();
	const facts: Fact[] = [];
	const taken: string[] = [];
	const begun: (string | undefined)[] = [];
	let failures = words.failures ?? 0;
	const takeUp = new TakeUp({
		clock: { ...clock, stopwatch: () => () => words.tookMs },
		maxAgeMs: 1_000,
		onTaken: (matchId) => taken.push(matchId),
		publish: (fact) => facts.push(fact),
		records: {
			*takeUp(_now, _maxAgeMs, faceitId) {
				begun.push(faceitId);
				for (const matchId of words.found) {
					if (failures-- > 0) throw new Error("disk I/O error");
					yield [matchId];
				}
			},
		},
	});
	return { clock, facts, taken, begun, takeUp };
}

test("given few matches, when somebody is linked, then they are taken up at once", () => {
	const { taken, takeUp, clock } = given({ found: ["a", "b", "c"], tookMs: 3 });
	takeUp.player("ann");
	expect([taken, clock.pending]).toEqual([["a", "b", "c"], 0]);
});

test("given so many that it takes a while, then others have their turn in between", async () => {
	const { taken, takeUp, clock } = given({ found: ["a", "b", "c"], tookMs: 5 });
	takeUp.player("ann");
	expect([taken, clock.pending]).toEqual([["a"], 1]);
	await clock.advance(0);
	expect([taken, clock.pending]).toEqual([["a", "b", "c"], 0]);
});

test("given everybody is being looked for, when that is asked for again, twice, then it is done once more, afterwards", async () => {
	const { begun, taken, takeUp, clock } = given({ found: ["a", "b"], tookMs: 5 });
	for (let times = 0; times < 3; times += 1) takeUp.everybody();
	takeUp.player("ann");
	expect(begun).toEqual([undefined, "ann"]);
	await clock.advance(0);
	expect(begun).toEqual([undefined, "ann", undefined]);
	expect(taken).toHaveLength(6);
	takeUp.everybody();
	expect(begun).toHaveLength(4);
});

test("given a database that cannot be read, then that is told, and it begins anew a second later", async () => {
	const { begun, taken, facts, takeUp, clock } = given({ found: ["a", "b"], tookMs: 5, failures: 1 });
	takeUp.everybody();
	expect([taken, facts.map(({ kind }) => kind)]).toEqual([[], ["roundFailed"]]);
	await clock.advance(1_000);
	expect([begun, taken]).toEqual([
		[undefined, undefined],
		["a", "b"],
	]);
});

test("given it was stopped, then nothing more is looked at", async () => {
	const { taken, takeUp, clock } = given({ found: ["a", "b"], tookMs: 5 });
	takeUp.everybody();
	takeUp.stop();
	await clock.advance(10_000);
	takeUp.player("ann");
	expect(taken).toEqual(["a"]);
});
