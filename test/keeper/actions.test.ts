// What is written down before a call to Discord and after its answer, so that a crash in between loses nothing.

import { describe, expect, test } from "bun:test";
import { type Answer, type Discord, discordCode, type NewChannel } from "../../src/call.ts";
import { handlers, type MatchAction, scopePermissions } from "../../src/keeper/actions/handlers.ts";
import { privateTo } from "../../src/keeper/actions/overwrites.ts";
import { type Changes, matchJob } from "../../src/keeper/job.ts";
import { permission, permissionNames } from "../../src/permission.ts";
import type { MatchRecord } from "../../src/record.ts";
import { newRecord } from "../../src/record.ts";
import { delta, guildId, matchId, memberOf, membersOf, open, placement, room, vale } from "../rules/given.ts";
import { channel, shownGuild } from "./shown.ts";

const now = 2_000;
const opening = room(vale, { state: "opening", channelId: null, createdAt: now });
const opened = room(vale);
const move: MatchAction = { do: "move", discordId: "@ann", channelId: "vale-room", originId: "general" };
const back: MatchAction<"return"> = { do: "return", discordId: "@ann", channelId: "general" };
const openVale: MatchAction<"openRoom"> = {
	...{ do: "openRoom", matchId, team: vale, number: 1, code: opening.code, parentId: null },
	...{ admit: opening.admitted, name: vale.name, userLimit: 0 },
};
const find: MatchAction = { do: "findRoom", room: opening };
const admits = (name: string): MatchAction => edit("admit", name);
const revokes = (name: string): MatchAction => edit("revoke", name);
const close: MatchAction<"closeRoom"> = { do: "closeRoom", room: opened, channelId: "vale-room", arriving: [] };

function record(words: Partial<MatchRecord> = {}): MatchRecord {
	return { ...newRecord(open()), ...words };
}

function edit(what: "admit" | "revoke", name: string): MatchAction {
	return { do: what, room: opened, channelId: "vale-room", admission: { kind: "member", id: memberOf(name) } };
}

/** The record once the intent of the action, or its answer, is written down. */
function intended(before: MatchRecord, action: MatchAction): MatchRecord {
	return changed(before, (changes) =>
		matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).intend(changes, now),
	);
}

