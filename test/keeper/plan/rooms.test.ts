// What is left to do in one guild, as rows: given what is true and what is seen, these actions and this time to wake.

import { describe, expect, test } from "bun:test";
import type { MatchAction } from "../../../src/keeper/actions/handlers.ts";
import { plan, stayMs } from "../../../src/keeper/plan/rooms.ts";
import type { View } from "../../../src/keeper/view.ts";
import type { Match, Team } from "../../../src/match.ts";
import type { WaitReason } from "../../../src/wait.ts";
import {
	after,
	bothTeams,
	checked,
	delta,
	guild,
	matchId,
	memberOf,
	membersOf,
	minute,
	open,
	over,
	placement,
	report,
	room,
	type Scene,
	team,
	vale,
} from "../../rules/given.ts";

const now = 2_000;
const rooms = [room(vale), room(delta)];
const general = { ann: "general", bob: "general", cid: "general", dan: "general" };
const inRooms = { ann: "vale-room", bob: "vale-room", cid: "delta-room", dan: "delta-room" };
const placed = ["ann", "bob", "cid", "dan"].map((name) => placement(name, "placed"));

/** An action in one line: "move ann to vale-room from general". */
function told(action: MatchAction): string {
	const who = (id: string) => id.replace("@", "");
	switch (action.do) {
		case "openRoom":
			return `open ${action.team.teamId} for ${action.admit.map(({ id }) => who(id)).join(",") || "nobody"}`;
		case "findRoom":
			return `find ${action.room.code}`;
		case "closeRoom":
			return `close ${action.room.code}`;
		case "forgetRoom":
			return `forget ${action.room.code}${action.isDeleted ? ", deleted" : ""}`;
		case "admit":
			return `admit ${who(action.admission.id)} to ${action.room.code}`;
		case "revoke":
			return `revoke ${who(action.admission.id)} from ${action.room.code}`;
		case "move":
			return `move ${who(action.discordId)} to ${action.channelId} from ${action.originId}`;
		case "return":
			return `return ${who(action.discordId)} to ${action.channelId}`;
		case "disconnect":
			return `disconnect ${who(action.discordId)} from ${action.channelId}`;
		default:
			throw new Error(`no action of rooms: ${action.do}`);
	}
}

function planned(match: Match, view: View, at = now): string[] {
	return plan(match, view, at).actions.map(told);
}

type Row = readonly [title: string, match: Match, scene: Scene, expected: readonly string[], at?: number];

function rows(about: string, table: readonly Row[]): void {
	describe(about, () => {
		for (const [title, match, scene, expected, at = now] of table) {
			test(title, () => expect(planned(match, guild(scene), at)).toEqual([...expected]));
		}
	});
}

const fourMoves = [
	"move ann to vale-room from general",
	"move cid to delta-room from general",
	"move bob to vale-room from general",
	"move dan to delta-room from general",
];

rows("opening", [
	["a match that waits: nothing", after(report("created", 1, { version: 1 })), { voice: general }, []],
	["an open match without a line-up: nothing yet", open([]), { voice: general }, []],
	[
		"both rooms at once, each for its line-up",
		open(),
		{ voice: general },
		["open vale for ann,bob", "open delta for cid,dan"],
	],
	["a team of strangers gets none", open(), { linked: ["ann"] }, ["open vale for ann"]],
	[
		"one of them is on the bench: that is enough",
		open([team("vale", "ann,+eve")]),
		{ linked: ["eve"] },
		["open vale for eve"],
	],
	["nobody is linked: nothing", open(), { linked: [] }, []],
	[
		"players are in voice in another guild, and none is here: it is played there",
		open(),
		{ isPlayedElsewhere: true },
		[],
	],
	[
		"a room that is open stays, whoever is no longer known or in voice here",
		open(),
		{ rooms: [room(vale, { admitted: [] })], linked: [], isPlayedElsewhere: true },
		[],
	],
	[
		"and its people are let in and moved, though the other room does not open",
		open(),
		{ rooms: [room(vale, { admitted: membersOf("bob") })], voice: { ann: "general" }, isPlayedElsewhere: true },
		["move ann to vale-room from general", "admit ann to vale-code"],
	],
	["only the team that is known", open([vale, team("delta", "")]), {}, ["open vale for ann,bob"]],
	["a bye: one room", open([vale]), {}, ["open vale for ann,bob"]],
	[
		"the bench may enter, too",
		open([team("vale", "ann,+eve"), delta]),
		{},
		["open vale for ann,eve", "open delta for cid,dan"],
	],
	[
		"two teams with one name are two teams",
		open([team("vale", "ann", "team_x"), team("delta", "cid", "team_x")]),
		{},
		["open vale for ann", "open delta for cid"],
	],
	[
		"seven a side",
		open([team("vale", "a,b,c,d,e,f,g"), delta]),
		{ linked: [..."abcdefg"] },
		["open vale for a,b,c,d,e,f,g"],
	],
	["one room is there: the other", open(), { rooms: [room(vale)] }, ["open delta for cid,dan"]],
	["a match that was over before anything opened", over(1_000), { voice: general }, []],
]);

