import { expect, test } from "bun:test";
import { Recent } from "../../src/store/recent.ts";

test("what was asked for lately stays, the rest goes, and there are never more than twice as many", () => {
	const recent = new Recent<number, string>(10);
	recent.set(0, "kept");
	for (let key = 1; key < 1_000; key += 1) {
		recent.set(key, `value ${key}`);
		expect(recent.get(0)).toBe("kept");
		expect(recent.get(key)).toBe(`value ${key}`);
	}
	const left = Array.from({ length: 1_000 }, (_, key) => recent.get(key)).filter((value) => value !== undefined);
	expect(left.length).toBeLessThanOrEqual(20);
});

test("what is deleted is gone from both halves", () => {
	const recent = new Recent<number, string>(2);
	for (const key of [1, 2, 3]) recent.set(key, "value");
	for (const key of [1, 2, 3]) recent.delete(key);
	expect([1, 2, 3].map((key) => recent.get(key))).toEqual([undefined, undefined, undefined]);
});
