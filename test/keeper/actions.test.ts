// What is written down before a call to Discord and after its answer, so that a crash in between loses nothing.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/call.ts";
import { handlers, type MatchAction, scopePermissions } from "../../src/keeper/actions/handlers.ts";
import { privateTo } from "../../src/keeper/actions/overwrites.ts";
import { type Changes, matchJob } from "../../src/keeper/job.ts";
import { permission, permissionNames } from "../../src/permission.ts";
import type { MatchRecord } from "../../src/record.ts";
import { delta, guildId, matchId, memberOf, membersOf, open, placement, room, vale } from "../rules/given.ts";
import { channel, shownGuild } from "./shown.ts";

const now = 2_000;
const opening = room(vale, { state: "opening", channelId: null, createdAt: now });
const opened = room(vale);
const move: MatchAction = { do: "move", discordId: "@ann", channelId: "vale-room", originId: "general" };
const back: MatchAction<"return"> = { do: "return", discordId: "@ann", channelId: "general" };
const openVale: MatchAction<"openRoom"> = {
	...{ do: "openRoom", matchId, team: vale, code: opening.code, parentId: null },
	admit: opening.admitted,
};
const find: MatchAction = { do: "findRoom", room: opening };
const close: MatchAction<"closeRoom"> = { do: "closeRoom", room: opened, channelId: "vale-room", arriving: [] };

function record(words: Partial<MatchRecord> = {}): MatchRecord {
	return { match: open(), rooms: [], placements: [], ...words };
}

/** The record once the intent of the action, or its answer, is written down. */
function intended(before: MatchRecord, action: MatchAction): MatchRecord {
	return changed(before, (changes) => matchJob(handlers, guildId, matchId, action, 0).intend(changes, now));
}

function noted(before: MatchRecord, action: MatchAction, answer: Answer<unknown>): MatchRecord {
	return changed(before, (changes) => matchJob(handlers, guildId, matchId, action, 0).note(changes, answer, now));
}

function changed(before: MatchRecord, act: (changes: Changes) => void): MatchRecord {
	let after = before;
	act({
		match: (_, change) => {
			after = change(after);
		},
		guild: () => {
			throw new Error("an action of a match changes no guild");
		},
	});
	return after;
}

const done = (value: unknown = undefined): Answer<unknown> => ({ is: "done", value });
const refused = (code: number): Answer<unknown> => ({ is: "refused", status: 400, code, why: "" });
const later: Answer<unknown> = { is: "later", at: 9_000 };
const lost: Answer<unknown> = { is: "lost", why: "timeout" };

describe("before the call", () => {
	test("a room to be made is kept with its code", () => {
		expect(intended(record(), openVale).rooms).toEqual([opening]);
	});

	test("where somebody is moved from is kept before they are moved", () => {
		expect(intended(record(), move).placements).toEqual([placement("ann", "moving", { at: now })]);
	});

	test("a repeated move writes nothing", () => {
		const before = record({ placements: [placement("ann", "moving")] });
		expect(intended(before, move)).toBe(before);
	});

	test("unless they are to be moved from somewhere else now", () => {
		const before = record({
			placements: [placement("ann", "moving", { originId: "lobby" }), placement("bob", "placed")],
		});
		expect(intended(before, move).placements).toEqual([
			placement("bob", "placed"),
			placement("ann", "moving", { at: now }),
		]);
	});

	test("the same member in another guild is another placement", () => {
		const elsewhere = placement("ann", "placed", { guildId: "elsewhere" });
		expect(intended(record({ placements: [elsewhere] }), move).placements).toHaveLength(2);
	});

	test("a room whose channel is gone is given up, with everyone who has access should it turn up again", () => {
		const before = record({ rooms: [opened, room(delta)] });
		const after = intended(before, { do: "forgetRoom", room: opened });
		expect(after.rooms).toEqual([{ ...opened, state: "lost" }, room(delta)]);
	});

	test("a move back is remembered as done before its call: seen outside when its answer is lost, nobody has walked out", () => {
		const before = record({ rooms: [opened], placements: [placement("ann", "placed")] });
		expect(intended(before, back).placements).toEqual([placement("ann", "returned", { at: now })]);
	});

	const silent: [title: string, action: MatchAction][] = [
		["looking for a room", find],
		["a close", close],
	];
	for (const [title, action] of silent) {
		test(`${title} needs no intent: done twice it does no harm`, () => {
			const before = record({ rooms: [opened, { ...opening, code: "another" }] });
			expect(intended(before, action)).toBe(before);
		});
	}
});

