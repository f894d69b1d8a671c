// An address that is refused too often is banned: calls wait long before that, and one guild's refusals are not all
// guilds' waits.

import { describe, expect, test } from "bun:test";
import { type Caller, RefusedCalls } from "../../src/discord/refused-calls.ts";
import { minute } from "./given.ts";

const start = 1_000_000;
/** Ten minutes, and the time that an answer may take. */
const windowMs = 10 * minute + 15_000;

function given() {
	const held: (readonly [guildId: string | null, untilAt: number])[] = [];
	const refused = new RefusedCalls((guildId, untilAt) => held.push([guildId, untilAt]));
	/** So many calls of the caller are answered at once. */
	const draw = (count: number, caller: Caller, at: number, status = 403, scope?: string) => {
		for (let call = 0; call < count; call += 1) {
			refused.begin(caller);
			refused.end(caller, status, new Headers(scope === undefined ? {} : { "x-ratelimit-scope": scope }), at);
		}
	};
	const left = (caller: Caller, at: number) => refused.budget(caller, at).left;
	return { refused, held, draw, left };
}

describe("what counts", () => {
	const rows: [status: number, scope: string | undefined, counts: boolean][] = [
		[401, undefined, true],
		[403, undefined, true],
		[429, undefined, true],
		[429, "user", true],
		[429, "global", true],
		[429, "shared", false],
		[200, undefined, false],
		[404, undefined, false],
		[400, undefined, false],
		[502, undefined, false],
		[0, undefined, false],
	];
	for (const [status, scope, counts] of rows) {
		test(`${status} ${scope ?? ""}: ${counts ? "yes" : "no"}`, () => {
			const { draw, left } = given();
			draw(1, "1", start, status, scope);
			expect(left("1", start)).toBe(counts ? 99 : 100);
		});
	}

	test("a call in flight, until it is answered", () => {
		const { refused, left } = given();
		refused.begin("1");
		expect(left("1", start)).toBe(99);
		refused.end("1", 200, null, start);
		expect(left("1", start)).toBe(100);
	});
});

describe("a guild", () => {
	test("where a hundred calls were refused waits until the first of them is ten minutes old", () => {
		const { refused, draw } = given();
		draw(1, "1", start);
		draw(99, "1", start + 1_000);
		expect(refused.budget("1", start + 2_000)).toEqual({ left: 0, moreAt: start + windowMs });
		expect(refused.budget("1", start + windowMs).left).toBe(1);
		expect(refused.budget("1", start + windowMs + 1_000).left).toBe(100);
	});

	test("… and the others do not", () => {
		const { draw, left } = given();
		draw(100, "1", start);
		expect([left("2", start), left(null, start)]).toEqual([100, 900]);
	});

	test("with as many calls in flight waits for their answers", () => {
		const { refused } = given();
		for (let call = 0; call < 100; call += 1) refused.begin("1");
		const { left, moreAt } = refused.budget("1", start);
		expect([left, moreAt > start && moreAt < start + 1_000]).toEqual([0, true]);
	});

	test("where everything is refused is told of once in ten minutes", () => {
		const { held, draw, left } = given();
		for (let at = start; at < start + 30 * minute; at += 100) draw(Math.min(1, left("1", at)), "1", at);
		expect(held.map(([guildId]) => guildId)).toEqual(["1", "1", "1"]);
		expect(held[0]?.[1]).toBe(start + windowMs);
	});
});

describe("the whole process", () => {
	test("draws at most a thousand in any ten minutes, wherever they begin and however late its calls are answered", () => {
		const { refused, left } = given();
		const callers: Caller[] = [null, ...Array.from({ length: 40 }, (_, guild) => String(guild))];
		const counted: number[] = [];
		let inFlight: { caller: Caller; endsAt: number }[] = [];
		for (let at = start; at < start + 35 * minute; at += 500) {
			for (const { caller } of inFlight.filter(({ endsAt }) => endsAt <= at)) refused.end(caller, 403, null, at);
			inFlight = inFlight.filter(({ endsAt }) => endsAt > at);
			for (const [index, caller] of callers.entries()) {
				if (left(caller, at) < 1) continue;
				refused.begin(caller);
				inFlight.push({ caller, endsAt: at + 500 * (1 + ((at / 500 + index) % 20)) });
				// Discord counts it when it arrives.
				counted.push(at);
			}
		}
		const busiest = Math.max(
			...counted.map((from) => counted.filter((at) => at >= from && at < from + 10 * minute).length),
		);
		expect(busiest).toBeLessThanOrEqual(1_000);
		expect(counted.length).toBeGreaterThan(2_500);
	});

	test("keeps a hundred for the answers to people", () => {
		const { held, draw, left } = given();
		for (let guild = 0; guild < 9; guild += 1) draw(100, String(guild), start);
		expect([left("new", start), left(null, start)]).toEqual([0, 100]);
		expect(held).toContainEqual([null, start + windowMs]);
		draw(100, null, start);
		expect(left(null, start)).toBe(0);
	});
});