function noted(before: MatchRecord, action: MatchAction, answer: Answer<unknown>): MatchRecord {
	return changed(before, (changes) =>
		matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).note(changes, answer, now),
	);
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

	test("given a move for an earlier opening of the match, when they are moved for this one, then that is remembered", () => {
		const before = record({ placements: [placement("ann", "moving", { opening: 0 })] });
		expect(intended(before, move).placements).toEqual([placement("ann", "moving", { at: now })]);
	});

	test("a room out of reach for no known reason is given up, with everyone who has access should it turn up again", () => {
		const before = record({ rooms: [opened, room(delta)] });
		const after = intended(before, { do: "forgetRoom", room: opened, isDeleted: false });
		expect(after.rooms).toEqual([{ ...opened, state: "lost" }, room(delta)]);
	});

	test("a room that somebody deleted is closed, and nobody has access to it", () => {
		const before = record({ rooms: [opened, room(delta)] });
		const after = intended(before, { do: "forgetRoom", room: opened, isDeleted: true });
		expect(after.rooms).toEqual([{ ...opened, state: "closed", admitted: [] }, room(delta)]);
	});

	test("what is logged tells which of the two it was", () => {
		const past = (isDeleted: boolean) =>
			matchJob(handlers, guildId, matchId, { do: "forgetRoom", room: opened, isDeleted }, { beganAt: 0, turn: 0 }).past;
		expect([past(true), past(false)]).toEqual(["room was deleted by somebody", "room given up"]);
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
	const letIn = admits("eve");
	const takeAway = revokes("bob");

	test("whom it lets in is kept before it: they may have access even if there is no answer", () => {
		const after = intended(record({ rooms: [opened] }), letIn);
		expect(after.rooms[0]?.admitted).toEqual(membersOf("ann", "bob", "eve"));
	});

	test("whom it lets in once more is kept once", () => {
		const after = intended(record({ rooms: [opened] }), admits("ann"));
		expect(after.rooms[0]?.admitted).toEqual(membersOf("bob", "ann"));
	});

	test("whoever loses access stays remembered: a resumed session may show the room as it was before", () => {
		const before = record({ rooms: [opened] });
		expect(intended(before, takeAway)).toBe(before);
	});

	test("of a room that was closed meanwhile is not remembered", () => {
		const before = record({ rooms: [{ ...opened, state: "closed", admitted: [] }] });
		expect(intended(before, letIn)).toBe(before);
		expect(noted(before, letIn, done())).toBe(before);
	});

	for (const answer of [done(), refused(50013), later, lost]) {
		test(`${answer.is}: everyone who was ever let in stays remembered, and Discord shows who has access`, () => {
			const before = record({ rooms: [opened] });
			for (const edit of [letIn, takeAway]) expect(noted(before, edit, answer)).toBe(before);
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
	test("in, done: they are in the room only once the gateway says so, for an answer alone has been seen to move nobody", () => {
		expect(noted(before, move, done())).toBe(before);
	});

	for (const state of ["placed", "walked", "away"] as const) {
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
	const job = (action: MatchAction) => matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 });
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
		["letting somebody in: their access and nobody else's", admits("eve"), refused(50013), ["access:vale-code/@eve"]],
		["taking access away: theirs alone", revokes("bob"), refused(50013), ["access:vale-code/@bob"]],
		["giving a room up: nothing, it makes no call", { do: "forgetRoom", room: opened, isDeleted: false }, lost, []],
	];
	for (const [title, action, answer, expected] of rests)
		test(title, () => expect(job(action).rests(answer).map(String)).toEqual(expected));

	test("given a team of one id in two matches, when one create rests, then the other does not", () => {
		const other = matchJob(handlers, guildId, "other", { ...openVale, matchId: "other" }, { beganAt: 0, turn: 0 });
		expect(other.blockedBy).not.toEqual(job(openVale).blockedBy);
	});

	test("a room that closes waits for its edit, and for those who may still be on their way into it", () => {
		const closing = job({ ...close, arriving: ["@ann"] });
		expect(closing.blockedBy.map(String)).toEqual(["room:vale-code"]);
		expect(closing.awaits.map(String)).toEqual(["member:@ann"]);
	});

	test("one edit of a room at a time, none while it is deleted, none about somebody whose last one was refused", () => {
		for (const one of [job(admits("eve")), job(revokes("eve"))]) {
			expect(String(one.subject)).toBe("room:vale-code");
			expect(one.blockedBy.map(String)).toEqual(["access:vale-code/@eve"]);
			expect(one.awaits.map(String)).toEqual(["channel:vale-room"]);
		}
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

/** Notes what is asked of Discord, as a name and its arguments; nothing of it is answered unless `answers` say so. */
function port(calls: unknown[], guild = shownGuild(), answers: Partial<Discord> = {}): Discord {
	const call =
		(name: string) =>
		async (...words: readonly unknown[]): Promise<Answer<never>> => {
			calls.push([name, ...words]);
			return { is: "lost", why: "" };
		};
	return {
		see: () => guild,
		voiceGuilds: () => [],
		guildIds: () => [],
		isMember: call("isMember"),
		allowance: () => ({ left: 1_000, moreAt: 0 }),
		createChannel: call("createChannel"),
		listChannels: call("listChannels"),
		setOverwrite: call("setOverwrite"),
		removeOverwrite: call("removeOverwrite"),
		moveMember: call("moveMember"),
		deleteChannel: call("deleteChannel"),
		postMessage: call("postMessage"),
		deleteMessage: call("deleteMessage"),
		editMessage: call("editMessage"),
		ownMessages: call("ownMessages"),
		setVoiceStatus: call("setVoiceStatus"),
		...answers,
	};
}

describe("one call for each", () => {
	async function asked(action: MatchAction, guild = shownGuild()): Promise<unknown[]> {
		const calls: unknown[] = [];
		await matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).perform(port(calls, guild), guild);
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
					...{ parentId: "matches", userLimit: 0 },
					overwrites: privateTo(shownGuild(), opening.admitted),
					reason: `Team room of FACEIT match ${matchId}`,
				},
			],
		]);
	});

	test("an edit of access names the one whom it is about: what an admin set for others by hand is not sent back", async () => {
		// Discord refuses a whole list for a single bit that the bot itself lacks.
		const byHand = { id: "@coach", kind: "member" as const, allow: 1n << 40n, deny: 0n };
		const former = privateTo(shownGuild(), membersOf("ann", "bob"));
		const guild = shownGuild({ channels: [channel("vale-room", { overwrites: [...former, byHand] })] });
		const [eve] = privateTo(guild, membersOf("eve")).slice(-1);
		expect(await asked(admits("eve"), guild)).toEqual([
			["setOverwrite", guildId, "vale-room", eve, "They play in the team of this room"],
		]);
		expect(await asked(revokes("bob"), guild)).toEqual([
			["removeOverwrite", guildId, "vale-room", "@bob", "They no longer play in the team of this room"],
		]);
	});

	test("of those let in, members are named in the log, roles are none", () => {
		const target = (action: MatchAction) =>
			matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).target;
		const ofRole: MatchAction = {
			...{ do: "admit", room: opened, channelId: "vale-room" },
			admission: { kind: "role", id: "staff" },
		};
		expect(target(admits("eve"))).toEqual({ room: "vale-code", channelId: "vale-room", discordId: "@eve" });
		expect(target(ofRole)).toEqual({ room: "vale-code", channelId: "vale-room" });
	});

	test("moves and closes name whom and what", async () => {
		expect(await asked(move)).toEqual([["moveMember", guildId, "@ann", "vale-room"]]);
		expect(await asked(back)).toEqual([["moveMember", guildId, "@ann", "general"]]);
		expect(await asked(close)).toEqual([["deleteChannel", guildId, "vale-room", "The match is over"]]);
	});

	test("a room that is given up takes no call", async () => {
		expect(await asked({ do: "forgetRoom", room: opened, isDeleted: false })).toEqual([]);
	});
});

