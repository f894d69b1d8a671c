// Secrets that are good once, for a time, and what is remembered of them.

import { beforeEach, expect, test } from "bun:test";
import { Once } from "../src/once.ts";
import { virtualClock } from "./clock.ts";

let clock: ReturnType<typeof virtualClock>;
let once: Once<string>;
beforeEach(() => {
	clock = virtualClock();
	let drawn = 0;
	const secret = () => {
		drawn += 1;
		return `secret ${drawn}`;
	};
	once = new Once({ clock, secret, goodForMs: 1_000, most: 5, mostEach: 2 });
});

test("what is issued can be looked at, and taken once", () => {
	const secret = once.issue("ann", "value");
	expect([once.look(secret), once.take(secret), once.take(secret)]).toEqual(["value", "value", { is: "used" }]);
});

test.each([undefined, "", "made up"])("%p is unknown", (secret) => {
	once.issue("ann", "value");
	expect(once.take(secret)).toEqual({ is: "unknown" });
});

test("when its time is over, it has expired, and later nothing is known of it any more", async () => {
	const secret = once.issue("ann", "value");
	await clock.advance(999);
	expect(once.look(secret)).toBe("value");
	await clock.advance(1);
	expect(once.take(secret)).toEqual({ is: "expired" });
	await clock.advance(1_000);
	once.issue("bob", "another");
	expect(once.take(secret)).toEqual({ is: "unknown" });
});

test("of one owner only the newest are good, and nobody else's suffer from many", () => {
	const bob = once.issue("bob", "bob's");
	const secrets = ["a", "b", "c"].map((value) => once.issue("ann", value));
	expect(secrets.map((secret) => once.look(secret))).toEqual([{ is: "unknown" }, "b", "c"]);
	expect(once.look(bob)).toBe("bob's");
});

test("of all, no more are remembered than so many: the oldest go", () => {
	const secrets = Array.from({ length: 8 }, (_, at) => once.issue(`owner ${at}`, String(at)));
	expect(secrets.filter((secret) => typeof once.look(secret) === "string")).toHaveLength(5);
	expect(once.look(secrets.at(-1))).toBe("7");
});
