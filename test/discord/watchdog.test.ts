// A gateway that has gone deaf is noticed, one that comes back in time is not held against it.

import { expect, test } from "bun:test";
import type { ShardState } from "../../src/discord/connection-state.ts";
import { watch } from "../../src/discord/watchdog.ts";
import { onlyShard } from "../../src/shard.ts";
import { virtualClock } from "../clock.ts";

const minute = 60_000;

function given(state: Omit<ShardState, "id" | "count">) {
	const clock = virtualClock();
	const now = { ...onlyShard, ...state };
	const said: string[] = [];
	const end = watch(
		() => [now],
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

test("one of three shards falls silent, or does not come back: the others say nothing about it, and it is named", async () => {
	for (const fault of ["silent", "away"]) {
		const clock = virtualClock();
		const state = { count: 3, isWaiting: false, isReady: true, pingMs: 40, heardAt: 1 };
		const shards = [0, 1, 2].map((id) => ({ id, ...state }));
		const said: string[] = [];
		watch(
			() => shards,
			clock,
			(why) => said.push(why),
		);
		for (let heartbeat = 0; heartbeat < 10; heartbeat += 1) {
			await clock.advance(41_000);
			for (const shard of shards) {
				shard.isReady = fault === "silent" || shard.id !== 1;
				if (shard.id !== 1) shard.heardAt += 41_000;
			}
		}
		expect(said).toEqual([expect.stringContaining(`Shard 2 of 3 of Discord's gateway has been ${fault}`)]);
	}
});

test("a shard whose turn to sign in comes late: its wait is not held against it", async () => {
	const clock = virtualClock();
	const state = { count: 2, isReady: true, isWaiting: false, pingMs: 40, heardAt: 0 };
	const [first, second] = [
		{ id: 0, ...state },
		{ id: 1, ...state, isReady: false, isWaiting: true },
	];
	const said: string[] = [];
	watch(
		() => [first, second],
		clock,
		(why) => said.push(why),
	);
	await clock.advance(60 * minute);
	expect(said).toEqual([]);
	second.isWaiting = false;
	await clock.advance(6 * minute);
	expect(said).toHaveLength(1);
});