type After = MatchRecord["rooms"][number]["state"];

describe("after a create and after a search", () => {
	const rows: [title: string, action: MatchAction, answer: Answer<unknown>, state: After, channelId: string | null][] =
		[
			["created: open, its channel known", openVale, done("new-room"), "open", "new-room"],
			["refused: it was not made", openVale, refused(50013), "closed", null],
			["not sent because of a limit: it was not made", openVale, later, "closed", null],
			["no answer: it may have been made, and is looked for", openVale, lost, "opening", null],
			["found: open", find, done("found-room"), "open", "found-room"],
			["not found: it may still turn up, so its code stays taken", find, done(undefined), "lost", null],
			["not found out: looked for again", find, lost, "opening", null],
			["search refused: looked for again", find, refused(50001), "opening", null],
			["search put off: looked for again", find, later, "opening", null],
		];
	for (const [title, action, answer, state, channelId] of rows) {
		test(title, () => {
			const after = noted(record({ rooms: [opening] }), action, answer).rooms[0];
			expect([after?.state, after?.channelId]).toEqual([state, channelId]);
		});
	}

	test("the gateway told of the room before the answer got lost: it stays open", () => {
		const before = record({ rooms: [opened] });
		expect(noted(before, openVale, lost)).toBe(before);
		expect(noted(before, openVale, refused(50013))).toBe(before);
	});

	test("the bot left the guild meanwhile: the room that was given up stays so", () => {
		const before = record({ rooms: [room(vale, { state: "lost", channelId: null, admitted: [] })] });
		expect(noted(before, openVale, lost)).toBe(before);
		expect(noted(before, find, lost)).toBe(before);
	});

	test("a room that nobody remembers is not made up", () => {
		expect(noted(record(), openVale, done("new-room")).rooms).toEqual([]);
	});
});

describe("an edit of access", () => {
	const [add, remove] = [membersOf("eve"), membersOf("bob")];
	const admit: MatchAction = { do: "admit", room: opened, channelId: "vale-room", add, remove };

	test("whom it lets in is kept before it: they may have access even if there is no answer", () => {
		const after = intended(record({ rooms: [opened] }), admit);
		expect(after.rooms[0]?.admitted).toEqual(membersOf("ann", "bob", "eve"));
	});

	test("of a room that was closed meanwhile is not remembered", () => {
		const before = record({ rooms: [{ ...opened, state: "closed", admitted: [] }] });
		expect(noted(before, admit, done())).toBe(before);
	});

	for (const answer of [done(), refused(50013), later, lost]) {
		test(`${answer.is}: everyone who was ever let in stays remembered, and Discord shows who has access`, () => {
			const before = record({ rooms: [opened] });
			expect(noted(before, admit, answer)).toBe(before);
		});
	}
});

describe("after a close", () => {
	const rows: [title: string, answer: Answer<unknown>, state: After][] = [
		["done: closed", done(), "closed"],
		["10003: it was gone already, closed", refused(10003), "closed"],
		["50001 may mean hidden: no proof, still open", refused(50001), "open"],
		["50013: still open", refused(50013), "open"],
		["no answer: still open, closed again", lost, "open"],
		["put off: still open", later, "open"],
	];
	for (const [title, answer, state] of rows) {
		test(title, () => {
			expect(noted(record({ rooms: [opened] }), close, answer).rooms[0]?.state).toBe(state);
		});
	}
});