rows("a room that may or may not exist", [
	[
		"it is looked for before anything is created",
		open(),
		{ rooms: [room(vale, { state: "opening", channelId: null }), room(delta)] },
		["find vale-code"],
	],
	[
		"it is looked for after the end as well: it may be there",
		over(1_000),
		{ rooms: [room(vale, { state: "opening", channelId: null })] },
		["find vale-code"],
	],
	[
		"its channel is gone: given up and opened anew",
		open(),
		{ rooms, missing: rooms.slice(0, 1) },
		["forget vale-code", "open vale for ann,bob"],
	],
	[
		"somebody deleted its channel: closed and opened anew",
		open(),
		{ rooms, missing: rooms.slice(0, 1), deleted: ["vale-room"] },
		["forget vale-code, deleted", "open vale for ann,bob"],
	],
	[
		"its channel is gone after the end: given up",
		over(1_000),
		{ rooms, missing: rooms },
		["forget vale-code", "forget delta-code"],
		20_000,
	],
]);

rows("access", [
	["as it should be: nothing", open(), { rooms }, []],
	[
		"newcomers and leavers, each in a call of their own, leavers first",
		open([team("vale", "ann,eve,fay"), delta]),
		{ rooms, linked: ["ann", "bob", "cid", "dan", "eve", "fay"] },
		["revoke bob from vale-code", "admit eve to vale-code", "admit fay to vale-code"],
	],
	[
		"linked in mid-match",
		open(),
		{ rooms: [room(vale, { admitted: membersOf("ann") }), room(delta)] },
		["admit bob to vale-code"],
	],
	["unlinked", open(), { rooms, linked: ["ann", "cid", "dan"] }, ["revoke bob from vale-code"]],
	[
		"changed sides",
		open([team("vale", "ann,cid"), team("delta", "bob,dan")]),
		{ rooms },
		[
			...["revoke bob from vale-code", "admit cid to vale-code"],
			...["revoke cid from delta-code", "admit bob to delta-code"],
		],
	],
	[
		"the line-up changes while rooms linger",
		over(1_000, [team("vale", "ann,eve"), delta]),
		{ rooms },
		["revoke bob from vale-code", "admit eve to vale-code"],
	],
	["no longer once the rooms are to close", over(1_000), { rooms, linked: [], voice: inRooms }, [], 11_000],
]);

