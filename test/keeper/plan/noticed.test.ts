// What is seen of people, as rows: given what was done with one, where they are now, what that means. That somebody walked
// out is never among it: only what the gateway says happened tells that (test/rules/record.test.ts).

import { describe, expect, test } from "bun:test";
import { noticed } from "../../../src/keeper/plan/rooms.ts";
import type { Match } from "../../../src/match.ts";
import type { Placement } from "../../../src/placement.ts";
import { delta, guild, open, over, placement, room, type Scene, vale } from "../../rules/given.ts";

const now = 2_000;
const rooms = [room(vale), room(delta)];
type State = Placement["state"];

function seen(scene: Scene, busy: readonly string[] = [], match: Match = open()): Placement[] {
	return noticed(match, guild(scene), (discordId) => busy.includes(discordId), now);
}

describe("ann, of Team vale", () => {
	const rows: [title: string, before: State | null, place: string | null, after: State | null][] = [
		["asked to move, in the room now", "moving", "vale-room", "placed"],
		["asked to move, still where she was", "moving", "general", null],
		["asked to move, out of voice", "moving", null, null],
		["placed, still there", "placed", "vale-room", null],
		["placed, in the other team's room by somebody's hand", "placed", "delta-room", null],
		["placed, out of voice: her connection dropped", "placed", null, "away"],
		[
			"placed, in another channel: nobody said that she walked, so she is to be moved again",
			"placed",
			"general",
			"away",
		],
		["away, back in the room", "away", "vale-room", "placed"],
		["away, back in another channel: to be moved again", "away", "general", null],
		["walked, back in the room", "walked", "vale-room", "placed"],
		["walked, out of voice: still her own will", "walked", null, null],
		["walked, still elsewhere", "walked", "general", null],
		["brought back, in the room again", "returned", "vale-room", "placed"],
		["brought back, where she is", "returned", "general", null],
		["never moved, in the room: she came by herself", null, "vale-room", "placed"],
		["never moved, elsewhere", null, "general", null],
		["never moved, nowhere", null, null, null],
	];
	for (const [title, before, place, after] of rows) {
		test(title, () => {
			const placements = before === null ? [] : [placement("ann", before)];
			const scene = { rooms, placements, voice: place === null ? {} : { ann: place } };
			const origin = before === null ? null : "general";
			const expected = after === null ? [] : [placement("ann", after, { originId: origin, at: now })];
			expect(seen(scene)).toEqual(expected);
		});
	}

	test("in a room whose channel Discord no longer shows: she is still counted as there until that is given up", () => {
		const scene = { rooms, missing: rooms, placements: [placement("ann", "moving")], voice: { ann: "vale-room" } };
		expect(seen(scene)).toEqual([placement("ann", "placed", { at: now })]);
	});

	test("in the room since before the match was opened again: placed for it as well", () => {
		const scene = { rooms, placements: [placement("ann", "placed", { opening: 0 })], voice: { ann: "vale-room" } };
		expect(seen(scene)).toEqual([placement("ann", "placed", { at: now })]);
	});

	test("placed before the match was opened again, elsewhere now: nothing says that she walked", () => {
		const scene = { rooms, placements: [placement("ann", "placed", { opening: 0 })], voice: { ann: "general" } };
		expect(seen(scene)).toEqual([placement("ann", "away", { at: now })]);
	});

	test("in another match's room: it took her there, she did not walk", () => {
		const homes = { ann: "general" };
		const scene = { rooms, placements: [placement("ann", "placed")], voice: { ann: "other-room" }, homes };
		expect(seen(scene)).toEqual([placement("ann", "away", { at: now })]);
	});

	test("no longer in the line-up: where she is is seen all the same, she may be back in it", () => {
		const scene = { rooms, linked: [], placements: [placement("ann", "placed")], voice: {} };
		expect(seen(scene)).toEqual([placement("ann", "away", { at: now })]);
	});

	for (const place of ["vale-room", "general"]) {
		test(`in ${place} by an answer that the gateway has not confirmed: that says nothing`, () => {
			for (const state of ["moving", "placed", "away", "returned"] as const) {
				const scene = { rooms, placements: [placement("ann", state)], voice: { ann: place }, unconfirmed: ["ann"] };
				expect(seen(scene)).toEqual([]);
			}
		});
	}

	for (const state of ["moving", "walked", "away"] as const) {
		test(`${state}, and in the room once the match is over: placed`, () => {
			const scene = { rooms, placements: [placement("ann", state)], voice: { ann: "vale-room" } };
			expect(seen(scene, [], over())).toEqual([placement("ann", "placed", { at: now })]);
		});
	}

	test("with a call in flight: where she is says nothing before its answer", () => {
		const scene = { rooms, placements: [placement("ann", "moving")], voice: { ann: "vale-room" } };
		expect(seen(scene, ["@ann"])).toEqual([]);
	});
});

test("anyone who is not linked is nobody's business", () => {
	expect(seen({ rooms, linked: [], voice: { ann: "vale-room" } })).toEqual([]);
});

test("all that changed at once", () => {
	const voice = { ann: "vale-room", bob: "general" };
	const placements = [placement("ann", "moving"), placement("bob", "placed"), placement("cid", "placed")];
	const states = seen({ rooms, placements, voice }).map(({ discordId, state }) => [discordId, state]);
	expect(states).toEqual([
		["@ann", "placed"],
		["@bob", "away"],
		["@cid", "away"],
	]);
});
