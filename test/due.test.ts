// What is due is taken in the order of time, however it was set, set anew and taken out.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { Due } from "../src/due.ts";

function taken(due: Due<string>, now: number): string[] {
	const keys: string[] = [];
	for (let one = due.take(now); one !== undefined; one = due.take(now)) keys.push(`${one.key} at ${one.at}`);
	return keys;
}

test("what is due is taken out, the earliest first, and the rest stays", () => {
	const due = new Due<string>();
	for (const [key, at] of Object.entries({ ann: 30, bob: 10, cid: 20, dee: 40 })) due.set(key, at);
	expect(taken(due, 30)).toEqual(["bob at 10", "cid at 20", "ann at 30"]);
	expect(taken(due, 39)).toEqual([]);
	expect(taken(due, 40)).toEqual(["dee at 40"]);
	expect(due.size).toBe(0);
});

test("what is set anew is due then, once; what is deleted is not", () => {
	const due = new Due<string>();
	for (const [key, at] of Object.entries({ ann: 30, bob: 10, cid: 20 })) due.set(key, at);
	due.set("ann", 5);
	due.set("bob", 25);
	due.delete("cid");
	due.delete("nobody");
	expect(taken(due, 100)).toEqual(["ann at 5", "bob at 25"]);
});

test("whatever is done with it, it gives what a sorted list would", () => {
	const key = fc.nat(15).map(String);
	const step = fc.oneof(
		fc.record({ do: fc.constant("set" as const), key, at: fc.nat(50) }),
		fc.record({ do: fc.constant("delete" as const), key, at: fc.constant(0) }),
		fc.record({ do: fc.constant("take" as const), key: fc.constant(""), at: fc.nat(60) }),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
			const due = new Due<string>();
			const model = new Map<string, number>();
			for (const { do: what, key, at } of steps) {
				if (what === "set") {
					due.set(key, at);
					model.set(key, at);
				} else if (what === "delete") {
					due.delete(key);
					model.delete(key);
				} else {
					const one = due.take(at);
					const first = Math.min(...model.values());
					if (first > at) expect(one).toBeUndefined();
					else expect(one?.at).toBe(first);
					if (one !== undefined) expect(model.get(one.key)).toBe(one.at);
					if (one !== undefined) model.delete(one.key);
				}
				expect(due.size).toBe(model.size);
			}
		}),
		{ numRuns: 500 },
	);
});