describe("after a move", () => {
	const before = record({ rooms: [opened], placements: [placement("ann", "moving")] });
	test("in, done: they are in the room", () => {
		expect(noted(before, move, done()).placements).toEqual([placement("ann", "placed", { at: now })]);
	});

	for (const state of ["walked", "away"] as const) {
		test(`in, done, but the gateway said before that they are ${state}: that counts`, () => {
			const gone = record({ rooms: [opened], placements: [placement("ann", state)] });
			expect(noted(gone, move, done())).toBe(gone);
		});
	}

	for (const answer of [refused(40032), later, lost]) {
		test(`in, ${answer.is}: it is planned again`, () => {
			expect(noted(before, move, answer)).toBe(before);
		});
	}

	test("back, done: brought back, and where to is remembered", () => {
		expect(noted(before, back, done()).placements).toEqual([placement("ann", "returned", { at: now })]);
	});

	test("back, of a visitor: remembered as well", () => {
		const after = noted(record(), { ...back, discordId: "@coach" }, done());
		expect(after.placements).toEqual([placement("coach", "returned", { originId: null, at: now })]);
	});

	test("back, done, but they had walked out just before: they are where we took them, and may be moved in again", () => {
		const gone = record({ rooms: [opened], placements: [placement("ann", "walked")] });
		expect(noted(gone, back, done()).placements).toEqual([placement("ann", "returned", { at: now })]);
	});

	for (const answer of [refused(40032), later, lost]) {
		test(`back, ${answer.is}: it is planned again`, () => expect(noted(before, back, answer)).toBe(before));
	}
});

describe("what rests after a failure, and what an action waits for", () => {
	const job = (action: MatchAction) => matchJob(handlers, guildId, matchId, action, 0);
	const rests: [title: string, action: MatchAction, answer: Answer<unknown>, expected: string[]][] = [
		["a refused create leaves no room: its team", openVale, refused(50013), [`team:${matchId}/vale`]],
		["one that was put off: its team", openVale, later, [`team:${matchId}/vale`]],
		[
			"one without an answer: the room, and the team as well",
			openVale,
			lost,
			["room:vale-code", `team:${matchId}/vale`],
		],
		["a search: the room", find, lost, ["room:vale-code"]],
		["a close: the channel", close, refused(50013), ["channel:vale-room"]],
		["a move: the member", move, refused(50013), ["member:@ann"]],
		["a move into a channel that is gone: nobody, they go elsewhere at once", move, refused(10003), []],
		["a move back into one that is gone: nobody", back, refused(10003), []],
		["a move back: the member", back, lost, ["member:@ann"]],
		["giving a room up: nothing, it makes no call", { do: "forgetRoom", room: opened }, lost, []],
	];
	for (const [title, action, answer, expected] of rests)
		test(title, () => expect(job(action).rests(answer).map(String)).toEqual(expected));

	test("given a team of one id in two matches, when one create rests, then the other does not", () => {
		const other = matchJob(handlers, guildId, "other", { ...openVale, matchId: "other" }, 0);
		expect(other.blockedBy).not.toEqual(job(openVale).blockedBy);
	});

	test("a room that closes waits for its edit, and for those on their way into it", () => {
		expect(job({ ...close, arriving: ["@ann"] }).blockedBy.map(String)).toEqual(["room:vale-code", "member:@ann"]);
	});
});

describe("who may see a room", () => {
	const { viewChannel, connect, manageChannels, moveMembers, speak, stream } = permission;
	const hidden = viewChannel | connect;

	test("the bot and those let in, nobody else; a role by its kind", () => {
		const admit = [
			...membersOf("ann"),
			{ kind: "role" as const, id: "staff" },
			{ kind: "guest" as const, id: "@coach" },
		];
		const player = hidden | speak | stream;
		expect(privateTo(shownGuild(), admit)).toEqual([
			{ id: guildId, kind: "role", allow: 0n, deny: hidden },
			{ id: "bot", kind: "member", allow: hidden | manageChannels | moveMembers, deny: 0n },
			{ id: "@ann", kind: "member", allow: player, deny: 0n },
			{ id: "staff", kind: "role", allow: player, deny: 0n },
			{ id: "@coach", kind: "member", allow: player, deny: 0n },
		]);
	});

	test("bits that the bot does not hold are left out: Discord would refuse the whole room", () => {
		const guild = shownGuild({ permissions: () => hidden | manageChannels });
		expect(privateTo(guild, membersOf("ann")).map(({ allow, deny }) => [allow, deny])).toEqual([
			[0n, hidden],
			[hidden | manageChannels, 0n],
			[hidden, 0n],
		]);
	});
});

