// What the keeper remembers of a guild between looks: rests, pauses and repetitions, on a clock moved by hand.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import type { Chance } from "../../src/clock.ts";
import { handlers, type MatchAction } from "../../src/keeper/actions/handlers.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import { guildJob, type Job, matchJob } from "../../src/keeper/job.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { guildId, matchId, memberOf, membersOf, minute, room, vale } from "../rules/given.ts";

const startAt = 1_000_000;
const done: Answer = { is: "done", value: undefined };
const lost: Answer = { is: "lost", why: "timeout" };
const plainRoom = { name: "Vale", userLimit: 0 };
const refused: Answer = { is: "refused", status: 400, code: 0, why: "no" };
const forbidden: Answer = { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };
const hidden: Answer = { is: "refused", status: 403, code: 50001, why: "Missing Access" };
const unknownCode: Answer = { is: "refused", status: 403, code: 0, why: "no" };

const move = (name: string, channelId = "vale-room") =>
	jobOf({ do: "move", discordId: `@${name}`, channelId, originId: "general" });
const back = (name: string) => jobOf({ do: "return", discordId: `@${name}`, channelId: "general" });
const access = (what: "admit" | "revoke", name: string) =>
	jobOf({ do: what, room: room(vale), channelId: "vale-room", admission: { kind: "member", id: memberOf(name) } });
const edit = (name: string) => access("admit", name);
const open = (code: string) =>
	jobOf({
		do: "openRoom",
		matchId,
		team: vale,
		number: 1,
		code,
		parentId: null,
		admit: membersOf("ann"),
		...plainRoom,
	});
const layout = { tone: "brand", blocks: [] } as const;
const hint: Job = guildJob(
	handlers,
	guildId,
	{ do: "postHint", hint: { nonce: "n", channelId: "general", messageId: null, ways: [], createdAt: 0 }, layout },
	0,
);

