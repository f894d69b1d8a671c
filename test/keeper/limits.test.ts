// Which planned jobs may start now, as rows: given what is in flight or rests, what the bot may do, and what is left.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import { type GuildAction, handlers, type MatchAction } from "../../src/keeper/actions/handlers.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import { guildJob, type Job, matchJob } from "../../src/keeper/job.ts";
import { choose } from "../../src/keeper/limits.ts";
import { plan, stayMs } from "../../src/keeper/plan/rooms.ts";
import type { Match } from "../../src/match.ts";
import type { GuildShown, Limit } from "../../src/shown.ts";
import { virtualClock } from "../clock.ts";
import {
	delta,
	guild,
	guildId,
	matchId,
	membersOf,
	open,
	over,
	placement,
	room,
	type Scene,
	team,
	vale,
} from "../rules/given.ts";
import { channel, shownGuild } from "./shown.ts";

const rooms = [room(vale), room(delta)];
const general = { ann: "general", bob: "general", cid: "general", dan: "general" };
const placed = ["ann", "bob", "cid", "dan"].map((name) => placement(name, "placed"));
const refused: Answer = { is: "refused", status: 400, code: 0, why: "no" };
const forbidden: Answer = { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };

const opens = (one = vale, code = `${one.teamId}-code`): MatchAction => ({
	...{ do: "openRoom", matchId, team: one, code, parentId: null },
	admit: [],
});
const edits: MatchAction = { do: "admit", room: room(vale), channelId: "vale-room", add: membersOf("eve"), remove: [] };
const closes = (one = vale): MatchAction => {
	const { channelId } = room(one);
	return { do: "closeRoom", room: room(one), channelId: channelId ?? "", arriving: [] };
};
const moves = (name: string, channelId = "vale-room"): MatchAction => ({
	...{ do: "move", discordId: `@${name}`, channelId },
	originId: "general",
});
const returns = (name: string): MatchAction => ({ do: "return", discordId: `@${name}`, channelId: "general" });

function jobOf(action: MatchAction, turn = 0): Job {
	return matchJob(handlers, guildId, matchId, action, turn);
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
	readonly lacking?: Readonly<Record<string, readonly string[]>>;
	readonly now?: number;
};

/** What starts, and what is held and why, in one line each. */
function chosen(
	jobs: readonly Job[],
	{ state = newState(), shown = shownGuild(), lacking = {}, now = 100_000 }: Look = {},
) {
	const { start, held } = choose({ state, shown, lacking: (scope) => lacking[scope] ?? [] }, jobs, now);
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
			["admit room:vale-code: inFlight"],
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
			["admit room:vale-code: inFlight"],
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
			["openRoom room:next-code: resting until 115000"],
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
			["return member:@ann: resting until 115000"],
		],
		[
			"a move, because they are not in voice: they are moved as soon as they are back",
			moves("ann"),
			{ is: "refused", status: 400, code: 40032, why: "Target user is not connected to voice." },
			moves("ann"),
			[],
		],
		["a deletion", closes(), refused, closes(), ["closeRoom channel:vale-room: resting until 115000"]],
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

describe("what the bot may do in the guild", () => {
	const hint: GuildAction = {
		do: "postHint",
		hint: { nonce: "n", channelId: "general", messageId: null, ways: [], createdAt: 0 },
	};
	const ofBoth = [jobOf(opens()), jobOf(moves("ann")), guildJob(handlers, guildId, hint, 0)];

	test("given rooms lack a permission, when there is work, then only the other scope goes on", () => {
		expect(chosen(ofBoth, { lacking: { rooms: ["Move Members"] } })).toEqual({
			start: ["postHint chat:general"],
			held: ["openRoom room:vale-code: lackingPermissions", "move member:@ann: lackingPermissions"],
		});
	});

	test("given as many channels as Discord allows, when there is work, then no room is opened, everything else goes on", () => {
		const channels = Array.from({ length: 500 }, (_, at) => channel(`c${at}`));
		const jobs = [jobOf(opens()), jobOf(moves("ann")), jobOf(closes(delta))];
		expect(chosen(jobs, { shown: shownGuild({ channels }) })).toEqual({
			start: ["closeRoom channel:delta-room", "move member:@ann"],
			held: ["openRoom room:vale-code: guildFull"],
		});
		expect(chosen(jobs, { shown: shownGuild({ channels: channels.slice(1) }) }).held).toEqual([]);
	});

	test("given Discord refused, when there is work, then the scope is paused and the other is not", () => {
		const state = newState();
		state.begin(jobOf(closes(delta)));
		state.end(jobOf(closes(delta)), forbidden, 100_000);
		expect(chosen(ofBoth, { state })).toEqual({
			start: ["postHint chat:general"],
			held: ["openRoom room:vale-code: paused until 220000", "move member:@ann: paused until 220000"],
		});
	});

	test("given the pause is over, when there is work, then one call finds out and the rest waits for its answer", () => {
		const state = newState();
		state.begin(jobOf(closes(delta)));
		state.end(jobOf(closes(delta)), forbidden, 100_000);
		const jobs = [jobOf(opens()), jobOf(opens(delta), 1), jobOf(moves("ann"))];
		const held = ["openRoom room:delta-code: paused until 220000", "move member:@ann: paused until 220000"];
		expect(chosen(jobs, { state, now: 220_000 })).toEqual({ start: ["openRoom room:vale-code"], held });

		state.begin(jobOf(opens()));
		expect(chosen(jobs, { state, now: 221_000 }).start).toEqual([]);
		state.end(jobOf(opens()), { is: "done", value: undefined }, 222_000);
		expect(chosen(jobs.slice(1), { state, now: 222_000 }).held).toEqual([]);
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

	test("rooms first, then moves into rooms, then moves back, the matches and teams in turn", () => {
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
			{ do: "postHint", hint: hint("new") },
		];
		const jobs = both.map((action, turn) => guildJob(handlers, guildId, action, turn));
		expect(chosen(jobs)).toEqual({
			start: ["deleteHint chat:general"],
			held: ["postHint chat:general: inFlight"],
		});
	});

	test("nor does one start that waits for what the other is about", () => {
		const first: MatchAction = { ...edits, add: membersOf("fay") };
		expect(chosen([jobOf(first, 0), jobOf(closes(), 1)])).toEqual({
			start: ["admit room:vale-code"],
			held: ["closeRoom channel:vale-room: inFlight"],
		});
	});
});
