// What Discord's refusals say of a guild, as rows: one rests alone, several in a row make their kind doubtful.

import { describe, expect, test } from "bun:test";
import type { Scope } from "../../src/keeper/action.ts";
import { type Lane, Refusals } from "../../src/keeper/refusals.ts";

const startAt = 1_000_000;
const second = 1_000;

type Refused = { readonly kind?: string; readonly at?: number; readonly lane?: Lane; readonly scope?: Scope };

/** These subjects are refused one after the other. Returns of each whether the kind has just become doubtful. */
function refuse(refusals: Refusals, subjects: readonly string[], words: Refused = {}): readonly boolean[] {
	const { kind = "move", at = startAt, lane = "untried", scope = "rooms" } = words;
	return subjects.map((one) => refusals.refused(kind, { scope, lane, subjects: [one], why: `not ${one}` }, at));
}

function doubtful(words: Refused = {}): Refusals {
	const refusals = new Refusals();
	refuse(refusals, ["ann", "bob"], words);
	return refusals;
}

describe("a kind becomes doubtful", () => {
	test("not by one subject, however often it is refused", () => {
		const refusals = new Refusals();
		expect(refuse(refusals, Array(100).fill("ann"), { lane: "refused" })).toEqual(Array(100).fill(false));
		expect(refusals.nextAt("move", "untried")).toBeUndefined();
		expect(refusals.why("rooms")).toBeUndefined();
	});

	test("by the second of two different subjects, and that is news once", () => {
		const refusals = new Refusals();
		expect(refuse(refusals, ["ann", "bob", "cid", "ann"])).toEqual([false, true, false, false]);
	});

	test("not by two with one of the kind carried out in between", () => {
		const refusals = new Refusals();
		refuse(refusals, ["ann"]);
		refusals.succeeded("move");
		expect(refuse(refusals, ["bob"])).toEqual([false]);
		expect(refusals.nextAt("move", "untried")).toBeUndefined();
	});

	test("however long it was between the two", () => {
		const refusals = new Refusals();
		refuse(refusals, ["ann"]);
		expect(refuse(refusals, ["bob"], { at: startAt + 3_600 * second })).toEqual([true]);
	});

	test("not by two of different kinds: that rooms may not be created says nothing about moves", () => {
		const refusals = new Refusals();
		refuse(refusals, ["ann"]);
		expect(refuse(refusals, ["vale"], { kind: "openRoom" })).toEqual([false]);
	});
});

describe("while it is doubtful", () => {
	test("one call at a time finds out, at once for the first time", () => {
		const refusals = doubtful();
		expect([refusals.nextAt("move", "untried"), refusals.nextAt("move", "refused")]).toEqual([0, 0]);
	});

	const schedules: readonly (readonly [lane: Lane, waits: readonly number[]])[] = [
		["untried", [15, 30, 60, 120, 120, 120]],
		["refused", [15, 30, 60, 120, 240, 480, 600, 600]],
	];
	for (const [lane, waits] of schedules) {
		test(`${lane}: each refusal makes the wait twice as long, ${waits.at(-1)} s at most`, () => {
			const refusals = doubtful();
			let at = startAt;
			const seen = waits.map(() => {
				refuse(refusals, ["cid"], { lane, at });
				const next = refusals.nextAt("move", lane) ?? 0;
				const wait = next - at;
				at = next;
				return wait / second;
			});
			expect(seen).toEqual([...waits]);
		});
	}

	test("each has a schedule of its own: those refused before do not hold up who was never tried", () => {
		const refusals = doubtful();
		for (const at of [0, 15, 45, 105]) refuse(refusals, ["ann"], { lane: "refused", at: startAt + at * second });
		expect(refusals.nextAt("move", "refused")).toBe(startAt + 225 * second);
		expect(refusals.nextAt("move", "untried")).toBe(0);
		refuse(refusals, ["dan"], { at: startAt + 106 * second });
		expect(refusals.nextAt("move", "untried")).toBe(startAt + 121 * second);
		expect(refusals.nextAt("move", "refused")).toBe(startAt + 225 * second);
	});

	test("calls that were in flight together and are refused together count as one", () => {
		const refusals = doubtful();
		refuse(refusals, ["cid", "dan", "eve", "fay"]);
		expect(refusals.nextAt("move", "untried")).toBe(startAt + 15 * second);
	});

	test("no other kind waits", () => {
		const refusals = doubtful();
		expect(refusals.nextAt("return", "untried")).toBeUndefined();
		expect(refusals.nextAt("openRoom", "refused")).toBeUndefined();
	});
});

describe("it is over", () => {
	test("with the first that is carried out: two more are several again", () => {
		const refusals = doubtful();
		refuse(refusals, ["cid"]);
		refusals.succeeded("move");
		expect(refusals.nextAt("move", "untried")).toBeUndefined();
		expect(refuse(refusals, ["ann", "bob"])).toEqual([false, true]);
		expect(refusals.nextAt("move", "untried")).toBe(0);
	});

	test("not with one of another kind", () => {
		const refusals = doubtful();
		refusals.succeeded("openRoom");
		expect(refusals.nextAt("move", "untried")).toBe(0);
	});

	test("for every kind once it is to be forgotten, as when an admin changed permissions", () => {
		const refusals = doubtful();
		refuse(refusals, ["vale", "delta"], { kind: "openRoom" });
		refusals.forget();
		expect(refusals.nextAt("move", "untried")).toBeUndefined();
		expect(refusals.nextAt("openRoom", "untried")).toBeUndefined();
	});
});

describe("what Discord said is given", () => {
	test("only once it is no passing matter: after two more that were refused one after the other", () => {
		const refusals = doubtful();
		expect(refusals.why("rooms")).toBeUndefined();
		refuse(refusals, ["cid"]);
		expect(refusals.why("rooms")).toBeUndefined();
		refuse(refusals, ["dan"], { at: startAt + 15 * second });
		expect(refusals.why("rooms")).toBe("not dan");
	});

	test("of either schedule", () => {
		const refusals = doubtful();
		refuse(refusals, ["cid"]);
		refuse(refusals, ["ann"], { lane: "refused" });
		expect(refusals.why("rooms")).toBe("not ann");
	});

	test("of its own scope: a message that may not be posted does not explain why there are no rooms", () => {
		const words = { kind: "postHint", scope: "messages" } as const;
		const refusals = doubtful(words);
		for (const at of [0, 15, 45]) refuse(refusals, ["general"], { ...words, at: startAt + at * second });
		expect(refusals.why("rooms")).toBeUndefined();
		expect(refusals.why("messages")).toBe("not general");
	});
});
