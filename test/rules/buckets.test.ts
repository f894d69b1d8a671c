// Discord's limits as its headers tell them: how many calls may start now, and when more may.

import { describe, expect, test } from "bun:test";
import { Buckets } from "../../src/discord/buckets.ts";

const route = "PATCH /guilds/1/members";
const start = 1_000_000;

function headers(limit: number, remaining: number, resetAfterSeconds: number): Headers {
	return new Headers({
		"x-ratelimit-limit": String(limit),
		"x-ratelimit-remaining": String(remaining),
		"x-ratelimit-reset-after": String(resetAfterSeconds),
	});
}

/** So many calls of a route start. */
function begun(count: number, buckets = new Buckets(), on = route): Buckets {
	for (let call = 0; call < count; call += 1) buckets.begin(on);
	return buckets;
}

describe("a route never heard of", () => {
	test("lets ten start at once, as many as one match moves", () => {
		expect(new Buckets().budget(route, start).left).toBe(10);
		expect(begun(9).budget(route, start).left).toBe(1);
	});

	test("the eleventh waits for the first answer", () => {
		const budget = begun(10).budget(route, start);
		expect(budget.left).toBe(0);
		expect(budget.moreAt).toBeGreaterThan(start);
	});

	test("an answer without headers leaves it unheard of", () => {
		const buckets = begun(10);
		for (let call = 0; call < 10; call += 1) buckets.end(route, new Headers(), start + 50);
		expect(buckets.budget(route, start + 50).left).toBe(10);
	});

	test("so does no answer at all", () => {
		const buckets = begun(1);
		buckets.end(route, null, start + 10_000);
		expect(buckets.budget(route, start + 10_000).left).toBe(10);
	});
});

describe("a route whose limit is known", () => {
	test("what remains may start, the rest when the window ends", () => {
		const buckets = begun(1);
		buckets.end(route, headers(10, 3, 8), start + 100);
		expect(buckets.budget(route, start + 100)).toEqual({ left: 3, moreAt: start + 100 });
		begun(3, buckets);
		expect(buckets.budget(route, start + 200)).toEqual({ left: 0, moreAt: start + 8_100 });
	});

	test("calls in flight are counted, whether or not Discord has counted them yet", () => {
		const buckets = begun(10);
		buckets.end(route, headers(10, 9, 10), start + 50);
		expect(buckets.budget(route, start + 50).left).toBe(0);
	});

	test("answers overtake one another: the lowest count holds", () => {
		const buckets = begun(3);
		buckets.end(route, headers(10, 7, 9), start + 50);
		buckets.end(route, headers(10, 9, 9), start + 60);
		buckets.end(route, headers(10, 8, 9), start + 70);
		expect(buckets.budget(route, start + 70).left).toBe(7);
	});

	test("once the window is over the whole limit is there again", () => {
		const buckets = begun(1);
		buckets.end(route, headers(10, 0, 5), start);
		expect(buckets.budget(route, start + 4_999).left).toBe(0);
		expect(buckets.budget(route, start + 5_000).left).toBe(10);
	});

	test("the first answer of the next window counts anew", () => {
		const buckets = begun(1);
		buckets.end(route, headers(10, 0, 5), start);
		begun(1, buckets);
		buckets.end(route, headers(10, 9, 5), start + 6_050);
		expect(buckets.budget(route, start + 6_050).left).toBe(9);
	});

	test("another route has its own", () => {
		const buckets = begun(1);
		buckets.end(route, headers(10, 0, 5), start);
		expect(buckets.budget("PATCH /guilds/2/members", start).left).toBe(10);
	});
});

