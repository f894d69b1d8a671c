import { describe, expect, test } from "bun:test";
import { holdMs, outcomeOf, type Reply } from "../../src/faceit/answer.ts";
import { objectOf, recordedAnswer } from "./recorded.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

function reply(status: number, text: string, headers: Record<string, string> = {}): Reply {
	return { status, text, headers: new Headers(headers) };
}

describe("a reply", () => {
	test.each([
		[200, "{}", { is: "found", body: {} }],
		[404, '{"errors":[]}', { is: "missing" }],
		[400, '{"message":"bad"}', { is: "missing" }],
		[404, "<html>", { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[200, "<html>", { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[200, '"text"', { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[200, "", { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[302, "", { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[401, "{}", { is: "unavailable", why: "refused", retryAt: now + 300_000 }],
		[403, "{}", { is: "unavailable", why: "refused", retryAt: now + 300_000 }],
		[403, "<html>", { is: "unavailable", why: "unreadable", retryAt: now + 60_000 }],
		[429, "<html>", { is: "unavailable", why: "limited", retryAt: now + 1000 }],
		[503, "{}", { is: "unavailable", why: "down", retryAt: now + 10_000 }],
	])("of %d with %j is %j", (status: number, text: string, outcome: object) => {
		expect<object>(outcomeOf(reply(status, text), now, now)).toEqual(outcome);
	});

	test.each([
		["30", 30_000],
		["0", 1000],
		["Sun, 22 Nov 2026 12:02:00 GMT", 120_000],
		["Sun, 22 Nov 2026 11:00:00 GMT", 1000],
		["999999", 3_600_000],
		["soon", 1000],
	])("of 429 with Retry-After %p is worth asking again after %d ms, and holds all calls as long", (told, ms) => {
		const limited = reply(429, "", { "retry-after": told });
		expect(outcomeOf(limited, now, now)).toEqual({ is: "unavailable", why: "limited", retryAt: now + ms });
		expect(holdMs(limited, now)).toBe(ms);
	});

	test("of 503 with Retry-After rests as long as it says, and holds nobody else", () => {
		const down = reply(503, "", { "retry-after": "45" });
		expect(outcomeOf(down, now, now)).toMatchObject({ why: "down", retryAt: now + 45_000 });
		expect(holdMs(down, now)).toBe(0);
	});
});

test("a date in Retry-After is by the wall clock, and what follows from it by ours", () => {
	const limited = reply(429, "", { "retry-after": "Sun, 22 Nov 2026 12:02:00 GMT" });
	expect(outcomeOf(limited, now + 86_400_000, now)).toMatchObject({ retryAt: now + 86_400_000 + 120_000 });
});

describe("calls are held", () => {
	test("not after the recorded headers, which leave eight", async () => {
		const { headers } = await recordedAnswer("_response_headers.match_details");
		const told = Object.entries(objectOf(headers)).map(([name, value]): [string, string] => [name, String(value)]);
		expect(holdMs(reply(200, "{}", Object.fromEntries(told)), now)).toBe(0);
	});

	test.each([
		["0", "0", 1000],
		["0", "7", 7000],
		["0", "x", 1000],
		["1", "7", 0],
	])("with %p remaining and reset in %p s for %d ms", (remaining, reset, ms) => {
		const told = { "ratelimit-remaining": remaining, "ratelimit-reset": reset };
		expect(holdMs(reply(200, "{}", told), now)).toBe(ms);
	});
});