function jobOf(action: MatchAction, id = matchId): Job {
	return matchJob(handlers, guildId, id, action, { beganAt: 0, turn: 0 });
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
	return Math.max(0, (state.rests.until(subject) ?? 0) - clock.now());
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

	for (const answer of [refused, forbidden]) {
		test(`refused, ${JSON.stringify(answer)}: fifteen seconds, then four times as long each time, ten minutes at most`, async () => {
			expect(await series(answer, 5)).toEqual([15, 60, 240, 600, 600].map((one) => one * 1_000));
		});
	}

	test("given calls without an answer, when the next is refused, then that is the first refusal", () => {
		const it = given();
		for (const answer of [lost, lost, lost, refused]) act(it, move("ann"), answer);
		expect(restMs(it, move("ann"))).toBe(15_000);
		act(it, move("ann"), lost);
		expect(restMs(it, move("ann"))).toBe(1_000);
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

describe("what a refusal means for everything of its kind", () => {
	test("one refused: it rests alone, and any number of others may start", () => {
		const it = given();
		expect(act(it, move("ann"), forbidden)).toEqual({ isDoubtful: false, isRepeated: false });
		expect(it.state.rests.nextProbeAt(move("bob"))).toBeUndefined();
		expect(restMs(it, move("ann"))).toBe(15_000);
		expect(restMs(it, move("bob"))).toBe(0);
	});

	for (const answer of [forbidden, hidden, unknownCode]) {
		test(`a second one, ${JSON.stringify(answer)}: news, and from now on one call finds out`, () => {
			const it = given();
			act(it, move("ann"), answer);
			expect(act(it, move("bob"), answer)).toEqual({ isDoubtful: true, isRepeated: false });
			expect(it.state.rests.nextProbeAt(move("cid"))).toBe(0);
			expect(act(it, move("cid"), answer).isDoubtful).toBe(false);
			expect(it.state.rests.nextProbeAt(move("dan"))).toBe(startAt + 15_000);
		});
	}

	test("other kinds go on", () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) act(it, move(name), forbidden);
		for (const job of [edit("eve"), open("4F2A"), hint]) expect(it.state.rests.nextProbeAt(job)).toBeUndefined();
	});

	test("any other refusal than 403 says nothing of others", () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) expect(act(it, move(name), refused).isDoubtful).toBe(false);
		expect(it.state.rests.nextProbeAt(move("dan"))).toBeUndefined();
	});

	test("one that is carried out ends it, and what was refused may be refused once more", () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) act(it, move(name), forbidden);
		act(it, move("dan"));
		expect(it.state.rests.nextProbeAt(move("eve"))).toBeUndefined();
		expect(act(it, move("eve"), forbidden).isDoubtful).toBe(false);
	});

	test("those who were never refused and those who were take turns of their own", () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) act(it, move(name), forbidden);
		expect([it.state.rests.laneOf(move("ann")), it.state.rests.laneOf(move("dan"))]).toEqual(["refused", "untried"]);
		expect([it.state.rests.nextProbeAt(move("ann")), it.state.rests.nextProbeAt(move("dan"))]).toEqual([
			0,
			startAt + 15_000,
		]);
	});

	test("an edit counts as refused before by the one whom it is about, a create by its team", () => {
		const it = given();
		act(it, edit("eve"), forbidden);
		act(it, open("AAAA"), forbidden);
		expect([edit("eve"), edit("fay"), open("BBBB")].map((job) => it.state.rests.laneOf(job))).toEqual([
			...["refused", "untried", "refused"],
		] as const);
	});

	test("a call may still be carried out while it is in flight, or when it had no answer; not when it was refused or done", () => {
		const it = given();
		const isPending = () => it.state.isPending(move("ann").subject, it.clock.now());
		expect(isPending()).toBe(false);
		it.state.begin(move("ann"));
		expect(isPending()).toBe(true);
		const pending = [lost, refused, forbidden, done, done, done].map((answer) => {
			act(it, move("ann"), answer);
			return isPending();
		});
		expect(pending).toEqual([true, false, false, false, false, false]);
		expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(true);
	});

	test("an admin changed permissions: everything is tried again at once", () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) act(it, move(name), forbidden);
		it.state.rests.resume();
		expect(it.state.rests.nextProbeAt(move("dan"))).toBeUndefined();
		expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(false);
	});

	const before = new Map([
		["", 7n],
		["vale-room", 3n],
		["delta-room", 3n],
	]);
	const views: [title: string, changes: readonly [place: string, bits: bigint | undefined][], isTried: boolean][] = [
		["as they were: another role, or a new session, alone is no reason", [], false],
		["another in the guild", [["", 15n]], true],
		["another in one of the channels", [["vale-room", 7n]], true],
		["fewer: what Discord says of it may be another as well", [["vale-room", 1n]], true],
		["in a channel that is new: nothing was refused there", [["new-room", 7n]], false],
		["in a channel that is gone", [["vale-room", undefined]], false],
	];
	for (const [title, changes, isTried] of views)
		test(`the bot's permissions are ${title}: ${isTried ? "tried again at once" : "it rests on"}`, () => {
			const it = given();
			act(it, move("ann"), forbidden);
			it.state.rests.refusedWith(before);
			const changed = new Map(before);
			for (const [place, bits] of changes) {
				if (bits === undefined) changed.delete(place);
				else changed.set(place, bits);
			}
			it.state.rests.reconsider(changed);
			expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(!isTried);
			expect(it.state.rests.isRefusing).toBe(!isTried);
		});

	test("compared with what the bot could do when Discord began to refuse, not with what it could do last", () => {
		const it = given();
		act(it, move("ann"), forbidden);
		it.state.rests.refusedWith(before);
		it.state.rests.refusedWith(new Map([["", 15n]]));
		it.state.rests.reconsider(before);
		expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(true);
	});

	test("admins are told once several things are refused for some time, or one again and again", async () => {
		const it = given();
		for (const name of ["ann", "bob", "cid"]) act(it, move(name), forbidden);
		expect(it.state.rests.refusal("rooms")).toBeUndefined();
		await it.clock.advance(15_000);
		act(it, move("dan"), forbidden);
		expect(it.state.rests.refusal("rooms")).toBe("Missing Permissions");
		expect(it.state.rests.refusal("messages")).toBeUndefined();

		const one = given();
		for (const turn of [1, 2, 3]) {
			expect([turn, one.state.rests.refusal("rooms")]).toEqual([turn, undefined]);
			act(one, move("ann"), forbidden);
		}
		expect(one.state.rests.refusal("rooms")).toBe("Missing Permissions");
		act(one, move("ann"));
		expect(one.state.rests.refusal("rooms")).toBeUndefined();
	});
});

describe("somebody who moved by themselves", () => {
	test("no longer rests after a refusal: what was refused where they were may be allowed where they are", () => {
		const it = given();
		act(it, move("ann"), forbidden);
		it.state.hasMovedAlone(move("ann").subject);
		expect(it.state.isBusy(move("ann").subject, it.clock.now())).toBe(false);
		expect(it.state.rests.laneOf(move("ann"))).toBe("untried");
	});

	test("rests on after a call without an answer: it may still take them there", () => {
		const it = given();
		act(it, move("ann"), lost);
		it.state.hasMovedAlone(move("ann").subject);
		expect(restMs(it, move("ann"))).toBe(1_000);
	});
});

describe("a call that may still be carried out", () => {
	test("is one in flight, or one that had no answer a moment ago; a refused one is not", async () => {
		const it = given();
		const isPending = (name: string) => it.state.isPending(move(name).subject, it.clock.now());
		it.state.begin(move("ann"));
		act(it, move("bob"), lost);
		act(it, move("cid"), forbidden);
		act(it, move("dan"));
		expect(["ann", "bob", "cid", "dan"].map(isPending)).toEqual([true, true, false, false]);
		await it.clock.advance(1_000);
		expect(isPending("bob")).toBe(false);
		it.state.begin(move("cid"));
		expect(isPending("cid")).toBe(true);
	});
});