rows("moves into the rooms", [
	["the teams in turn", open(), { rooms, voice: general }, fourMoves],
	["who is not in voice is not moved", open(), { rooms, voice: { ann: "general" } }, [fourMoves[0] ?? ""]],
	[
		"who is not linked is not moved",
		open(),
		{ rooms: [room(vale), room(delta, { admitted: membersOf("cid") })], voice: general, linked: ["ann", "bob", "cid"] },
		fourMoves.slice(0, 3),
	],
	[
		"who is in place already costs nothing",
		open(),
		{ rooms, voice: { ...general, ann: "vale-room", cid: "delta-room" } },
		fourMoves.slice(2),
	],
	[
		"a late joiner",
		open(),
		{ rooms, voice: { ...inRooms, bob: "lobby" }, placements: placed.filter(({ discordId }) => discordId !== "@bob") },
		["move bob to vale-room from lobby"],
	],
	[
		"asked to move and not there yet, with no call under way: again",
		open(),
		{ rooms, voice: { ann: "general" }, placements: [placement("ann", "moving")] },
		[fourMoves[0] ?? ""],
	],
	[
		"a move there was answered, and the gateway has not confirmed it: not again",
		open(),
		{
			...{ rooms, voice: { ann: "vale-room" }, unconfirmed: ["ann"] },
			placements: [placement("ann", "moving")],
		},
		[],
	],
	[
		"who walked out is left alone",
		open(),
		{ rooms, voice: { ann: "general" }, placements: [placement("ann", "walked")] },
		[],
	],
	[
		"until FACEIT opens the match again",
		open(),
		{ rooms, voice: { ann: "general" }, placements: [placement("ann", "walked", { opening: 0 })] },
		[fourMoves[0] ?? ""],
	],
	[
		"whose connection dropped and who is back",
		open(),
		{ rooms, voice: { ann: "lobby" }, placements: [placement("ann", "away")] },
		["move ann to vale-room from lobby"],
	],
	[
		"who was brought back before and plays now",
		open(),
		{ rooms, voice: { ann: "general" }, placements: [placement("ann", "returned")] },
		[fourMoves[0] ?? ""],
	],
	[
		"a substitute who waits is not moved",
		open([team("vale", "ann,+eve"), delta]),
		{ rooms: [room(team("vale", "ann,+eve")), room(delta)], voice: { eve: "general" } },
		[],
	],
	[
		"a substitute who plays is",
		open([team("vale", "ann,*eve"), delta]),
		{ rooms: [room(team("vale", "ann,*eve")), room(delta)], voice: { eve: "general" } },
		["move eve to vale-room from general"],
	],
	[
		"into the other team's room by hand: into their own, and home to where they came from first",
		open(),
		{ rooms, voice: { ann: "delta-room" }, placements: [placement("ann", "placed", { originId: "lobby" })] },
		["move ann to vale-room from lobby"],
	],
	[
		"a newer match has them",
		open(),
		{ rooms, voice: general, taken: ["ann", "bob"] },
		[fourMoves[1] ?? "", fourMoves[3] ?? ""],
	],
	[
		"from another match's room: home is where that match took them from",
		open(),
		{ rooms, voice: { ann: "other-room" }, homes: { ann: "lobby" } },
		["move ann to vale-room from lobby"],
	],
	[
		"from another match's room that they came to from outside voice",
		open(),
		{ rooms, voice: { ann: "other-room" }, homes: { ann: null } },
		["move ann to vale-room from null"],
	],
	["nobody is moved in while the rooms linger", over(1_000), { rooms, voice: general }, []],
]);

rows("those who are no longer to be there", [
	[
		"replaced: access taken and brought back",
		open([team("vale", "ann,eve"), delta]),
		{ rooms, voice: inRooms, placements: placed },
		["revoke bob from vale-code", "admit eve to vale-code", "return bob to general"],
	],
	[
		"unlinked: the same",
		open(),
		{ rooms, voice: inRooms, placements: placed, linked: ["ann", "cid", "dan"] },
		["revoke bob from vale-code", "return bob to general"],
	],
	[
		"replaced and already gone elsewhere: left alone",
		open([team("vale", "ann"), delta]),
		{ rooms: [room(team("vale", "ann")), room(delta)], voice: { ...inRooms, bob: "lobby" }, placements: placed },
		[],
	],
	[
		"a visitor whom we never placed stays",
		open(),
		{ rooms, voice: { ...inRooms, coach: "vale-room" }, placements: placed, lobbyId: "lobby" },
		[],
	],
	[
		"changed sides: moved over, not home",
		open([team("vale", "ann,cid"), team("delta", "bob,dan")]),
		{ rooms: [room(team("vale", "ann,cid")), room(team("delta", "bob,dan"))], voice: inRooms, placements: placed },
		["move cid to vale-room from general", "move bob to delta-room from general"],
	],
	[
		"a team that is no longer in the match: its people are brought back",
		open([vale]),
		{ rooms, voice: inRooms, placements: placed },
		["return cid to general", "return dan to general"],
	],
	[
		"and its room goes once it is empty",
		open([vale]),
		{ rooms, voice: { ann: "vale-room", bob: "vale-room" }, placements: placed },
		["close delta-code"],
	],
]);

