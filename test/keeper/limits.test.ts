// Which planned jobs may start now, as rows: given what is in flight or rests, what the bot may do, and what is left.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import { type GuildAction, handlers, type MatchAction } from "../../src/keeper/actions/handlers.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import { guildJob, type Job, matchJob } from "../../src/keeper/job.ts";
import { choose } from "../../src/keeper/limits.ts";
import { plan, stayMs } from "../../src/keeper/plan/rooms.ts";
import type { Match } from "../../src/match.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import type { GuildShown, Limit } from "../../src/shown.ts";
import { virtualClock } from "../clock.ts";
import { delta, guild, guildId, matchId, open, over, placement, room, type Scene, team, vale } from "../rules/given.ts";
import { allowanceOf, channel, shownGuild } from "./shown.ts";

const rooms = [room(vale), room(delta)];
const general = { ann: "general", bob: "general", cid: "general", dan: "general" };
const placed = ["ann", "bob", "cid", "dan"].map((name) => placement(name, "placed"));
const refused: Answer = { is: "refused", status: 400, code: 0, why: "no" };
const forbidden: Answer = { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };

const opens = (one = vale, code = `${one.teamId}-code`, parentId: string | null = null): MatchAction => ({
	...{ do: "openRoom", matchId, team: one, number: 1, code, parentId },
	...{ admit: [], name: one.name, userLimit: 0 },
});
const lets = (name: string): MatchAction => ({
	...{ do: "admit", room: room(vale), channelId: "vale-room" },
	admission: { kind: "member", id: `@${name}` },
});
const edits = lets("eve");
const closes = (one = vale): MatchAction => {
	const { channelId } = room(one);
	return { do: "closeRoom", room: room(one), channelId: channelId ?? "", arriving: [] };
};
const moves = (name: string, channelId = "vale-room"): MatchAction => ({
	...{ do: "move", discordId: `@${name}`, channelId },
	originId: "general",
});
const returns = (name: string): MatchAction => ({ do: "return", discordId: `@${name}`, channelId: "general" });

function jobOf(action: MatchAction, turn = 0, { id = matchId, beganAt = 0 } = {}): Job {
	return matchJob(handlers, guildId, id, action, { beganAt, turn });
}

function newState(clock = virtualClock(100_000)): GuildState {
	return new GuildState(
		guildId,
		clock,
		() => 0.5,
		() => undefined,
	);
}

type Look = {
	readonly state?: GuildState;
	readonly shown?: GuildShown;
	readonly now?: number;
	/** How many calls the whole bot may make. */
	readonly calls?: number;
};

/** What starts, and what is held and why, in one line each. */
function chosen(
	jobs: readonly Job[],
	{ state = newState(), shown = shownGuild(), now = 100_000, calls = 1_000 }: Look = {},
) {
	const { start, held } = choose({ state, shown, allowance: allowanceOf(calls) }, jobs, now);
	return {
		start: start.map(({ action, subject }) => `${action.do} ${subject}`),
		held: held.map(
			({ job, reason, until }) =>
				`${job.action.do} ${job.subject}: ${reason}${until === null ? "" : ` until ${until}`}`,
		),
	};
}

