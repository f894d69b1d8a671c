// A connection that is lost comes back at once; while it cannot, ever more slowly, and never twice at the same time.

import { expect, test } from "bun:test";
import {
	WebSocketShardDestroyRecovery as Recovery,
	type SessionInfo,
	WebSocketShardStatus as Status,
	type WebSocketShardDestroyOptions,
} from "discord.js";
import { comeBackPatiently, retryDelayMs } from "../../src/discord/comeback.ts";
import { virtualClock } from "../clock.ts";

const minute = 60_000;

/** discord.js' connection: it is up, and counts how often it connects and with which session. */
function given(chance = () => 0.5) {
	const clock = virtualClock(0);
	const connects: { readonly at: number; readonly session: string | undefined }[] = [];
	const closes: WebSocketShardDestroyOptions[] = [];
	const losses: number[] = [];
	let session: SessionInfo | null = {
		...{ sessionId: "s", sequence: 7, shardId: 0, shardCount: 1 },
		resumeURL: "ws://127.0.0.1",
	};
	const shard = {
		id: 0,
		status: Status.Ready,
		async connect() {
			connects.push({ at: clock.now(), session: session?.sessionId });
			shard.status = Status.Connecting;
		},
		async destroy(options: WebSocketShardDestroyOptions = {}) {
			closes.push(options);
			shard.status = Status.Idle;
			session = null;
		},
		setMaxListeners() {},
	};
	const sessions = {
		retrieveSessionInfo: () => session,
		updateSessionInfo(_id: number, next: SessionInfo | null) {
			session = next;
		},
	};
	const onLost = (failures: number) => void losses.push(failures);
	const isBack = comeBackPatiently(shard, sessions, { clock, chance, onLost });
	return { clock, shard, connects, closes, losses, isBack };
}

/** It is lost, and each attempt to get it back fails at once, for so long. Returns when they were. */
async function fail({ clock, shard, connects }: ReturnType<typeof given>, forMs: number): Promise<number[]> {
	const startedAt = clock.now();
	const before = connects.length;
	while (clock.now() < startedAt + forMs) {
		if (shard.status !== Status.Idle) void shard.destroy({ code: 1006, recover: Recovery.Reconnect });
		await clock.advance(100);
	}
	return connects.slice(before).map(({ at }) => at - startedAt);
}

test("lost once: back half a second later, with the session it had", async () => {
	const { clock, shard, connects, closes, losses } = given();
	void shard.destroy({ code: 4000, recover: Recovery.Resume });
	await clock.advance(minute);
	expect(connects).toEqual([{ at: 500, session: "s" }]);
	expect([closes, losses]).toEqual([[{ code: 4000 }], [0]]);
});

test("lost with its session: back without one, and Discord is told which", async () => {
	const { clock, shard, connects, closes } = given();
	void shard.destroy({ recover: Recovery.Reconnect, reason: "Invalid session" });
	await clock.advance(minute);
	expect(connects).toEqual([{ at: 500, session: undefined }]);
	expect(closes).toEqual([{ code: 1000, reason: "Invalid session" }]);
});

test("while it cannot be had, it is tried ever less often, at most every half minute", async () => {
	for (const chance of [() => 0, () => 0.5, () => 0.999]) {
		const one = given(chance);
		const tried = await fail(one, 30 * minute);
		const gaps = tried.map((at, index) => at - (tried[index - 1] ?? 0));
		expect(Math.max(...gaps)).toBeLessThanOrEqual(30_100);
		expect(tried.filter((at) => at <= 2 * minute).length).toBeLessThanOrEqual(13);
		expect(one.losses).toEqual(one.losses.map((_, index) => index));
	}
});

test("the waits differ from one program to the next", () => {
	expect(retryDelayMs(4, () => 0)).toBe(6_000);
	expect(retryDelayMs(4, () => 0.5)).toBe(8_000);
	expect(retryDelayMs(4, () => 0.75)).toBe(9_000);
	expect(retryDelayMs(1_000, () => 0.999)).toBeLessThanOrEqual(30_000);
});

test("once it has been back, the next loss is made good at once again", async () => {
	const one = given();
	await fail(one, 10 * minute);
	await one.clock.advance(minute);
	one.isBack();
	expect(await fail(one, 1_000)).toEqual([500]);
});

test("back each time and lost at once again: the first times it comes back as fast, then ever less often", async () => {
	const one = given();
	const { clock, shard, isBack, connects } = one;
	for (let at = 0; at < 10 * minute; at += 100) {
		if (shard.status === Status.Connecting) isBack();
		if (shard.status !== Status.Idle) void shard.destroy({ recover: Recovery.Resume });
		await clock.advance(100);
	}
	expect(connects.slice(0, 5).map(({ at }) => at)).toEqual([500, 1_000, 1_500, 2_000, 2_500]);
	expect(connects.length).toBeLessThan(45);
	await clock.advance(minute);
	isBack();
	await clock.advance(2 * minute);
	const at = clock.now();
	void shard.destroy({ recover: Recovery.Resume });
	await clock.advance(minute);
	isBack();
	void shard.destroy({ recover: Recovery.Resume });
	await clock.advance(minute);
	expect(connects.slice(-1)).toEqual([{ at: at + minute + 500, session: "s" }]);
});

test("discord.js gives it up twice in the same moment, or once more while it waits: one attempt", async () => {
	const { clock, shard, connects } = given();
	void shard.destroy({ recover: Recovery.Resume });
	void shard.destroy({ recover: Recovery.Reconnect });
	await clock.advance(200);
	void shard.destroy({ recover: Recovery.Reconnect });
	await clock.advance(minute);
	expect(connects).toEqual([{ at: 500, session: "s" }]);
});

test("left while it waits: it stays away", async () => {
	const { clock, shard, connects } = given();
	void shard.destroy({ recover: Recovery.Resume });
	await clock.advance(200);
	await shard.destroy({ code: 1000 });
	await clock.advance(minute);
	void shard.destroy({ recover: Recovery.Resume });
	await clock.advance(minute);
	expect([connects, clock.pending]).toEqual([[], 0]);
});