const ended = 11_001;
rows("those whose link does not count here", [
	[
		"a team whose only player is unproven gets no room",
		open(),
		{ unproven: ["ann", "bob"] },
		["open delta for cid,dan"],
	],
	[
		"they are neither let in nor moved",
		open([vale]),
		{ unproven: ["ann"], rooms: [room(vale, { admitted: membersOf("bob") })], voice: { ann: "general" } },
		[],
	],
	[
		"whoever was let in loses access, and is brought back",
		open([vale]),
		{
			unproven: ["ann"],
			rooms: [room(vale)],
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed")],
		},
		["revoke ann from vale-code", "return ann to general"],
	],
	[
		"with nowhere to go, they are taken out of voice: the room is private",
		open([vale]),
		{
			unproven: ["ann"],
			rooms: [room(vale)],
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed")],
			closed: ["general"],
		},
		["revoke ann from vale-code", "disconnect ann from vale-room"],
	],
	[
		"whoever came in while their access was taken away is brought out as well",
		open([vale]),
		{
			unproven: ["ann"],
			rooms: [room(vale, { admitted: membersOf("bob") })],
			letIn: ["ann"],
			voice: { ann: "vale-room" },
			lobbyId: "lobby",
		},
		["return ann to lobby"],
	],
	[
		"a visitor whom nobody of ours let in stays",
		open([vale]),
		{ linked: ["ann", "bob"], rooms: [room(vale)], voice: { zoe: "vale-room" }, closed: ["general"] },
		[],
	],
	[
		"once they are out, as far as the answer tells, nothing is left to do",
		open([vale]),
		{
			unproven: ["ann"],
			rooms: [room(vale, { admitted: membersOf("bob") })],
			voice: { ann: "" },
			unconfirmed: ["ann"],
			inside: { "vale-room": ["ann"] },
			placements: [placement("ann", "returned")],
			closed: ["general"],
		},
		[],
	],
]);

rows("those who asked not to be moved", [
	[
		"whoever plays for the other team now is brought out of the opponents' room all the same",
		open([team("vale", "bob"), team("delta", "cid,ann")]),
		{
			optedOut: ["ann"],
			rooms: [room(team("vale", "bob")), room(team("delta", "cid,ann"))],
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed")],
		},
		["return ann to general"],
	],
	[
		"they are let in, and not moved",
		open([vale]),
		{ optedOut: ["ann"], rooms: [room(vale)], voice: general },
		["move bob to vale-room from general"],
	],
	["their team has a room", open([vale]), { linked: ["ann"], optedOut: ["ann"] }, ["open vale for ann"]],
	[
		"after the match they stay, and the room with them",
		over(1_000, [vale]),
		{
			optedOut: ["ann"],
			rooms: [room(vale)],
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed")],
			lobbyId: "lobby",
		},
		[],
		30_000,
	],
	[
		"but not for ever",
		over(1_000, [vale]),
		{ optedOut: ["ann"], rooms: [room(vale)], voice: { ann: "vale-room" }, placements: [placement("ann", "placed")] },
		["close vale-code"],
		1_000 + 10_000 + stayMs,
	],
	[
		"whoever loses their place in the line-up is brought out all the same",
		open([vale]),
		{
			unproven: ["ann"],
			optedOut: ["ann"],
			rooms: [room(vale)],
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed")],
		},
		["revoke ann from vale-code", "return ann to general"],
	],
]);