describe("given a call in flight, when its match is planned again", () => {
	const planned = (match: Match, scene: Scene, at: number) =>
		plan(match, guild(scene), at).actions.map((action, turn) => jobOf(action, turn));
	const maybe = room(vale, { state: "opening", channelId: null });
	const newcomer = open([team("vale", "ann,eve"), delta]);
	const ended = 11_001;

	const rows: [
		title: string,
		inFlight: MatchAction,
		match: Match,
		scene: Scene,
		start: string[],
		held: string[],
		at?: number,
	][] = [
		[
			"a create: the room is not looked for, its team gets no second one, the other one is no concern of it",
			opens(),
			open(),
			{ rooms: [maybe] },
			["openRoom room:delta-code"],
			["findRoom room:vale-code: inFlight"],
		],
		[
			"a create: nobody is moved into what is not there, the other team is",
			opens(),
			open(),
			{ rooms: [maybe, room(delta)], voice: general },
			["move member:@cid", "move member:@dan"],
			["findRoom room:vale-code: inFlight"],
		],
		[
			"an edit of access: the next one waits for its answer",
			edits,
			newcomer,
			{ rooms },
			[],
			["revoke room:vale-code: inFlight", "admit room:vale-code: inFlight"],
		],
		[
			"an edit of access: people are moved in all the same",
			edits,
			open(),
			{ rooms, voice: { ann: "general" } },
			["move member:@ann"],
			[],
		],
		[
			"a deletion: nobody is moved into it any more",
			closes(),
			open(),
			{ rooms, voice: { ann: "general" } },
			[],
			["move member:@ann: inFlight"],
		],
		[
			"a deletion: its access is not edited any more",
			closes(),
			newcomer,
			{ rooms },
			[],
			["revoke room:vale-code: inFlight", "admit room:vale-code: inFlight"],
		],
		[
			"a move: not again",
			moves("ann"),
			open(),
			{ rooms, voice: { ann: "general" } },
			[],
			["move member:@ann: inFlight"],
		],
		[
			"a move back: not again",
			returns("ann"),
			over(1_000),
			{ rooms, voice: { ann: "vale-room" }, placements: placed },
			["closeRoom channel:delta-room"],
			["return member:@ann: inFlight"],
			ended,
		],
		[
			"an edit: its room does not close",
			edits,
			over(1_000),
			{ rooms },
			["closeRoom channel:delta-room"],
			["closeRoom channel:vale-room: inFlight"],
			ended,
		],
		[
			"a deletion: not again",
			closes(),
			over(1_000),
			{ rooms },
			["closeRoom channel:delta-room"],
			["closeRoom channel:vale-room: inFlight"],
			ended,
		],
		[
			"a move: nothing closes while its member may still arrive",
			moves("ann"),
			over(1_000),
			{ rooms, placements: [placement("ann", "moving")] },
			[],
			["closeRoom channel:vale-room: inFlight", "closeRoom channel:delta-room: inFlight"],
			ended,
		],
		[
			"a move, whose member came by themselves and left again: nothing closes, for it may still take them there",
			moves("ann"),
			over(1_000),
			{ rooms, voice: { ann: "general" }, placements: [placement("ann", "walked")] },
			[],
			["closeRoom channel:vale-room: inFlight", "closeRoom channel:delta-room: inFlight"],
			ended,
		],
		[
			"a move, and the rooms are long due: still nothing closes",
			moves("ann"),
			over(1_000),
			{ rooms, placements: [placement("ann", "moving")] },
			[],
			["closeRoom channel:vale-room: inFlight", "closeRoom channel:delta-room: inFlight"],
			ended + stayMs,
		],
	];
	for (const [title, inFlight, match, scene, start, held, at = 2_000] of rows) {
		test(title, () => {
			const state = newState();
			state.begin(jobOf(inFlight));
			expect(chosen(planned(match, scene, at), { state })).toEqual({ start, held });
		});
	}
});

describe("given a call that failed, when it is planned again, then it rests", () => {
	const rows: [title: string, failed: MatchAction, answer: Answer, again: MatchAction, held: string[]][] = [
		[
			"a create: by its team, for the next has another code",
			opens(),
			refused,
			opens(vale, "next-code"),
			["openRoom room:next-code: refused until 115000"],
		],
		["a create: the other team does not", opens(), refused, opens(delta), []],
		[
			"one that was put off: until it may start",
			opens(),
			{ is: "later", at: 107_000 },
			opens(vale, "next-code"),
			["openRoom room:next-code: resting until 107000"],
		],
		["a move", moves("ann"), { is: "lost", why: "" }, moves("ann"), ["move member:@ann: resting until 101000"]],
		[
			"a move: its way back as well",
			moves("ann"),
			refused,
			returns("ann"),
			["return member:@ann: refused until 115000"],
		],
		[
			"a move, because they are not in voice: they are moved as soon as they are back",
			moves("ann"),
			{ is: "refused", status: 400, code: 40032, why: "Target user is not connected to voice." },
			moves("ann"),
			[],
		],
		["a deletion", closes(), refused, closes(), ["closeRoom channel:vale-room: refused until 115000"]],
	];
	for (const [title, failed, answer, again, held] of rows) {
		test(title, () => {
			const state = newState();
			state.begin(jobOf(failed));
			state.end(jobOf(failed), answer, 100_000);
			expect(chosen([jobOf(again)], { state }).held).toEqual(held);
			expect(chosen([jobOf(again)], { state, now: 120_000 }).held).toEqual([]);
		});
	}
});

