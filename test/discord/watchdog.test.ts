// A gateway that has gone deaf is noticed, one that comes back in time is not held against it.

import { expect, test } from "bun:test";
import { type ConnectionState, watch } from "../../src/discord/watchdog.ts";
import { virtualClock } from "../clock.ts";

const minute = 60_000;

function given(state: ConnectionState) {
	const clock = virtualClock();
	const now = { ...state };
	const said: string[] = [];
	const end = watch(
		() => now,
		clock,
		(why) => said.push(why),
	);
	return { clock, now, said, end };
}

test("away for more than five minutes: said once", async () => {
	const { clock, said } = given({ isWaiting: false, isReady: false, pingMs: -1, heardAt: 0 });
	await clock.advance(5 * minute);
	expect(said).toEqual([]);
	await clock.advance(20 * minute);
	expect(said).toEqual([expect.stringContaining("away for minutes")]);
	expect(clock.pending).toBe(0);
});

test("back within five minutes: nothing is said, however often it goes", async () => {
	const { clock, now, said } = given({ isWaiting: false, isReady: true, pingMs: 40, heardAt: 1 });
	for (let round = 0; round < 5; round += 1) {
		now.isReady = false;
		await clock.advance(4 * minute);
		now.isReady = true;
		now.heardAt += 1;
		await clock.advance(minute);
	}
	expect(said).toEqual([]);
});

test("up, but no heartbeat is answered any more; what the machine's clock says does not matter", async () => {
	const { clock, now, said } = given({ isWaiting: false, isReady: true, pingMs: 40, heardAt: 10 * 365 * 86_400_000 });
	for (let heartbeat = 0; heartbeat < 10; heartbeat += 1) {
		await clock.advance(41_000);
		now.heardAt += heartbeat === 5 ? -3_600_000 : 41_000;
	}
	expect(said).toEqual([]);
	await clock.advance(160_000);
	expect(said).toEqual([expect.stringContaining("silent for minutes")]);
});

test("once ended, nothing is watched", async () => {
	const { clock, said, end } = given({ isWaiting: false, isReady: false, pingMs: -1, heardAt: 0 });
	end();
	await clock.advance(60 * minute);
	expect(said).toEqual([]);
});

test("a sign-in that waits for its turn, for hours: nothing is said", async () => {
	const { clock, now, said } = given({ isWaiting: true, isReady: false, pingMs: -1, heardAt: 0 });
	await clock.advance(600 * minute);
	now.isWaiting = false;
	await clock.advance(4 * minute);
	expect(said).toEqual([]);
	await clock.advance(2 * minute);
	expect(said).toHaveLength(1);
});