rows("after the match", [
	["the linger: people may stay and talk", over(1_000), { rooms, voice: inRooms, placements: placed }, [], 10_999],
	[
		"its last moment is over: everyone back, the rooms in turn",
		over(1_000),
		{ rooms, voice: inRooms, placements: placed },
		["return ann to general", "return cid to general", "return bob to general", "return dan to general"],
		11_000,
	],
	[
		"each to where they came from, whether or not there is a lobby",
		over(1_000),
		{
			rooms,
			voice: { ann: "vale-room", bob: "vale-room" },
			placements: [placement("ann", "placed", { originId: "lobby" }), placement("bob", "placed")],
			lobbyId: "lobby",
		},
		["return ann to lobby", "return bob to general", "close delta-code"],
		ended,
	],
	[
		"the origin cannot take them: the lobby",
		over(1_000),
		{ rooms, voice: { ann: "vale-room" }, placements: placed, closed: ["general"], lobbyId: "lobby" },
		["return ann to lobby", "close delta-code"],
		ended,
	],
	[
		"neither can: they stay",
		over(1_000),
		{ rooms, voice: { ann: "vale-room" }, placements: placed, closed: ["general", "lobby"], lobbyId: "lobby" },
		["close delta-code"],
		ended,
	],
	[
		"they came into the room themselves: the lobby",
		over(1_000),
		{
			rooms,
			voice: { ann: "vale-room" },
			placements: [placement("ann", "placed", { originId: null })],
			lobbyId: "lobby",
		},
		["return ann to lobby", "close delta-code"],
		ended,
	],
	[
		"a visitor goes to the lobby, too",
		over(1_000),
		{ rooms, voice: { coach: "vale-room" }, lobbyId: "lobby" },
		["return coach to lobby", "close delta-code"],
		ended,
	],
	[
		"the newer match fetches its own people",
		over(1_000),
		{ rooms, voice: { ann: "vale-room" }, placements: placed, taken: ["ann"] },
		["close delta-code"],
		ended,
	],
	[
		"empty rooms close",
		over(1_000),
		{ rooms, voice: general, placements: placed },
		["close vale-code", "close delta-code"],
		ended,
	],
	[
		"somebody who was asked to move and whose call was answered holds nothing up",
		over(1_000),
		{ rooms, placements: [placement("ann", "moving")] },
		["close vale-code", "close delta-code"],
		ended,
	],
	[
		"with nowhere to go: the room stays for ten minutes",
		over(1_000),
		{ rooms: [room(vale)], voice: { ann: "vale-room" }, placements: placed, closed: ["general"] },
		[],
		11_000 + stayMs - 1,
	],
	[
		"and closes then",
		over(1_000),
		{ rooms: [room(vale)], voice: { ann: "vale-room" }, placements: placed, closed: ["general"] },
		["close vale-code"],
		11_000 + stayMs,
	],
	[
		"the guild chose no linger: at once",
		over(1_000),
		{ rooms, voice: { ann: "vale-room" }, placements: placed, lingerMs: 0 },
		["return ann to general", "close delta-code"],
		1_000,
	],
	[
		"somebody whose way out is answered and not confirmed: not again, and the room stays until it is",
		over(1_000),
		{
			...{ rooms: [room(vale)], voice: { ann: "general" }, unconfirmed: ["ann"], inside: { "vale-room": ["ann"] } },
			placements: [placement("ann", "returned")],
		},
		[],
		ended,
	],
	[
		"the same, and the room is long due: it stays for these seconds as well",
		over(1_000),
		{
			...{ rooms: [room(vale)], voice: { ann: "general" }, unconfirmed: ["ann"], inside: { "vale-room": ["ann"] } },
			placements: [placement("ann", "returned")],
		},
		[],
		11_000 + stayMs,
	],
	[
		"somebody cannot be brought back: tried again for ten minutes",
		over(1_000),
		{
			...{ rooms: [room(vale)], voice: { ann: "vale-room" } },
			placements: [placement("ann", "returned", { at: 12_000 })],
			returningSince: { ann: 12_000 },
		},
		["return ann to general"],
		11_999 + stayMs,
	],
	[
		"after that the room closes all the same",
		over(1_000),
		{
			...{ rooms: [room(vale)], voice: { ann: "vale-room" } },
			placements: [placement("ann", "returned", { at: 12_000 })],
			returningSince: { ann: 12_000 },
		},
		["return ann to general", "close vale-code"],
		12_000 + stayMs,
	],
	[
		"one cannot, another has just been asked to: it waits for that one",
		over(1_000),
		{
			...{ rooms: [room(vale)], voice: { ann: "vale-room", bob: "vale-room" } },
			placements: [placement("ann", "returned", { at: 12_000 }), placement("bob", "placed")],
			returningSince: { ann: 12_000 },
		},
		["return ann to general", "return bob to general"],
		12_000 + stayMs,
	],
	["no room is left: nothing", over(1_000), { voice: general, placements: placed }, [], ended],
]);

