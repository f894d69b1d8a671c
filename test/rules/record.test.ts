// What the gateway says of somebody's place in voice becomes what is remembered of them: who walked out, who is away.

import { describe, expect, test } from "bun:test";
import type { Placement } from "../../src/placement.ts";
import { type MatchRecord, moved, newRecord, withPlacement, withRoom } from "../../src/record.ts";
import { delta, guildId, memberOf, open, placement, room, vale } from "./given.ts";

const now = 2_000;
const rooms = [room(vale), room(delta)];
type State = Placement["state"];

function record(words: Partial<MatchRecord> = {}): MatchRecord {
	return { ...newRecord(open()), rooms, placements: [placement("ann", "placed")], ...words };
}

function walk(before: MatchRecord, from: string | undefined, to: string | undefined, at = now): MatchRecord {
	return moved(before, { how: "moved", guildId, discordId: memberOf("ann"), from, to }, at);
}

describe("ann, of Team vale, was placed and", () => {
	const rows: [title: string, from: string | undefined, to: string | undefined, after: State | null][] = [
		["goes straight from her room to another channel: she walked out", "vale-room", "general", "walked"],
		["leaves voice from her room: she is away, and moved again when she is back", "vale-room", undefined, "away"],
		["goes to the other team's room: that is for the plan to mend", "vale-room", "delta-room", null],
		["leaves the other team's room: she walked out", "delta-room", "general", "walked"],
		["comes into her room: seen when she is looked at", "general", "vale-room", null],
		["comes into voice: nothing", undefined, "general", null],
		["comes into voice in her room: nothing", undefined, "vale-room", null],
		["goes from one channel to another, neither of them a room: nothing", "general", "lobby", null],
		["leaves voice from elsewhere: nothing", "general", undefined, null],
		["mutes herself: nothing", "vale-room", "vale-room", null],
	];
	for (const [title, from, to, after] of rows) {
		test(title, () => {
			const before = record();
			const result = walk(before, from, to);
			if (after === null) expect(result).toBe(before);
			else expect(result.placements).toEqual([placement("ann", after, { at: now })]);
		});
	}
});

describe("whatever was done with ann before, out of her room into another channel is walking out", () => {
	const states: State[] = ["moving", "placed", "away", "returned"];
	for (const state of states) {
		test(state, () => {
			const after = walk(record({ placements: [placement("ann", state)] }), "vale-room", "general");
			expect(after.placements).toEqual([placement("ann", "walked", { at: now })]);
		});
	}

	test("walked already: the same record, for nothing has changed", () => {
		const before = record({ placements: [placement("ann", "walked")] });
		expect(walk(before, "vale-room", "general")).toBe(before);
	});

	test("walked before the match was opened again, and once more now: it counts for this time as well", () => {
		// However late it was: openings are counted, and a clock that is set back changes nothing.
		const former = placement("ann", "walked", { opening: 0, at: now });
		expect(walk(record({ placements: [former] }), "vale-room", "general").placements).toEqual([
			placement("ann", "walked", { at: now }),
		]);
	});
});

for (const from of ["general", undefined, "other-room"]) {
	test(`walked, and into a room of the match by herself from ${from}: she has come back to it`, () => {
		const before = record({ placements: [placement("ann", "walked")] });
		expect(walk(before, from, "vale-room").placements).toEqual([placement("ann", "placed", { at: now })]);
	});
}

describe("nothing is remembered", () => {
	test("of a visitor: they come and go as they like", () => {
		const before = record({ placements: [placement("bob", "placed")] });
		expect(walk(before, "vale-room", "general")).toBe(before);
	});

	test("of what happens in another guild", () => {
		const before = record({ placements: [placement("ann", "placed", { guildId: "elsewhere" })] });
		expect(walk(before, "vale-room", "general")).toBe(before);
		const change = { discordId: memberOf("ann"), from: "vale-room", to: "general" };
		expect(moved(before, { how: "moved", guildId: "elsewhere", ...change }, now)).toBe(before);
	});

	for (const state of ["closed", "lost"] as const) {
		test(`of leaving a room that is ${state}: its channel was deleted, nobody walked`, () => {
			const before = record({ rooms: [room(vale, { state })] });
			expect(walk(before, "vale-room", "general")).toBe(before);
		});
	}
});

test("where she came from is kept, whatever she does", () => {
	const before = record({ placements: [placement("ann", "placed", { originId: "lobby" })] });
	expect(walk(before, "vale-room", "general").placements[0]?.originId).toBe("lobby");
});

test("rooms with one code in two guilds are two rooms", () => {
	const elsewhere = room(vale, { guildId: "elsewhere" });
	const after = withRoom(record({ rooms: [room(vale), elsewhere] }), { ...elsewhere, state: "closed" });
	expect(after.rooms).toEqual([room(vale), { ...elsewhere, state: "closed" }]);
});

test("placements of one member in two guilds are two placements", () => {
	const elsewhere = placement("ann", "placed", { guildId: "elsewhere" });
	expect(withPlacement(record(), elsewhere).placements).toEqual([placement("ann", "placed"), elsewhere]);
});