describe("what the bot may do", () => {
	const hint: GuildAction = {
		do: "postHint",
		hint: { nonce: "n", channelId: "general", messageId: null, ways: [], createdAt: 0 },
		layout: { tone: "brand", blocks: [] },
	};
	const ofBoth = [jobOf(opens()), jobOf(moves("ann")), guildJob(handlers, guildId, hint, 0)];
	const places = ["general", "vale-room", "delta-room", "matches"].map((id) => channel(id));
	/** A guild where the bot lacks this in these channels; null is the guild as a whole. */
	const lacking = (bits: bigint, ...where: readonly (string | null)[]) =>
		shownGuild({
			channels: places,
			permissions: (channelId) => allPermissions & ~(where.includes(channelId ?? null) ? bits : 0n),
		});

	test("given it lacks a permission everywhere, when there is work, then only what does without goes on", () => {
		const shown = lacking(permission.moveMembers, null, "general", "vale-room");
		expect(chosen(ofBoth, { shown })).toEqual({
			start: ["postHint chat:general"],
			held: ["openRoom room:vale-code: lackingPermissions", "move member:@ann: lackingPermissions"],
		});
	});

	test("given an admin took away the bot's overwrite of one room, then what is to be done there waits, all else goes on", () => {
		const jobs = [
			...[jobOf(closes()), jobOf(closes(delta)), jobOf(moves("ann")), jobOf(moves("cid", "general"))],
			...[jobOf(edits), jobOf(opens(team("oak", "eve"))), jobOf(returns("dan"))],
		];
		expect(chosen(jobs, { shown: lacking(permission.viewChannel, "vale-room") })).toEqual({
			start: [
				...["closeRoom channel:delta-room", "openRoom room:oak-code"],
				...["move member:@cid", "return member:@dan"],
			],
			held: [
				"closeRoom channel:vale-room: lackingPermissions",
				"admit room:vale-code: lackingPermissions",
				"move member:@ann: lackingPermissions",
			],
		});
	});

	test("given it lacks in a channel what the job there does without, then it starts", () => {
		expect(chosen([jobOf(moves("ann"))], { shown: lacking(permission.manageChannels, "vale-room") }).held).toEqual([]);
		expect(chosen([jobOf(closes())], { shown: lacking(permission.moveMembers, "vale-room") }).held).toEqual([]);
	});

	test("given it lacks in the guild what it has in the room, then what is done in the room starts", () => {
		const jobs = [jobOf(moves("ann")), jobOf(closes(delta)), jobOf(opens(team("oak", "eve")))];
		expect(chosen(jobs, { shown: lacking(permission.manageChannels | permission.moveMembers, null) })).toEqual({
			start: ["closeRoom channel:delta-room", "move member:@ann"],
			held: ["openRoom room:oak-code: lackingPermissions"],
		});
	});

	test("given it lacks a permission in the category, then no room is opened there", () => {
		const there = opens(vale, "vale-code", "matches");
		const elsewhere = jobOf(opens(delta));
		expect(chosen([jobOf(there), elsewhere], { shown: lacking(permission.manageRoles, "matches") })).toEqual({
			start: ["openRoom room:delta-code"],
			held: ["openRoom room:vale-code: lackingPermissions"],
		});
	});

	test("given the channel is not shown, then nothing is concluded from that", () => {
		expect(chosen([jobOf(moves("ann", "unseen"))], { shown: lacking(permission.viewChannel) }).held).toEqual([]);
	});

	test("given as many channels as Discord allows, when there is work, then no room is opened, deletions come first", () => {
		const channels = Array.from({ length: 500 }, (_, at) => channel(`c${at}`));
		const jobs = [jobOf(edits), jobOf(opens(team("oak", "eve"))), jobOf(moves("ann")), jobOf(closes(delta), 9)];
		expect(chosen(jobs, { shown: shownGuild({ channels }) })).toEqual({
			start: ["closeRoom channel:delta-room", "admit room:vale-code", "move member:@ann"],
			held: ["openRoom room:oak-code: guildFull"],
		});
		expect(chosen(jobs, { shown: shownGuild({ channels: channels.slice(1) }) }).start).toEqual([
			...["admit room:vale-code", "openRoom room:oak-code", "closeRoom channel:delta-room", "move member:@ann"],
		]);
	});
});