describe("one call for each", () => {
	/** What the action asks of Discord, as a name and its arguments. */
	async function asked(action: MatchAction, guild = shownGuild()): Promise<unknown[]> {
		const calls: unknown[] = [];
		const call =
			(name: string, answer: Answer<never>) =>
			async (...words: readonly unknown[]): Promise<Answer<never>> => {
				calls.push([name, ...words]);
				return answer;
			};
		const fails: Answer<never> = { is: "lost", why: "" };
		await matchJob(handlers, guildId, matchId, action, 0).perform(
			{
				see: () => guild,
				voiceGuilds: () => [],
				createChannel: call("createChannel", fails),
				listChannels: call("listChannels", fails),
				editOverwrites: call("editOverwrites", fails),
				moveMember: call("moveMember", fails),
				deleteChannel: call("deleteChannel", fails),
				postMessage: call("postMessage", fails),
				deleteMessage: call("deleteMessage", fails),
			},
			guild,
		);
		return calls;
	}

	test("a room is created with its name, its place and its overwrites", async () => {
		expect(await asked({ ...openVale, parentId: "matches", code: "4F2A" })).toEqual([
			[
				"createChannel",
				guildId,
				{
					kind: "voice",
					name: "Team vale · 4F2A",
					parentId: "matches",
					overwrites: privateTo(shownGuild(), opening.admitted),
					reason: `Team room of FACEIT match ${matchId}`,
				},
			],
		]);
	});

	test("an edit of access keeps what an admin added by hand, and replaces only those it is about", async () => {
		const byHand = { id: "@coach", kind: "member" as const, allow: 1n, deny: 0n };
		const former = privateTo(shownGuild(), membersOf("ann", "bob"));
		const guild = shownGuild({ channels: [channel("vale-room", { overwrites: [...former, byHand] })] });
		const [add, remove] = [membersOf("eve"), membersOf("bob")];
		const calls = await asked({ do: "admit", room: opened, channelId: "vale-room", add, remove }, guild);
		const without = former.filter(({ id }) => id !== memberOf("bob"));
		const eve = privateTo(guild, membersOf("eve")).slice(-1);
		expect(calls).toEqual([
			["editOverwrites", guildId, "vale-room", [...without, byHand, ...eve], "The team's line-up changed"],
		]);
	});

	test("moves and closes name whom and what", async () => {
		expect(await asked(move)).toEqual([["moveMember", guildId, "@ann", "vale-room"]]);
		expect(await asked(back)).toEqual([["moveMember", guildId, "@ann", "general"]]);
		expect(await asked(close)).toEqual([["deleteChannel", guildId, "vale-room", "The match is over"]]);
	});

	test("a room that is given up takes no call", async () => {
		expect(await asked({ do: "forgetRoom", room: opened })).toEqual([]);
	});
});

describe("the permissions of each scope", () => {
	const named = scopePermissions.map(({ scope, needs, wants }) => [
		scope,
		permissionNames(needs),
		permissionNames(wants),
	]);

	test("are those of its actions together", () => {
		expect(named).toEqual([
			["rooms", ["View Channels", "Manage Channels", "Manage Roles", "Connect", "Move Members"], ["Speak", "Video"]],
			["messages", ["View Channels", "Send Messages"], []],
		]);
	});

	test("every action belongs to one of them", () => {
		const scopes = scopePermissions.map(({ scope }) => scope);
		for (const handler of [...Object.values(handlers.match), ...Object.values(handlers.guild)])
			expect(scopes).toContain(handler.scope);
	});
});