const revived = after(
	report("ready", 1_000, { version: 10, teams: [vale, delta] }),
	report("finished", 5_000, { version: 11 }),
	report("configuring", 6_000, { version: 12 }),
);
rows("a revival", [
	["within the linger: the rooms simply stay", revived, { rooms, voice: inRooms, placements: placed }, [], 6_000],
	[
		"after everyone was brought back: they are fetched again",
		revived,
		{ rooms, voice: general, placements: placed.map((one) => ({ ...one, state: "returned" })) },
		fourMoves,
		6_000,
	],
	[
		"after the rooms were closed: new ones",
		revived,
		{ voice: general },
		["open vale for ann,bob", "open delta for cid,dan"],
		6_000,
	],
]);

describe("two rooms for one team, because a create was answered far too late", () => {
	const early = room(vale, { code: "early-code", channelId: "early-room" });
	const late = room(vale, { code: "late-code", channelId: "late-room" });

	test("the one with people in it stays, the empty one goes, nobody is moved again", () => {
		const view = guild({ rooms: [early, late], voice: { ann: "late-room", bob: "late-room" }, placements: placed });
		expect(planned(open([vale]), view)).toEqual(["close early-code"]);
	});

	test("one that is there is better than one that may be", () => {
		const maybe = room(vale, { code: "maybe-code", state: "opening", channelId: null });
		const view = guild({ rooms: [maybe, late], voice: { ann: "late-room" }, placements: placed });
		expect(planned(open([vale]), view)).toEqual(["find maybe-code"]);
	});

	test("there are people in both: those of the second join the first, and are not sent home as well", () => {
		const view = guild({ rooms: [early, late], voice: { ann: "early-room", bob: "late-room" }, placements: placed });
		expect(planned(open([vale]), view)).toEqual(["move bob to early-room from general"]);
	});

	test("a room whose channel is gone is not kept for the people who were in it", () => {
		const view = guild({ rooms: [early, late], missing: [early], voice: { ann: "early-room" } });
		expect(planned(open([vale]), view)).toContain("forget early-code");
	});

	test("nobody is in either: the first stays", () => {
		expect(planned(open([vale]), guild({ rooms: [early, late] }))).toEqual(["close late-code"]);
	});
});

test("a newer match has them, but did not move them until their room is to close: they are brought back, not thrown out", () => {
	const view = guild({ rooms: [room(vale)], voice: { ann: "vale-room" }, placements: placed, taken: ["ann"] });
	expect(planned(over(1_000), view, 11_000 + stayMs)).toEqual(["return ann to general"]);
});

describe("where rooms are created", () => {
	const parents = (scene: Scene, rooms: readonly Team[] = [vale, delta]) =>
		plan(open(rooms), guild(scene), now).actions.flatMap((action) =>
			action.do === "openRoom" ? [[action.team.teamId, action.parentId, action.code]] : [],
		);

	test("the first space with room in it, then the next", () => {
		const spaces = [
			{ parentId: "full", left: 0 },
			{ parentId: "matches", left: 1 },
			{ parentId: "matches-2", left: 50 },
		];
		expect(parents({ spaces })).toEqual([
			["vale", "matches", "vale-code"],
			["delta", "matches-2", "delta-code"],
		]);
	});

	test("more rooms are planned than there is space for by other matches already: a space below nothing is none", () => {
		expect(parents({ spaces: [{ parentId: "matches", left: -1 }] })).toEqual([]);
	});

	test("a room that is there takes no space", () => {
		expect(parents({ rooms: [room(vale)], spaces: [{ parentId: "matches", left: 1 }] })).toEqual([
			["delta", "matches", "delta-code"],
		]);
	});
});