describe("what Discord refused", () => {
	/** A state in which these were refused at 100,000, one after the other. */
	function refusing(...actions: readonly MatchAction[]): GuildState {
		const state = newState();
		for (const action of actions) {
			state.begin(jobOf(action));
			state.end(jobOf(action), forbidden, 100_000);
		}
		return state;
	}
	const names = ["ann", "bob", "cid", "dan"];
	const all = names.map((name, turn) => jobOf(moves(name), turn));

	test("given one was refused, then it rests, and everything else starts", () => {
		expect(chosen([...all, jobOf(opens())], { state: refusing(moves("ann")) })).toEqual({
			start: ["openRoom room:vale-code", "move member:@bob", "move member:@cid", "move member:@dan"],
			held: ["move member:@ann: refused until 115000"],
		});
	});

	test("given two were refused, then one of those that were not finds out, the others of the kind wait for it", () => {
		const state = refusing(moves("ann"), moves("bob"));
		const held = [
			"move member:@ann: paused until 115000",
			"move member:@bob: paused until 115000",
			"move member:@dan: paused",
		];
		expect(chosen([...all, jobOf(opens())], { state })).toEqual({
			start: ["openRoom room:vale-code", "move member:@cid"],
			held,
		});
		state.begin(jobOf(moves("cid")));
		expect(chosen(all.slice(3), { state })).toEqual({ start: [], held: ["move member:@dan: paused"] });
	});

	test("given the one that finds out is refused as well, then the next one waits until its turn", async () => {
		const state = refusing(moves("ann"), moves("bob"), moves("cid"));
		expect(chosen(all.slice(3), { state }).held).toEqual(["move member:@dan: paused until 115000"]);
		expect(chosen(all.slice(3), { state, now: 115_000 }).start).toEqual(["move member:@dan"]);
	});

	test("given it is that turn, and rests are over, then one of all finds out; a doubtful kind does not start two lanes at once", () => {
		const state = refusing(moves("ann"), moves("bob"), moves("cid"));
		expect(chosen(all, { state, now: 115_000 })).toEqual({
			start: ["move member:@ann"],
			held: ["move member:@bob: paused", "move member:@cid: paused", "move member:@dan: paused"],
		});
	});

	test("given one is carried out, then all others start at once", () => {
		const state = refusing(moves("ann"), moves("bob"));
		state.begin(jobOf(moves("cid")));
		state.end(jobOf(moves("cid")), { is: "done", value: undefined }, 100_000);
		expect(chosen(all, { state }).held).toEqual([
			"move member:@ann: refused until 115000",
			"move member:@bob: refused until 115000",
		]);
	});

	test("given one match's rooms cannot be closed, then another match in the guild is served all the same", () => {
		const state = refusing(closes(), closes(delta));
		const oak = team("oak", "eve");
		const jobs = [jobOf(closes()), jobOf(closes(delta)), jobOf(opens(oak)), jobOf(moves("eve", "oak-room"))];
		expect(chosen(jobs, { state }).start).toEqual(["openRoom room:oak-code", "move member:@eve"]);
	});

	test("given nobody can be let in, then people are moved in all the same", () => {
		const state = refusing(lets("eve"), lets("fay"));
		expect(chosen([jobOf(lets("gil")), jobOf(moves("ann"))], { state }).start).toEqual([
			...["admit room:vale-code", "move member:@ann"],
		]);
	});

	test("given one person may not be let in, then the others are", () => {
		const jobs = ["eve", "fay"].map((name, turn) => jobOf(lets(name), turn));
		expect(chosen(jobs, { state: refusing(lets("eve")) })).toEqual({
			start: ["admit room:vale-code"],
			held: ["admit room:vale-code: refused until 115000"],
		});
	});

	test("given somebody cannot be moved in, then the room that they were on their way to is closed all the same", () => {
		const closing: MatchAction = { do: "closeRoom", room: room(vale), channelId: "vale-room", arriving: ["@ann"] };
		expect(chosen([jobOf(closing)], { state: refusing(moves("ann")) }).start).toEqual(["closeRoom channel:vale-room"]);
	});

	test("but not while a move of theirs may still be carried out, in flight or without an answer", () => {
		const closing: MatchAction = { do: "closeRoom", room: room(vale), channelId: "vale-room", arriving: ["@ann"] };
		const state = newState();
		state.begin(jobOf(moves("ann")));
		expect(chosen([jobOf(closing)], { state }).held).toEqual(["closeRoom channel:vale-room: inFlight"]);
		state.end(jobOf(moves("ann")), { is: "lost", why: "" }, 100_000);
		expect(chosen([jobOf(closing)], { state }).held).toEqual(["closeRoom channel:vale-room: resting until 101000"]);
		expect(chosen([jobOf(closing)], { state, now: 101_000 }).held).toEqual([]);
	});

	test("given the turn to find out is still to come, then the guild is looked at again then", async () => {
		const clock = virtualClock(100_000);
		const looks: number[] = [];
		const state = new GuildState(
			guildId,
			clock,
			() => 0.5,
			() => looks.push(clock.now()),
		);
		for (const name of ["ann", "bob", "cid"]) {
			state.begin(jobOf(moves(name)));
			state.end(jobOf(moves(name)), forbidden, 100_000);
		}
		chosen([jobOf(moves("dan"))], { state });
		await clock.advance(20_000);
		expect(looks[0]).toBe(115_000);
	});
});

