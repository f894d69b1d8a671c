// What the keeper remembers of a guild between looks: rests, pauses and repetitions, on a clock moved by hand.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import type { Chance } from "../../src/clock.ts";
import { handlers, type MatchAction } from "../../src/keeper/actions/handlers.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import { guildJob, type Job, matchJob } from "../../src/keeper/job.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { guildId, matchId, membersOf, minute, room, vale } from "../rules/given.ts";

const startAt = 1_000_000;
const done: Answer = { is: "done", value: undefined };
const lost: Answer = { is: "lost", why: "timeout" };
const refused: Answer = { is: "refused", status: 400, code: 0, why: "no" };
const forbidden: Answer = { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };
const hidden: Answer = { is: "refused", status: 403, code: 50001, why: "Missing Access" };

const move = (name: string, channelId = "vale-room") =>
	jobOf({ do: "move", discordId: `@${name}`, channelId, originId: "general" });
const edit = (...names: string[]) =>
	jobOf({ do: "admit", room: room(vale), channelId: "vale-room", add: membersOf(...names), remove: [] });
const open = (code: string) =>
	jobOf({ do: "openRoom", matchId, team: vale, code, parentId: null, admit: membersOf("ann") });
const hint: Job = guildJob(
	handlers,
	guildId,
	{ do: "postHint", hint: { nonce: "n", channelId: "general", messageId: null, ways: [], createdAt: 0 } },
	0,
);

function jobOf(action: MatchAction): Job {
	return matchJob(handlers, guildId, matchId, action, 0);
}

type Given = { readonly state: GuildState; readonly clock: VirtualClock; readonly looks: number[] };

/** A guild state whose looks are counted, by their time since the start. */
function given(chance: Chance = () => 0.5): Given {
	const clock = virtualClock(startAt);
	const looks: number[] = [];
	const state = new GuildState(guildId, clock, chance, () => looks.push(clock.now() - startAt));
	return { state, clock, looks };
}

/** Makes the call and gives it this answer, at the clock's time. */
function act({ state, clock }: Given, job: Job, answer: Answer<unknown> = done) {
	state.begin(job);
	return state.end(job, answer, clock.now());
}

/** How long the subject rests from now on, ms. */
function restMs({ state, clock }: Given, { subject }: Job): number {
	return Math.max(0, (state.restingUntil(subject) ?? 0) - clock.now());
}