describe("a 429", () => {
	test("stops its route for as long as it says", () => {
		const buckets = begun(1);
		buckets.end(route, headers(10, 0, 3), start);
		expect(buckets.refuse(route, 65, false, start)).toBe(start + 65_000);
		expect(buckets.budget(route, start + 64_000)).toEqual({ left: 0, moreAt: start + 65_000 });
		expect(buckets.budget(route, start + 65_000).left).toBeGreaterThan(0);
		expect(buckets.budget("POST /guilds/1/channels", start).left).toBe(10);
	});

	test("a global one stops them all", () => {
		const buckets = begun(1);
		buckets.refuse(route, 2, true, start);
		expect(buckets.all(start + 1_999, 0)).toEqual({ left: 0, moreAt: start + 2_000 });
		expect(buckets.all(start + 2_000, 0).left).toBe(44);
	});

	test("one that does not say how long: some seconds", () => {
		expect(new Buckets().refuse(route, undefined, false, start)).toBe(start + 5_000);
	});

	test("a shorter global one does not shorten the longer", () => {
		const buckets = new Buckets();
		buckets.refuse(route, 60, true, start);
		buckets.refuse(route, 1, true, start);
		expect(buckets.all(start + 30_000, 0).left).toBe(0);
	});
});

describe("fifty calls a second for the whole bot", () => {
	test("whatever their routes, 45 are in flight: discord.js has some of its own", () => {
		const buckets = new Buckets();
		for (let call = 0; call < 45; call += 1) begun(1, buckets, `route ${call}`);
		const budget = buckets.all(start, 0);
		expect(budget.left).toBe(0);
		expect(budget.moreAt).toBeGreaterThan(start);
	});

	test("one that was answered counts for a second after its answer: Discord may have counted it just then", () => {
		const buckets = new Buckets();
		for (let call = 0; call < 45; call += 1) begun(1, buckets, `route ${call}`);
		for (let call = 0; call < 45; call += 1) buckets.end(`route ${call}`, null, start + 200 + call);
		expect(buckets.all(start + 1_000, 0)).toEqual({ left: 0, moreAt: start + 1_200 });
		expect(buckets.all(start + 1_200, 0).left).toBe(1);
		expect(buckets.all(start + 1_244, 0).left).toBe(45);
	});

	test("who leaves some for others gets only what is above them, and more once enough others were answered", () => {
		const buckets = new Buckets();
		for (let call = 0; call < 40; call += 1) buckets.begin(`POST /guilds/${call}/channels`);
		expect(buckets.all(start, 0).left).toBe(5);
		expect(buckets.all(start, 3).left).toBe(2);
		expect(buckets.all(start, 10).left).toBe(0);
		for (let call = 0; call < 40; call += 1) buckets.end(`POST /guilds/${call}/channels`, null, start + call);
		// Five are left of 45. The sixth to be free for others is the first answered, the eleventh the sixth answered.
		expect(buckets.all(start + 100, 10)).toEqual({ left: 0, moreAt: start + 5 + 1_000 });
		expect(buckets.all(start + 5 + 1_000, 10).left).toBe(1);
	});

	test("never more in any second, wherever that second begins and whenever Discord counts them", () => {
		const buckets = new Buckets();
		const inFlight: { route: string; endsAt: number }[] = [];
		const counted: number[] = [];
		for (let at = start; at < start + 4_000; at += 10) {
			for (const call of inFlight.splice(0)) {
				if (call.endsAt <= at) buckets.end(call.route, null, at);
				else inFlight.push(call);
			}
			// One call, nothing for long, then as many as may be. The answers take from 50 to 400 ms.
			const wanted = at === start ? 1 : at < start + 900 ? 0 : 50;
			for (let call = 0; call < wanted && buckets.all(at, 0).left > 0; call += 1) {
				const tookMs = 50 + ((at / 10 + call) % 8) * 50;
				buckets.begin(`${at} ${call}`);
				inFlight.push({ route: `${at} ${call}`, endsAt: at + tookMs });
				counted.push(at + (call % 2 === 0 ? tookMs : 0));
			}
		}
		const busiest = Math.max(...counted.map((from) => counted.filter((at) => at >= from && at < from + 1_000).length));
		expect(counted.length).toBeGreaterThan(90);
		expect(busiest).toBeLessThanOrEqual(45);
	});
});

test("routes name channels that come and go: what is over is forgotten", () => {
	const buckets = new Buckets();
	for (let channel = 0; channel < 6_000; channel += 1) {
		const at = start + channel * 100;
		begun(1, buckets, `PATCH /channels/${channel}`);
		buckets.end(`PATCH /channels/${channel}`, headers(5, 4, 15), at);
	}
	expect(buckets.budget("PATCH /channels/0", start + 6_000 * 100).left).toBe(10);
});