describe("everyone who was in voice at the beginning has been moved", () => {
	/** What is said after each look, of whether somebody is still to be moved. */
	const told = (looks: readonly boolean[], it = given(), opening = 1, isOld = false) =>
		looks.map((isMoving) => it.state.published.isPlaced(matchId, opening, { isMoving, isOld }));

	test("said once, when nobody is left; not of latecomers", () => {
		expect(told([true, true, false, true, false])).toEqual([false, false, true, false, false]);
	});

	test("not of a match that nobody had to be moved for, nor of who comes after that", () => {
		expect(told([false, false])).toEqual([false, false]);
	});

	test("again when FACEIT opens the match again", () => {
		const it = given();
		told([true, false], it);
		expect(told([true, false], it, 2)).toEqual([false, true]);
	});

	test("not after a restart in the middle of it: those who are moved then come late", () => {
		expect(told([true, false], given(), 1, true)).toEqual([false, false]);
	});

	test("of each match by itself; one that no longer concerns the guild is forgotten", () => {
		const it = given();
		told([true], it);
		expect(it.state.published.isPlaced("other", 1, { isMoving: false, isOld: false })).toBe(false);
		expect(told([false], it)).toEqual([true]);
		it.state.drop(matchId);
		expect(told([true, false], it)).toEqual([false, true]);
	});
});

describe("what waits for one of Discord's limits", () => {
	test("has waited since it was first held for it; a room whose code is drawn anew at each look, too", async () => {
		const it = given();
		it.state.setLimited([move("ann"), open("AAAA")], it.clock.now());
		await it.clock.advance(3_000);
		it.state.setLimited([move("ann"), move("bob"), open("BBBB")], it.clock.now());
		expect([move("ann"), open("CCCC"), move("bob"), move("cid")].map((job) => it.state.limitedSince(job))).toEqual([
			...[startAt, startAt, startAt + 3_000],
			undefined,
		]);
	});

	test("no longer once it was not held for it at a look", () => {
		const it = given();
		it.state.setLimited([move("ann")], it.clock.now());
		it.state.setLimited([], it.clock.now());
		expect(it.state.limitedSince(move("ann"))).toBeUndefined();
	});

	test("a move in and a move back of one member are two waits", () => {
		const it = given();
		it.state.setLimited([move("ann")], it.clock.now());
		expect(it.state.limitedSince(back("ann"))).toBeUndefined();
	});
});

describe("the same done and planned again", () => {
	/** How long it rests after each time it is done, ms, and at which of them there is a warning. */
	function repeated(jobs: readonly Job[], it = given()) {
		const told = jobs.map((job) => {
			const { isRepeated } = act(it, job);
			const rest = Math.max(...job.rests(done).map((one) => (it.state.rests.until(one) ?? 0) - it.clock.now()), 0);
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

	test("an edit of the same room about somebody else is no repetition", () => {
		expect(repeated([edit("eve"), edit("fay"), edit("gil"), edit("hal")]).rests).toEqual([0, 0, 0, 0]);
	});

	test("one after the other and the first again, over and over, is: of each the third time", () => {
		const pairs = [
			[edit("eve"), access("revoke", "eve")],
			[edit("eve"), edit("fay")],
			[move("ann"), move("ann", "delta-room")],
		];
		for (const pair of pairs)
			expect(repeated([...pair, ...pair, ...pair])).toEqual({
				rests: [0, 0, 1_000, 1_000, 2_000, 2_000],
				warnings: [5, 6],
			});
	});

	test("the same for another match is none: one short match after the other, everybody comes back each time", () => {
		const matches = ["first", "second", "third", "fourth"];
		const jobs = matches.map((id) => jobOf({ do: "return", discordId: "@ann", channelId: "general" }, id));
		expect(repeated(jobs).rests).toEqual([0, 0, 0, 0]);
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
			expect(act(it, move("ann"))).toEqual({ isDoubtful: false, isRepeated: false });
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
		it.state.rests.resume();
		expect(edit("eve").blockedBy.some((one) => it.state.isBusy(one, it.clock.now()))).toBe(true);
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
		expect(words.map((one) => state.published.isNews("lacking", one))).toEqual([false, true, false, true, true, false]);
	});

	test("those who did not wait before", () => {
		const { state } = given();
		expect(state.published.newlyWaiting(["@ann", "@bob"])).toEqual(["@ann", "@bob"]);
		expect(state.published.newlyWaiting(["@bob", "@cid"])).toEqual(["@cid"]);
		expect(state.published.newlyWaiting([])).toEqual([]);
		expect(state.published.newlyWaiting(["@bob"])).toEqual(["@bob"]);
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