describe("Discord's limits", () => {
	const budgets = (words: Partial<Record<Limit, number>>): GuildShown => {
		const at = (left = 100) => ({ left, moreAt: 105_000 });
		return shownGuild({
			budgets: {
				createChannel: at(words.createChannel),
				moveIn: at(words.moveIn),
				moveBack: at(words.moveBack),
				deleteChannel: at(words.deleteChannel),
			},
		});
	};

	test("matches that began first are completed first, whatever the order in which they are planned", () => {
		const of = (id: string, beganAt: number) => (name: string, turn: number) =>
			jobOf(moves(name), turn, { id, beganAt });
		const jobs = [...["cid", "dan"].map(of("second", 2_000)), ...["ann", "bob"].map(of("first", 1_000))];
		expect(chosen(jobs, { shown: budgets({ moveIn: 3 }) })).toEqual({
			start: ["move member:@ann", "move member:@bob", "move member:@cid"],
			held: ["move member:@dan: limit until 105000"],
		});
	});

	test("those that began at the same time: one after the other as well", () => {
		const of = (id: string) => (name: string, turn: number) => jobOf(moves(name), turn, { id, beganAt: 1_000 });
		const first = ["ann", "bob"].map(of("first"));
		const second = ["cid", "dan"].map(of("second"));
		const inTurn = [first, second].flatMap(([one]) => one ?? []);
		const start = ["ann", "bob", "cid", "dan"].map((name) => `move member:@${name}`);
		expect(chosen([...inTurn, ...first.slice(1), ...second.slice(1)]).start).toEqual(start);
	});

	describe("given what the whole bot may do is nearly used up", () => {
		const jobs = [jobOf(returns("ann")), jobOf(moves("bob"), 0), jobOf(moves("cid"), 1), jobOf(edits)];

		test("the rest waits, and says for what", () => {
			expect(chosen(jobs, { calls: 2 })).toEqual({
				start: ["admit room:vale-code", "move member:@bob"],
				held: ["move member:@cid: limit until 200000", "return member:@ann: limit until 200000"],
			});
		});

		test("moves back leave ten calls to matches that are starting", () => {
			expect(chosen([jobOf(returns("ann"))], { calls: 10 }).start).toEqual([]);
			expect(chosen([jobOf(returns("ann"))], { calls: 11 }).start).toEqual(["return member:@ann"]);
			expect(chosen([jobOf(closes())], { calls: 10 }).start).toEqual([]);
		});

		test("what another guild has taken in the same turn is not there any more", () => {
			const allowance = allowanceOf(1);
			const both = [1, 2].map(() =>
				choose({ state: newState(), shown: shownGuild(), allowance }, [jobOf(moves("bob"))], 100_000),
			);
			expect(both.map(({ start, awaiting }) => [start.length, awaiting])).toEqual([
				[1, undefined],
				[0, "moveIn"],
			]);
		});

		test("what makes no call does not wait", () => {
			const forgets: MatchAction = { do: "forgetRoom", room: room(vale), isDeleted: true };
			expect(chosen([jobOf(forgets)], { calls: 0 }).start).toHaveLength(1);
		});
	});

	test("rooms first, then moves into rooms, then moves back, in the order of each plan", () => {
		const jobs = [jobOf(returns("cid"), 0), jobOf(moves("bob"), 1), jobOf(moves("ann"), 0), jobOf(opens(), 4)];
		expect(chosen(jobs).start).toEqual([
			"openRoom room:vale-code",
			"move member:@ann",
			"move member:@bob",
			"return member:@cid",
		]);
	});

	test("more than may start now: those that come first, the others until more may", () => {
		const jobs = ["ann", "bob", "cid"].map((name, turn) => jobOf(moves(name), turn));
		expect(chosen(jobs, { shown: budgets({ moveIn: 2 }) })).toEqual({
			start: ["move member:@ann", "move member:@bob"],
			held: ["move member:@cid: limit until 105000"],
		});
	});

	test("moves into rooms are counted first; both draw on one limit", () => {
		const jobs = [jobOf(returns("ann")), jobOf(returns("bob")), jobOf(moves("cid")), jobOf(moves("dan"))];
		expect(chosen(jobs, { shown: budgets({ moveIn: 5, moveBack: 3 }) })).toEqual({
			start: ["move member:@cid", "move member:@dan", "return member:@ann"],
			held: ["return member:@bob: limit until 105000"],
		});
		expect(chosen(jobs, { shown: budgets({ moveIn: 5, moveBack: 1 }) }).start).toEqual([
			"move member:@cid",
			"move member:@dan",
		]);
	});

	test("creates have a limit of their own", () => {
		const jobs = [jobOf(opens()), jobOf(opens(delta)), jobOf(moves("ann"))];
		expect(chosen(jobs, { shown: budgets({ createChannel: 1 }) })).toEqual({
			start: ["openRoom room:vale-code", "move member:@ann"],
			held: ["openRoom room:delta-code: limit until 105000"],
		});
	});

	test("moves in and moves back share one: what the first take, the others do not have", () => {
		const late = [jobOf(returns("ann")), jobOf(returns("bob")), jobOf(moves("cid"))];
		expect(chosen(late, { shown: budgets({ moveIn: 2, moveBack: 2 }) }).start).toEqual([
			...["move member:@cid", "return member:@ann"],
		]);
		// Those that have waited for too long come first, and take from the others as well.
		const state = newState();
		state.setLimited(late.slice(0, 2), 89_000);
		expect(chosen(late, { state, shown: budgets({ moveIn: 2, moveBack: 2 }) })).toEqual({
			start: ["return member:@ann", "return member:@bob"],
			held: ["move member:@cid: limit until 105000"],
		});
	});

	describe("whatever has waited for a limit for a little more than ten seconds goes first", () => {
		const jobs = [jobOf(moves("ann"), 0), jobOf(moves("bob"), 1), jobOf(returns("cid"), 0), jobOf(returns("dan"), 1)];
		const waited = (at: number, ...which: readonly number[]) => {
			const state = newState();
			const waiting = which.flatMap((index) => jobs[index] ?? []);
			state.setLimited(waiting, at);
			return state;
		};
		const inRank = ["move member:@ann", "move member:@bob", "return member:@cid", "return member:@dan"];

		test("not a moment earlier", () => {
			expect(chosen(jobs, { state: waited(89_001, 3) }).start).toEqual(inRank);
			expect(chosen(jobs, { state: waited(89_000, 3) }).start).toEqual([
				...["return member:@dan", "move member:@ann", "move member:@bob", "return member:@cid"],
			]);
		});

		test("the ranks in turn, so that neither shuts the other out", () => {
			expect(chosen(jobs, { state: waited(80_000, 0, 1, 2, 3) }).start).toEqual([
				...["move member:@ann", "return member:@cid", "move member:@bob", "return member:@dan"],
			]);
		});

		test("of one rank the one that has waited for longest", () => {
			const state = waited(70_000, 3);
			state.setLimited(
				[jobs[2], jobs[3]].flatMap((job) => job ?? []),
				80_000,
			);
			expect(chosen(jobs, { state }).start.slice(0, 2)).toEqual(["return member:@dan", "return member:@cid"]);
		});
	});

	test("an edit of access draws on none of them", () => {
		const shown = budgets({ createChannel: 0, moveIn: 0, moveBack: 0, deleteChannel: 0 });
		expect(chosen([jobOf(edits)], { shown }).start).toEqual(["admit room:vale-code"]);
	});

	test("what is held for another reason leaves the limit to those behind it", () => {
		const state = newState();
		state.begin(jobOf(moves("ann")));
		const jobs = ["ann", "bob"].map((name, turn) => jobOf(moves(name), turn));
		expect(chosen(jobs, { state, shown: budgets({ moveIn: 1 }) }).start).toEqual(["move member:@bob"]);
	});

	test("given a move that waits for the limit, when more may start, then the guild is looked at again", async () => {
		const clock = virtualClock(100_000);
		const looks: number[] = [];
		const state = new GuildState(
			guildId,
			clock,
			() => 0.5,
			() => looks.push(clock.now()),
		);
		chosen([jobOf(moves("ann"))], { state, shown: budgets({ moveIn: 0 }) });
		await clock.advance(10_000);
		expect(looks).toEqual([105_000]);
	});
});

describe("two jobs of one look about the same", () => {
	test("one starts, the other waits for its answer", () => {
		const hint = (nonce: string) => ({ nonce, channelId: "general", messageId: "1", ways: [], createdAt: 0 });
		const both: GuildAction[] = [
			{ do: "deleteHint", hint: hint("old") },
			{ do: "postHint", hint: hint("new"), layout: { tone: "brand", blocks: [] } },
		];
		const jobs = both.map((action, turn) => guildJob(handlers, guildId, action, turn));
		expect(chosen(jobs)).toEqual({
			start: ["deleteHint chat:general"],
			held: ["postHint chat:general: inFlight"],
		});
	});

	test("nor does one start that waits for what the other is about", () => {
		expect(chosen([jobOf(lets("fay"), 0), jobOf(closes(), 1)])).toEqual({
			start: ["admit room:vale-code"],
			held: ["closeRoom channel:vale-room: inFlight"],
		});
	});
});