describe("a room that Discord does not take as it is", () => {
	const ofName: Answer<never> = {
		...{ is: "refused", status: 400, code: discordCode.invalidForm },
		why: 'Invalid Form Body {"name":{"_errors":[{"code":"CONTAINS_DISALLOWED_WORDS"}]}}',
	};
	const ofPerson: Answer<never> = { is: "refused", status: 400, code: discordCode.unknownUser, why: "Unknown User" };
	const { viewChannel } = permission;

	/** What is created, with these answers one after the other, then done; who is let in, and the last answer. */
	async function creates(answers: readonly Answer<never>[], words: Partial<typeof openVale> = {}) {
		const left = [...answers];
		const tried: NewChannel[] = [];
		const discord = port([], shownGuild(), {
			createChannel: async (_, wanted) => {
				tried.push(wanted);
				return left.shift() ?? { is: "done", value: "new-room" };
			},
		});
		const action = { ...openVale, ...words };
		const answer = await matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).perform(
			discord,
			shownGuild(),
		);
		const isAnn = ({ id }: { readonly id: string }) => id === memberOf("ann");
		return { answer, rooms: tried.map(({ name, overwrites }) => [name, overwrites.some(isAnn)]), tried };
	}

	test("a refused name: opened with a plain one, the team's number, and the same people", async () => {
		const { answer, rooms } = await creates([ofName], { number: 2 });
		expect(answer).toEqual(done("new-room"));
		expect(rooms).toEqual([
			["Team vale · vale-code", true],
			["Team 2 · vale-code", true],
		]);
	});

	for (const code of [discordCode.unknownUser, discordCode.unknownMember, discordCode.unknownOverwrite]) {
		test(`somebody in it refused with ${code}: opened for nobody, and everyone is let in by themselves afterwards`, async () => {
			const { answer, rooms, tried } = await creates([{ ...ofPerson, code }]);
			expect(answer).toEqual(done("new-room"));
			expect(rooms).toEqual([
				["Team vale · vale-code", true],
				["Team vale · vale-code", false],
			]);
			// Never for everyone: it is private from its first moment.
			expect(tried[1]?.overwrites[0]).toMatchObject({ id: guildId, deny: viewChannel | permission.connect });
		});
	}

	test("both: a plain name, then nobody", async () => {
		const { answer, rooms } = await creates([ofName, ofPerson]);
		expect(answer).toEqual(done("new-room"));
		expect(rooms.map(([name]) => name)).toEqual(["Team vale · vale-code", "Team 1 · vale-code", "Team 1 · vale-code"]);
	});

	test("the plain name refused as well: given up for now, after two calls", async () => {
		const { answer, tried } = await creates([ofName, ofName]);
		expect(answer).toEqual(ofName);
		expect(tried).toHaveLength(2);
	});

	const others: Answer<never>[] = [
		{ is: "refused", status: 403, code: discordCode.missingPermissions, why: "Missing Permissions" },
		{ is: "refused", status: 400, code: discordCode.invalidForm, why: 'Invalid Form Body {"parent_id":{}}' },
		{ is: "later", at: 9_000 },
		{ is: "lost", why: "timeout" },
	];
	for (const answer of others) {
		test(`for another reason, ${JSON.stringify(answer)}: one call`, async () => {
			const { tried } = await creates([answer]);
			expect(tried).toHaveLength(1);
		});
	}

	test("more than Discord takes in one call: itself, the bot and the first 98 of them, the others once it is there", async () => {
		const many = Array.from({ length: 130 }, (_, at) => `p${at}`);
		const { tried } = await creates([], { admit: membersOf(...many) });
		const ids = tried[0]?.overwrites.map(({ id }) => id) ?? [];
		expect(ids).toEqual([guildId, "bot", ...many.slice(0, 98).map(memberOf)]);
	});
});

