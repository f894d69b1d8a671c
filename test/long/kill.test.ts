// kill -9 before, in and after every call of a match's life, and at any moment: see test/crash.

import { describe, test } from "bun:test";
import fc from "fast-check";
import { liveThroughKill, liveThroughKills } from "../crash/kills.ts";
import { callNames, callsOfALife, moments } from "../life.ts";

for (const name of callNames.filter((one) => callsOfALife[one] > 0)) {
	describe(name, () => {
		for (let nth = 1; nth <= callsOfALife[name]; nth += 1) {
			for (const moment of moments) {
				test.concurrent(`${nth}: killed ${moment}`, () => liveThroughKill(name, nth, moment), 900_000);
			}
		}
	});
}

describe("killed after so many milliseconds", () => {
	const waits = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 3 });
	for (const [index, chosen] of fc.sample(waits, 60).entries()) {
		test.concurrent(`${index + 1}: ${chosen.join(", then after ")}`, () => liveThroughKills(chosen), 900_000);
	}
});