describe("a room that closes", () => {
	const close = (scene: Scene) =>
		plan(over(1_000), guild(scene), ended).actions.filter(({ do: it }) => it === "closeRoom");

	test("names those who may be on their way into it: it waits while a call about one of them is in flight", () => {
		const states = { ann: "moving", bob: "walked", cid: "away", dan: "placed", eve: "returned" } as const;
		const placements = Object.entries(states).map(([name, state]) => placement(name, state));
		expect(close({ rooms: [room(vale)], placements })).toEqual([
			{ do: "closeRoom", room: room(vale), channelId: "vale-room", arriving: ["@ann", "@bob", "@cid"] },
		]);
	});

	test("given the gateway is away, then it stays: somebody may have come in unheard", () => {
		const at = 11_000 + stayMs;
		expect(planned(over(1_000), guild({ rooms: [room(vale)], isCurrent: false }), at)).toEqual([]);
	});

	test("given the program was away for long, when it looks again, then those inside are brought back, not thrown out", () => {
		const scene: Scene = { rooms: [room(vale)], voice: { ann: "vale-room", bob: "vale-room" }, placements: placed };
		const homeless = [placement("ann", "placed", { originId: null }), placement("bob", "placed")];
		const at = 11_000 + stayMs;
		expect(planned(over(1_000), guild(scene), at)).toEqual(["return ann to general", "return bob to general"]);
		expect(planned(over(1_000), guild({ ...scene, placements: homeless }), at)).toEqual(["return bob to general"]);
	});
});