describe("a rest after a failure", () => {
	const series = async (answer: Answer, times: number) => {
		const it = given();
		const rests: number[] = [];
		for (let turn = 0; turn < times; turn += 1) {
			act(it, move("ann"), answer);
			rests.push(restMs(it, move("ann")));
			await it.clock.advance(restMs(it, move("ann")));
			expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(false);
		}
		return rests;
	};

	test("no answer: a second, then twice as long each time, a minute at most", async () => {
		expect(await series(lost, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
	});

	test("refused: fifteen seconds, then longer", async () => {
		expect(await series(refused, 4)).toEqual([15_000, 30_000, 60_000, 60_000]);
	});

	test("up to a quarter shorter or longer, so that many do not come back at once", () => {
		const shortest = given(() => 0);
		act(shortest, move("ann"), lost);
		expect(restMs(shortest, move("ann"))).toBe(750);
		const longest = given(() => 0.999);
		act(longest, move("ann"), lost);
		expect(restMs(longest, move("ann"))).toBeCloseTo(1_249.5);
	});

	test("put off: until that time exactly, and it is no failure", () => {
		const it = given();
		act(it, move("ann"), { is: "later", at: startAt + 7_000 });
		expect(restMs(it, move("ann"))).toBe(7_000);
		act(it, move("ann"), lost);
		expect(restMs(it, move("ann"))).toBe(1_000);
	});

	test("one that succeeds begins again with the shortest rest", () => {
		const it = given();
		for (const answer of [lost, lost, done, lost]) act(it, move("ann"), answer);
		expect(restMs(it, move("ann"))).toBe(1_000);
	});

	test("not in voice: no rest, for they are moved as soon as they are back", () => {
		const it = given();
		act(it, move("ann"), { is: "refused", status: 400, code: 40032, why: "" });
		expect(restMs(it, move("ann"))).toBe(0);
	});

	test("its end wakes the keeper, also when an earlier one has woken it before", async () => {
		const it = given();
		act(it, move("ann"), lost);
		act(it, move("bob"), refused);
		await it.clock.advance(1_000);
		it.state.tidy(it.clock.now());
		await it.clock.advance(20_000);
		expect(it.looks).toEqual([1_000, 15_000]);
	});

	test("once stopped nothing wakes it", async () => {
		const it = given();
		act(it, move("ann"), lost);
		it.state.stop();
		await it.clock.advance(minute);
		expect(it.looks).toEqual([]);
		expect(it.clock.pending).toBe(0);
	});
});

describe("a pause after Discord's refusal", () => {
	for (const answer of [forbidden, hidden]) {
		test(`${answer.is === "refused" ? answer.code : ""}: the scope stops, the other does not`, () => {
			const it = given();
			expect(act(it, move("ann"), answer)).toEqual({ isPaused: true, isRepeated: false });
			expect(it.state.allowance("rooms", it.clock.now())).toBe(0);
			expect(it.state.allowance("messages", it.clock.now())).toBe(Number.POSITIVE_INFINITY);
		});
	}

	test("another refusal pauses nothing", () => {
		const it = given();
		expect(act(it, move("ann"), refused).isPaused).toBe(false);
		expect(it.state.allowance("rooms", it.clock.now())).toBe(Number.POSITIVE_INFINITY);
	});

	test("the calls of one look are refused together and count as one", () => {
		const it = given();
		const jobs = ["ann", "bob", "cid"].map((name) => move(name));
		for (const job of jobs) it.state.begin(job);
		const pauses = jobs.map((job) => it.state.end(job, forbidden, it.clock.now()).isPaused);
		expect(pauses).toEqual([true, false, false]);
		expect(it.state.pauseOf("rooms")?.until).toBe(startAt + 2 * minute);
	});

	test("two minutes, then twice as long each time, ten at most; it is news only the first time", async () => {
		const it = given();
		const pauses: number[] = [];
		const news: boolean[] = [];
		for (let turn = 0; turn < 4; turn += 1) {
			news.push(act(it, move("ann"), forbidden).isPaused);
			pauses.push((it.state.pauseOf("rooms")?.until ?? 0) - it.clock.now());
			await it.clock.advance(pauses.at(-1) ?? 0);
			expect(it.state.allowance("rooms", it.clock.now())).toBe(1);
		}
		expect(pauses).toEqual([2, 4, 8, 10].map((minutes) => minutes * minute));
		expect(news).toEqual([true, false, false, false]);
	});

	test("one call finds out whether it is over: while it is in flight no other starts", async () => {
		const it = given();
		act(it, move("ann"), forbidden);
		await it.clock.advance(2 * minute);
		it.state.begin(move("bob"));
		expect(it.state.allowance("rooms", it.clock.now())).toBe(0);
		it.state.end(move("bob"), done, it.clock.now());
		expect(it.state.allowance("rooms", it.clock.now())).toBe(Number.POSITIVE_INFINITY);
	});

	test("a call of another scope in flight does not keep it from finding out, nor does its answer end the pause", async () => {
		const it = given();
		act(it, move("ann"), forbidden);
		act(it, hint);
		expect(it.state.allowance("rooms", it.clock.now())).toBe(0);
		await it.clock.advance(2 * minute);
		it.state.begin(hint);
		expect(it.state.allowance("rooms", it.clock.now())).toBe(1);
	});

	test("an admin changed permissions: everything is tried again at once", () => {
		const it = given();
		act(it, move("ann"), forbidden);
		it.state.resume();
		expect(it.state.allowance("rooms", it.clock.now())).toBe(Number.POSITIVE_INFINITY);
		expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(false);
	});
});

describe("the same done and planned again", () => {
	/** How long it rests after each time it is done, ms, and at which of them there is a warning. */
	function repeated(jobs: readonly Job[], it = given()) {
		const told = jobs.map((job) => {
			const { isRepeated } = act(it, job);
			const rest = Math.max(...job.rests(done).map((one) => (it.state.restingUntil(one) ?? 0) - it.clock.now()), 0);
			return { rest, isRepeated };
		});
		return {
			rests: told.map(({ rest }) => rest),
			warnings: told.flatMap((one, at) => (one.isRepeated ? [at + 1] : [])),
		};
	}

	test("the first repeat is free, then it rests for a second, twice as long each time, ten minutes at most; one warning", () => {
		const seconds = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600];
		const { rests, warnings } = repeated(seconds.map(() => edit("eve")));
		expect(rests).toEqual(seconds.map((one) => one * 1_000));
		expect(warnings).toEqual([3]);
	});

	test("another edit of the same room is no repetition", () => {
		expect(repeated([edit("eve"), edit("fay"), edit("eve"), edit("fay")]).rests).toEqual([0, 0, 0, 0]);
	});

	test("the same of somebody else is none", () => {
		expect(repeated(["ann", "bob", "cid", "dan"].map((name) => move(name))).rests).toEqual([0, 0, 0, 0]);
	});

	test("a room that is opened again and again has another code each time: it is guarded by its team", () => {
		const { rests, warnings } = repeated(["AAAA", "BBBB", "CCCC", "DDDD"].map(open));
		expect(rests).toEqual([0, 1_000, 2_000, 4_000]);
		expect(warnings).toEqual([3]);
	});

	test("a member who is somewhere else by their own will is moved again, and that is no repetition", () => {
		const it = given();
		for (let turn = 0; turn < 5; turn += 1) {
			expect(act(it, move("ann"))).toEqual({ isPaused: false, isRepeated: false });
			it.state.hasMovedAlone(move("ann").subject);
			expect(restMs(it, move("ann"))).toBe(0);
		}
	});

	test("after the longest rest it is forgotten", async () => {
		const it = given();
		repeated([edit("eve"), edit("eve"), edit("eve")], it);
		await it.clock.advance(10 * minute + 1);
		it.state.tidy(it.clock.now());
		expect(repeated([edit("eve")], it).rests).toEqual([0]);
	});

	test("an admin changed permissions, or our own category appeared: it rests all the same, and is still counted", () => {
		const it = given();
		repeated([edit("eve"), edit("eve"), edit("eve")], it);
		it.state.resume();
		expect(it.state.isBusy(edit("eve").subject, it.clock.now())).toBe(true);
		expect(repeated([edit("eve")], it).rests).toEqual([4_000]);
	});

	test("its rest wakes the keeper", async () => {
		const it = given();
		repeated([edit("eve"), edit("eve")], it);
		await it.clock.advance(minute);
		expect(it.looks).toEqual([1_000]);
	});
});

describe("what is news", () => {
	test("each change once; nothing to say is no news before there was something", () => {
		const { state } = given();
		const words = ["", "Connect", "Connect", "Speak", "", ""];
		expect(words.map((one) => state.isNews("lacking", one))).toEqual([false, true, false, true, true, false]);
	});

	test("those who did not wait before", () => {
		const { state } = given();
		expect(state.newlyWaiting(["@ann", "@bob"])).toEqual(["@ann", "@bob"]);
		expect(state.newlyWaiting(["@bob", "@cid"])).toEqual(["@cid"]);
		expect(state.newlyWaiting([])).toEqual([]);
		expect(state.newlyWaiting(["@bob"])).toEqual(["@bob"]);
	});
});

test("given an earlier wake is asked for, when time passes, then only the earliest look comes from the timer", async () => {
	const it = given();
	it.state.wakeAt(startAt + 5_000);
	it.state.wakeAt(startAt + 2_000);
	it.state.wakeAt(startAt + 9_000);
	await it.clock.advance(minute);
	expect(it.looks).toEqual([2_000]);
});
