// What the bench makes of its measurements: a wrong ratio or verdict would be believed. What it measures is not tested.

import { expect, test } from "bun:test";
import { held, noted, shown, skipped, table } from "../bench/finding.ts";
import { inTurn } from "../bench/rounds.ts";
import { at, per, ratios, spreadOf } from "../bench/spread.ts";

test("contestants take turns, and one that is not there is left out", async () => {
	const order: string[] = [];
	const contestant = (name: string) => async () => order.push(name);
	const of = await inTurn<"ours" | "theirs" | "absent", number>(3, {
		...{ ours: contestant("A"), theirs: contestant("B"), absent: undefined },
	});
	expect(order.join("")).toBe("ABABAB");
	expect(of("ours")).toEqual([1, 3, 5]);
	expect(of("absent")).toEqual([]);
});

test("a ratio is that of two figures of the same round", () => {
	expect(ratios([10, 40, 90], [10, 20, 30])).toEqual({ least: 1, middle: 2, most: 3 });
	expect(per([100, 115, 150], 100)).toEqual({ least: 1, middle: 1.15, most: 1.5 });
	expect(at([5, 1, 4, 2, 3], 0.5)).toBe(3);
	expect(spreadOf([]).middle).toBeNaN();
});

test("the middle is held against the target; what was not measured does not meet it", () => {
	const it = { work: "work", measured: "1 s", against: "rival" };
	const verdict = (values: readonly number[], target: { atMost: number } | { atLeast: number }) =>
		held({ ...it, judged: spreadOf(values), ...target }).verdict;
	expect(verdict([1, 1.1, 9], { atMost: 1.1 })).toBe("met");
	expect(verdict([1, 1.2, 1.3], { atMost: 1.1 })).toBe("SHORT");
	expect(verdict([1, 2, 3], { atLeast: 2 })).toBe("met");
	expect(verdict([1, 1.9, 3], { atLeast: 2 })).toBe("SHORT");
	expect(verdict([], { atMost: 1 })).toBe("SHORT");
});

test("a table has a row for each line, with the spread where there is one", () => {
	expect(shown(spreadOf([99, 101.4, 1_250]), 0, "ms")).toBe("101 (99–1,250) ms");
	expect(shown(spreadOf([7]), 0)).toBe("7");
	const judged = spreadOf([0.4, 0.5, 0.6]);
	const lines = [
		held({ work: "webhooks", measured: "5/s", against: "rival 10/s", judged, atLeast: 2 }),
		skipped("others", "no Node", "≥ 2"),
		noted("tool", "wrk"),
	];
	expect(table(lines).split("\n")).toEqual([
		"| work     | measured | against    | ratio         | target |         |",
		"| -------- | -------- | ---------- | ------------- | ------ | ------- |",
		"| webhooks | 5/s      | rival 10/s | 0.5 (0.4–0.6) | ≥ 2    | SHORT   |",
		"| others   |          | no Node    |               | ≥ 2    | skipped |",
		"| tool     | wrk      |            |               |        |         |",
	]);
});