describe("why somebody or something waits", () => {
	type Told = readonly [subject: string, reason: WaitReason, until: number | null];
	const announced = after(
		report("created", 1_000, { version: 1 }),
		checked("upcoming", 1_100, {
			teams: bothTeams,
			scheduledAt: 10 * minute,
		}),
	);
	const unscheduled = after(report("created", 1_000, { version: 1 }), checked("upcoming", 1_100, { teams: bothTeams }));
	const both: readonly Told[] = [
		["member:@cid", "notInVoice", null],
		["member:@dan", "notInVoice", null],
	];
	const bench = team("vale", "ann,+eve");
	const waiting: readonly (readonly [
		title: string,
		match: Match,
		scene: Scene,
		expected: readonly Told[],
		at?: number,
	])[] = [
		["everyone is in place: nothing", open(), { rooms, voice: inRooms }, []],
		["whoever is being moved: nothing", open(), { rooms, voice: general }, []],
		[
			"not linked",
			open(),
			{ rooms, voice: inRooms, linked: ["ann", "cid", "dan"] },
			[["player:bob", "notLinked", null]],
		],
		["not in voice", open(), { rooms, voice: { ann: "vale-room", bob: "general" } }, both],
		[
			"it is played in another guild",
			open(),
			{ isPlayedElsewhere: true },
			[
				[`team:${matchId}/vale`, "playedElsewhere", null],
				[`team:${matchId}/delta`, "playedElsewhere", null],
				...["ann", "bob", "cid", "dan"].map((name): Told => [`member:@${name}`, "notInVoice", null]),
			],
		],
		[
			"a team of strangers: of its room nothing is said",
			open([vale]),
			{ linked: [] },
			[
				["player:ann", "notLinked", null],
				["player:bob", "notLinked", null],
			],
		],
		[
			"on the bench",
			open([bench, delta]),
			{ rooms: [room(bench), room(delta)], voice: { ...inRooms, eve: "general" } },
			[["member:@eve", "benched", null]],
		],
		[
			"on the bench and in the room by themselves: nothing",
			open([bench, delta]),
			{ rooms: [room(bench), room(delta)], voice: { ...inRooms, eve: "vale-room" } },
			[],
		],
		[
			"walked out",
			open(),
			{ rooms, voice: { ...inRooms, ann: "general" }, placements: [placement("ann", "walked")] },
			[["member:@ann", "walkedOut", null]],
		],
		[
			"walked out before the match was opened again: moved, no reason to wait",
			open(),
			{ rooms, voice: { ...inRooms, ann: "general" }, placements: [placement("ann", "walked", { opening: 0 })] },
			[],
		],
		[
			"a newer match has them",
			open(),
			{ rooms, voice: { ...inRooms, ann: "other-room" }, taken: ["ann"] },
			[["member:@ann", "otherMatch", null]],
		],
		[
			"their room is still to be created",
			open(),
			{ rooms: [room(delta)], voice: { ...inRooms, ann: "general", bob: "general" } },
			[
				["member:@ann", "roomNotOpen", null],
				["member:@bob", "roomNotOpen", null],
			],
		],
		[
			"so it is while it is looked for",
			open([vale]),
			{ rooms: [room(vale, { state: "opening", channelId: null })], voice: { ann: "general", bob: "general" } },
			[
				["member:@ann", "roomNotOpen", null],
				["member:@bob", "roomNotOpen", null],
			],
		],
		[
			"FACEIT has not started the match: until shortly before its time",
			announced,
			{ linked: ["ann"], voice: general },
			[
				["member:@ann", "matchNotStarted", 5 * minute],
				["player:bob", "notLinked", null],
				["player:cid", "notLinked", null],
				["player:dan", "notLinked", null],
			],
		],
		[
			"and nobody knows when it does",
			unscheduled,
			{ linked: ["ann", "bob", "cid", "dan"] },
			["ann", "bob", "cid", "dan"].map((name): Told => [`member:@${name}`, "matchNotStarted", null]),
		],
		[
			"the category is full",
			open(),
			{ rooms: [room(delta)], voice: inRooms, spaces: [{ parentId: "matches", left: 0 }] },
			[
				[`team:${matchId}/vale`, "categoryFull", null],
				["member:@ann", "roomNotOpen", null],
				["member:@bob", "roomNotOpen", null],
			],
		],
		[
			"the rooms linger: until it is over",
			over(1_000),
			{ rooms, voice: { ann: "vale-room", coach: "vale-room" }, placements: placed },
			[
				["member:@ann", "lingering", 11_000],
				["member:@coach", "lingering", 11_000],
			],
		],
		[
			"the rooms linger, but one who was replaced is brought back: nothing is said of them",
			over(1_000, [team("vale", "ann"), delta]),
			{ rooms: [room(team("vale", "ann")), room(delta)], voice: { bob: "vale-room" }, placements: placed },
			[],
		],
		[
			"nowhere to go: until the room closes all the same",
			over(1_000),
			{ rooms: [room(vale)], voice: { ann: "vale-room" }, placements: placed, closed: ["general"] },
			[["member:@ann", "nowhereToGo", 11_000 + stayMs]],
			ended,
		],
		[
			"a newer match will have them: that is the reason, not that they have nowhere to go",
			over(1_000),
			{ rooms: [room(vale)], voice: { ann: "vale-room" }, placements: placed, closed: ["general"], taken: ["ann"] },
			[["member:@ann", "otherMatch", null]],
			ended,
		],
		["those who are brought back: nothing", over(1_000), { rooms, voice: inRooms, placements: placed }, [], ended],
		["over, and nobody is inside: nothing", over(1_000), { rooms, linked: [] }, [], ended],
	];
	for (const [title, match, scene, expected, at = now] of waiting) {
		test(title, () => {
			const waits = plan(match, guild(scene), at).waits.map(
				({ subject, reason, until }): Told => [subject, reason, until],
			);
			expect(waits).toEqual([...expected]);
		});
	}
});

describe("when to look again even if nothing happens", () => {
	const wakings: [title: string, match: Match, scene: Scene, at: number, expected: number | null][] = [
		["open: only when something happens", open(), { rooms }, now, null],
		["over: at the end of the linger", over(1_000), { rooms }, now, 11_000],
		[
			"the linger is over and somebody stays: when the room closes all the same",
			over(1_000),
			{ rooms: [room(vale)] },
			11_000,
			11_000 + stayMs,
		],
		["that time is over as well: never", over(1_000), { rooms: [room(vale)] }, 11_000 + stayMs, null],
		["nothing is left: never", over(1_000), {}, 11_000, null],
		["the guild's own linger", over(1_000), { rooms, lingerMs: 500 }, 1_000, 1_500],
	];
	for (const [title, match, scene, at, expected] of wakings) {
		test(title, () => expect(plan(match, guild(scene), at).wakeAt).toBe(expected));
	}
});

test("planning twice gives the same: a plan changes nothing that it was given", () => {
	const view = guild({ rooms, voice: general });
	expect(plan(open(), view, now)).toEqual(plan(open(), view, now));
	expect(view.placements.get(memberOf("ann"))).toBeUndefined();
});