describe("where an action takes permissions", () => {
	const rows: [title: string, action: MatchAction, places: (string | null)[]][] = [
		["opening a room at the top: in the guild", openVale, [null]],
		["opening one in a category: there as well", { ...openVale, parentId: "matches" }, [null, "matches"]],
		["looking for one: in the guild", find, [null]],
		["letting in: in the room", admits("eve"), ["vale-room"]],
		["taking access away: in the room", revokes("eve"), ["vale-room"]],
		["closing: in the room", close, ["vale-room"]],
		["a move in: in the room", move, ["vale-room"]],
		["a move back: where to", back, ["general"]],
		["giving up: nowhere", { do: "forgetRoom", room: opened, isDeleted: true }, []],
	];
	for (const [title, action, places] of rows)
		test(title, () =>
			expect(matchJob(handlers, guildId, matchId, action, { beganAt: 0, turn: 0 }).places).toEqual(places),
		);
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
			["messages", ["View Channels", "Send Messages", "Read Message History"], []],
			["cards", ["View Channels", "Send Messages", "Read Message History"], []],
			["roomChat", ["View Channels", "Send Messages", "Read Message History"], []],
			["status", ["View Channels", "Manage Channels", "Connect", "Set Voice Channel Status"], []],
		]);
	});

	test("every action belongs to one of them", () => {
		const scopes = scopePermissions.map(({ scope }) => scope);
		for (const handler of [...Object.values(handlers.match), ...Object.values(handlers.guild)])
			expect(scopes).toContain(handler.scope);
	});
});
